"""When which report falls due, in Seoul time, and what of it was missed.

Pure: it needs no database and no clock, so that a service that stood still for weeks finds out
what fell due meanwhile. The years' own dates: January's figures are provisional (KR-STA-02); the
fund's settlement report is due within 80 days of the closing of the year, by about 20 March
(KR-FND-09), so the final report follows on 1 April.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from kernel.dates import SEOUL


class Edition(StrEnum):
    """Why a report is made."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    PROVISIONAL = "provisional"
    FINAL = "final"
    REFRESH = "refresh"
    """New tables were loaded, or values are computed otherwise; it has no day of its own."""


@dataclass(frozen=True, slots=True)
class Day:
    """On which day of which months an edition falls due, and at which hour of Seoul."""

    months: tuple[int, ...]
    day: int
    at: time


DAYS = {
    Edition.MONTHLY: Day(tuple(range(1, 13)), 3, time(4, 0)),
    Edition.QUARTERLY: Day((1, 4, 7, 10), 5, time(4, 0)),
    Edition.PROVISIONAL: Day((1,), 15, time(4, 30)),
    Edition.FINAL: Day((4,), 1, time(4, 30)),
}
LATE_AFTER = timedelta(hours=1)
"""An edition that is noticed later than this was missed at its hour, and is made up."""


@dataclass(frozen=True, slots=True)
class Due:
    """One edition: ``period`` is what it is called by, ``year`` the year that it reports."""

    edition: Edition
    period: str
    year: int
    due_at: datetime


def fallen_due(edition: Edition, after: datetime | None, now: datetime) -> list[Due]:
    """Return what fell due after ``after`` up to ``now``, oldest first.

    Without ``after`` (nothing has ever been made) only the newest: a new service does not make up
    for the years before it.
    """
    if after is not None:
        return [
            due
            for due in _between(edition, after.astimezone(SEOUL).year, now)
            if due.due_at > after
        ]
    return list(_between(edition, now.astimezone(SEOUL).year - 1, now))[-1:]


def _between(edition: Edition, first_year: int, now: datetime) -> Iterator[Due]:
    days = DAYS[edition]
    for year in range(first_year, now.astimezone(SEOUL).year + 1):
        for month in days.months:
            due_at = datetime.combine(date(year, month, days.day), days.at, SEOUL)
            if due_at <= now:
                yield _due(edition, due_at)


def _due(edition: Edition, due_at: datetime) -> Due:
    """Return the edition that covers the time that ended last before ``due_at``."""
    last = due_at.date().replace(day=1) - timedelta(days=1)
    period = {
        Edition.MONTHLY: f"{last:%Y-%m}",
        Edition.QUARTERLY: f"{last.year}-Q{(last.month + 2) // 3}",
    }.get(edition, str(due_at.year - 1))
    year = last.year if edition in (Edition.MONTHLY, Edition.QUARTERLY) else due_at.year - 1
    return Due(edition, period, year, due_at)
