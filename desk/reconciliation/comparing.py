"""Where two lists of payments differ. Pure; amounts are whole won.

Payments of one reference are added up: a card charged and given back in one file is nothing. A
donation that was returned agrees with its payment and also with what was left of it: the money
goes back on another day than it came, and in another file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Paid:
    """What the file says of one reference."""

    amount_krw: int
    on: date


@dataclass(frozen=True, slots=True)
class Booked:
    """What our books say of one reference; ``left_krw`` is what a return has left of it."""

    donation: UUID
    amount_krw: int
    left_krw: int
    on: date


@dataclass(frozen=True, slots=True)
class Differs:
    """One reference on which both do not agree; None is absent."""

    reference: str
    paid: Paid | None
    booked: Booked | None


def added_up(payments: Iterable[tuple[str, Paid]]) -> dict[str, Paid]:
    """Return one payment for each reference, of the day of the first."""
    total: dict[str, Paid] = {}
    for reference, paid in payments:
        earlier = total.get(reference)
        total[reference] = (
            Paid(earlier.amount_krw + paid.amount_krw, earlier.on) if earlier else paid
        )
    return total


def differences(theirs: Mapping[str, Paid], ours: Mapping[str, Booked]) -> list[Differs]:
    """Return where ``theirs`` and ``ours`` differ, by reference."""
    found = []
    for reference in sorted(theirs.keys() | ours.keys()):
        paid, booked = theirs.get(reference), ours.get(reference)
        if paid and booked and paid.amount_krw in {booked.amount_krw, booked.left_krw}:
            continue
        if booked is None and (paid is None or paid.amount_krw == 0):
            continue  # charged and given back, and never reported
        found.append(Differs(reference, paid, booked))
    return found
