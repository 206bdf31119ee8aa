"""What our own books say: the closed months of the journal, and nothing else.

An open month can still change, so it does not count. These figures are printed in a section of
their own and are never added to published statistics. They come from the sums that the journal
keeps of its months, so a report costs the same over any number of donations.

Whole won. Funds go by the codes of the published tables, so a government whose code changed is one.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_noop

from accounts import scope
from ledger.models import Account, ClosedPeriod, Kind
from ledger.tallies import MonthSum, closed_months
from regions.models import Municipality
from reports.models import YearBasis

DONATIONS = (Account.GENERAL_DONATIONS, Account.DESIGNATED_DONATIONS, Account.REASSIGNED)
"""What donations are booked under; money that changes its designation stands in the third."""
MONTHS = 12
GOVERNMENTS = 243

NO_CLOSED_MONTH = gettext_noop("no month of this year is closed in our own books")
NO_DONATIONS = gettext_noop("our own books hold no donation in the closed months")
NOT_ALL_MONTHS = gettext_noop("not all twelve months are closed in our own books")
NO_GIFT_COST = gettext_noop("our own books hold no cost of gifts in the closed months")
NO_COST = gettext_noop("our own books hold no cost in the closed months")
NO_SUPPLIERS = gettext_noop("our own books do not say where the suppliers of gifts are")


@dataclass(frozen=True, slots=True)
class Answer:
    """A value of our own books, or the reason why there is none."""

    value: Decimal | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OwnBody:
    """One fund's closed months of a year, of which there are ``months``.

    Donations are those booked, less those returned.
    """

    code: str
    months: int = 0
    donations: int = 0
    amount_krw: int = 0
    designated_krw: int = 0
    december_krw: int = 0
    gift_cost_krw: int | None = None
    running_cost_krw: int | None = None


@dataclass(frozen=True, slots=True)
class OwnBooks:
    """Donations of one calendar year booked in closed months, returns taken off.

    ``is_demo`` marks sample data, which is nobody's real donation.
    """

    year: int
    bodies: tuple[OwnBody, ...]
    is_demo: bool

    @property
    def year_basis(self) -> YearBasis:
        return YearBasis.CALENDAR

    @property
    def governments(self) -> int:
        return len(self.bodies)

    @property
    def months(self) -> int:
        return sum(body.months for body in self.bodies)

    @property
    def amount_krw(self) -> int | None:
        return sum(body.amount_krw for body in self.bodies) if self.bodies else None

    @property
    def donations(self) -> int | None:
        return sum(body.donations for body in self.bodies) if self.bodies else None

    @property
    def values(self) -> dict[str, Answer]:
        """Return the indicators that books can answer, each with its value or the reason."""
        amount, count = self.amount_krw, self.donations
        if amount is None or count is None:
            return dict.fromkeys(INDICATORS, Answer(None, NO_CLOSED_MONTH))
        found = {
            "total_receipts": Answer(Decimal(amount)),
            "donations": Answer(Decimal(count)),
        }
        if amount <= 0 or count <= 0:
            return dict.fromkeys(INDICATORS, Answer(None, NO_DONATIONS)) | found
        return found | {
            "mean_per_donation": Answer(_rounded(Decimal(amount) / count)),
            "designated_share": _percent(sum(b.designated_krw for b in self.bodies), amount),
            "year_end_share": self._year_end(amount),
            "gift_ratio": _share_of((b.gift_cost_krw for b in self.bodies), amount, NO_GIFT_COST),
            "cost_ratio": _share_of(
                (cost for b in self.bodies for cost in (b.gift_cost_krw, b.running_cost_krw)),
                amount,
                NO_COST,
            ),
            "local_share": Answer(None, NO_SUPPLIERS),
        }

    def _year_end(self, amount: int) -> Answer:
        """Return December's share; a year of which a month is open would overstate it."""
        if any(body.months < MONTHS for body in self.bodies):
            return Answer(None, NOT_ALL_MONTHS)
        return _percent(sum(body.december_krw for body in self.bodies), amount)

    @property
    def sha256(self) -> str:
        """Return a checksum that changes whenever the figures do."""
        figures = (self.year, [astuple(body) for body in self.bodies], self.is_demo)
        return hashlib.sha256(repr(figures).encode()).hexdigest()


INDICATORS = (
    "total_receipts",
    "donations",
    "mean_per_donation",
    "designated_share",
    "year_end_share",
    "gift_ratio",
    "cost_ratio",
    "local_share",
)
"""What our own books are asked for, in the order of the report."""


def own_books(year: int) -> OwnBooks:
    """Return our own figures of ``year``, of all funds, whoever asks: they are public."""
    lineage = dict(Municipality.objects.values_list("code", "lineage_code"))
    by_body = _by_body(year, lineage)
    closed: dict[str, set[str]] = defaultdict(set)
    periods = ClosedPeriod.objects.filter(period__startswith=f"{year}-")
    with scope.within(scope.SYSTEM):
        for fund, period in periods.values_list("municipality_id", "period"):
            closed[lineage.get(fund, fund)].add(period)
    bodies = tuple(_body(code, by_body[code], len(closed[code])) for code in sorted(by_body))
    return OwnBooks(year, bodies, settings.DEMO)


def closed_sums(year: int) -> dict[str, list[MonthSum]]:
    """Return what the figures of ``year`` are added up from: by fund, the sums of its months."""
    return _by_body(year, dict(Municipality.objects.values_list("code", "lineage_code")))


def _by_body(year: int, lineage: Mapping[str, str]) -> dict[str, list[MonthSum]]:
    found: dict[str, list[MonthSum]] = defaultdict(list)
    with scope.within(scope.SYSTEM):
        for month in closed_months(year):
            found[lineage.get(month.municipality_id, month.municipality_id)].append(month)
    return found


def _body(code: str, sums: list[MonthSum], months: int) -> OwnBody:
    of_year = [each for each in sums if each.kind != Kind.CLOSING]
    december = [each for each in of_year if each.period.endswith("-12")]
    counts = {kind: sum(s.number for s in of_year if s.kind == kind) for kind in Kind}
    return OwnBody(
        code=code,
        months=months,
        donations=counts[Kind.DONATION] - counts[Kind.RETURN],
        amount_krw=_income(of_year, DONATIONS),
        designated_krw=_income(of_year, (Account.DESIGNATED_DONATIONS,)),
        december_krw=_income(december, DONATIONS),
        gift_cost_krw=_cost(of_year, Account.GIFT_COST),
        running_cost_krw=_cost(of_year, Account.RUNNING_COST),
    )


def _income(sums: Iterable[MonthSum], accounts: tuple[Account, ...]) -> int:
    return sum(
        each.amount_krw * ((each.credit_account in accounts) - (each.debit_account in accounts))
        for each in sums
    )


def _cost(sums: list[MonthSum], account: Account) -> int | None:
    """Return what was booked as a cost; None if nothing was, which is not known to be zero."""
    if not any(account in (each.debit_account, each.credit_account) for each in sums):
        return None
    return -_income(sums, (account,))


def _share_of(parts: Iterable[int | None], amount: int, reason: str) -> Answer:
    known = [part for part in parts if part is not None]
    return _percent(sum(known), amount) if known else Answer(None, reason)


def _percent(part: int, whole: int) -> Answer:
    return Answer(_rounded(Decimal(part) * 100 / whole))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))
