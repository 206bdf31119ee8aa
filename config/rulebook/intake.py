"""Taking a donation in, and giving it back (sections 1.6 and 1.7)."""

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
DECREE = "시행령"
ACCEPTANCE = "donations/test_acceptance.py"
RETURNS = "donations/test_returns.py"
EXAMINE = of_module("donations.eligibility", "examine")

INTAKE = Section(
    "Intake",
    (
        Rule(
            rule_id="KR-INT-01",
            statement="Money is taken in through an appointed bank, the information system, or "
            "the office or another public place.",
            tags=(A,),
            basis=f"{ACT} 제8조제1항, 제14조제1항제6호",
            enforced=of_module("accounts.models", "Channel")
            + of_module("accounts.enrolment", "enrol_portal"),
            tests=in_file(
                "accounts/test_enrolment.py", "a_portal_with_what_does_not_exist_is_refused"
            ),
            reading="Each portal is of one lawful channel, and each donation keeps it.",
        ),
        Rule(
            rule_id="KR-INT-02",
            statement="The donation form (기탁서) is taken before intake.",
            tags=(A,),
            basis=f"{DECREE} 제4조제1항",
            enforced=of_module("donations.errors", "PledgeMissing", "PledgeAfterPayment"),
            tests=in_file(
                ACCEPTANCE,
                "a_refused_donation_writes_nothing",
                "a_form_signed_after_the_payment_is_refused",
            ),
        ),
        Rule(
            rule_id="KR-INT-03",
            statement="Four things are checked on the form: residence, identity, the annual cap, "
            "and whether a gift is wanted.",
            tags=(A,),
            basis=f"{DECREE} 제4조제2항",
            enforced=(
                *EXAMINE,
                *of_module("donations.donors", "enrol_donor"),
                *of_module("donations.allowance", "lock_years", "LockedYear"),
                *of_module("donations.models", "Donation.gift_wish"),
            ),
            tests=(
                *in_file("api/test_holds.py", "eligibility_names_every_refusal_at_once"),
                *in_file(
                    "api/test_donations.py", "an_accepted_donation_answers_the_whole_contract"
                ),
            ),
        ),
        Rule(
            rule_id="KR-INT-04",
            statement="Residence and identity are checked by shared information with the donor's "
            "consent, or by a document; which of them is kept.",
            tags=(A,),
            basis=f"{DECREE} 제4조제3항",
            enforced=(
                *of_module("donations.offer", "ResidenceCheck"),
                *of_module("donations.models", "Donation.residence_method"),
            ),
            tests=in_file("api/test_donations.py", "a_malformed_field_is_named_by_its_pointer"),
        ),
        Rule(
            rule_id="KR-INT-05",
            statement="Only when all checks pass may the donor be told how to pay.",
            tags=(A,),
            basis=f"{DECREE} 제4조제4항",
            enforced=of_module("donations.holds", "make_hold")
            + of_module("donations.errors", "HoldRequired"),
            tests=(
                *in_file("api/test_holds.py", "a_hold_meets_the_refusals_of_a_donation"),
                *in_file(ACCEPTANCE, "a_portal_that_must_hold_cannot_report_without"),
            ),
            reading="A portal holds first; whether it must is set for each portal.",
        ),
        Rule(
            rule_id="KR-INT-06",
            statement="After intake a receipt is issued in the name of the head of the local "
            "government.",
            tags=(A,),
            basis=f"{ACT} 제8조제2항",
            enforced=(
                *of_module("receipts.issue", "issue_receipt"),
                *triggers("donation_is_in_all_books"),
                *constraints("receipt_once_per_source"),
            ),
            tests=(
                *in_file(ACCEPTANCE, "an_accepted_donation_is_in_every_book"),
                *in_file("receipts/test_words.py", "a_receipt_is_issued_in_the_name_of_the_head"),
            ),
        ),
        Rule(
            rule_id="KR-INT-07",
            statement="The answer about a gift has three values: wanted, declined, undecided.",
            tags=(C,),
            basis="reading of KR-INT-03",
            enforced=of_module("donations.models", "GiftWish"),
            tests=in_file("api/test_donations.py", "a_malformed_field_is_named_by_its_pointer"),
            reading="Who says nothing is undecided.",
        ),
        Rule(
            rule_id="KR-INT-08",
            statement="Each donation is charged as local non-tax revenue under an electronic "
            "payment number.",
            tags=(B,),
            basis="practice of the local tax portal",
            not_here="the number is given by the revenue system, whose interface is not public; a "
            "donation is booked in the fund's journal here",
        ),
        Rule(
            rule_id="KR-INT-09",
            statement="A payment is counted once, however often it is reported.",
            tags=(B, C),
            basis="double payments of January 2023",
            enforced=(
                *of_module("donations.acceptance", "accept_donation"),
                *constraints("donation_reported_once"),
                *of_module("desk.bulk.dry_run", "like_donations"),
                *of_module("desk.reconciliation.settling", "compare_file"),
            ),
            tests=(
                *in_file(ACCEPTANCE, "a_repeat_returns_the_first_donation_and_writes_nothing"),
                *in_file(
                    "donations/test_races.py",
                    "one_reference_reported_many_times_at_once_is_one_donation",
                ),
                *in_file(
                    "desk/test_reconciliation.py",
                    "what_is_absent_on_either_side_or_differs_is_found",
                ),
                *in_file(
                    "desk/test_bulk_intake.py",
                    "a_likely_double_is_shown_and_the_official_decides",
                ),
            ),
            reading="The portal's own reference is unique for ever (ADR 0012).",
        ),
    ),
)

RETURNS_OF_DONATIONS = Section(
    "Refusal and return",
    (
        Rule(
            rule_id="KR-RET-01",
            statement="A donation goes back and its receipt is taken back on one of seven grounds "
            "of the Act.",
            tags=(A, C),
            basis=f"{ACT} 제14조",
            enforced=of_module("donations.return_models", "Ground", "ARTICLES")
            + of_module("donations.returns", "pay_out_return"),
            tests=in_file(
                RETURNS,
                "a_return_undoes_the_donation_in_every_book",
                "gifts_are_deducted_where_the_act_says_so",
            )
            + in_file("api/test_returns.py", "every_ground_of_the_contract_is_taken"),
            reading="A breach of the gift rules goes back in full, as the Act names no deduction; "
            "so does a payment made twice.",
        ),
        Rule(
            rule_id="KR-RET-02",
            statement="On the first six grounds the value of gifts is deducted.",
            tags=(A,),
            basis=f"{ACT} 제14조제2항",
            enforced=(
                *of_module("donations.return_models", "IN_FULL"),
                *constraints("return_in_full_deducts_no_gift"),
            ),
            tests=in_file(
                RETURNS,
                "gifts_are_deducted_where_the_act_says_so",
                "gifts_are_worth_no_more_than_the_donation",
            ),
        ),
        Rule(
            rule_id="KR-RET-03",
            statement="Going over the cap is no ground of return: it is stopped at intake.",
            tags=(A, C),
            basis=f"{ACT} 제14조, by absence",
            enforced=of_module("donations.allowance", "lock_years", "LockedYear")
            + of_module("donations.return_models", "Ground"),
            tests=in_file("donations/test_acceptance.py", "the_cap_is_that_of_the_seoul_day")
            + in_file("receipts/test_tax_credit.py", "money_above_the_annual_cap_gets_no_credit"),
            reading="What was found above the cap all the same would get no credit.",
        ),
        Rule(
            rule_id="KR-RET-04",
            statement="To take a receipt back is to void it, tell the tax side and correct the "
            "credit, the local tenth as well.",
            tags=(A, C),
            basis="지방세특례제한법 제167조의2제3항",
            enforced=of_module("receipts.cancel", "cancel_receipt"),
            tests=in_file("receipts/test_cancel.py", "a_receipt_is_cancelled_once")
            + in_file(
                "api/test_returns.py",
                "the_receipt_of_a_returned_donation_is_cancelled_wherever_it_is_shown",
            ),
            reading="The receipt is cancelled by another document and the portal is told; the "
            "credit itself is corrected by the tax office.",
        ),
        Rule(
            rule_id="KR-RET-05",
            statement="A change of mind gives no right to have a donation back.",
            tags=(C,),
            basis="by absence",
            enforced=of_module("donations.return_models", "Ground"),
            tests=in_file("api/test_returns.py", "a_malformed_field_is_named_by_its_pointer"),
            reading="There is no such ground, also on the same day; a payment made twice is one.",
        ),
        Rule(
            rule_id="KR-RET-06",
            statement="Points are frozen while a return is open; spent ones stand for gift value.",
            tags=(C,),
            basis="platform practice",
            not_here="points are the national portal's; the value of the gifts sent is entered by "
            "the official who decides",
        ),
        Rule(
            rule_id="KR-RET-07",
            statement="Anyone may report breaches, and reprisals are banned.",
            tags=(A,),
            basis=f"{ACT} 제10조",
            not_here="reports go to the authorities",
        ),
    ),
)

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
            + in_file(
                "ledger/test_spending.py",
                "designated_money_pays_for_its_own_project_only",
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
                "projects/test_life.py",
                "a_target_reached_closes_what_should_close_there",
                "a_campaign_does_not_end_early_unless_its_plan_says_so",
                "the_schedule_closes_what_is_over_or_full",
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
                "ledger/test_year_end.py",
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
