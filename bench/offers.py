"""Gifts to report: each of another person, unless told otherwise."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

RECIPIENTS = ["26110", "48860", "47130", "52110", "51110", "43130", "44130", "50000"]
"""Local governments that received much; many, because each has a receipt series to lock."""
RESIDENCE = "11110"
FIRST_BIRTHDAY = date(1940, 1, 1)

_people = count()


def person() -> dict[str, str]:
    """Return somebody who has never given before."""
    number = next(_people)
    born = FIRST_BIRTHDAY + timedelta(days=number % 20_000)
    return {
        "resident_number": f"{born:%y%m%d}-{number % 2 + 1}{number // 20_000:06d}",
        "name": "홍길동",
        "phone": "010-1234-5678",
        "email": f"donor{number}@example.org",
    }


def gift(reference: str, *, donor: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """Return one gift of 100,000 won as a portal reports it."""
    return {
        **question(donor),
        "portal_reference": reference,
        "paid_at": "2026-10-05T14:00:00+09:00",
        "payment_method": "card",
        "gift_wish": "undecided",
        **changes,
    }


def question(donor: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the same before anybody pays, as eligibility is asked."""
    donor = donor or person()
    return {
        "donor": donor,
        "residence_code": RESIDENCE,
        "recipient_code": RECIPIENTS[next(_turns) % len(RECIPIENTS)],
        "amount_krw": 100_000,
        "pledge": {"signed_at": "2026-10-05T13:50:00+09:00", "no_barred_relation": True},
        "residence_check": {
            "method": "shared_information",
            "consented_at": "2026-10-05T13:50:00+09:00",
        },
    }


_turns = count()


def gifts(mark: str, number: int) -> Iterator[dict[str, Any]]:
    """Return ``number`` gifts of as many people, their references starting with ``mark``."""
    for index in range(number):
        yield gift(f"{mark}-{index}")
