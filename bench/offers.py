"""Gifts to report: each of another person, unless told otherwise."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

RECIPIENTS = ["26110", "48860", "47130", "52110", "51110", "43130", "44130", "50000"]
"""Local governments that received much; many, because each has a receipt series to lock."""
RESIDENCE = "11110"
AMOUNTS_KRW = [100_000, 10_000, 50_000, 30_000, 100_000, 200_000, 100_000, 1_000_000, 20_000]
METHODS = ["card", "transfer", "card"]
NAMES = ["홍길동", "김영희", "이철수", "박지민", "남궁민수", "최은", "정하늘"]
FIRST_BIRTHDAY = date(1940, 1, 1)

_people = count()


def person() -> dict[str, str]:
    """Return somebody who has never given before."""
    number = next(_people)
    born = FIRST_BIRTHDAY + timedelta(days=number % 20_000)
    return {
        "resident_number": f"{born:%y%m%d}-{number % 2 + 1}{number // 20_000:06d}",
        "name": NAMES[number % len(NAMES)],
        "phone": "010-1234-5678",
        "email": f"donor{number}@example.org",
    }


def gift(reference: str, *, donor: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """Return one gift as a portal reports it; two after each other have little in common."""
    asked = question(donor)
    signed_at = asked["pledge"]["signed_at"]
    return {
        **asked,
        "portal_reference": reference,
        "paid_at": signed_at.replace("T13", "T14"),
        "payment_method": METHODS[next(_turns) % len(METHODS)],
        "gift_wish": "undecided",
        **changes,
    }


def question(donor: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the same before anybody pays, as eligibility is asked."""
    turn = next(_asked)
    signed_at = f"2026-10-05T13:{turn // 60 % 60:02}:{turn % 60:02}+09:00"
    return {
        "donor": donor or person(),
        "residence_code": RESIDENCE,
        "recipient_code": RECIPIENTS[turn % len(RECIPIENTS)],
        "amount_krw": AMOUNTS_KRW[turn % len(AMOUNTS_KRW)],
        "pledge": {"signed_at": signed_at, "no_barred_relation": True},
        "residence_check": {"method": "shared_information", "consented_at": signed_at},
    }


_asked = count()
_turns = count()


def gifts(mark: str, number: int) -> Iterator[dict[str, Any]]:
    """Return ``number`` gifts of as many people, their references starting with ``mark``."""
    for index in range(number):
        yield gift(f"{mark}-{index}")
