"""When a donation goes back (section 1.7)."""

from config.rulebook.rule import (
    A,
    C,
    Rule,
    Section,
    constraints,
    in_file,
    of_module,
)

ACT = "고향사랑 기부금에 관한 법률"
RETURNS = "donations/test_returns.py"

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
