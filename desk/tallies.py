"""Sums by local government, day and portal, kept as the donations come in.

A trigger appends one small row for every statement that adds or returns donations, in the same
transaction; nobody waits for anybody, however popular the recipient. A job folds those rows into
:class:`desk.models.DayTally` now and then. Readers add up both tables in one statement, which
sees them before or after a folding and never in between, so a sum is exact at every moment.

Amounts are whole won. A day is the Seoul day of the payment. A returned donation leaves the sum
of the day on which it was given. Not kept: donors, designations, residences.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

ONE_AT_A_TIME = 6_070_001
"""Key of the advisory lock under which sums are folded or put right."""

FOLD = """
WITH taken AS (DELETE FROM desk_tallydelta RETURNING *)
INSERT INTO desk_daytally AS t (recipient_id, donated_on, portal_id, number, amount_krw)
SELECT recipient_id, donated_on, portal_id, sum(number), sum(amount_krw)
FROM taken GROUP BY 1, 2, 3
ON CONFLICT (recipient_id, donated_on, portal_id) DO UPDATE
    SET number = t.number + EXCLUDED.number, amount_krw = t.amount_krw + EXCLUDED.amount_krw
"""

DIFFERENCES = """
SELECT recipient_id, donated_on, portal_id,
       coalesce(d.number, 0) - coalesce(t.number, 0) AS number,
       coalesce(d.amount_krw, 0) - coalesce(t.amount_krw, 0) AS amount_krw
FROM (
    SELECT recipient_id, donated_on, portal_id, count(*) AS number, sum(amount_krw) AS amount_krw
    FROM donations_donation WHERE status = 'accepted' GROUP BY 1, 2, 3
) d
FULL JOIN (
    SELECT recipient_id, donated_on, portal_id, sum(number) AS number, sum(amount_krw) AS amount_krw
    FROM (SELECT * FROM desk_daytally UNION ALL SELECT * FROM desk_tallydelta) kept GROUP BY 1, 2, 3
) t USING (recipient_id, donated_on, portal_id)
WHERE coalesce(d.number, 0) <> coalesce(t.number, 0)
   OR coalesce(d.amount_krw, 0) <> coalesce(t.amount_krw, 0)
"""
"""What a recount finds beyond what is kept: one statement, so both are of the same moment."""

REBUILD = f"""
INSERT INTO desk_tallydelta (recipient_id, donated_on, portal_id, number, amount_krw)
{DIFFERENCES}
"""

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


@transaction.atomic
def fold() -> None:
    """Fold what was appended into the sums of the days; in scope ``system``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute(FOLD)


@transaction.atomic
def rebuild() -> int:
    """Put the sums right by a recount; return how many were wrong. In scope ``system``.

    What is missing is appended, so intake and readers go on meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute(REBUILD)
        return int(cursor.rowcount)


def differences() -> list[tuple[str, date, int, int, int]]:
    """Return where a recount differs: recipient, day, portal, donations and won that are missing.

    In scope ``system``; reads every donation.
    """
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES)
        return list(cursor.fetchall())
