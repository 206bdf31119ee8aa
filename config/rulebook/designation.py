"""Designated donations (section 1.11)."""

from config.rulebook.rule import (
    A,
    B,
    C,
    Rule,
    Section,
    constraints,
    in_file,
    of_module,
    triggers,
)

ACT = "고향사랑 기부금에 관한 법률"
ACCEPTANCE = "donations/test_acceptance.py"
RETURNS = "donations/test_return_of_designated_gifts.py"

DESIGNATION = Section(
    "Designated donations",
    (
        Rule(
            rule_id="KR-DSG-01",
            statement="A donor may designate a project of the recipient, or one of the four "
            "purposes itself.",
            tags=(A,),
            basis=f"{ACT} 제8조의2",
            begins="2024-02-20",
            enforced=of_module(
                "projects.designation", "LEGAL_FROM", "check_begun", "check_project"
            ),
            tests=in_file(
                ACCEPTANCE,
                "a_designation_must_be_the_recipients_open_project",
                "a_refused_donation_writes_nothing",
            )
            + in_file(
                "donations/test_law_through_time.py", "designation_opens_on_its_day_and_not_before"
            ),
            settings=("DESIGNATION_FROM",),
        ),
        Rule(
            rule_id="KR-DSG-02",
            statement="Designated money is used for that project or purpose only.",
            tags=(A,),
            basis=f"{ACT} 제11조제2항 단서",
            begins="2024-02-20",
            enforced=of_module("ledger.models", "Account.DESIGNATED_DONATIONS")
            + of_module("projects.designation", "take_back")
            + of_module("projects.assignment", "assign_designated_money")
            + constraints("project_is_not_overspent")
            + triggers("pot_is_never_overdrawn"),
            tests=in_file(
                ACCEPTANCE, "designated_money_is_booked_apart_and_counted_for_the_project"
            )
            + in_file(RETURNS, "a_project_that_spent_the_money_gives_nothing_back")
            + in_file("ledger/test_spending.py", "designated_money_pays_for_its_own_project_only")
            + in_file(
                "ledger/test_pots.py",
                "fifty_spendings_at_once_do_not_overdraw_a_project",
                "the_database_itself_never_overdraws_a_pot",
            ),
        ),
        Rule(
            rule_id="KR-DSG-03",
            statement="The journal keeps each designated donation apart until it is spent.",
            tags=(C,),
            basis="design consequence of KR-DSG-02",
            begins="2024-02-20",
            enforced=of_module("ledger.models", "JournalTransfer.designation"),
            tests=in_file(
                ACCEPTANCE, "designated_money_is_booked_apart_and_counted_for_the_project"
            ),
        ),
        Rule(
            rule_id="KR-DSG-04",
            statement="The national portal has taken designated donations since 2024-06-04 09:00.",
            tags=(B,),
            basis="press release of the ministry",
            begins="2024-06-04",
            enforced=of_module("projects.designation", "check_begun"),
            tests=in_file(
                "donations/test_open_questions.py",
                "designation_may_begin_with_the_national_portal_s_service",
            ),
            settings=("DESIGNATION_FROM",),
        ),
        Rule(
            rule_id="KR-DSG-05",
            statement="Before a project opens, opinions are gathered and the council approves the "
            "fund plan.",
            tags=(B,),
            basis="시행지침",
            begins="2024-06-04",
            enforced=of_module("projects.life", "enter_approval", "approve_project"),
            tests=in_file("projects/test_life.py", "a_project_waits_for_all_who_must_agree"),
            reading="Committee and council have voted before a plan is approved, and it is "
            "approved before it opens.",
        ),
        Rule(
            rule_id="KR-DSG-06",
            statement="For disaster relief a report to the council may stand for its approval.",
            tags=(B,),
            basis="practice",
            begins="2025-03-01",
            enforced=of_module("projects.life", "approve_project"),
            tests=in_file(
                "projects/test_life.py",
                "in_a_disaster_a_report_stands_in_for_the_councils_vote",
            ),
            reading="For projects that are marked as disaster relief; the committee votes still.",
        ),
        Rule(
            rule_id="KR-DSG-07",
            statement="A project tells its purpose, whom it serves, target, days, money raised, "
            "and results.",
            tags=(B,),
            basis="practice",
            begins="2024-06-04",
            enforced=of_module("projects.public", "told_whole", "published"),
            tests=in_file("api/test_projects.py", "anybody_sees_a_project_and_what_was_raised")
            + in_file(
                "projects/test_public_pages.py",
                "a_page_tells_plan_progress_places_and_who_agreed",
            ),
        ),
        Rule(
            rule_id="KR-DSG-08",
            statement="Act and Decree say nothing on targets, deadlines, excess or shortfall.",
            tags=(A,),
            basis="by absence",
            begins="2024-02-20",
            not_here="there is nothing to refuse: a project may be filled beyond its target while "
            "it is open",
        ),
        Rule(
            rule_id="KR-DSG-09",
            statement="Practice differs on closing at the target, excess, early close, and a "
            "second season.",
            tags=(B,),
            basis="practice of several local governments",
            begins="2024-06-04",
            enforced=of_module("projects.models", "WhenReached", "WhenSurplus", "WhenShort")
            + of_module("projects.life", "close_project", "close_due_projects"),
            tests=in_file(
                "projects/test_campaigns.py",
                "a_target_reached_closes_what_should_close_there",
                "a_campaign_does_not_end_early_unless_its_plan_says_so",
                "the_schedule_closes_what_is_over_or_full",
            )
            + in_file(
                "projects/test_life.py",
                "the_council_may_add_general_money_to_a_campaign_that_came_short",
            ),
            reading="Each plan says what happens; the gift that reaches a target is taken whole.",
        ),
        Rule(
            rule_id="KR-DSG-10",
            statement="Excess of a finished project does not simply become general money.",
            tags=(C,),
            basis="follows from KR-DSG-02",
            begins="2024-02-20",
            enforced=of_module("projects.assignment", "assign_designated_money")
            + constraints("assignment_names_its_decision"),
            tests=in_file(
                "ledger/test_assignment.py",
                "what_a_project_left_over_goes_where_the_council_decided",
            ),
            reading="It goes to a project of the same purpose, by a decision with its reference; "
            "no use case moves it to general money.",
        ),
        Rule(
            rule_id="KR-DSG-11",
            statement="Cap and credit are the same as for general donations.",
            tags=(B,),
            basis="practice",
            begins="2024-02-20",
            enforced=of_module("donations.allowance", "lock_years", "LockedYear"),
            tests=in_file(
                "donations/test_law_through_time.py",
                "a_designated_gift_counts_towards_the_cap_like_any_other",
            ),
        ),
        Rule(
            rule_id="KR-DSG-12",
            statement="Donors see the projects with the money raised so far.",
            tags=(B,),
            basis="practice of the national portal",
            begins="2024-06-04",
            enforced=of_module("projects.models", "FundProject.raised_krw"),
            tests=in_file("api/test_projects.py", "anybody_sees_a_project_and_what_was_raised"),
        ),
        Rule(
            rule_id="KR-DSG-13",
            statement="226 projects raised money from June 2024 to the end of 2025.",
            tags=(B,),
            basis="press",
            not_here="a figure, no rule",
        ),
    ),
)
