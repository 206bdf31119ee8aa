"""What real projects ask of their data (section 6.7)."""

from config.rulebook.rule import B, Rule, Section, constraints, in_file, of_module

PLANNING = "projects/test_planning.py"
PAGES = "projects/test_public_pages.py"
ROOMS = "worked_years/test_laundry_rooms.py"

PROJECTS = Section(
    "Fund projects",
    (
        Rule(
            rule_id="KR-PRJ-01",
            statement="Several local governments may pay for a project, with fixed shares.",
            tags=(B,),
            basis="practice: Jeonnam's joint laundry rooms",
            enforced=of_module("projects.models", "FundingLine")
            + of_module("projects.planning", "keep_funding"),
            tests=in_file(PLANNING, "a_project_is_paid_by_several_governments")
            + in_file(ROOMS, "jeonnam_s_joint_rooms_of_15_and_15_million_won"),
        ),
        Rule(
            rule_id="KR-PRJ-02",
            statement="A project may have many places, each with state, opening, equipment, "
            "operator.",
            tags=(B,),
            basis="practice",
            enforced=of_module("projects.models", "ProjectSite")
            + of_module("projects.planning", "keep_sites"),
            tests=in_file(PLANNING, "places_open_in_the_run_of_a_project"),
        ),
        Rule(
            rule_id="KR-PRJ-03",
            statement="A project may have seasons: the same name, a new target, another year.",
            tags=(B,),
            basis="practice: Gokseong, Yeongam",
            enforced=of_module("projects.planning", "plan_next_season")
            + constraints("project_season_once"),
            tests=in_file(
                PLANNING,
                "the_next_season_takes_plan_and_places_over_and_no_money",
                "a_season_is_planned_once_and_after_the_one_before_has_begun",
            ),
        ),
        Rule(
            rule_id="KR-PRJ-04",
            statement="A project may mix the fund's money with that of others; only the fund's is "
            "shown as what the fund did.",
            tags=(B,),
            basis="practice",
            enforced=of_module("projects.public", "funding_of")
            + of_module("projects.life", "add_general_money"),
            tests=in_file(PAGES, "shares_of_others_stand_apart_from_the_funds_money")
            + in_file("projects/test_life.py", "approval_sets_the_funds_own_general_money_aside"),
        ),
        Rule(
            rule_id="KR-PRJ-05",
            statement="Results of projects have free measures, each with unit and day.",
            tags=(B,),
            basis="practice",
            enforced=of_module("projects.models", "ProjectResult")
            + of_module("projects.planning", "keep_results"),
            tests=in_file(PLANNING, "results_have_free_measures_with_unit_and_day")
            + in_file("api/test_projects.py", "anybody_sees_a_project_and_what_was_raised"),
        ),
        Rule(
            rule_id="KR-PRJ-06",
            statement="Often a group of residents runs a place, not the local government.",
            tags=(B,),
            basis="practice",
            enforced=of_module("projects.models", "ProjectSite.operator"),
            tests=in_file(PAGES, "a_page_tells_plan_progress_places_and_who_agreed"),
        ),
        Rule(
            rule_id="KR-PRJ-07",
            statement="A target may change in the run; its history is kept.",
            tags=(B,),
            basis="practice",
            enforced=of_module("projects.life", "change_target"),
            tests=in_file(
                "projects/test_campaigns.py",
                "a_changed_target_keeps_its_history",
                "a_target_that_does_not_fit_is_refused",
            ),
        ),
    ),
)
