"""Intake of donations (section 1.6)."""

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
                *of_module("receipts.issue", "number_and_write"),
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
