"""The rows of the Korea–Japan report: which values, in which order, at which rate.

Money keeps its own currency. Two further columns convert it at the yearly mean market rate and
at purchasing power parity of the same year number, where published; a Japanese fiscal year then
stands at the rate of the calendar year in which it begins.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy

from kernel.errors import DomainError
from ledger.models import ClosedPeriod
from regions.models import Level, Municipality
from reports.conversion import Rates, converted, rates_by_year
from reports.indicators.loaded import Loaded
from reports.indicators.registry import DEFINITIONS, Value, evaluate
from reports.indicators.statistics import LAUNCH, NOT_AVAILABLE, Ask, Place
from reports.models import (
    Country,
    Nature,
    Origin,
    PublishedFigure,
    ReportRow,
    Scope,
    YearBasis,
)
from reports.own_books import GOVERNMENTS, OwnBooks
from reports.reconciliation import reconcile

SERIES = (
    "total_receipts",
    "donations",
    "growth_index",
    "receipts_per_head",
    "mean_per_donation",
    "year_end_share",
    "top10_share",
    "gini",
    "cost_ratio",
)
"""Indicators shown from the launch year on."""
AREA_INDICATORS = ("total_receipts", "growth_index", "receipts_per_head", "mean_per_donation")
AREA_FLOWS = ("net_flow",)
"""Shown for Japan's prefectures, which bear the loss."""
CODES_IN_FORCE = date(2026, 6, 30)
"""The Korean codes of the published tables are those of this day."""
CLOSED = "closed_periods"
CLOSED_DEMO = "closed_periods_demonstration"


class YearNotReportable(DomainError):
    """There are no receipts of that year to compare."""

    code = "invalid"
    status = 400
    title = gettext_lazy("No report can be made for this year")
    detail = gettext_lazy(
        "No Korean receipts of %(year)s are loaded, and no month of it is closed in our own books. "
        "Years that can be reported: %(years)s."
    )


def reportable_years() -> list[int]:
    """Return the years with receipts of the Korean nation, or with a closed month in our books."""
    figures = PublishedFigure.objects.filter(
        country=Country.KOREA, scope=Scope.NATION, metric="amount", is_whole_year=True
    )
    periods = ClosedPeriod.objects.values_list("period", flat=True).distinct()
    own = {int(period[:4]) for period in periods} - set(range(LAUNCH[Country.KOREA]))
    return sorted(set(figures.values_list("year", flat=True)) | own)


def check_year(year: int) -> None:
    """Refuse a year that cannot be reported.

    Raises:
        YearNotReportable: naming the years that can.
    """
    years = reportable_years()
    if year not in years:
        raise YearNotReportable(year=str(year), years=", ".join(map(str, years)) or "–")


def rows(data: Loaded, books: OwnBooks) -> list[ReportRow]:
    """Return all rows of the report of ``books.year``, unsaved and numbered."""
    year = books.year
    rates = rates_by_year()
    found = [
        _row(evaluate(indicator, ask), rates[ask.year]) for ask, indicator in _questions(data, year)
    ]
    found += _own_rows(data, books, rates[year])
    for position, row in enumerate(found, start=1):
        row.position = position
    return found


def _questions(data: Loaded, year: int) -> Iterator[tuple[Ask, str]]:
    """Yield the year's indicators of both nations, then the series, then provinces."""
    for indicator in DEFINITIONS:
        for country in Country:
            yield Ask(data, Place(country), year), indicator
    for indicator in SERIES:
        for country in Country:
            for earlier in range(LAUNCH[country], year):
                yield Ask(data, Place(country), earlier), indicator
    for country in Country:
        flows = AREA_FLOWS if country == Country.JAPAN else ()
        for code in _areas(country):
            for indicator in (*AREA_INDICATORS, *flows):
                yield Ask(data, Place(country, Scope.AREA, code), year), indicator


def _areas(country: Country) -> list[str]:
    upper = Municipality.objects.filter(country=country, level=Level.METROPOLITAN)
    in_force = upper.in_force(CODES_IN_FORCE)
    return sorted(in_force.values_list("code", flat=True))


def _row(value: Value, rates: Rates) -> ReportRow:
    return ReportRow(
        origin=Origin.PUBLISHED,
        indicator=value.indicator,
        country=value.country,
        scope=value.scope,
        region=value.region,
        year=value.year,
        year_basis=value.year_basis,
        value=value.value,
        unit=value.unit,
        converted_ecb=converted(value.value, value.unit, rates.ecb),
        converted_ppp=converted(value.value, value.unit, rates.ppp),
        sample=value.sample,
        interval_low=value.interval[0] if value.interval else None,
        interval_high=value.interval[1] if value.interval else None,
        interval_method=value.interval[2] if value.interval else "",
        nature=value.nature,
        parts=list(value.parts),
        coverage=value.coverage,
        status=value.status,
        resolution="" if value.resolution is None else f"{value.resolution:f}",
        notes=list(value.notes),
        sources=[source.as_json() for source in value.sources],
    )


def _own_rows(data: Loaded, books: OwnBooks, rates: Rates) -> list[ReportRow]:
    """Return the nation's rows of our own books, then each fund that published figures name too."""
    lines = {(line.place.code, line.indicator): line for line in reconcile(data, books)}
    found = []
    for indicator, answer in books.values.items():
        row = _own_row(books, indicator, answer.value, rates)
        row.coverage = f"{books.governments}/{GOVERNMENTS}"
        if answer.value is None:
            row.status = f"{NOT_AVAILABLE}: {answer.reason}"
        if line := lines.pop(("", indicator), None):
            row.parts = line.parts(row.unit)
        found.append(row)
    for (code, indicator), line in lines.items():
        row = _own_row(books, indicator, Decimal(line.own), rates)
        row.scope, row.region, row.coverage = Scope.BODY, code, "1/1"
        row.parts = line.parts(row.unit)
        found.append(row)
    return found


def _own_row(books: OwnBooks, indicator: str, value: Decimal | None, rates: Rates) -> ReportRow:
    unit = DEFINITIONS[indicator].unit_in(Country.KOREA)
    is_sum = indicator in ("total_receipts", "donations")
    return ReportRow(
        origin=Origin.OWN_BOOKS,
        indicator=indicator,
        country=Country.KOREA,
        scope=Scope.NATION,
        region="",
        year=books.year,
        year_basis=YearBasis.CALENDAR,
        value=value,
        unit=unit,
        converted_ecb=converted(value, unit, rates.ecb),
        converted_ppp=converted(value, unit, rates.ppp),
        nature=Nature.MEASURED if is_sum else Nature.DERIVED,
        status=CLOSED_DEMO if books.is_demo else CLOSED,
        notes=[],
        sources=[],
    )
