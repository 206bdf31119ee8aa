"""Won in yen and yen in won: at the yearly mean market rate, and at purchasing power parity.

A Japanese fiscal year stands at the rate of the calendar year in which it begins. A year without
a published rate has no conversion; none is carried on from another year. Of two publications of a
rate the later one is used.
"""

from dataclasses import dataclass
from decimal import Decimal

from reports.indicators.formulas import plain
from reports.indicators.statistics import CURRENCY
from reports.models import ExchangeRate, RateSeries


@dataclass(frozen=True, slots=True)
class Rates:
    """Won per 100 yen of one year; None when not published."""

    year: int
    ecb: Decimal | None
    ppp: Decimal | None


def rates_by_year() -> dict[int, Rates]:
    """Return the conversion rates of all years; a year without any has none."""
    found = _WithoutRates()
    rows: dict[int, dict[str, Decimal]] = {}
    in_order = ExchangeRate.objects.order_by("published_on", "pk")
    for year, series, rate in in_order.values_list("year", "series", "krw_per_100jpy"):
        rows.setdefault(year, {})[series] = rate
    for year, rates in rows.items():
        found[year] = Rates(year, rates.get(RateSeries.ECB), rates.get(RateSeries.PPP))
    return found


class _WithoutRates(dict[int, Rates]):
    def __missing__(self, year: int) -> Rates:
        return Rates(year, None, None)


def converted(value: Decimal | None, unit: str, krw_per_100jpy: Decimal | None) -> Decimal | None:
    """Return won in yen or yen in won; None for what is no money or has no rate."""
    if value is None or krw_per_100jpy is None:
        return None
    if unit[:3] not in CURRENCY.values():
        return None
    exact = value * krw_per_100jpy / 100 if unit[:3] == "JPY" else value * 100 / krw_per_100jpy
    is_sum = unit in CURRENCY.values()
    return plain(exact.quantize(Decimal(1) if is_sum else Decimal("0.0001")))
