"""How much one person may give (section 1.4)."""

from config.rulebook.rule import (
    A,
    B,
    C,
    Rule,
    Section,
    constraints,
    in_file,
    of_module,
)

CAP_ARTICLE = "고향사랑 기부금에 관한 법률 제8조제3항"
COUNT = of_module("donations.allowance", "lock_years", "LockedYear")

ANNUAL_CAP = Section(
    "Amount and annual cap",
    (
        Rule(
            rule_id="KR-CAP-01",
            statement="One person gives at most 5,000,000 won a year, and 20,000,000 won from "
            "2025, to all local governments together and over all channels.",
            tags=(A,),
            basis=CAP_ARTICLE,
            enforced=(
                *of_module("receipts.annual_cap", "CAP_KRW_FROM", "annual_cap_krw"),
                *COUNT,
                *constraints("donor_year_within_cap"),
            ),
            tests=(
                *in_file("receipts/test_annual_cap.py", "the_cap_is_that_of_the_year_of_giving"),
                *in_file("donations/test_acceptance.py", "the_cap_is_that_of_the_seoul_day"),
                *in_file(
                    "donations/test_races.py",
                    "the_cap_holds_when_portals_report_at_once",
                    "without_the_conditional_write_the_race_is_lost",
                ),
            ),
        ),
        Rule(
            rule_id="KR-CAP-02",
            statement="The year is the calendar year of the day of giving.",
            tags=(C,),
            basis=f"follows from {CAP_ARTICLE}",
            enforced=of_module("kernel.dates", "seoul_date", "tax_year"),
            tests=(
                *in_file("kernel/test_dates.py", "the_day_of_a_payment_is_the_day_in_seoul"),
                *in_file(
                    "donations/test_law_through_time.py",
                    "the_law_of_the_seoul_day_holds_wherever_the_server_stands",
                    "a_payment_ahead_of_the_clock_is_refused_beyond_the_skew",
                    "a_payment_older_than_the_setting_is_refused",
                ),
            ),
            settings=("DONATION_EARLIEST", "CLOCK_SKEW"),
            reading="The day is that of the payment, in Seoul; one before the earliest day or "
            "ahead of our clock is refused.",
        ),
        Rule(
            rule_id="KR-CAP-03",
            statement="What was given in the year and the new amount together may reach the cap "
            "exactly.",
            tags=(A,),
            basis="시행령 제4조제2항",
            enforced=COUNT,
            tests=in_file(
                "donations/test_acceptance.py",
                "one_person_is_one_donor_over_all_portals",
                "the_cap_is_that_of_the_seoul_day",
            ),
        ),
        Rule(
            rule_id="KR-CAP-04",
            statement="A donation that was returned gives its room below the cap back.",
            tags=(C,),
            basis="reading of the Act's silence",
            enforced=of_module("donations.allowance", "give_back"),
            tests=in_file(
                "donations/test_return_of_designated_gifts.py",
                "a_worked_year_gift_return_allowance_back_and_gift_again",
            ),
            reading="The whole amount is given back, when the money goes back (ADR 0014).",
        ),
        Rule(
            rule_id="KR-CAP-05",
            statement="The Act sets no least amount; bank counters take units of 100 won.",
            tags=(A, B),
            basis="by absence; practice",
            enforced=of_module("donations.errors", "BelowMinimum", "AmountNotInSteps"),
            tests=(
                *in_file("donations/test_acceptance.py", "a_refused_donation_writes_nothing"),
                *in_file(
                    "donations/test_open_questions.py",
                    "a_counter_may_ask_for_steps_of_a_hundred_won",
                ),
            ),
            settings=("DONATION_MINIMUM_KRW", "DONATION_STEP_KRW"),
        ),
        Rule(
            rule_id="KR-CAP-06",
            statement="There is no cap for one recipient or one project besides the annual one.",
            tags=(A,),
            basis="by absence",
            enforced=of_module("donations.eligibility", "examine"),
            tests=in_file(
                "donations/test_law_through_time.py", "the_whole_cap_may_go_to_one_local_government"
            ),
        ),
        Rule(
            rule_id="KR-CAP-07",
            statement="The cap is counted once per person, safe against payments at the same "
            "instant through several channels: keep, then confirm or release.",
            tags=(C,),
            basis="design consequence",
            enforced=(
                *COUNT,
                *of_module("donations.holds", "make_hold", "holds_named", "KEPT_FOR"),
                *of_module("donations.merging", "approve_merge"),
                "trigger:donor_year_excess_shrinks",
            ),
            tests=(
                *in_file(
                    "donations/test_races.py",
                    "holds_and_donations_together_never_exceed_the_cap",
                    "the_cap_holds_when_portals_report_at_once",
                ),
                *in_file(
                    "donations/test_merging.py", "after_it_either_number_counts_for_one_person"
                ),
            ),
            reading="A person under two numbers is one person once two officials have merged them.",
        ),
        Rule(
            rule_id="KR-CAP-08",
            statement="Limits change by law often: each is kept with its dates.",
            tags=(A, B),
            basis="bills of 2025",
            enforced=(
                *of_module("receipts.annual_cap", "CAP_KRW_FROM"),
                *of_module("receipts.tax_credit", "SLICES_FROM"),
                *of_module("receipts.law", "TAX_ACT_FROM"),
                *of_module("regions.windows", "MONTHS_FROM"),
            ),
            tests=in_file(
                "donations/test_law_through_time.py",
                "a_past_year_is_answered_by_its_own_law",
                "a_rule_that_changes_at_midnight_changes_nothing_before",
            ),
        ),
    ),
)
