"""Yearly rates in long form, one series and year a row."""

from decimal import Decimal

from reports.importing.tables import Publication
from reports.loading.files import Row, unique
from reports.loading.rates import CROSS_TOLERANCE, FIRST, Rate
from reports.models import RateSeries

COLUMNS = ("krw_per_100jpy", "krw_per_usd", "jpy_per_usd")


def rates_of_table(rows: list[Row], publication: Publication) -> list[Rate]:
    """Return the rates of a table.

    Raises:
        BrokenReference: a rate is missing or zero, two contradict each other, or a year is left
            out between the first and the last of a series; naming the row.
    """
    unique(rows, "series", "year")
    found = []
    years: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (row.text("series"), row.text("year"))):
        series = RateSeries(row.one_of("series", RateSeries.values))
        year = row.year("year", FIRST, int(publication.published_on[:4]))
        if year > years.setdefault(series, year) + 1:
            raise row.refuse(f"{series} has no rate for {years[series] + 1}")
        years[series] = year
        cross, won, yen = (_rate(row, name) for name in COLUMNS)
        if abs(won * 100 / yen / cross - 1) > CROSS_TOLERANCE:
            raise row.refuse(f"{won} ÷ {yen} contradicts {cross} won per 100 yen")
        note = row.cells.get("note", "")
        found.append(Rate(year, series, cross, won, yen, publication.source, note))
    return found


def _rate(row: Row, name: str) -> Decimal:
    value = row.number_or_none(name)
    if not value:
        raise row.refuse(f"{name} of {row.text('year')} is missing or zero")
    return value
