"""What a fund holds, read from its journal: by pot, by account, by year.

A pot is the money under one designation. What it holds is the sum over all accounts but cash and
reassignment, credit less debit. A fund goes by its lineage, so it keeps its money when the code
of its local government changes. Reads what the session's row-level scope shows.
"""

from dataclasses import dataclass

from django.db import connection

from ledger.models import Account

MOVES = """
    SELECT designation, credit_account AS account, kind, booked_on, entry,
           amount_krw AS credit_krw, 0::bigint AS debit_krw
      FROM ledger_journaltransfer WHERE municipality_id = ANY (ARRAY(
           SELECT code::text FROM regions_municipality WHERE lineage_code = %(lineage)s))
    UNION ALL
    SELECT designation, debit_account, kind, booked_on, entry, 0, amount_krw
      FROM ledger_journaltransfer WHERE municipality_id = ANY (ARRAY(
           SELECT code::text FROM regions_municipality WHERE lineage_code = %(lineage)s))
"""
"""Both sides of every transfer of one fund."""

POTS = f"""
SELECT designation, sum(credit_krw - debit_krw)::bigint
  FROM ({MOVES}) moves
 WHERE account NOT IN ('1100', '4900') AND booked_on < make_date(%(year)s + 1, 1, 1)
 GROUP BY designation HAVING sum(credit_krw - debit_krw) <> 0 ORDER BY designation
"""  # noqa: S608 - constant text

ACCOUNTS = f"""
SELECT designation, account,
       sum(debit_krw - credit_krw) FILTER (WHERE booked_on < make_date(%(year)s, 1, 1)),
       sum(debit_krw) FILTER (WHERE booked_on >= make_date(%(year)s, 1, 1)
                                AND kind <> 'closing'),
       sum(credit_krw) FILTER (WHERE booked_on >= make_date(%(year)s, 1, 1)
                                AND kind <> 'closing')
  FROM ({MOVES}) moves
 WHERE booked_on < make_date(%(year)s + 1, 1, 1)
 GROUP BY designation, account ORDER BY account, designation
"""  # noqa: S608 - constant text

DONATED = f"""
SELECT coalesce(sum(credit_krw - debit_krw), 0)::bigint FROM ({MOVES}) moves
 WHERE account IN ('4100', '4200') AND kind IN ('donation', 'return')
   AND booked_on BETWEEN make_date(%(year)s, 1, 1) AND make_date(%(year)s, 12, 31)
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


def pots(lineage_code: str, year: int = FOR_EVER) -> dict[str, int]:
    """Return designation -> what the fund holds under it at the end of ``year``, zero left out."""
    with connection.cursor() as cursor:
        cursor.execute(POTS, {"lineage": lineage_code, "year": year})
        return dict(cursor.fetchall())


def pot_krw(lineage_code: str, designation: str) -> int:
    """Return what the fund holds under ``designation``; general money is under the empty one."""
    return pots(lineage_code).get(designation, 0)


def account_lines(lineage_code: str, year: int) -> list[AccountLine]:
    """Return every account of the fund with what moved on it in ``year``, by account."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS, {"lineage": lineage_code, "year": year})
        return [
            AccountLine(
                designation, Account(account), int(opening or 0), int(debit or 0), int(credit or 0)
            )
            for designation, account, opening, debit, credit in cursor.fetchall()
        ]


def donated_krw(lineage_code: str, year: int) -> int:
    """Return the donations booked in ``year`` less what was returned in it."""
    with connection.cursor() as cursor:
        cursor.execute(DONATED, {"lineage": lineage_code, "year": year})
        (amount_krw,) = cursor.fetchone()
        return int(amount_krw)


def lock_pots(lineage_code: str) -> None:
    """Let nobody else take money out of the pots of a fund until the transaction ends.

    The trigger on the journal takes the same lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('ledger_pot:' || %s))", [lineage_code]
        )
