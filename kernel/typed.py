"""Days and won as officials type them at the keyboard.

A day without its century or its year is the last such day that has been: people type the birth
date as it stands in a resident number, and the day of a gift as they would say it.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

WON = re.compile(
    r"(?P<won>\d{1,13})|(?P<man>\d{1,9})만|(?P<eok>\d{1,5})억(?:(?P<more>\d{1,4})만)?", re.ASCII
)
PARTED = re.compile(
    r"(?:(?P<year>\d{4})[-./년])?(?P<month>\d{1,2})[-./월](?P<day>\d{1,2})[.일]?", re.ASCII
)
RUN_ON = re.compile(r"(?P<year>\d{4}|\d{2})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII)


def typed_won(text: str) -> int | None:
    """Return whole won: 100000, ₩100,000, 100,000원, 10만 or 1억 2,000만; None if it is none."""
    found = WON.fullmatch(re.sub(r"[\s,₩]|원$", "", _halved(text).strip()))
    if found is None:
        return None
    man = int(found["man"] or found["more"] or 0)
    return int(found["won"] or 0) + man * 10_000 + int(found["eok"] or 0) * 100_000_000


def typed_day(text: str, today: date) -> date | None:
    """Return a day: 1990-01-01, 1990. 1. 1., 1990년 1월 1일, 19900101, 900101 or 1. 1.; or None."""
    found = _parts(text)
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


def typed_year_and_day(text: str) -> date | None:
    """Return a day whose year is written out, as a day that may lie ahead has to be; or None."""
    found = _parts(text)
    if found is None or len(found["year"] or "") != 4:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _parts(text: str) -> re.Match[str] | None:
    plain = "".join(_halved(text).split())
    return PARTED.fullmatch(plain) or RUN_ON.fullmatch(plain)


def _halved(text: str) -> str:
    """Return ``text`` with the wide digits and signs of a Korean keyboard as plain ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _years(written: str, today: date) -> Iterable[int]:
    """Return the years that may be meant, the nearest first."""
    if len(written) == 4:
        return [int(written)]
    if written:
        century = today.year // 100 * 100
        return [century + int(written), century - 100 + int(written)]
    return range(today.year, today.year - 9, -1)
