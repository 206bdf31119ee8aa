"""The figures of the home page, from the sums of the days: two short queries at any size.

Whole won, Seoul days, returned donations left out. The run rate is an estimate and says so: this
year's receipts to today, scaled by what last year still took in after the same day. Without a last
year to compare with there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Portal
from desk.tallies import Sum, by_day, by_portal

MOST_PORTALS = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums up to ``today``, this year's months and last year's, and where this year's came from."""

    today: Sum
    month: Sum
    year: Sum
    last_year_to_day: Sum
    last_year: Sum
    months: list[Sum]
    last_months: list[Sum]
    portals: list[tuple[str, Sum]]

    @property
    def run_rate_krw(self) -> int | None:
        """What the whole year would come to if it went on as last year did; None if unknown."""
        before = self.last_year_to_day.amount_krw
        if not before:
            return None
        return self.year.amount_krw * self.last_year.amount_krw // before

    @property
    def change_percent(self) -> int | None:
        """By how much this year is ahead of last year to the same day; None without a last year."""
        before = self.last_year_to_day.amount_krw
        if not before:
            return None
        return (self.year.amount_krw - before) * 100 // before


def figures_of(codes: list[str], today: date) -> Figures:
    """Return the figures of the local governments ``codes`` as of ``today``."""
    first = today.replace(month=1, day=1)
    first_before = first.replace(year=first.year - 1)
    days = by_day(codes, first_before, today)
    portals = sorted(
        by_portal(codes, first, today).items(), key=lambda pair: pair[1].amount_krw, reverse=True
    )[:MOST_PORTALS]
    names = dict(Portal.objects.filter(pk__in=dict(portals)).values_list("pk", "name"))
    return Figures(
        today=days.get(today, Sum()),
        month=_between(days, today.replace(day=1), today),
        year=_between(days, first, today),
        last_year_to_day=_between(days, first_before, a_year_before(today)),
        last_year=_between(days, first_before, first - timedelta(days=1)),
        months=_by_month(days, today.year)[: today.month],
        last_months=_by_month(days, today.year - 1),
        portals=[(names.get(portal, str(portal)), told) for portal, told in portals],
    )


def a_year_before(on: date) -> date:
    """Return the same day of the year before; 28 February for the 29th."""
    if (on.month, on.day) == (2, 29):
        on -= timedelta(days=1)
    return on.replace(year=on.year - 1)


def _between(days: Mapping[date, Sum], first: date, last: date) -> Sum:
    return sum((told for on, told in days.items() if first <= on <= last), Sum())


def _by_month(days: Mapping[date, Sum], year: int) -> list[Sum]:
    return [
        sum((told for on, told in days.items() if (on.year, on.month) == (year, month)), Sum())
        for month in range(1, 13)
    ]
