"""The clock of the law: dates in Asia/Seoul.

Storage is UTC. Which day, which tax year and which rule a donation falls under is decided by
its instant of payment read in Seoul (KR-CAP-02), whatever time zone the server runs in.
"""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")

FIRST_DAY = date(2023, 1, 1)
"""The scheme's first day (Act No. 18489)."""


@lru_cache(maxsize=2_000)  # a donation asks three times, and a thousand may come in one call
def seoul_date(instant: datetime) -> date:
    """Return the date in Seoul at ``instant``.

    Raises:
        ValueError: ``instant`` has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SEOUL).date()


@lru_cache(maxsize=2_000)  # a batch is accepted at one instant, and tells it for each row
def told_in_seoul(instant: datetime) -> str:
    """Return ``instant`` as RFC 3339 has it, by Seoul's clock."""
    return instant.astimezone(SEOUL).isoformat()


def tax_year(on: date) -> int:
    """Return the tax year that a Seoul date falls in: the calendar year (KR-CAP-02)."""
    return on.year
