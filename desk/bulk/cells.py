"""What stands in a cell, as people write it: dates, amounts, yes and no. Pure; nothing is guessed.

A date without a time is the beginning of that day in Seoul: the law goes by the day (KR-CAP-02).
A two-digit year is refused, since 01.02.03 is three dates.
"""

import re
from datetime import date, datetime, time
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from kernel.dates import SEOUL
from kernel.typed import typed_won

DAY = re.compile(
    r"(?P<y>\d{4})\s*[-./년]\s*(?P<m>\d{1,2})\s*[-./월]\s*(?P<d>\d{1,2})\s*[일.]?"
    r"|(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})",
    re.ASCII,
)
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?|(\d{2})(\d{2})(\d{2})", re.ASCII)
OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})", re.ASCII)
WHOLE = re.compile(r"\.0{1,2}(?=$|원|\s)")

YES = frozenset({"y", "yes", "o", "○", "예", "네", "동의", "확인", "true", "1", "유"})
NO = frozenset({"n", "no", "x", "×", "아니오", "아니요", "미동의", "미확인", "false", "0", "무"})

PAYMENT = {
    "카드": "card", "신용카드": "card", "체크카드": "card", "card": "card",
    "이체": "transfer", "계좌이체": "transfer", "무통장": "transfer", "transfer": "transfer",
    "창구": "counter", "현금": "counter", "counter": "counter",
    "포인트": "points", "points": "points",
    "기타": "other", "other": "other",
}  # fmt: skip
GIFT = {
    "희망": "wanted", "신청": "wanted", "받음": "wanted", "wanted": "wanted",
    "미희망": "declined", "거부": "declined", "안받음": "declined", "포기": "declined",
    "declined": "declined",
    "미정": "undecided", "보류": "undecided", "undecided": "undecided", "": "undecided",
}  # fmt: skip

NOT_A_DAY = _("Write the date as 2026-10-05, 2026.10.05 or 20261005.")
NOT_AN_AMOUNT = _("Write whole won, for example 100,000 or 10만.")
NOT_A_PAYMENT = _("Write one of: 카드, 이체, 창구, 포인트, 기타.")
NOT_A_WISH = _("Write one of: 희망, 미희망, 미정.")
FORMULA = _("A formula is not taken; write the value.")


class Unreadable(ValueError):
    """``args[0]`` is a translated sentence that does not repeat the cell."""


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would compute ``cell``; ``+82…`` is a telephone number."""
    return cell.startswith(("=", "@"))


def instant_of(cell: str, clock: str = "") -> tuple[datetime, bool]:
    """Return the instant written in ``cell`` and perhaps ``clock``, and whether it had a time.

    Raises:
        Unreadable: it is no instant, or no real date.
    """
    try:
        if OFFSET.fullmatch(cell):
            return datetime.fromisoformat(cell), True
        found = DAY.match(cell)
        if found is None:
            raise Unreadable(NOT_A_DAY)
        on = date(
            int(found["y"] or found["y2"]),
            int(found["m"] or found["m2"]),
            int(found["d"] or found["d2"]),
        )
        rest = cell[found.end() :].strip().removeprefix("T") or clock.strip()
        if not rest:
            return datetime.combine(on, time(), SEOUL), False
        told = TIME.fullmatch(rest)
        if told is None:
            raise Unreadable(NOT_A_DAY)
        hour, minute, second = told[1] or told[4], told[2] or told[5], told[3] or told[6] or 0
        at = time(int(hour), int(minute), int(second))
    except Unreadable:
        raise
    except ValueError as problem:
        raise Unreadable(NOT_A_DAY) from problem
    return datetime.combine(on, at, SEOUL), True


@lru_cache(maxsize=4096)  # most people give one of a few amounts
def won_of(cell: str) -> int:
    """Return whole won.

    Raises:
        Unreadable: it is no whole amount.
    """
    amount_krw = int(cell) if cell.isascii() and cell.isdecimal() else None
    if amount_krw is None:
        amount_krw = typed_won(WHOLE.sub("", cell))
    if amount_krw is None:
        raise Unreadable(NOT_AN_AMOUNT)
    return amount_krw


def yes_of(cell: str) -> bool | None:
    """Return whether ``cell`` says yes or no; None if it says neither."""
    word = cell.casefold()
    return True if word in YES else False if word in NO else None


def word_of(cell: str, words: dict[str, str]) -> str | None:
    """Return what a word means; None if it is none of ``words``."""
    return words.get("".join(cell.casefold().split()))
