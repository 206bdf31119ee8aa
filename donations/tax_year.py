"""Do the papers of the tax office hold every valid donation of a year, and nothing else?"""

from collections.abc import Iterator

from django.db import connection, transaction

from accounts import scope
from receipts.tax_office.completeness import Completeness, Valid, compare, listed_lines

VALID = """
SELECT d.id, d.amount_krw, coalesce(sum(t.amount_krw), 0)::bigint
FROM donations_donation d
LEFT JOIN ledger_journaltransfer t ON t.entry = d.id AND t.kind = 'donation'
    AND t.municipality_id = d.recipient_id
WHERE d.recipient_id = %s AND d.tax_year = %s AND d.status = 'accepted'
GROUP BY d.id ORDER BY d.id
"""
BOOKED = """
SELECT coalesce(sum(t.amount_krw), 0)::bigint FROM ledger_journaltransfer t
LEFT JOIN donations_donation d ON d.id = t.entry
WHERE t.municipality_id = %s AND t.kind = 'donation'
  AND t.booked_on >= make_date(%s, 1, 1) AND t.booked_on <= make_date(%s, 12, 31)
  AND d.status IS DISTINCT FROM 'returned'
"""
"""Counted from the journal's side, so that an entry without a donation is found as well."""
RECEIVED = """
SELECT coalesce(sum(amount_krw), 0)::bigint, count(*) FROM donations_donation
WHERE recipient_id = ANY(%s) AND tax_year = %s AND status = 'accepted'
"""
AT_ONCE = 5_000


def completeness_of(issuer_id: str, tax_year: int) -> Completeness:
    """Compare papers, donations and journal of one issuer and year, as of one moment.

    One snapshot is read, unless the caller has a transaction open already.
    """
    is_own = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_own:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        scope.enter_until_commit(scope.SYSTEM)
        found = compare(_valid(issuer_id, tax_year), listed_lines(issuer_id, tax_year))
        cursor.execute(BOOKED, [issuer_id, tax_year, tax_year])
        (found.journal_krw,) = cursor.fetchone()
    return found


def received_krw(codes: list[str], tax_year: int) -> int | None:
    """Return what the issuers with ``codes`` received in a year; None if it is not in our books."""
    with transaction.atomic(), connection.cursor() as cursor:
        scope.enter_until_commit(scope.SYSTEM)
        cursor.execute(RECEIVED, [codes, tax_year])
        sum_krw, number = cursor.fetchone()
    return sum_krw if number else None


def _valid(issuer_id: str, tax_year: int) -> Iterator[Valid]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(VALID, [issuer_id, tax_year])
        while rows := cursor.fetchmany(AT_ONCE):
            yield from (Valid(*row) for row in rows)
