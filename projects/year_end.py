"""The end of a fund's fiscal year: closed once, then published.

The closing books every account of the year into “carried over”, pot by pot, so that the next
year begins with what this one left and designated money stays what it is. From then on the year
takes no entry (promise 4). A year closes when no money of it can come in any more: 20 days after
its end (KR-FND-09). Publication follows by the end of February (KR-PUB-01).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from accounts.models import User
from audit.changes import moved
from kernel.dates import seoul_date
from ledger.balances import uncarried
from ledger.calendar import calendar_of
from ledger.closing import close_period
from ledger.models import Account, FundYear, FundYearStatus, Kind
from ledger.posting import Posting, post_all
from projects.errors import (
    EarlierYearOpen,
    OpenRequests,
    YearNotOver,
)
from projects.fund_years import locked_year, tell
from projects.models import OPEN, Spending
from projects.publication import require_within_books
from projects.statement import statement_of
from regions.models import Municipality

MAY_CLOSE = "ledger.close_fundyear"
MAY_PUBLISH = "ledger.publish_fundyear"


@transaction.atomic
def close_fund_year(year_id: int, *, at: datetime, actor: User) -> FundYear:
    """Close a fiscal year: nothing more is booked in it, and what is left is carried over.

    Waits for postings to the same fund that are under way, so it belongs in a transaction of its
    own.

    Raises:
        NotFound, RoleMissing: as for every step.
        StateConflict: it is closed already.
        EarlierYearOpen: years are closed in their order.
        YearNotOver: money of the year may still come in.
        OpenRequests: spending of the year is neither refused nor paid nor carried over.
    """
    year, years = locked_year(year_id, actor, MAY_CLOSE, {FundYearStatus.OPEN})
    for earlier in years.values():
        if earlier.year < year.year and earlier.status == FundYearStatus.OPEN:
            raise EarlierYearOpen(year=str(earlier.year))
    first = calendar_of(year.year).pay_in_until + timedelta(days=1)
    if seoul_date(at) < first:
        raise YearNotOver(year=str(year.year), first=first.isoformat())
    waiting = Spending.objects.filter(
        lineage_code=year.lineage_code, fiscal_year__lte=year.year, status__in=OPEN
    ).count()
    if waiting:
        raise OpenRequests(number=waiting)
    codes = list(
        Municipality.objects.filter(lineage_code=year.lineage_code)
        .order_by("code")
        .values_list("code", flat=True)
    )
    # That waits for the postings under way, and none comes after.
    for code in codes:
        for month in range(1, 13):
            close_period(code, f"{year.year}-{month:02d}", actor=actor)
    left = uncarried(year.lineage_code, year.year)
    post_all(_carry_over(left, calendar_of(year.year).ends_on))
    FundYear.objects.filter(pk=year.pk).update(
        status=FundYearStatus.CLOSED, closed_at=at, closed_by=actor
    )
    changes = moved(FundYearStatus.OPEN, FundYearStatus.CLOSED)
    tell("fund_year.closed", year, actor, changes=changes)
    year.refresh_from_db()
    return year


@transaction.atomic
def publish_fund_year(year_id: int, *, at: datetime, actor: User) -> FundYear:
    """Publish a closed year: its figures are kept as they are told to the public (KR-PUB-01).

    Where no gifts are entered, the publication says that they are not, and never that there were
    none.

    Raises:
        NotFound, RoleMissing: as for every step.
        StateConflict: it is not closed, or published already.
        GiftsCostMoreThanBooked: the costs entered for gifts come to more than the books show.
    """
    year, _years = locked_year(year_id, actor, MAY_PUBLISH, {FundYearStatus.CLOSED})
    require_within_books(year)
    FundYear.objects.filter(pk=year.pk).update(
        status=FundYearStatus.PUBLISHED,
        published_at=at,
        publication=statement_of(year).as_published(),
    )
    changes = moved(FundYearStatus.CLOSED, FundYearStatus.PUBLISHED)
    tell("fund_year.published", year, actor, changes=changes)
    year.refresh_from_db()
    return year


def _carry_over(balances: Iterable[tuple[str, str, str, int]], last: date) -> Iterable[Posting]:
    entries: dict[str, UUID] = defaultdict(uuid7)
    for code, designation, account, balance_krw in balances:
        held = (Account.CARRIED_OVER, Account(account))
        debit, credit = held if balance_krw > 0 else held[::-1]
        yield Posting(
            entry=entries[code],
            municipality_id=code,
            booked_on=last,
            kind=Kind.CLOSING,
            debit_account=debit,
            credit_account=credit,
            amount_krw=abs(balance_krw),
            designation=designation,
        )
