"""Payment of an approved spending, and money that comes back: here the journal changes.

A payment is booked on its own day, which may lie in the year before as long as that year's cash
office works (10 February). What is paid back within 15 days of a year's end still belongs to that
year and is booked on its last day; what comes later belongs to the year in which it comes
(지방자치단체 기금관리기본법 제7조, KR-FND-09). A mistake is undone the same way.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from uuid_utils.compat import uuid7

from accounts.models import User
from kernel.dates import seoul_date
from ledger.balances import pot_krw
from ledger.calendar import calendar_of
from ledger.models import Account, FundYear, FundYearStatus, Kind
from ledger.posting import Posting, post
from projects.errors import DayNotAllowed, NotEnoughLeft, ReasonMissing, SecondOfficialNeeded
from projects.fund_years import bind, first_bookable_day, release, require_open
from projects.life import SPENDS
from projects.models import Category, FundProject, Source, Spending, SpendingStatus
from projects.spending import begin, free, move, tell

MAY_PAY = "projects.pay_spending"


@transaction.atomic
def pay_spending(spending_id: UUID, *, paid_on: date, at: datetime, actor: User) -> Spending:
    """Write down that an approved spending was paid, and book it.

    Raises:
        NotFound, RoleMissing, StateConflict: as for every step.
        SecondOfficialNeeded: ``actor`` approved it.
        DayNotAllowed: before the approval, in the future, or in a year whose office has closed.
        YearNotOpen, PeriodClosed: the books of that day are closed.
        CeilingReached: it is paid in another year than approved, whose ceiling does not hold it.
        NotEnoughLeft: the fund no longer holds the money, after returns.
    """
    spending, years = begin(spending_id, actor, MAY_PAY, SpendingStatus.APPROVED)
    if spending.decided_by_id == actor.pk:
        raise SecondOfficialNeeded
    today = seoul_date(at)
    decided_on = seoul_date(spending.decided_at) if spending.decided_at else today
    _require_between(paid_on, max(first_bookable_day(years, today), decided_on), today)
    year = require_open(years, paid_on.year)
    if year.year != spending.fiscal_year:
        category = Category(spending.category)
        release(years.get(spending.fiscal_year), category, spending.amount_krw)
        bind(year, category, spending.amount_krw, paid_on)
    held_krw = pot_krw(spending.lineage_code, spending.designation)
    if spending.amount_krw > held_krw:
        raise NotEnoughLeft(left_krw=max(held_krw, 0), asked_krw=spending.amount_krw)
    _add_spent(spending, spending.amount_krw)
    changes = move(
        spending,
        SpendingStatus.PAID,
        paid_by=actor,
        paid_on=paid_on,
        fiscal_year=year.year,
    )
    post(
        Posting(
            entry=spending.pk,
            municipality_id=spending.municipality_id,
            booked_on=paid_on,
            kind=Kind.SPENDING,
            debit_account=Account(spending.account),
            credit_account=Account.CASH,
            amount_krw=spending.amount_krw,
            designation=spending.designation,
        )
    )
    tell("spending.paid", spending, actor, changes, paid_on=paid_on.isoformat())
    return spending


@transaction.atomic
def reverse_spending(
    spending_id: UUID, *, returned_on: date, reason: str, at: datetime, actor: User
) -> Spending:
    """Write down that what was paid came back in whole, or was never paid; project and pot have it.

    Raises:
        NotFound, RoleMissing, StateConflict: as for every step.
        SecondOfficialNeeded: ``actor`` entered the payment.
        ReasonMissing: no reason.
        DayNotAllowed: before the payment, or in the future.
        YearNotOpen, PeriodClosed: the books of that day are closed.
    """
    spending, years = begin(spending_id, actor, MAY_PAY, SpendingStatus.PAID)
    if spending.paid_by_id == actor.pk:
        raise SecondOfficialNeeded
    if not reason:
        raise ReasonMissing
    paid_on = spending.paid_on or returned_on
    today = seoul_date(at)
    booked_on = returned_day(years.get(paid_on.year), paid_on, returned_on)
    _require_between(returned_on, paid_on, today)
    _require_between(booked_on, first_bookable_day(years, today), today)
    require_open(years, booked_on.year)
    _add_spent(spending, -spending.amount_krw)
    free(spending, years.get(spending.fiscal_year) if booked_on.year == paid_on.year else None)
    _give_general_money_back(spending)
    entry = uuid7()
    changes = move(
        spending,
        SpendingStatus.REVERSED,
        reversed_by=actor,
        reversed_on=returned_on,
        reversal=entry,
        reversal_reason=reason,
    )
    post(
        Posting(
            entry=entry,
            municipality_id=spending.municipality_id,
            booked_on=booked_on,
            kind=Kind.REVERSAL,
            debit_account=Account.CASH,
            credit_account=Account(spending.account),
            amount_krw=spending.amount_krw,
            designation=spending.designation,
        )
    )
    tell("spending.reversed", spending, actor, changes, returned_on=returned_on.isoformat())
    return spending


def returned_day(paid_in: FundYear | None, paid_on: date, returned_on: date) -> date:
    """Return the day on which money that came back on ``returned_on`` is booked."""
    calendar = calendar_of(paid_on.year)
    belongs_to_old_year = (
        paid_on.year < returned_on.year
        and returned_on <= calendar.expenses_return_until
        and paid_in is not None
        and paid_in.status == FundYearStatus.OPEN
    )
    return calendar.ends_on if belongs_to_old_year else returned_on


def _require_between(day: date, first: date, last: date) -> None:
    if not first <= day <= last:
        raise DayNotAllowed(first=first.isoformat(), last=last.isoformat())


def _add_spent(spending: Spending, amount_krw: int) -> None:
    if spending.project_id is not None:
        project = FundProject.objects.filter(pk=spending.project_id)
        project.update(spent_krw=F("spent_krw") + amount_krw)


def _give_general_money_back(spending: Spending) -> None:
    """A project that spends no more keeps no general money; designated money stays its own."""
    if spending.source == Source.GENERAL and spending.project_id is not None:
        ended = FundProject.objects.filter(pk=spending.project_id).exclude(status__in=SPENDS)
        ended.update(general_krw=F("bound_general_krw"))
