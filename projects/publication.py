"""What a publication tells besides the books: gifts provided, and items named to be published.

Which gifts were given, and how many, is kept by the gift system and entered here by hand
(KR-PUB-01). All of it may change until the year is published, and never again. Costs cannot come
to more than the books of the year show for gifts; while the year is open its books still move,
so the two are compared from its closing on.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Sum

from accounts.models import User
from audit.changes import keep_rows
from kernel.dates import seoul_date
from ledger.balances import account_lines
from ledger.models import Account, FundYear, FundYearStatus
from projects.errors import (
    AmountNotAllowed,
    DayInFuture,
    GiftsCostMoreThanBooked,
    GiftToldTwice,
    HeadNamesLater,
    NotThisFund,
)
from projects.fund_years import MOST_KRW, locked_year, tell
from projects.models import HEAD_NAMES_FROM, GivenGift, NamedBy, NamedItem

MAY_TELL = "ledger.tell_fundyear"

UNPUBLISHED = frozenset({FundYearStatus.OPEN, FundYearStatus.CLOSED})


@dataclass(frozen=True, slots=True)
class GiftsTold:
    """The gifts entered for a year, and what its books show for gifts."""

    kinds: int
    number: int
    cost_krw: int | None
    """The sum of the costs entered; None if none was."""
    booked_krw: int


def gifts_told(year: FundYear) -> GiftsTold:
    """Return what is entered for ``year`` beside what is booked."""
    told = GivenGift.objects.filter(fund_year=year).aggregate(
        kinds=Count("pk"), given=Sum("number"), cost=Sum("cost_krw")
    )
    booked_krw = _booked_krw(year)
    return GiftsTold(told["kinds"], told["given"] or 0, told["cost"], booked_krw)


def require_within_books(year: FundYear, entered_krw: int | None = None) -> None:
    """Pass if the costs entered for gifts do not come to more than was booked.

    ``entered_krw`` is what they would come to; left out, what they come to.

    Raises:
        GiftsCostMoreThanBooked: they do.
    """
    if entered_krw is None:
        entered_krw = gifts_told(year).cost_krw or 0
    booked_krw = _booked_krw(year)
    if entered_krw > booked_krw:
        raise GiftsCostMoreThanBooked(
            year=str(year.year), entered_krw=entered_krw, booked_krw=booked_krw
        )


def require_nameable(named_by: str, named_on: date, today: date) -> None:
    """Pass if ``named_by`` could name an item on that day.

    Raises:
        DayInFuture: it is yet to be named.
        HeadNamesLater: the head named it before the law let the head do so.
    """
    if named_on > today:
        raise DayInFuture(day=named_on.isoformat())
    if named_by == NamedBy.HEAD and named_on < HEAD_NAMES_FROM:
        raise HeadNamesLater(first=HEAD_NAMES_FROM.isoformat())


@transaction.atomic
def keep_gifts(
    year_id: int,
    *,
    kept: Collection[GivenGift],
    actor: User,
    dropped: Collection[GivenGift] = (),
) -> None:
    """Save and remove gifts of a year that is not published.

    Raises:
        NotFound, RoleMissing: as for every step.
        StateConflict: the year is published.
        NotThisFund: a row is of another year.
        AmountNotAllowed: a cost cannot be true.
        GiftToldTwice: one kind has two rows.
        GiftsCostMoreThanBooked: the year is closed, and its books show less.
    """
    year = _unpublished(year_id, actor, (*kept, *dropped))
    for gift in kept:
        if gift.cost_krw is not None and not 1 <= gift.cost_krw <= MOST_KRW:
            raise AmountNotAllowed(most_krw=MOST_KRW)
    others = GivenGift.objects.filter(fund_year=year).exclude(
        pk__in=[gift.pk for gift in (*kept, *dropped)]
    )
    kinds = Counter(
        [gift.kind_ko for gift in kept] + list(others.values_list("kind_ko", flat=True))
    )
    for kind, rows in kinds.items():
        if rows > 1:
            raise GiftToldTwice(kind=kind, year=str(year.year))
    _keep(year, "fund_year.gifts_changed", kept, dropped, actor)
    if year.status == FundYearStatus.CLOSED:
        require_within_books(year)


@transaction.atomic
def keep_items(
    year_id: int,
    *,
    kept: Collection[NamedItem],
    at: datetime,
    actor: User,
    dropped: Collection[NamedItem] = (),
) -> None:
    """Save and remove what else was named to be published of a year that is not published.

    Raises:
        NotFound, RoleMissing, StateConflict, NotThisFund: as for gifts.
        DayInFuture, HeadNamesLater: it could not be named on its day.
    """
    year = _unpublished(year_id, actor, (*kept, *dropped))
    for item in kept:
        require_nameable(item.named_by, item.named_on, seoul_date(at))
    _keep(year, "fund_year.items_changed", kept, dropped, actor)


def _booked_krw(year: FundYear) -> int:
    lines = account_lines(year.lineage_code, year.year)
    return sum(
        each.debit_krw - each.credit_krw for each in lines if each.account == Account.GIFT_COST
    )


def _unpublished(
    year_id: int, actor: User, rows: Collection[GivenGift] | Collection[NamedItem]
) -> FundYear:
    year, _years = locked_year(year_id, actor, MAY_TELL, UNPUBLISHED)
    if any(row.fund_year_id != year.pk for row in rows):
        raise NotThisFund
    return year


def _keep(
    year: FundYear,
    kind: str,
    kept: Collection[GivenGift] | Collection[NamedItem],
    dropped: Collection[GivenGift] | Collection[NamedItem],
    actor: User,
) -> None:
    changes = keep_rows(kept, dropped)
    if changes:
        tell(kind, year, actor, kept=len(kept), dropped=len(dropped), changes=changes)
