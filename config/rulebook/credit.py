"""The tax credit: who gets it, how much, how it is rounded (sections 2.1–2.3, 2.5–2.7)."""

from config.rulebook.rule import (
    A,
    B,
    C,
    Rule,
    Section,
    in_file,
    of_module,
)

ARTICLE = "조세특례제한법 제58조"
LOCAL = "지방세특례제한법 제167조의2제1항"
CREDIT = of_module("receipts.tax_credit", "tax_credit")
SLICES = (*of_module("receipts.tax_credit", "SLICES_FROM"), *CREDIT)
TABLES = "receipts/test_tax_credit.py"
WORKED = "receipts/test_worked_examples.py"
PROPERTIES = "receipts/test_tax_credit_properties.py"
NO_RETURNS = "this service works a credit out, it files no tax return"

WHO_GETS_IT = Section(
    "Tax credit: who gets it",
    (
        Rule(
            rule_id="KR-TAX-01",
            statement="An individual who is a tax resident of Korea gets the credit; others may "
            "give without one.",
            tags=(A,),
            basis=f"{ARTICLE}제1항, 소득세법 제1조의2",
            not_here="tax residence is settled by the tax office; answers say “up to”",
        ),
        Rule(
            rule_id="KR-TAX-02",
            statement="Donations of the whole tax year 2023 count already.",
            tags=(A,),
            basis="조세특례제한법 부칙 (법률 제19328호)",
            enforced=(*of_module("receipts.law", "TAX_ACT_FROM"), *SLICES),
            tests=in_file(TABLES, "the_credit_of_an_ordinary_gift"),
        ),
        Rule(
            rule_id="KR-TAX-03",
            statement="Only the donor's own donations count.",
            tags=(C,),
            basis="by absence",
            enforced=of_module("receipts.api.serializers", "TaxCreditRequestSerializer"),
            tests=in_file("receipts/test_api.py", "anybody_may_ask_for_a_tax_credit"),
            reading="A question is about one person; a receipt names the donor alone.",
        ),
        Rule(
            rule_id="KR-TAX-04",
            statement="The credit is taken from the tax of the year of payment.",
            tags=(A, C),
            basis=f"{ARTICLE}제1항",
            enforced=CREDIT,
            tests=in_file(TABLES, "what_is_no_tax_year_has_no_credit"),
        ),
        Rule(
            rule_id="KR-TAX-05",
            statement="The credit ends at the tax that is due for the year.",
            tags=(A,),
            basis=f"{ARTICLE}제2항, 소득세법 제61조제2항",
            enforced=of_module("receipts.credit_notices", "UP_TO"),
            tests=in_file("receipts/test_api.py", "anybody_may_ask_for_a_tax_credit"),
            reading="The tax that is due is not known here: each answer says that it is the most "
            "that can be saved.",
        ),
        Rule(
            rule_id="KR-TAX-06",
            statement="What was not used is not carried over.",
            tags=(A, C),
            basis=f"{ARTICLE}제3항",
            enforced=CREDIT,
            tests=in_file(TABLES, "what_is_no_tax_year_has_no_credit"),
            reading="A question over two tax years is refused.",
        ),
        Rule(
            rule_id="KR-TAX-07",
            statement="A donation with the credit is left out of the card-spending deduction.",
            tags=(A,),
            basis="조세특례제한법 시행령 제121조의2제6항제10호의2",
            begins="2024-02-29",
            not_here=NO_RETURNS,
        ),
    ),
)

HOW_MUCH = Section(
    "Tax credit: how much",
    (
        Rule(
            rule_id="KR-TAX-08",
            statement="Up to 100,000 won 100/110; above 15 %.",
            tags=(A,),
            basis=f"{ARTICLE}제1항",
            ends="2024-12-31",
            enforced=SLICES,
            tests=(
                *in_file(TABLES, "the_credit_of_an_ordinary_gift"),
                *in_file(WORKED, "each_regime_at_its_boundaries"),
            ),
        ),
        Rule(
            rule_id="KR-TAX-09",
            statement="Up to 100,000 won 100/110; above 15 %, or 30 % for disaster money.",
            tags=(A,),
            basis=f"{ARTICLE}제1항",
            begins="2025-01-01",
            ends="2025-12-31",
            enforced=SLICES,
            tests=(
                *in_file(
                    TABLES,
                    "the_credit_of_an_ordinary_gift",
                    "the_credit_of_a_gift_to_a_special_disaster_area",
                ),
                *in_file(WORKED, "each_regime_at_its_boundaries"),
            ),
        ),
        Rule(
            rule_id="KR-TAX-10",
            statement="Up to 100,000 won 100/110; up to 200,000 won 40 %; above 15 %, or 30 % for "
            "disaster money.",
            tags=(A,),
            basis=f"{ARTICLE}제1항",
            begins="2026-01-01",
            enforced=SLICES,
            tests=(
                *in_file(
                    TABLES,
                    "the_credit_of_an_ordinary_gift",
                    "a_mixed_year_of_2026_has_four_lines",
                ),
                *in_file(WORKED, "each_regime_at_its_boundaries"),
            ),
        ),
        Rule(
            rule_id="KR-TAX-11",
            statement="From 2026 disaster money earns the higher rate above 200,000 won only.",
            tags=(A,),
            basis=f"{ARTICLE}제1항",
            begins="2026-01-01",
            enforced=SLICES,
            tests=in_file(TABLES, "the_credit_of_a_gift_to_a_special_disaster_area"),
        ),
        Rule(
            rule_id="KR-TAX-12",
            statement="The slices are read over the year's total, not over each donation.",
            tags=(C, B),
            basis=f"reading of {ARTICLE}",
            enforced=CREDIT,
            tests=(
                *in_file(TABLES, "the_slices_are_read_over_the_year_not_over_each_gift"),
                *in_file(PROPERTIES, "a_gift_in_parts_earns_what_it_earns_at_once"),
            ),
            reading="A credit is worked out on the donations of a tax year.",
        ),
        Rule(
            rule_id="KR-TAX-13",
            statement="Local income tax falls by a tenth of the national credit.",
            tags=(A,),
            basis=LOCAL,
            enforced=of_module("receipts.tax_credit", "Rate.local", "SLICES_FROM"),
            tests=in_file(PROPERTIES, "the_totals_are_the_floors_of_the_exact_sums"),
        ),
        Rule(
            rule_id="KR-TAX-22",
            statement="The law does not say which money fills the low slices of a year that has "
            "ordinary and disaster money.",
            tags=(C,),
            basis="by absence",
            begins="2025-01-01",
            enforced=of_module("receipts.tax_credit", "Order")
            + of_module("receipts.credit_notices", "MIXED"),
            tests=(
                *in_file(
                    TABLES,
                    "ordinary_money_fills_the_low_slices_of_a_mixed_year_first",
                    "the_order_of_a_mixed_year_can_be_chosen",
                ),
                *in_file("receipts/test_api.py", "the_order_of_a_mixed_year_is_a_setting"),
            ),
            settings=("TAX_CREDIT_MIXED_ORDER",),
            reading="Ordinary money first, or disaster money first, or by date; answers say which. "
            "Shares in proportion are not offered: they are no whole won.",
        ),
    ),
)

BUSINESS = Section(
    "Tax credit: business owners",
    (
        Rule(
            rule_id="KR-TAX-23",
            statement="A business owner gets the credit up to 100,000 won; the rest is a "
            "deduction from income.",
            tags=(A,),
            basis=f"{ARTICLE}제1항 단서, 제2항",
            enforced=of_module("receipts.tax_credit", "BUSINESS_LIMIT_KRW", "tax_credit"),
            tests=(
                *in_file(TABLES, "a_business_owners_credit_stops_at_100000"),
                *in_file(WORKED, "a_business_owner_deducts_what_earns_no_credit"),
            ),
        ),
        Rule(
            rule_id="KR-TAX-24",
            statement="The 40 % slice of 2026 does not help business owners.",
            tags=(A,),
            basis=f"{ARTICLE}제1항 단서",
            begins="2026-01-01",
            enforced=CREDIT,
            tests=in_file(TABLES, "a_business_owners_credit_stops_at_100000"),
        ),
        Rule(
            rule_id="KR-TAX-25",
            statement="The deduction comes after losses carried forward and political funds, "
            "before other donations.",
            tags=(A,),
            basis="소득세법 시행령 제81조",
            not_here=NO_RETURNS,
        ),
        Rule(
            rule_id="KR-TAX-26",
            statement="How somebody with wages and business income chooses is not settled.",
            tags=(C,),
            basis="by absence",
            enforced=of_module("receipts.credit_notices", "BUSINESS_OWNER"),
            tests=in_file("receipts/test_api.py", "a_business_owner_is_told_what_is_not_settled"),
            reading="An answer for a business owner never comes without that notice.",
        ),
    ),
)

ROUNDING = Section(
    "Tax credit: rounding and what else to tell",
    (
        Rule(
            rule_id="KR-TAX-27",
            statement="The formula has no rounding clause; dropping less than 10 won is for sums "
            "that are collected.",
            tags=(A,),
            basis="국고금관리법 제47조, 지방세기본법 제59조",
            enforced=CREDIT,
            tests=in_file(TABLES, "the_credit_of_an_ordinary_gift"),
        ),
        Rule(
            rule_id="KR-TAX-28",
            statement="On the first slice both credits together are the donation itself.",
            tags=(A, B, C),
            basis="published tables",
            enforced=CREDIT,
            tests=(
                *in_file(TABLES, "the_credit_of_an_ordinary_gift"),
                *in_file(PROPERTIES, "the_first_hundred_thousand_won_come_back_whole"),
            ),
            reading="Exact fractions; only the results are whole won.",
        ),
        Rule(
            rule_id="KR-TAX-29",
            statement="The total is the floor of the exact sum, the national credit the floor of "
            "its own, the local one the difference.",
            tags=(C,),
            basis="recommended in the notes",
            enforced=CREDIT,
            tests=(
                *in_file(PROPERTIES, "the_totals_are_the_floors_of_the_exact_sums"),
                *in_file(TABLES, "the_local_credit_floored_by_itself_is_kept_for_forms"),
            ),
            reading="The local credit floored by itself is answered as well.",
        ),
        Rule(
            rule_id="KR-TAX-30",
            statement="The tax service's simulation shows the national part only.",
            tags=(B,),
            basis="practice",
            enforced=of_module("receipts.credit_notices", "UP_TO"),
            tests=in_file("receipts/test_api.py", "anybody_may_ask_for_a_tax_credit"),
        ),
        Rule(
            rule_id="KR-TAX-31",
            statement="Whether special rural tax is charged on the credit is not settled.",
            tags=(C,),
            basis="by absence",
            not_here="it is not computed",
        ),
        Rule(
            rule_id="KR-TAX-32",
            statement="The credit is no promise: it is “up to”.",
            tags=(C,),
            basis="depends on the tax due",
            enforced=of_module("receipts.credit_notices", "UP_TO", "notices"),
            tests=in_file("receipts/test_api.py", "anybody_may_ask_for_a_tax_credit")
            + in_file("receipts/test_tax_credit_command.py", "people_get_a_table"),
        ),
        Rule(
            rule_id="KR-TAX-33",
            statement="Common wrong claims on the web are known and not repeated.",
            tags=(A,),
            basis="notes on the law, section 9",
            enforced=SLICES,
            tests=in_file(TABLES, "the_credit_of_a_gift_to_a_special_disaster_area"),
        ),
    ),
)
