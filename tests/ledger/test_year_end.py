"""A fund's year: opened by a vote, closed once, and as it was from then on."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import scope
from accounts.models import Role
from donations.acceptance import Acceptance, accept_donation
from kernel.errors import NotFound
from ledger.balances import account_lines, pots
from ledger.calendar import calendar_of
from ledger.closing import close_period
from ledger.models import Account, ClosedPeriod, FundYear, JournalTransfer, Kind
from ledger.posting import PeriodClosed, Posting, post
from projects.errors import (
    AmountNotAllowed,
    DayNotAllowed,
    EarlierYearOpen,
    OpenRequests,
    RoleMissing,
    StateConflict,
    YearAlreadyOpened,
    YearNotOver,
)
from projects.fund_years import open_fund_year
from projects.income import enter_income
from projects.models import FundProject, Spending
from projects.paying import reverse_spending
from projects.spending import approve_spending, request_spending, revoke_approval
from projects.statement import statement_of
from projects.year_end import close_fund_year, publish_fund_year
from tests.ledger.conftest import (
    CLOSING_DAY,
    NOW,
    a_year,
    an_official,
    ask,
    at,
    broken,
    interest,
    open_year,
    person,
)
from tests.people import BUSAN_JUNG, SANCHEONG, make_offer, make_portal
from tests.races import race


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
