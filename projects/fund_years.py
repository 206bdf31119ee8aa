"""A fund's fiscal year: opened by the council's vote on its plan, with its two ceilings of cost.

What is approved counts against the ceiling of its year at once, paid or not (KR-FND-04, -05).
The base of running cost is the year before, that of gifts the year itself as it stands.

Locks: the years of the fund, then the project, as every use case of spending takes them.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import scope
from accounts.models import User
from audit.changes import Changes, ChangesOfRows
from audit.record import record
from kernel.constraints import constraint_of
from kernel.dates import FIRST_DAY, seoul_date
from kernel.errors import NotFound
from ledger.balances import donated_krw
from ledger.calendar import calendar_of
from ledger.ceilings import gift_cost_ceiling_krw, running_cost_ceiling_krw
from ledger.models import FundYear, FundYearStatus
from projects.errors import (
    AmountNotAllowed,
    CeilingReached,
    DayNotAllowed,
    RoleMissing,
    StateConflict,
    YearAlreadyOpened,
    YearNotOpen,
)
from projects.funds import fund_of
from projects.models import Category

MAY_OPEN = "ledger.open_fundyear"

MOST_KRW = 10_000_000_000_000
"""More than all funds of the country together."""

COLUMNS = {Category.RUNNING: "running", Category.GIFTS: "gift"}
"""Category with a ceiling -> how its columns begin."""


def open_fund_year(
    year: int,
    *,
    plan_reference: str,
    planned_on: date,
    at: datetime,
    actor: User,
    last_year_krw: int | None = None,
    fund_code: str = "",
) -> FundYear:
    """Open a fiscal year of a fund that ``actor`` keeps, on the council's vote on its plan.

    ``last_year_krw`` is what the fund received the year before, where these books did not keep
    that year. ``fund_code`` names the fund of a merged predecessor; empty is one's own.

    Raises:
        NotThisFund: the fund is another's.
        RoleMissing: only managers open a year.
        DayNotAllowed: the vote is in the future, or the year out of reach.
        AmountNotAllowed: the donations of the year before cannot be true.
        YearAlreadyOpened: its plan is entered already.
    """
    fund = fund_of(actor, fund_code)
    if not actor.has_perm(MAY_OPEN):
        raise RoleMissing
    today = seoul_date(at)
    if planned_on > today or not FIRST_DAY.year <= year <= today.year + 1:
        raise DayNotAllowed(first=FIRST_DAY.isoformat(), last=today.isoformat())
    if last_year_krw is not None and not 0 <= last_year_krw <= MOST_KRW:
        raise AmountNotAllowed(most_krw=MOST_KRW)
    try:
        with transaction.atomic():
            scope.enter_until_commit(scope.SYSTEM)
            row = FundYear(
                municipality=fund,
                lineage_code=fund.lineage_code,
                year=year,
                plan_reference=plan_reference,
                planned_on=planned_on,
                last_year_krw=last_year_krw,
            )
            row.running_ceiling_krw = ceiling_krw(row, Category.RUNNING, today)
            row.gift_ceiling_krw = ceiling_krw(row, Category.GIFTS, today)
            row.save(force_insert=True)
            tell("fund_year.opened", row, actor, plan_reference=plan_reference)
            return row
    except IntegrityError as conflict:
        if constraint_of(conflict) != "fund_year_once":
            raise
        raise YearAlreadyOpened(year=str(year)) from conflict


def lock_years(lineage_code: str) -> dict[int, FundYear]:
    """Return the years of a fund, locked until the transaction ends: its money waits for it."""
    rows = FundYear.objects.select_for_update().filter(lineage_code=lineage_code)
    return {row.year: row for row in rows.order_by("year")}


def locked_year(
    year_id: int, actor: User, permission: str, allowed: Collection[str]
) -> tuple[FundYear, dict[int, FundYear]]:
    """Return a year that ``actor`` may take a step of, and all of its fund; they are locked.

    Raises:
        NotFound: there is none, or it is another's.
        RoleMissing: the role does not carry ``permission``.
        StateConflict: its status is none of ``allowed``.
    """
    seen = FundYear.objects.visible_to(actor).filter(pk=year_id).first()
    if seen is None:
        raise NotFound
    if not actor.has_perm(permission):
        raise RoleMissing
    scope.enter_until_commit(scope.SYSTEM)
    years = lock_years(seen.lineage_code)
    year = years[seen.year]
    if year.status not in allowed:
        raise StateConflict(state=year.get_status_display())
    return year, years


def require_open(years: dict[int, FundYear], year: int) -> FundYear:
    """Return the open year.

    Raises:
        YearNotOpen: its plan is not entered, or it is closed.
    """
    row = years.get(year)
    if row is None or row.status != FundYearStatus.OPEN:
        raise YearNotOpen(year=str(year))
    return row


def first_bookable_day(years: dict[int, FundYear], today: date) -> date:
    """Return the first day that a payment may be booked on: last year's, until its office closes.

    The cash office of a year ends its work on 10 February (KR-FND-09).
    """
    before = years.get(today.year - 1)
    still_open = (
        before is not None
        and before.status == FundYearStatus.OPEN
        and today <= calendar_of(before.year).office_open_until
    )
    return date(today.year - still_open, 1, 1)


def ceiling_krw(row: FundYear, category: Category, on: date) -> int:
    """Return what the fund may spend on ``category`` in its year, by its books as they stand."""
    if category == Category.GIFTS:
        asked_on = min(max(on, date(row.year, 1, 1)), date(row.year, 12, 31))
        return gift_cost_ceiling_krw(donated_krw(row.lineage_code, row.year), asked_on)
    before = row.last_year_krw
    if before is None:
        before = donated_krw(row.lineage_code, row.year - 1)
    return running_cost_ceiling_krw(before)


def left_below_ceiling(row: FundYear, category: Category, on: date) -> int:
    """Return what may still be approved; less than nothing after returns took from its base."""
    bound: int = getattr(row, f"{COLUMNS[category]}_bound_krw")
    return ceiling_krw(row, category, on) - bound


def bind(row: FundYear, category: Category, amount_krw: int, on: date) -> None:
    """Count ``amount_krw`` against the ceiling of a locked year, which then stands as of now.

    Raises:
        CeilingReached: with what is left.
    """
    if category not in COLUMNS:
        return
    require_below_ceiling(row, category, amount_krw, on)
    column = COLUMNS[category]
    FundYear.objects.filter(pk=row.pk).update(
        **{
            f"{column}_ceiling_krw": ceiling_krw(row, category, on),
            f"{column}_bound_krw": F(f"{column}_bound_krw") + amount_krw,
        }
    )


def require_below_ceiling(row: FundYear, category: Category, amount_krw: int, on: date) -> None:
    """Pass if the ceiling leaves room.

    Raises:
        CeilingReached: with what is left.
    """
    left_krw = left_below_ceiling(row, category, on)
    if amount_krw > left_krw:
        raise CeilingReached(
            year=str(row.year),
            ceiling_krw=ceiling_krw(row, category, on),
            left_krw=max(left_krw, 0),
            asked_krw=amount_krw,
        )


def release(row: FundYear | None, category: Category, amount_krw: int) -> None:
    """Give ``amount_krw`` back to the ceiling of a locked year; a closed one stays as it is."""
    if category not in COLUMNS or row is None or row.status != FundYearStatus.OPEN:
        return
    column = f"{COLUMNS[category]}_bound_krw"
    FundYear.objects.filter(pk=row.pk).update(**{column: F(column) - amount_krw})


def tell(
    kind: str,
    row: FundYear,
    actor: User,
    changes: Changes | ChangesOfRows | None = None,
    **facts: object,
) -> None:
    """Write down what happened to a year."""
    record(
        kind,
        f"fund_year:{row.lineage_code}:{row.year}",
        actor=actor,
        municipality_id=row.municipality_id,
        portal=None,
        changes=changes,
        **facts,
    )
