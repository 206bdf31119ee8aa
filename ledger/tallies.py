"""Sums of the journal by fund, designation, month, kind and accounts, kept as transfers come in.

A report over the books reads these, and so does whoever asks what a pot holds: it costs the same
over a thousand transfers and over sixty million. The journal is only ever appended to, so one
trigger sees all that changes it, returns and late entries too (see :mod:`kernel.tallies`). Whole
won; a month is that of the day of booking.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from kernel.tallies import Tally

MONTHS = Tally(
    kept="ledger_monthtally",
    appended="ledger_monthdelta",
    keys=(
        "period",
        "municipality_id",
        "kind",
        "debit_account",
        "credit_account",
        "designation",
    ),
    sums=("number", "amount_krw"),
    recount="""
        SELECT to_char(booked_on, 'YYYY-MM') AS period, municipality_id, kind, debit_account,
               credit_account, designation, count(*) AS number, sum(amount_krw) AS amount_krw
        FROM ledger_journaltransfer GROUP BY 1, 2, 3, 4, 5, 6
    """,
    lock=6_070_002,
)
"""Folded, counted anew and compared in scope ``system``."""

CLOSED = """
SELECT k.municipality_id, k.period, k.kind, k.debit_account, k.credit_account,
       sum(k.number)::bigint, sum(k.amount_krw)::bigint
FROM (
    SELECT municipality_id, period, kind, debit_account, credit_account, number, amount_krw
    FROM ledger_monthtally WHERE period BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT municipality_id, period, kind, debit_account, credit_account, number, amount_krw
    FROM ledger_monthdelta WHERE period BETWEEN %(first)s AND %(last)s
) k
JOIN ledger_closedperiod c ON c.municipality_id = k.municipality_id AND c.period = k.period
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True, slots=True)
class MonthSum:
    """How many transfers of one kind went from one account to another, and of how much."""

    municipality_id: str
    period: str
    kind: str
    debit_account: str
    credit_account: str
    number: int
    amount_krw: int


def closed_months(year: int) -> Iterator[MonthSum]:
    """Yield the sums of the closed months of ``year``, of all funds; in scope ``system``."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSED, {"first": f"{year}-01", "last": f"{year}-12"})
        for row in cursor.fetchall():
            yield MonthSum(*row)
