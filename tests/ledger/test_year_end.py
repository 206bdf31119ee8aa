"""A fund's year: opened by a vote, its income, its closing, its papers and its publication."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts import scope
from accounts.models import Role
from donations.acceptance import Acceptance, accept_donation
from donations.books import ask_all
from kernel.errors import NotFound
from ledger.balances import account_lines, pots
from ledger.calendar import calendar_of
from ledger.closing import close_period
from ledger.models import Account, ClosedPeriod, FundYear, JournalTransfer, Kind, OtherIncome
from ledger.posting import PeriodClosed, Posting, PotOverdrawn, post
from projects.assignment import AssignmentAsk, assign_designated_money
from projects.errors import (
    AmountNotAllowed,
    BooksHaveBegun,
    DayNotAllowed,
    EarlierYearOpen,
    NotEnoughLeft,
    NotThisFund,
    OpenRequests,
    OtherPurpose,
    ReasonMissing,
    RoleMissing,
    StateConflict,
    YearAlreadyOpened,
    YearNotOver,
)
from projects.fund_papers.files import paper_of_year
from projects.fund_papers.paper import Kind as PaperKind
from projects.fund_papers.pdf import pdf_of
from projects.fund_papers.xlsx import xlsx_of
from projects.fund_years import open_fund_year
from projects.income import IncomeFacts, enter_income, reverse_income
from projects.models import Assignment, Category, FundProject, Spending
from projects.paying import reverse_spending
from projects.spending import approve_spending, request_spending, revoke_approval
from projects.statement import statement_of, statement_published
from projects.year_end import close_fund_year, publish_fund_year
from tests.ledger.conftest import (
    NOW,
    an_official,
    ask,
    ask_for,
    at,
    make_laundry,
    open_year,
    paid,
    person,
)
from tests.people import BUSAN_JUNG, SANCHEONG, make_offer, make_portal
from tests.races import race

CLOSING_DAY = at("2027-01-21")


def broken() -> list[str]:
    """Return what ``check_books`` would complain about now."""
    with connection.cursor() as cursor:
        return [f"{each.name}: {each.detail}" for each in ask_all(cursor) if not each.ok]


def interest(amount_krw: int = 1_000, day: str = "2026-10-19", **changes) -> IncomeFacts:
    on = date.fromisoformat(day)
    facts = {
        "account": Account.INTEREST,
        "amount_krw": amount_krw,
        "received_on": on,
        "paid_in_on": on,
        "reference": "농협 이자 통지",
    }
    return IncomeFacts(**{**facts, **changes})


def from_purpose(project: FundProject, amount_krw: int, **changes) -> AssignmentAsk:
    facts = {
        "project_id": project.pk,
        "amount_krw": amount_krw,
        "decided_on": date(2026, 10, 1),
        "decision_reference": "기금운용심의위 2026-3",
        "from_purpose": "P1",
    }
    return AssignmentAsk(**{**facts, **changes})


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2025, ("2026-01-15", "2026-01-20", "2026-02-10", "2026-03-21", "2026-02-28")),
        (2027, ("2028-01-15", "2028-01-20", "2028-02-10", "2028-03-20", "2028-02-29")),
    ],
)
def test_the_last_days_of_a_fiscal_year(year, days):
    """KR-FND-09 and KR-PUB-01: 15 and 20 days, 10 February, 80 days, end of February."""
    calendar = calendar_of(year)

    assert (
        calendar.expenses_return_until.isoformat(),
        calendar.pay_in_until.isoformat(),
        calendar.office_open_until.isoformat(),
        calendar.settlement_due_on.isoformat(),
        calendar.publication_due_on.isoformat(),
    ) == days


def test_a_year_is_opened_once_by_a_manager_on_a_vote(manager, clerk):
    opened = open_year(manager)

    assert (opened.lineage_code, opened.status, opened.plan_reference) == (
        SANCHEONG,
        "open",
        "군의회 제2026-1호",
    )
    with pytest.raises(YearAlreadyOpened):
        open_year(manager)
    with pytest.raises(RoleMissing):
        open_year(clerk, 2025)
    with pytest.raises(NotFound):
        open_year(an_official(Role.NATIONAL, region=None), 2025)
    for year, planned_on, last_year_krw, refusal in (
        (2022, date(2021, 12, 1), None, DayNotAllowed),
        (2028, date(2026, 10, 1), None, DayNotAllowed),
        (2027, date(2026, 10, 21), None, DayNotAllowed),
        (2027, date(2026, 10, 1), -1, AmountNotAllowed),
        (2027, date(2026, 10, 1), 10**18, AmountNotAllowed),
    ):
        with pytest.raises(refusal):
            open_fund_year(
                year,
                plan_reference="x",
                planned_on=planned_on,
                at=NOW,
                actor=manager,
                last_year_krw=last_year_krw,
            )
    assert FundYear.objects.count() == 1


def test_interest_and_transfers_are_general_money(year, clerk, manager):
    income = enter_income(interest(2_000), at=NOW, actor=clerk)
    enter_income(interest(500, account=Account.TRANSFERS_IN), at=NOW, actor=clerk)

    assert pots(SANCHEONG) == {"": 2_500}
    assert list(
        JournalTransfer.objects.order_by("id").values_list(
            "debit_account", "credit_account", "amount_krw", "designation"
        )
    ) == [("1100", "4300", 2_000, ""), ("1100", "4400", 500, "")]
    reverse_income(income.pk, reason="중복", at=NOW, actor=manager)
    assert pots(SANCHEONG) == {"": 500}
    with pytest.raises(StateConflict):
        reverse_income(income.pk, reason="중복", at=NOW, actor=manager)
    assert broken() == []


@pytest.mark.parametrize("amount_krw", [0, -5, 10**18])
def test_income_of_nothing_is_refused(year, clerk, amount_krw):
    with pytest.raises(AmountNotAllowed):
        enter_income(interest(amount_krw), at=NOW, actor=clerk)

    assert not OtherIncome.objects.exists()


def test_income_is_refused_where_it_does_not_belong(year, clerk, manager):
    auditor = an_official(Role.AUDITOR)
    stranger = an_official(Role.CLERK, region=BUSAN_JUNG)
    income = enter_income(interest(), at=NOW, actor=clerk)

    with pytest.raises(RoleMissing):
        enter_income(interest(), at=NOW, actor=auditor)
    with pytest.raises(NotFound):
        reverse_income(income.pk, reason="x", at=NOW, actor=stranger)
    with pytest.raises(ReasonMissing):
        enter_income(interest(reference=""), at=NOW, actor=clerk)
    with pytest.raises(ReasonMissing):
        reverse_income(income.pk, reason="", at=NOW, actor=clerk)
    for facts in (
        interest(day="2026-10-21"),
        interest(day="2025-12-30"),
        interest(paid_in_on=date(2026, 10, 18)),
    ):
        with pytest.raises(DayNotAllowed):
            enter_income(facts, at=NOW, actor=clerk)


def test_income_that_was_spent_cannot_be_reversed(give, year, clerk, manager):
    income = enter_income(interest(100_000), at=NOW, actor=clerk)
    paid(ask_for(Category.TRANSFER, 100_000, basis="조례 제5조"), clerk, manager)

    with pytest.raises(PotOverdrawn):
        reverse_income(income.pk, reason="오입력", at=NOW, actor=clerk)

    income.refresh_from_db()
    assert income.reversal is None


@pytest.mark.parametrize(
    ("paid_in", "booked_on"),
    [("2027-01-20", date(2026, 12, 31)), ("2027-01-21", date(2027, 1, 21))],
)
def test_what_is_paid_in_within_20_days_belongs_to_the_old_year(
    year, clerk, manager, paid_in, booked_on
):
    """KR-FND-09."""
    open_year(manager, 2027, opened="2026-12-20")

    facts = interest(day="2026-12-31", paid_in_on=date.fromisoformat(paid_in))
    enter_income(facts, at=at("2027-01-25"), actor=clerk)

    assert JournalTransfer.objects.get().booked_on == booked_on


def test_what_older_books_held_is_brought_in_once(year, clerk, manager):
    carried = interest(70_000_000, account=Account.CARRIED_OVER)

    enter_income(carried, at=NOW, actor=clerk)
    with pytest.raises(BooksHaveBegun):
        enter_income(carried, at=NOW, actor=clerk)

    statement = statement_of(FundYear.objects.get())
    assert (statement.carried_in_krw, statement.income_krw) == (70_000_000, 0)
    assert statement.carried_out_krw == statement.cash_krw == 70_000_000
    assert broken() == []


def test_money_for_a_purpose_goes_to_a_project_of_that_purpose(give, laundry, year, manager):
    """KR-DSG-01 and KR-DSG-02."""
    give(500_000, purpose="P1")
    forest = make_laundry(name_ko="숲", purpose_code="P4")

    with pytest.raises(OtherPurpose):
        assign_designated_money(from_purpose(forest, 1), at=NOW, actor=manager)
    with pytest.raises(NotEnoughLeft) as refused:
        assign_designated_money(from_purpose(laundry, 500_001), at=NOW, actor=manager)
    assert refused.value.facts == {"left_krw": 500_000, "asked_krw": 500_001}
    assign_designated_money(from_purpose(laundry, 300_000), at=NOW, actor=manager)

    laundry.refresh_from_db()
    assert (laundry.raised_krw, laundry.assigned_krw) == (0, 300_000)
    assert pots(SANCHEONG) == {"P1": 200_000, f"project:{laundry.pk}": 300_000}
    assert broken() == []


def test_what_a_project_left_over_goes_where_the_council_decided(
    give, laundry, year, clerk, manager
):
    """KR-DSG-10: 1,000,000 given, 600,000 approved, so 400,000 can go to the next season."""
    give(1_000_000, project_id=laundry.pk)
    paid(ask(laundry, 600_000), clerk, manager)
    FundProject.objects.filter(pk=laundry.pk).update(status="settled")
    season = make_laundry(season=2)
    asked = {"from_purpose": "", "from_project_id": laundry.pk}

    with pytest.raises(ReasonMissing):
        assign_designated_money(
            from_purpose(season, 1, decision_reference="", **asked), at=NOW, actor=manager
        )
    with pytest.raises(NotEnoughLeft):
        assign_designated_money(from_purpose(season, 400_001, **asked), at=NOW, actor=manager)
    assign_designated_money(from_purpose(season, 400_000, **asked), at=NOW, actor=manager)

    laundry.refresh_from_db()
    season.refresh_from_db()
    assert (laundry.assigned_krw, laundry.designated_left_krw) == (-400_000, 0)
    assert (season.assigned_krw, season.designated_left_krw) == (400_000, 400_000)
    assert pots(SANCHEONG) == {f"project:{season.pk}": 400_000}
    assert broken() == []


def test_an_assignment_comes_from_one_pot_of_the_same_fund(give, laundry, year, clerk, manager):
    give(500_000, purpose="P1")
    theirs = make_laundry(recipient_id=BUSAN_JUNG)
    draft = make_laundry(name_ko="초안", status="draft")

    for changes, refusal in (
        ({"project_id": theirs.pk}, NotThisFund),
        ({"from_purpose": ""}, NotThisFund),
        ({"from_purpose": "P9"}, NotThisFund),
        ({"from_project_id": laundry.pk}, NotThisFund),
        ({"from_purpose": "", "from_project_id": laundry.pk}, NotThisFund),
        ({"from_purpose": "", "from_project_id": theirs.pk}, NotThisFund),
        ({"project_id": draft.pk}, StateConflict),
        ({"amount_krw": 0}, AmountNotAllowed),
        ({"decided_on": date(2026, 10, 21)}, DayNotAllowed),
    ):
        asked = replace(from_purpose(laundry, 1), **changes)
        with pytest.raises(refusal):
            assign_designated_money(asked, at=NOW, actor=manager)
    with pytest.raises(RoleMissing):
        assign_designated_money(from_purpose(laundry, 1), at=NOW, actor=clerk)
    assert not Assignment.objects.exists()


def test_a_year_closes_when_nothing_of_it_can_come_in_any_more(give, year, manager, clerk):
    with pytest.raises(YearNotOver) as refused:
        close_fund_year(year.pk, at=at("2027-01-20"), actor=manager)
    assert refused.value.facts == {"year": "2026", "first": "2027-01-21"}
    with pytest.raises(RoleMissing):
        close_fund_year(year.pk, at=CLOSING_DAY, actor=clerk)
    stranger = an_official(Role.MANAGER, region=BUSAN_JUNG)
    with pytest.raises(NotFound):
        close_fund_year(year.pk, at=CLOSING_DAY, actor=stranger)
    with pytest.raises(StateConflict):
        publish_fund_year(year.pk, at=CLOSING_DAY, actor=manager)


def test_years_close_one_after_the_other(year, manager):
    open_year(manager, 2025)

    with pytest.raises(EarlierYearOpen) as refused:
        close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)

    assert refused.value.facts == {"year": "2025"}


def test_a_year_with_open_requests_does_not_close(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    for step in (lambda: None, lambda: approve_spending(spending.pk, at=NOW, actor=manager)):
        step()
        with pytest.raises(OpenRequests) as refused:
            close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)
        assert refused.value.facts == {"number": 1}
    assert not ClosedPeriod.objects.exists()

    revoke_approval(spending.pk, reason="계약 해제", actor=manager)
    assert close_fund_year(year.pk, at=CLOSING_DAY, actor=manager).status == "closed"


def a_year(give, laundry, clerk, manager) -> FundYear:
    """Play 2026 of a county to the won.

    2025: 30,000,000 general. 2026: 10,000,000 general, 5,000,000 for the laundry, 2,000,000 for
    the purpose P1; 40,000 of interest. Running 4,500,000 (15 % of 30,000,000), gifts 5,100,000
    (30 % of 17,000,000), 1,500,000 assigned from P1, a washing machine for 6,200,000.
    Left: 47,040,000 - 15,800,000 = 31,240,000.
    """
    give(15_000_000, "2025-11-11")
    give(15_000_000, "2025-12-12")
    year = open_year(manager)
    give(10_000_000)
    give(5_000_000, project_id=laundry.pk)
    give(2_000_000, purpose="P1")
    enter_income(interest(40_000), at=NOW, actor=clerk)
    paid(ask_for(Category.RUNNING, 4_500_000), clerk, manager)
    paid(ask_for(Category.GIFTS, 5_100_000), clerk, manager)
    assign_designated_money(from_purpose(laundry, 1_500_000), at=NOW, actor=manager)
    paid(ask(laundry, 6_200_000), clerk, manager)
    return year


def test_a_worked_year_closes_to_the_won(give, laundry, clerk, manager):
    year = a_year(give, laundry, clerk, manager)

    before = statement_of(year)
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)

    after = statement_of(FundYear.objects.get())
    assert after.income == before.income
    assert after.outlay == before.outlay
    assert after.pots == before.pots
    assert {each.code: each.amount_krw for each in after.income} == {
        "4100": 10_000_000,
        "4200": 7_000_000,
        "4300": 40_000,
        "4400": 0,
    }
    assert {each.code: each.amount_krw for each in after.outlay} == {
        "5100": 5_100_000,
        "5200": 4_500_000,
        "5360": 6_200_000,
        "5400": 0,
    }
    assert [
        (
            pot.designation,
            pot.carried_in_krw,
            pot.received_krw,
            pot.moved_krw,
            pot.spent_krw,
            pot.left_krw,
        )
        for pot in after.pots
    ] == [
        ("", 30_000_000, 10_040_000, 0, 9_600_000, 30_440_000),
        ("P1", 0, 2_000_000, -1_500_000, 0, 500_000),
        (f"project:{laundry.pk}", 0, 5_000_000, 1_500_000, 6_200_000, 300_000),
    ]
    assert (after.carried_in_krw, after.carried_out_krw, after.cash_krw) == (
        30_000_000,
        31_240_000,
        31_240_000,
    )
    assert [(each.ceiling_krw, each.left_krw) for each in after.ceilings] == [
        (4_500_000, 0),
        (5_100_000, 0),
    ]
    opening = {
        (each.account, each.designation): each.opening_krw
        for each in account_lines(SANCHEONG, 2027)
        if each.opening_krw
    }
    assert opening[(Account.CASH, "")] == 30_440_000
    assert opening[(Account.CARRIED_OVER, "P1")] == -500_000
    assert sum(opening.values()) == 0
    assert broken() == []


def test_a_closed_year_takes_nothing_more_at_any_door(give, laundry, clerk, manager):
    """Promise 4."""
    year = a_year(give, laundry, clerk, manager)
    open_year(manager, 2027, opened="2026-12-20")
    spent = Spending.objects.get(category="gifts")
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)
    later = at("2027-01-25")

    with pytest.raises(StateConflict):
        close_fund_year(year.pk, at=later, actor=manager)
    with pytest.raises(DayNotAllowed):
        enter_income(interest(day="2026-12-31"), at=later, actor=clerk)
    reverse_spending(
        spent.pk, returned_on=date(2027, 1, 10), reason="반품", at=later, actor=manager
    )
    assert JournalTransfer.objects.get(kind=Kind.REVERSAL).booked_on == date(2027, 1, 10)
    for kind in (Kind.DONATION, Kind.CLOSING):
        with pytest.raises(PeriodClosed), transaction.atomic():
            post(
                Posting(
                    entry=spent.pk,
                    municipality_id=SANCHEONG,
                    booked_on=date(2026, 6, 1),
                    kind=kind,
                    debit_account=Account.CASH,
                    credit_account=Account.GENERAL_DONATIONS,
                    amount_krw=1,
                )
            )
    assert broken() == []


def test_months_that_were_closed_before_still_take_the_closing_entry(give, year, manager):
    give(1_000_000)
    for month in range(1, 13):
        close_period(SANCHEONG, f"2026-{month:02d}", actor=manager)

    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)

    assert JournalTransfer.objects.filter(kind=Kind.CLOSING).count() == 1
    assert broken() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_fundyear SET status = 'open', closed_at = NULL, closed_by_id = NULL",
        "UPDATE ledger_fundyear SET plan_reference = 'x'",
        "UPDATE ledger_fundyear SET running_bound_krw = 0",
        "DELETE FROM ledger_fundyear",
        "UPDATE ledger_otherincome SET amount_krw = 1",
        "DELETE FROM ledger_otherincome",
        "UPDATE ledger_journaltransfer SET amount_krw = 1",
        "DELETE FROM ledger_journaltransfer",
        "DELETE FROM ledger_closedperiod",
        "UPDATE projects_assignment SET amount_krw = 1",
        "DELETE FROM projects_evidence",
        "DELETE FROM projects_spending",
    ],
)
def test_what_is_closed_and_booked_stays_whoever_writes(give, laundry, clerk, manager, statement):
    """Promise 4, below the ORM."""
    year = a_year(give, laundry, clerk, manager)
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_publication_stays_as_it_was_published(give, laundry, clerk, manager):
    """KR-PUB-01."""
    year = a_year(give, laundry, clerk, manager)
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)
    published = publish_fund_year(year.pk, at=at("2027-02-20"), actor=manager)

    assert published.publication is not None
    assert published.publication["cash_krw"] == 31_240_000
    FundProject.objects.filter(pk=laundry.pk).update(name_ko="새 이름")
    paper = paper_of_year(published, PaperKind.PUBLICATION, is_demo=False)
    told = {row.title.ko for table in paper.tables for row in table.rows}
    assert "마을빨래방" in told
    assert "새 이름" not in told
    assert statement_published(published.publication).carried_out_krw == 31_240_000
    assert broken() == []


def test_anybody_reads_what_was_published_and_nothing_else(give, laundry, clerk, manager):
    """KR-PUB-01: a page, a spreadsheet and a PDF, in the scope of nobody."""
    year = a_year(give, laundry, clerk, manager)
    address = reverse("fund-year", args=[SANCHEONG, 2026])
    files = [reverse("fund-year-file", args=[SANCHEONG, 2026, each]) for each in ("pdf", "xlsx")]

    def seen() -> list[int]:
        with scope.within(scope.NOTHING):
            answers = [Client().get(each) for each in (address, *files)]
        scope.enter(scope.SYSTEM)
        return [answer.status_code for answer in answers]

    assert seen() == [404, 404, 404]
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)
    assert seen() == [404, 404, 404]
    publish_fund_year(year.pk, at=at("2027-02-20"), actor=manager)
    assert seen() == [200, 200, 200]

    pages = [Client().get(each).content.decode() for each in (address, reverse("fund-years"))]
    assert "6,200,000" in pages[0]
    assert "마을빨래방" in pages[0]
    assert "산청군" in pages[1]
    with scope.within(scope.NOTHING), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fundyear")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM ledger_journaltransfer")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE ledger_fundyear SET plan_reference = 'x'")
        assert cursor.rowcount == 0
    scope.enter(scope.SYSTEM)


def test_the_books_are_found_out_when_somebody_changed_them(give, laundry, clerk, manager):
    """What the constraints promise is asked again from the rows."""
    a_year(give, laundry, clerk, manager)
    FundProject.objects.filter(pk=laundry.pk).update(assigned_krw=1_500_001)

    assert sorted(each.partition(":")[0] for each in broken()) == [
        "every assignment is booked from its pot to its project, and counted there",
        "every project's pot holds what was given and assigned to it less what was paid",
    ]


def test_each_session_reaches_the_books_of_its_own_fund_only(give, laundry, clerk, manager):
    """Promise 8, below the ORM."""
    year = a_year(give, laundry, clerk, manager)
    close_fund_year(year.pk, at=CLOSING_DAY, actor=manager)

    tables = {
        "ledger_fundyear": 1,
        "ledger_otherincome": 1,
        "ledger_closedperiod": 12,
        "projects_assignment": 1,
        "projects_spending": 3,
        "projects_evidence": 3,
        "ledger_journaltransfer": JournalTransfer.objects.count(),
    }
    for session, is_own in [
        (scope.SYSTEM, True),
        (f"official:{SANCHEONG}", True),
        (f"official:{BUSAN_JUNG}", False),
        ("portal:1", False),
        (scope.NOTHING, False),
    ]:
        with scope.within(session), connection.cursor() as cursor:
            for table, number in tables.items():
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (number * is_own,), (session, table)


def test_gifts_that_come_while_their_year_is_closed_are_in_it_or_refused(
    own_database, give, manager
):
    """Promise 4: two closings and ten gifts of the last day of 2025, at once."""
    portal = make_portal("은행")
    year = open_year(manager, 2025)
    give(1_000_000, "2025-12-30")

    def act(number: int) -> object:
        if number < 2:
            return close_fund_year(year.pk, at=NOW, actor=manager)
        offer = make_offer(
            portal_reference=f"N-{number}",
            donor=person(500 + number),
            recipient_code=SANCHEONG,
            amount_krw=10_000,
            paid_at=at("2025-12-31", 14),
        )
        return accept_donation(offer, actor=portal)

    outcomes = race(act, runners=12)

    assert sum(isinstance(each, FundYear) for each in outcomes) == 1
    assert sum(isinstance(each, StateConflict) for each in outcomes) == 1
    unexpected = [
        each
        for each in outcomes
        if not isinstance(each, FundYear | StateConflict | Acceptance | PeriodClosed)
    ]
    assert unexpected == []
    taken = sum(isinstance(each, Acceptance) for each in outcomes)
    assert pots(SANCHEONG) == {"": 1_000_000 + 10_000 * taken}
    assert broken() == []


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_spreadsheet_keeps_its_sums_alive(give, laundry, clerk, manager, kind):
    year = a_year(give, laundry, clerk, manager)
    paper = paper_of_year(year, kind, is_demo=False)

    content = xlsx_of(paper)

    assert content == xlsx_of(paper)
    formulas = [
        c.value for row in load_workbook(BytesIO(content)).worksheets[0] for c in row if c.value
    ]
    values = [
        c.value
        for row in load_workbook(BytesIO(content), data_only=True).worksheets[0]
        for c in row
        if c.value is not None
    ]
    assert any(str(each).startswith("=SUM(B") for each in formulas)
    expected = {
        PaperKind.TRIAL_BALANCE: 31_240_000,
        PaperKind.SETTLEMENT: 31_240_000,
        PaperKind.PUBLICATION: 15_800_000,
    }
    assert expected[kind] in values
    assert "#" not in "".join(map(str, values))


def test_a_trial_balance_comes_to_nothing(give, laundry, clerk, manager):
    year = a_year(give, laundry, clerk, manager)

    (table,) = paper_of_year(year, PaperKind.TRIAL_BALANCE, is_demo=False).tables

    opening, debit, credit, closing = table.sums
    assert (opening, closing) == (0, 0)
    assert debit == credit


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_paper_is_set_in_korean_and_english(give, laundry, clerk, manager, kind):
    year = a_year(give, laundry, clerk, manager)
    paper = paper_of_year(year, kind, is_demo=False)

    document = pdf_of(paper)

    assert document == pdf_of(paper)
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages)
    for word in (*paper.title, *paper.fund, "2026", "마감 전"):
        assert word in text
    if kind != PaperKind.TRIAL_BALANCE:
        assert "마을빨래방" in text
        assert "6,200,000" in text
