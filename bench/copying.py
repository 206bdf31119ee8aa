"""The fastest way into the tables: COPY of rows that an earlier batch wrote, under other keys."""

import time

import psycopg
from psycopg import sql

RENAMED = {
    "donations_donor": {
        "id": "s.new_donor",
        "identity_hash": "left(md5(t.identity_hash || s.again) || md5(t.identity_hash), 64)",
    },
    "donations_donoryear": {"donor_id": "s.new_donor"},
    "receipts_receipt": {
        "id": "s.new_receipt",
        "source": "s.new_donation",
        "serial": "t.serial + count(*) OVER (PARTITION BY t.issuer_id, t.year)",
        "verify_code": "md5(t.verify_code)",
    },
    "ledger_journaltransfer": {"entry": "s.new_donation"},
    "donations_donation": {
        "id": "s.new_donation",
        "donor_id": "s.new_donor",
        "receipt_id": "s.new_receipt",
        "portal_reference": "'copy-' || s.again || t.portal_reference",
    },
    "audit_auditevent": {"subject": "'donation:' || s.new_donation"},
}
"""Table -> the columns that are not copied as they are, in the order of their foreign keys."""

JOINED = {
    "donations_donor": "t.id = s.donor",
    "donations_donoryear": "t.donor_id = s.donor",
    "receipts_receipt": "t.id = s.receipt",
    "ledger_journaltransfer": "t.entry = s.donation",
    "donations_donation": "t.id = s.donation",
    "audit_auditevent": "t.subject = 'donation:' || s.donation",
}

SAME = """
CREATE TEMP TABLE same AS SELECT
    id AS donation, receipt_id AS receipt, donor_id AS donor, %(again)s::text AS again,
    uuidv7() AS new_donation, uuidv7() AS new_receipt, donor_id + 1000000000 AS new_donor
FROM donations_donation WHERE starts_with(portal_reference, %(mark)s)
"""

COUNT_UP = """
UPDATE receipts_receiptseries series SET last_number = last_number + more.number
FROM (SELECT issuer_id, year, count(*) AS number FROM receipts_receipt
      WHERE id IN (SELECT receipt FROM same) GROUP BY 1, 2) more
WHERE series.issuer_id = more.issuer_id AND series.year = more.year
"""


def copy_batch(url: str, mark: str, again: int) -> float:
    """Copy the donations whose reference starts with ``mark``; return the seconds it took."""
    with psycopg.connect(url) as connection:
        client = psycopg.ClientCursor(connection)
        client.execute(SAME, {"mark": mark, "again": str(again)})
        rows = [(table, *_rows(connection, table)) for table in RENAMED]
        connection.commit()
        began = time.perf_counter()
        connection.execute(COUNT_UP)
        for table, columns, data in rows:
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
            with connection.cursor().copy(into) as copy:
                copy.write(data)
        connection.commit()
        return time.perf_counter() - began


def _rows(connection: psycopg.Connection, table: str) -> tuple[sql.Composable, bytes]:
    """Return the columns of a table, and its rows of the batch under new keys."""
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    ).fetchall()
    renamed = RENAMED[table]
    names = [name for (name,) in found if name != "id" or "id" in renamed]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    values = sql.SQL(", ").join(
        sql.SQL(renamed[name]) if name in renamed else sql.Identifier("t", name) for name in names
    )
    out = sql.SQL("COPY (SELECT {} FROM {} t JOIN same s ON {}) TO STDOUT").format(
        values, sql.Identifier(table), sql.SQL(JOINED[table])
    )
    with connection.cursor().copy(out) as copy:
        return columns, b"".join(bytes(part) for part in copy)
