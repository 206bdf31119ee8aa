"""Yearly exchange rates and purchasing power parities of won and yen, 2008 onward."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from regions.reading import BrokenReference
from reports.loading.files import Row, read, unique
from reports.models import RateSeries

FILE = "fx_ppp.csv"
FIRST, LAST = 2008, 2026
COLUMNS = {
    RateSeries.ECB: ("krw_per_100jpy_ecb", "krw_per_usd_ecb", "jpy_per_usd_ecb", "ecb_source_url"),
    RateSeries.FED: ("krw_per_100jpy_fed", "krw_per_usd_fed", "jpy_per_usd_fed", "fed_source_url"),
    RateSeries.PPP: (
        "ppp_krw_per_100jpy",
        "ppp_krw_per_intl_usd",
        "ppp_jpy_per_intl_usd",
        "ppp_source_url",
    ),
}
CROSS_TOLERANCE = Decimal("0.015")
"""A mean of ratios is not the ratio of means: in 2008 they are 1.1 % apart."""


@dataclass(frozen=True, slots=True)
class Rate:
    """As ``reports.models.ExchangeRate``; the fields are its columns, in this order."""

    year: int
    series: RateSeries
    krw_per_100jpy: Decimal
    krw_per_usd: Decimal
    jpy_per_usd: Decimal
    source: str
    note: str


def rates(folder: Path) -> list[Rate]:
    """Return the rates of all years and series; a series not published for a year gives none.

    Raises:
        BrokenReference: naming the row; a year missing, or cross rates that contradict each other.
    """
    columns = (
        "year,krw_per_usd_ecb,jpy_per_usd_ecb,krw_per_100jpy_ecb,ecb_days,krw_per_usd_fed,"
        "jpy_per_usd_fed,krw_per_100jpy_fed,ppp_krw_per_intl_usd,ppp_jpy_per_intl_usd,"
        "ppp_krw_per_100jpy,ecb_source_url,fed_source_url,ppp_source_url,note"
    )
    rows = read(folder, FILE, columns, count=LAST - FIRST + 1)
    unique(rows, "year")
    found = [rate for row in rows for series in RateSeries for rate in _rate(row, series)]
    for year in range(FIRST, LAST):
        if not any(rate.year == year and rate.series == RateSeries.ECB for rate in found):
            raise BrokenReference(FILE, year - FIRST + 2, f"no market rate for {year}")
    return found


def _rate(row: Row, series: RateSeries) -> list[Rate]:
    *names, source = COLUMNS[series]
    values = [row.number_or_none(name) for name in names]
    cross, won, yen = values
    if cross is None and won is None and yen is None:
        return []
    if not (cross and won and yen):
        raise row.refuse(f"{series} is incomplete or zero")
    if abs(won * 100 / yen / cross - 1) > CROSS_TOLERANCE:
        raise row.refuse(f"{series}: {won} ÷ {yen} contradicts {cross} won per 100 yen")
    year = row.year("year", FIRST, LAST)
    return [Rate(year, series, cross, won, yen, row.text(source), row.text("note"))]
