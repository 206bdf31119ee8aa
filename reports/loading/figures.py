"""One published figure on its way into the table, and how exact it is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.models import Country, Scope, YearBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """As ``reports.models.PublishedFigure``; the fields are its columns, in this order."""

    country: Country
    scope: Scope
    area: str
    metric: str
    year: int
    year_basis: YearBasis
    period_start: date
    period_end: date
    is_whole_year: bool = True
    value: int | Decimal
    unit: str
    status: str
    resolution: int | Decimal | None
    source: str
    published_on: str
    note: str = ""
    dataset: str
    row: int


def calendar_year(year: int) -> tuple[date, date]:
    """Return the first and last day of a calendar year."""
    return date(year, 1, 1), date(year, 12, 31)


def fiscal_year(year: int) -> tuple[date, date]:
    """Return the first and last day of a Japanese fiscal year: 1 April to 31 March."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def place_value(value: int | Decimal) -> Decimal:
    """Return the place of the last digit that is not zero: an upper bound of the rounding step.

    151,500,000,000 was rounded to 100 million or finer; 40.1 to a tenth.
    """
    digits = Decimal(value).normalize().as_tuple()
    if not isinstance(digits.exponent, int):
        raise ValueError(f"{value} is not finite")
    return Decimal(1).scaleb(digits.exponent) if value else Decimal(1)
