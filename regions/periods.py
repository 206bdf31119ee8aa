"""Spans of days with open ends, and dates that a source gives only by month or year."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple


class Period(NamedTuple):
    """The days from ``first`` to ``last``, both included; None is an open end."""

    first: date | None
    last: date | None

    def covers(self, on: date) -> bool:
        """Say whether the day ``on`` is among them."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


def span(printed: str) -> Period:
    """Return the days that ``2021``, ``2021-10`` or ``2021-10-18`` may stand for.

    Raises:
        ValueError: ``printed`` is none of these.
    """
    parts = [int(part) for part in printed.split("-")]
    match [len(part) for part in printed.split("-")], parts:
        case [4], [year]:
            return Period(date(year, 1, 1), date(year, 12, 31))
        case [4, 2], [year, month]:
            return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        case [4, 2, 2], [year, month, day]:
            return Period(date(year, month, day), date(year, month, day))
    raise ValueError(f"{printed} is not a year, month or day")


def period_of(start: str, end: str) -> Period:
    """Return the days from the first that ``start`` to the last that ``end`` may mean.

    An empty ``end`` is open.

    Raises:
        ValueError: one of them is not a date, month or year.
    """
    return Period(span(start).first, span(end).last if end else None)
