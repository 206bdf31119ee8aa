"""What a fund holds, by the sums of its journal: by pot, by account, by year.

A pot is the money under one designation. What it holds is the sum over all accounts but cash and
reassignment, credit less debit. A fund goes by its lineage, so it keeps its money when the code
of its local government changes. Reads the sums of the months, which are exact at every moment,
and of them what the session's row-level scope shows.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from ledger.models import Account

SUMS = """
    SELECT period, kind, designation, municipality_id, debit_account, credit_account, number,
           amount_krw
      FROM ledger_monthtally WHERE municipality_id = ANY (ARRAY(
           SELECT code::text FROM regions_municipality WHERE lineage_code = %(lineage)s))
    UNION ALL
    SELECT period, kind, designation, municipality_id, debit_account, credit_account, number,
           amount_krw
      FROM ledger_monthdelta WHERE municipality_id = ANY (ARRAY(
           SELECT code::text FROM regions_municipality WHERE lineage_code = %(lineage)s))
"""
"""The transfers of one fund, summed by month (:mod:`ledger.tallies`)."""

MOVES = f"""
    WITH sums AS ({SUMS})
    SELECT period, kind, designation, municipality_id, credit_account AS account,
           amount_krw AS credit_krw, 0::bigint AS debit_krw FROM sums
    UNION ALL
    SELECT period, kind, designation, municipality_id, debit_account, 0, amount_krw FROM sums
"""  # noqa: S608 - constant text
"""Both sides of every transfer of one fund, summed by month."""

POTS = f"""
SELECT designation, sum(credit_krw - debit_krw)::bigint
  FROM ({MOVES}) moves
 WHERE account NOT IN ('1100', '4900') AND period < %(after)s
 GROUP BY designation HAVING sum(credit_krw - debit_krw) <> 0 ORDER BY designation
"""  # noqa: S608 - constant text

ACCOUNTS = f"""
SELECT designation, account,
       sum(debit_krw - credit_krw) FILTER (WHERE period < %(first)s),
       sum(debit_krw) FILTER (WHERE period >= %(first)s AND kind <> 'closing'),
       sum(credit_krw) FILTER (WHERE period >= %(first)s AND kind <> 'closing')
  FROM ({MOVES}) moves
 WHERE period < %(after)s
 GROUP BY designation, account ORDER BY account, designation
"""  # noqa: S608 - constant text

DONATED = f"""
SELECT coalesce(sum(credit_krw - debit_krw), 0)::bigint FROM ({MOVES}) moves
 WHERE account IN ('4100', '4200') AND kind IN ('donation', 'return')
   AND period >= %(first)s AND period < %(after)s
"""  # noqa: S608 - constant text

UNCARRIED = f"""
SELECT municipality_id, designation, account, sum(debit_krw - credit_krw)::bigint
  FROM ({MOVES}) moves
 WHERE account NOT IN ('1100', '3100', '4900') AND period < %(after)s
 GROUP BY 1, 2, 3 HAVING sum(debit_krw - credit_krw) <> 0 ORDER BY 1, 2, 3
"""  # noqa: S608 - constant text

COUNTED = f"""
SELECT designation, coalesce(sum(number) FILTER (WHERE kind = 'donation'), 0)::bigint,
       coalesce(sum(number) FILTER (WHERE kind = 'return'), 0)::bigint,
       sum(CASE kind WHEN 'donation' THEN amount_krw ELSE -amount_krw END)::bigint
  FROM ({SUMS}) sums
 WHERE kind IN ('donation', 'return') AND period >= %(first)s AND period < %(after)s
 GROUP BY designation ORDER BY designation
"""  # noqa: S608 - constant text

FOR_EVER = 9000
"""A year after every entry."""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account under one designation in one year, before its closing entry; whole won.

    ``opening_krw`` is debit less credit of all years before, closed or not.
    """

    designation: str
    account: Account
    opening_krw: int
    debit_krw: int
    credit_krw: int

    @property
    def closing_krw(self) -> int:
        """Return debit less credit at the end of the year."""
        return self.opening_krw + self.debit_krw - self.credit_krw


@dataclass(frozen=True, slots=True)
class DonationCount:
    """How many donations were booked under one designation, how many returns, and what it is."""

    designation: str
    received: int
    returned: int
    amount_krw: int


def pots(lineage_code: str, year: int = FOR_EVER) -> dict[str, int]:
    """Return designation -> what the fund holds under it at the end of ``year``, zero left out."""
    return dict(_read(POTS, lineage_code, year))


def pot_krw(lineage_code: str, designation: str) -> int:
    """Return what the fund holds under ``designation``; general money is under the empty one."""
    return pots(lineage_code).get(designation, 0)


def account_lines(lineage_code: str, year: int) -> list[AccountLine]:
    """Return every account of the fund with what moved on it in ``year``, by account."""
    return [
        AccountLine(
            designation, Account(account), int(opening or 0), int(debit or 0), int(credit or 0)
        )
        for designation, account, opening, debit, credit in _read(ACCOUNTS, lineage_code, year)
    ]


def donated_krw(lineage_code: str, year: int) -> int:
    """Return the donations booked in ``year`` less what was returned in it."""
    ((amount_krw,),) = _read(DONATED, lineage_code, year)
    return int(amount_krw)


def donation_counts(lineage_code: str, year: int) -> list[DonationCount]:
    """Return how many donations and returns were booked in ``year``, by designation.

    A return of which all was kept for gifts pays nothing out and is not among them.
    """
    return [DonationCount(*row) for row in _read(COUNTED, lineage_code, year)]


def uncarried(lineage_code: str, year: int) -> list[tuple[str, str, str, int]]:
    """Return code, designation, account, debit less credit that ``year`` has yet to carry over."""
    return _read(UNCARRIED, lineage_code, year)


def _read(query: str, lineage_code: str, year: int) -> list[Any]:
    asked = {"lineage": lineage_code, "first": f"{year}-01", "after": f"{year + 1}-01"}
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return list(cursor.fetchall())
