"""Days and won as officials type them at the keyboard.

A day without its century or its year is the last such day that has been: people type the birth
date as it stands in a resident number, and the day of a gift as they would say it.
"""

import re
from collections.abc import Iterable
from datetime import date

WON = re.compile(r"(\d{1,13})(만)?", re.ASCII)
PARTED = re.compile(
    r"(?:(?P<year>\d{4})[-./년])?(?P<month>\d{1,2})[-./월](?P<day>\d{1,2})[.일]?", re.ASCII
)
RUN_ON = re.compile(r"(?P<year>\d{4}|\d{2})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII)


def typed_won(text: str) -> int | None:
    """Return whole won as typed at a counter: 100000, 100,000, ₩100,000원 or 10만; None if none."""
    plain = re.sub(r"[\s,₩]|원$", "", text.strip())
    found = WON.fullmatch(plain)
    if found is None:
        return None
    return int(found[1]) * (10_000 if found[2] else 1)


def typed_day(text: str, today: date) -> date | None:
    """Return a day: 1990-01-01, 1990. 1. 1., 1990년 1월 1일, 19900101, 900101 or 1. 1.; or None."""
    plain = "".join(text.split())
    found = PARTED.fullmatch(plain) or RUN_ON.fullmatch(plain)
    if found is None:
        return None
    for year in _years(found["year"] or "", today):
        try:
            on = date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        if len(found["year"] or "") == 4 or on <= today:
            return on
    return None


def _years(written: str, today: date) -> Iterable[int]:
    """Return the years that may be meant, the nearest first."""
    if len(written) == 4:
        return [int(written)]
    if written:
        century = today.year // 100 * 100
        return [century + int(written), century - 100 + int(written)]
    return range(today.year, today.year - 9, -1)
