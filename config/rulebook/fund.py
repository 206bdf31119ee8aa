"""The fund of a local government, its year and what is published of it (sections 1.12, 1.13)."""

from config.rulebook.rule import (
    A,
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
FUND_ACT = "지방자치단체 기금관리기본법"

THE_FUND = Section(
    "The fund",
    (
        Rule(
            rule_id="KR-FND-01",
            statement="Each local government has a fund, whose source is the donations.",
            tags=(A,),
            basis=f"{ACT} 제11조제1항·제2항",
            enforced=of_module("ledger.models", "JournalTransfer", "FundYear")
            + of_module("ledger.balances", "pots"),
            tests=in_file("ledger/test_year_end.py", "a_worked_year_closes_to_the_won"),
            reading="A fund goes by the lineage of its government, through every change of code.",
        ),
        Rule(
            rule_id="KR-FND-02",
            statement="Beside its own cost and that of gifts the fund serves four purposes only.",
            tags=(A,),
            basis=f"{ACT} 제11조제2항",
            enforced=of_module("projects.models", "Purpose", "Category")
            + constraints("spending_of_a_project_names_it"),
            tests=(
                *in_file("api/test_donations.py", "a_malformed_field_is_named_by_its_pointer"),
                *in_file("ledger/test_spending.py", "account_project_and_source_go_together"),
            ),
        ),
        Rule(
            rule_id="KR-FND-03",
            statement="Fund projects should not double what the government does already.",
            tags=(A,),
            basis=f"{DECREE} 제7조제1항",
            not_here="A duty of effort; the committee judges it before a project is approved.",
        ),
        Rule(
            rule_id="KR-FND-04",
            statement="Raising and running may cost 15, 13, 12 or 10 % of the donations of the "
            "year before, by their size.",
            tags=(A, C),
            basis=f"{ACT} 제11조제3항, {DECREE} 제7조제2항",
            enforced=(
                *of_module("ledger.ceilings", "RUNNING_COST_TIERS", "running_cost_ceiling_krw"),
                *of_module("projects.fund_years", "bind", "require_below_ceiling"),
                *constraints("running_cost_within_ceiling"),
            ),
            tests=(
                *in_file("ledger/test_ceilings.py", "one_rate_holds_for_the_whole_amount"),
                *in_file(
                    "ledger/test_cost_ceilings.py",
                    "the_ceiling_of_running_cost_is_that_of_last_year_s_donations",
                    "a_fund_new_to_these_books_says_what_it_received_the_year_before",
                ),
            ),
            reading="One rate holds for the whole amount. What returns took back in a year is not "
            "part of its donations.",
        ),
        Rule(
            rule_id="KR-FND-05",
            statement="Gifts may cost 30 % of the donations of the same year.",
            tags=(A,),
            basis=f"{ACT} 제11조제4항, {DECREE} 제7조제3항",
            begins="2024-08-21",
            enforced=(
                *of_module("ledger.ceilings", "GIFT_COST_PERCENT", "gift_cost_ceiling_krw"),
                *of_module("projects.fund_years", "bind", "require_below_ceiling"),
                *constraints("gift_cost_within_ceiling"),
            ),
            tests=(
                *in_file(
                    "ledger/test_ceilings.py", "gifts_are_paid_from_the_fund_since_august_2024"
                ),
                *in_file(
                    "ledger/test_cost_ceilings.py",
                    "the_ceiling_of_gifts_grows_with_this_year_s_donations",
                    "gift_cost_at_once_stays_below_its_ceiling",
                ),
            ),
            reading="The base is what has come in when the cost is approved.",
        ),
        Rule(
            rule_id="KR-FND-06",
            statement="The two ceilings are apart and have base years of their own.",
            tags=(A, C),
            basis=f"{ACT} 제11조제3항·제4항",
            enforced=of_module("projects.fund_years", "ceiling_krw"),
            tests=in_file("ledger/test_year_end.py", "a_worked_year_closes_to_the_won"),
        ),
        Rule(
            rule_id="KR-FND-07",
            statement="In the first year there is no base, and nothing is spent on running.",
            tags=(C,),
            basis="follows from KR-FND-04",
            enforced=of_module("ledger.ceilings", "running_cost_ceiling_krw"),
            tests=in_file(
                "ledger/test_cost_ceilings.py", "in_the_first_year_nothing_may_be_spent_on_running"
            ),
        ),
        Rule(
            rule_id="KR-FND-08",
            statement="The Act does not say whether costs and gifts may be charged to designated "
            "money.",
            tags=(C,),
            basis="by absence",
            enforced=constraints("spending_of_a_project_names_it"),
            tests=in_file(
                "ledger/test_spending.py", "designated_money_pays_for_its_own_project_only"
            ),
            reading="They are paid from general money.",
        ),
        Rule(
            rule_id="KR-FND-09",
            statement="The year ends on 31 December; money is paid in for 20 days more, expenses "
            "come back for 15, the cash office works until 10 February; plan and settlement are "
            "voted; only committed money is carried over as such.",
            tags=(A,),
            basis=f"{FUND_ACT} 제7조·제8조·제12조",
            enforced=(
                *of_module("ledger.calendar", "LIMITS_FROM", "calendar_of"),
                *of_module("projects.fund_years", "open_fund_year", "first_bookable_day"),
                *of_module("projects.income", "enter_income"),
                *of_module("projects.paying", "returned_day"),
                *of_module("projects.spending", "carry_over_spending"),
                *of_module("projects.year_end", "close_fund_year"),
                *of_module("reports.schedule", "DAYS"),
                *triggers("closed_period_takes_no_entry", "fund_year_goes_forward"),
            ),
            tests=(
                *in_file(
                    "ledger/test_year_end.py",
                    "the_last_days_of_a_fiscal_year",
                    "a_year_closes_when_nothing_of_it_can_come_in_any_more",
                    "a_closed_year_takes_nothing_more_at_any_door",
                ),
                *in_file(
                    "ledger/test_income.py",
                    "what_is_paid_in_within_20_days_belongs_to_the_old_year",
                ),
                *in_file(
                    "ledger/test_paying.py",
                    "the_cash_office_of_a_year_works_until_10_february",
                    "expenses_come_back_into_their_year_for_15_days",
                    "a_project_s_promise_goes_on_to_the_next_year",
                ),
            ),
            reading="A payment is booked on its day; what belongs to the old year is booked on its "
            "last day. Changes of more than 20 % of a project and the gender-aware papers are the "
            "council's business and not kept here.",
        ),
        Rule(
            rule_id="KR-FND-10",
            statement="The yearly public finance disclosure covers funds too.",
            tags=(A,),
            basis="지방재정법 제60조",
            not_here="It is made in the system of local finance; the settlement gives its figures.",
        ),
        Rule(
            rule_id="KR-FND-11",
            statement="A fund project shows government, year, purpose, kind, planned and approved "
            "amounts with their votes, what was spent and carried over, results and evidence.",
            tags=(C,),
            basis="design consequence",
            enforced=of_module("projects.models", "FundProject", "Approval", "FundingLine")
            + of_module("projects.models", "Spending", "Evidence"),
            tests=in_file(
                "ledger/test_spending.py",
                "a_spending_goes_from_request_to_payment",
                "evidence_and_payee_are_encrypted_at_rest_and_readable_again",
            ),
        ),
        Rule(
            rule_id="KR-GFT-11",
            statement="Gifts are paid from the fund only from 2024-08-21; before, from the general "
            "budget.",
            tags=(A,),
            basis=f"{ACT} 제11조제4항",
            begins="2024-08-21",
            enforced=of_module("ledger.ceilings", "GIFT_COST_FROM"),
            tests=in_file(
                "ledger/test_ceilings.py", "gifts_are_paid_from_the_fund_since_august_2024"
            ),
        ),
    ),
)

PUBLICATION = Section(
    "Publication",
    (
        Rule(
            rule_id="KR-PUB-01",
            statement="By the end of February donations, use of the fund, gifts with their cost "
            "and what the minister named are published for the year before; from 2026-03-26 also "
            "what the head of the local government named.",
            tags=(A,),
            basis=f"{DECREE} 제9조제1항",
            enforced=(
                *of_module("projects.year_end", "publish_fund_year"),
                *of_module("projects.publication", "keep_gifts", "keep_items"),
                *of_module("projects.models", "HEAD_NAMES_FROM"),
                *of_module("projects.statement", "statement_published"),
                *of_module("ledger.calendar", "calendar_of"),
                *constraints("head_names_items_from_its_day"),
                *triggers("givengift_stays_once_published", "nameditem_stays_once_published"),
            ),
            tests=in_file("ledger/test_fund_papers.py", "a_publication_stays_as_it_was_published")
            + in_file("ledger/test_year_end.py", "the_last_days_of_a_fiscal_year")
            + in_file(
                "ledger/test_told_gifts.py",
                "a_publication_shows_gifts_and_items_on_page_sheet_and_pdf",
                "gifts_that_were_not_entered_are_said_to_be_missing_and_never_none",
                "gifts_cost_no_more_than_the_closed_books_show",
                "the_head_names_items_from_26_march_2026_and_the_minister_always_did",
                "what_was_published_stays_whoever_writes",
            ),
            reading="The gift system keeps which gifts were given; officials enter their kinds, "
            "numbers and, if they like, cost by hand, and the publication says so. What is not "
            "entered is called not entered. The head's items count from the day they are named.",
        ),
        Rule(
            rule_id="KR-PUB-02",
            statement="On request people may be let see detailed records.",
            tags=(A,),
            basis=f"{DECREE} 제9조제2항",
            not_here="The office decides; the papers of a year can be handed out.",
        ),
        Rule(
            rule_id="KR-PUB-03",
            statement="The institute that runs the national system plans and reports every year.",
            tags=(A,),
            basis=f"{DECREE} 제8조제3항",
            not_here="It is no duty of a local government.",
        ),
        Rule(
            rule_id="KR-PUB-04",
            statement="The year has fixed days: receipts, cash office, publication, settlement.",
            tags=(C,),
            basis="the articles of each duty",
            enforced=of_module("desk.due_dates", "of_year", "upcoming"),
            tests=in_file(
                "desk/test_figures.py", "the_calendar_names_what_falls_due_in_sixty_days"
            ),
        ),
    ),
)
