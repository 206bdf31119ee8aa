"""Our own books beside published statistics, for what both tell: the only place where they meet.

The two are put next to each other and subtracted, never added. A fund of which a month is open
is compared all the same, and the number of its closed months stands beside it. Whole won.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reports.indicators.statistics import Datum, Place, Statistics
from reports.models import Country, Nature, Scope, YearBasis
from reports.own_books import GOVERNMENTS, MONTHS, OwnBooks

BOOKS = {"total_receipts": "amount", "donations": "donation_count"}
"""Indicator -> metric of the published figures."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure that both sources tell, ``own`` less ``published`` being the difference."""

    indicator: str
    place: Place
    own: int
    published: Datum
    months: int
    """Closed months of the funds compared."""
    of_months: int

    @property
    def difference(self) -> Fraction:
        return self.own - self.published.value

    @property
    def agrees(self) -> bool:
        """Say whether they are the same within the rounding of the published figure."""
        return abs(self.difference) <= self.published.resolution

    def parts(self, unit: str) -> list[dict[str, Any]]:
        """Return the published figure and the difference, as parts of a report's row."""
        standing = "within its rounding" if self.agrees else "beyond its rounding"
        return [
            _part("published", self.published.value, unit, Nature.MEASURED, self.published.status),
            _part("own_less_published", self.difference, unit, Nature.DERIVED, standing),
            _part("closed_months", self.months, "months", Nature.MEASURED),
            _part("months_of_the_year", self.of_months, "months", Nature.MEASURED),
        ]


def reconcile(data: Statistics, books: OwnBooks) -> Iterator[Line]:
    """Yield what both sources tell of the year: the nation, then each fund by its code."""
    nation = {"total_receipts": books.amount_krw, "donations": books.donations}
    for indicator, own in nation.items():
        published = _published(data, Place(Country.KOREA), indicator, books.year)
        if own is not None and published is not None:
            of = GOVERNMENTS * MONTHS
            yield Line(indicator, Place(Country.KOREA), own, published, books.months, of)
    for body in books.bodies:
        place = Place(Country.KOREA, Scope.BODY, body.code)
        for indicator, own in (
            ("total_receipts", body.amount_krw),
            ("donations", body.donations),
        ):
            published = _published(data, place, indicator, books.year)
            if published is not None:
                yield Line(indicator, place, own, published, body.months, MONTHS)


def _published(data: Statistics, place: Place, indicator: str, year: int) -> Datum | None:
    return data.find(place, BOOKS[indicator], year, YearBasis.CALENDAR)


def _part(
    name: str, value: Fraction | int, unit: str, nature: Nature, note: str = ""
) -> dict[str, Any]:
    whole = int(value) if value == int(value) else float(value)
    return {"name": name, "value": whole, "unit": unit, "nature": str(nature), "note": note}
