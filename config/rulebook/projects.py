"""What the examples of fund projects ask of the data (section 6.7)."""

from config.rulebook.rule import B, Rule, Section, constraints, in_file, of_module

PLANNING = "projects/test_planning.py"
LIFE = "projects/test_life.py"
PRACTICE = "practice of local governments, as the press tells it"

PROJECTS = Section(
    "Fund projects",
    (
        Rule(
            rule_id="KR-PRJ-01",
            statement="Several local governments may pay for one project, by fixed shares.",
            tags=(B,),
            basis=PRACTICE,
            enforced=of_module("projects.models", "FundingLine")
            + of_module("projects.planning", "keep_funding")
            + constraints("funding_line_is_positive"),
            tests=in_file(PLANNING, "a_project_is_paid_by_several_governments"),
        ),
        Rule(
            rule_id="KR-PRJ-02",
            statement="A project may have many places, each with status, opening, equipment and "
            "operator.",
            tags=(B,),
            basis=PRACTICE,
            enforced=of_module("projects.models", "ProjectSite")
            + of_module("projects.planning", "keep_sites"),
            tests=in_file(PLANNING, "places_open_in_the_run_of_a_project"),
        ),
        Rule(
            rule_id="KR-PRJ-03",
            statement="A project may have seasons: the same name, another target and year.",
            tags=(B,),
            basis=PRACTICE,
            enforced=of_module("projects.planning", "plan_next_season"),
            tests=in_file(
                PLANNING,
                "the_next_season_takes_plan_and_places_over_and_no_money",
                "a_season_is_planned_once_and_after_the_one_before_has_begun",
            ),
        ),
        Rule(
            rule_id="KR-PRJ-04",
            statement="A project may mix designated money, general money of the fund and other "
            "budgets; only the fund's money is the fund's result.",
            tags=(B,),
            basis=PRACTICE,
            enforced=of_module("projects.models", "FundingSource")
            + of_module("projects.life", "approve_project", "add_general_money"),
            tests=in_file(
                LIFE,
                "approval_sets_the_funds_own_general_money_aside",
                "the_council_may_add_general_money_to_a_campaign_that_came_short",
            ),
        ),
        Rule(
            rule_id="KR-PRJ-05",
            statement="Results of projects have free measures, each with unit and day.",
            tags=(B,),
            basis=PRACTICE,
            enforced=of_module("projects.models", "ProjectResult"),
            tests=in_file(PLANNING, "results_have_free_measures_with_unit_and_day"),
        ),
        Rule(
            rule_id="KR-PRJ-06",
            statement="Operators are often groups of residents.",
            tags=(B,),
            basis=PRACTICE,
            enforced=of_module("projects.models", "ProjectSite"),
            tests=in_file(PLANNING, "places_open_in_the_run_of_a_project"),
            reading="The operator of a place is a free text.",
        ),
        Rule(
            rule_id="KR-PRJ-07",
            statement="A target may change in the run; its history is kept.",
            tags=(B,),
            basis=PRACTICE,
            enforced=of_module("projects.life", "change_target")
            + of_module("projects.models", "TargetChange"),
            tests=in_file(LIFE, "a_changed_target_keeps_its_history"),
        ),
    ),
)
