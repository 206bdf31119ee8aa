"""Money of a fund that is no donation: interest, transfers in, and what older books held.

It is received on one day and paid into the treasury on another. What is received in a year and
paid in within 20 days of its end still belongs to that year and is booked on its last day
(지방자치단체 기금관리기본법 제7조, KR-FND-09). All of it is general money.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from accounts import scope
from accounts.models import User
from audit.changes import Changes, moved
from audit.record import record
from kernel.dates import seoul_date
from kernel.errors import NotFound
from ledger.calendar import calendar_of
from ledger.models import Account, FundYear, FundYearStatus, Kind, OtherIncome
from ledger.posting import Posting, post
from projects.errors import (
    AmountNotAllowed,
    BooksHaveBegun,
    DayNotAllowed,
    ReasonMissing,
    RoleMissing,
    StateConflict,
)
from projects.fund_years import MOST_KRW, first_bookable_day, lock_years, require_open
from projects.funds import fund_of

MAY_ENTER = "ledger.add_otherincome"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeFacts:
    """What came in. ``account`` is interest, transfers in, or carried over from older books."""

    account: Account
    amount_krw: int
    received_on: date
    paid_in_on: date
    reference: str
    fund_code: str = ""
    """Of a merged predecessor whose fund it is; empty for one's own."""


@transaction.atomic
def enter_income(facts: IncomeFacts, *, at: datetime, actor: User) -> OtherIncome:
    """Write down and book money that came into a fund that ``actor`` keeps.

    Raises:
        NotThisFund: the fund is another's.
        RoleMissing: the role enters no income.
        AmountNotAllowed: nothing, or beyond reason.
        ReasonMissing: no document is named.
        DayNotAllowed: paid in before it was received, in the future, or too late for its year.
        YearNotOpen, PeriodClosed: the books of that day are closed.
        BooksHaveBegun: money of older books, after a year was closed here or a second time.
    """
    fund = fund_of(actor, facts.fund_code)
    if not actor.has_perm(MAY_ENTER):
        raise RoleMissing
    if not 0 < facts.amount_krw <= MOST_KRW:
        raise AmountNotAllowed(most_krw=MOST_KRW)
    if not facts.reference:
        raise ReasonMissing
    scope.enter_until_commit(scope.SYSTEM)
    years = lock_years(fund.lineage_code)
    today = seoul_date(at)
    booked_on = _booked_day(facts, years)
    first = first_bookable_day(years, today)
    if not (first <= booked_on and facts.received_on <= facts.paid_in_on <= today):
        raise DayNotAllowed(first=first.isoformat(), last=today.isoformat())
    require_open(years, booked_on.year)
    if facts.account == Account.CARRIED_OVER:
        _require_begin(years, fund.lineage_code)
    income = OtherIncome.objects.create(
        municipality=fund,
        account=facts.account,
        amount_krw=facts.amount_krw,
        received_on=facts.received_on,
        paid_in_on=facts.paid_in_on,
        reference=facts.reference,
        entered_by=actor,
    )
    _book(income, income.pk, booked_on, Kind.INCOME, debit=Account.CASH, credit=facts.account)
    _tell("income.entered", income, actor)
    return income


@transaction.atomic
def reverse_income(income_id: UUID, *, reason: str, at: datetime, actor: User) -> OtherIncome:
    """Undo an income that was entered by mistake, booked on the day of ``at``.

    Raises:
        NotFound, RoleMissing: as for entering.
        ReasonMissing: no reason.
        StateConflict: it is reversed already.
        YearNotOpen, PeriodClosed: the books of today are closed.
        PotOverdrawn: the money is spent already.
    """
    seen = OtherIncome.objects.visible_to(actor).filter(pk=income_id).first()
    if seen is None:
        raise NotFound
    if not actor.has_perm(MAY_ENTER):
        raise RoleMissing
    if not reason:
        raise ReasonMissing
    scope.enter_until_commit(scope.SYSTEM)
    today = seoul_date(at)
    require_open(lock_years(seen.municipality.lineage_code), today.year)
    entry = uuid7()
    rows = OtherIncome.objects.filter(pk=income_id, reversal=None)
    if rows.update(reversal=entry) != 1:
        raise StateConflict(state=Kind.REVERSAL.label)
    income = OtherIncome.objects.get(pk=income_id)
    account = Account(income.account)
    _book(income, entry, today, Kind.REVERSAL, debit=account, credit=Account.CASH)
    _tell("income.reversed", income, actor, changes=moved(None, entry, "reversal"), reason=reason)
    return income


def _booked_day(facts: IncomeFacts, years: dict[int, FundYear]) -> date:
    year = years.get(facts.received_on.year)
    if (
        facts.received_on.year < facts.paid_in_on.year
        and year is not None
        and year.status == FundYearStatus.OPEN
        and facts.paid_in_on <= calendar_of(year.year).pay_in_until
    ):
        return calendar_of(year.year).ends_on
    return facts.paid_in_on


def _require_begin(years: dict[int, FundYear], lineage_code: str) -> None:
    entered = OtherIncome.objects.filter(
        municipality__lineage_code=lineage_code, account=Account.CARRIED_OVER, reversal=None
    )
    if entered.exists() or any(row.status != FundYearStatus.OPEN for row in years.values()):
        raise BooksHaveBegun


def _book(
    income: OtherIncome,
    entry: UUID,
    booked_on: date,
    kind: Kind,
    *,
    debit: Account,
    credit: Account,
) -> None:
    post(
        Posting(
            entry=entry,
            municipality_id=income.municipality_id,
            booked_on=booked_on,
            kind=kind,
            debit_account=debit,
            credit_account=credit,
            amount_krw=income.amount_krw,
        )
    )


def _tell(
    kind: str,
    income: OtherIncome,
    actor: User,
    changes: Changes | None = None,
    **facts: object,
) -> None:
    record(
        kind,
        f"income:{income.pk}",
        actor=actor,
        municipality_id=income.municipality_id,
        portal=None,
        changes=changes,
        account=income.account,
        amount_krw=income.amount_krw,
        **facts,
    )
