"""Sums by local government, day and portal, kept as the donations come in.

A trigger appends a row to :class:`desk.models.TallyDelta` for every statement that adds or returns
donations; a job folds those into :class:`desk.models.DayTally` (see :mod:`kernel.tallies`), so a
sum is exact at every moment and nobody waits for anybody, however popular the recipient.

Amounts are whole won. A day is the Seoul day of the payment. A returned donation leaves the sum
of the day on which it was given. Not kept: donors, designations, residences.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from kernel.tallies import Tally

DAYS = Tally(
    kept="desk_daytally",
    appended="desk_tallydelta",
    keys=("recipient_id", "donated_on", "portal_id"),
    sums=("number", "amount_krw"),
    recount="""
        SELECT recipient_id, donated_on, portal_id, count(*) AS number,
               sum(amount_krw) AS amount_krw
        FROM donations_donation WHERE status = 'accepted' GROUP BY 1, 2, 3
    """,
    lock=6_070_001,
)
"""Folded, counted anew and compared in scope ``system``."""

KEPT = """
SELECT {columns}, sum(number)::bigint, sum(amount_krw)::bigint FROM (
    SELECT donated_on, portal_id, number, amount_krw FROM desk_daytally
    WHERE recipient_id = ANY(%(codes)s) AND donated_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT donated_on, portal_id, number, amount_krw FROM desk_tallydelta
    WHERE recipient_id = ANY(%(codes)s) AND donated_on BETWEEN %(first)s AND %(last)s
) kept GROUP BY {columns} HAVING sum(number) <> 0
"""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many donations, and of how much in all."""

    number: int = 0
    amount_krw: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.number + other.number, self.amount_krw + other.amount_krw)


def by_day(codes: Iterable[str], first: date, last: date) -> dict[date, Sum]:
    """Return what the local governments ``codes`` received on each day, both ends included."""
    return {
        on: Sum(number, amount) for on, number, amount in _read("donated_on", codes, first, last)
    }


def by_portal(codes: Iterable[str], first: date, last: date) -> dict[int, Sum]:
    """Return what the local governments ``codes`` received through each portal, by its id."""
    return {
        portal: Sum(number, amount)
        for portal, number, amount in _read("portal_id", codes, first, last)
    }


def _read(column: str, codes: Iterable[str], first: date, last: date) -> list[tuple[Any, ...]]:
    asked: dict[str, Any] = {"codes": list(codes), "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(KEPT.format(columns=column), asked)
        return list(cursor.fetchall())
