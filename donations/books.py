"""Do the books agree with each other? Each question is one query that looks for a counter-example.

The constraints and triggers of the database make every answer yes. This asks again from the
rows themselves, over everything, so that a restored backup or a changed trigger is found out.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from accounts import scope
from donations.fund_questions import FUND_QUESTIONS

QUESTIONS: dict[str, str] = {
    "every donation is booked once, with its amount, day and fund": """
        SELECT d.id::text FROM donations_donation d
        LEFT JOIN (
            SELECT entry, municipality_id, booked_on, sum(amount_krw) AS amount_krw, count(*) AS n
            FROM ledger_journaltransfer WHERE kind = 'donation' GROUP BY 1, 2, 3
        ) t ON t.entry = d.id AND t.municipality_id = d.recipient_id
           AND t.booked_on = d.donated_on
        WHERE t.n IS DISTINCT FROM 1 OR t.amount_krw IS DISTINCT FROM d.amount_krw
    """,
    "every donation entry of the journal belongs to a donation": """
        SELECT t.entry::text FROM ledger_journaltransfer t
        LEFT JOIN donations_donation d ON d.id = t.entry
        WHERE t.kind = 'donation' AND d.id IS NULL
    """,
    "every donation has one receipt with its amount, day and issuer": """
        SELECT d.id::text FROM donations_donation d
        LEFT JOIN receipts_receipt r ON r.id = d.receipt_id AND r.source = d.id
        WHERE r.id IS NULL OR r.amount_krw <> d.amount_krw OR r.donated_on <> d.donated_on
           OR r.issuer_id <> d.recipient_id OR r.replaces_id IS NOT NULL
    """,
    "every receipt belongs to a donation": """
        SELECT r.number FROM receipts_receipt r
        LEFT JOIN donations_donation d ON d.id = r.source
        WHERE d.id IS NULL OR (r.replaces_id IS NULL AND d.receipt_id <> r.id)
    """,
    "every corrected receipt replaces one of the same donation, money, day and issuer": """
        SELECT r.number FROM receipts_receipt r
        LEFT JOIN receipts_receiptcorrection c ON c.receipt_id = r.id
        LEFT JOIN receipts_receipt o ON o.id = r.replaces_id
        WHERE (r.replaces_id IS NULL) <> (c.id IS NULL)
           OR (o.source, o.amount_krw, o.donated_on, o.issuer_id, o.year) IS DISTINCT FROM
              (r.source, r.amount_krw, r.donated_on, r.issuer_id, r.year)
              AND r.replaces_id IS NOT NULL
    """,
    "every donation has one receipt that is not replaced": """
        SELECT d.id::text FROM donations_donation d
        LEFT JOIN receipts_receipt r ON r.source = d.id
            AND NOT EXISTS (SELECT FROM receipts_receipt n WHERE n.replaces_id = r.id)
        GROUP BY d.id HAVING count(r.id) <> 1
    """,
    "no receipt is both replaced and cancelled": """
        SELECT c.number FROM receipts_receiptcancellation c
        JOIN receipts_receipt n ON n.replaces_id = c.receipt_id
    """,
    "every receipt's reissues are numbered from 1 to n": """
        SELECT p.receipt_id::text FROM receipts_receiptreprint p
        GROUP BY 1 HAVING count(*) <> max(p.nth) OR min(p.nth) <> 1
    """,
    "every correction and every reissue is in the audit trail once": """
        SELECT o.number FROM receipts_receipt o
        LEFT JOIN receipts_receipt n ON n.replaces_id = o.id
        LEFT JOIN (
            SELECT subject, count(*) FILTER (WHERE kind = 'receipt.replaced') AS replaced,
                count(*) FILTER (WHERE kind = 'receipt.reprinted') AS reprinted
            FROM audit_auditevent WHERE kind IN ('receipt.replaced', 'receipt.reprinted')
            GROUP BY 1
        ) e ON e.subject = 'receipt:' || o.number
        LEFT JOIN (
            SELECT receipt_id, count(*) AS n FROM receipts_receiptreprint GROUP BY 1
        ) p ON p.receipt_id = o.id
        WHERE coalesce(e.reprinted, 0) <> coalesce(p.n, 0)
           OR coalesce(e.replaced, 0) <> (n.id IS NOT NULL)::int
    """,
    "receipt numbers of each issuer and year run from 1 to n without gap": """
        SELECT s.issuer_id || '-' || s.year FROM receipts_receiptseries s
        LEFT JOIN (
            SELECT issuer_id, year, count(*) AS n, min(serial) AS low, max(serial) AS high
            FROM receipts_receipt GROUP BY 1, 2
        ) r USING (issuer_id, year)
        WHERE coalesce(r.n, 0) <> s.last_number OR coalesce(r.high, 0) <> s.last_number
           OR (r.n > 0 AND r.low <> 1)
    """,
    "every donor year counts exactly its donations, within the cap": """
        SELECT y.id::text FROM donations_donoryear y
        LEFT JOIN (
            SELECT coalesce(o.alias_of_id, o.id) AS donor_id, tax_year, sum(amount_krw) AS given
            FROM donations_donation JOIN donations_donor o ON o.id = donor_id
            WHERE status = 'accepted' GROUP BY 1, 2
        ) d USING (donor_id, tax_year)
        WHERE coalesce(d.given, 0) <> y.accepted_krw
           OR y.accepted_krw + y.held_krw > y.cap_krw + y.excess_krw
    """,
    "only a merge that was decided so has a year above the cap": """
        SELECT y.id::text FROM donations_donoryear y
        WHERE y.excess_krw > 0 AND NOT EXISTS (
            SELECT FROM donations_donormerge m
            WHERE m.kept_id = y.donor_id AND m.excess_accepted AND m.status <> 'undone'
        )
    """,
    "a number counts for another person exactly while they are merged": """
        SELECT o.id::text FROM donations_donor o
        LEFT JOIN donations_donormerge m
            ON m.alias_id = o.id AND m.status IN ('merged', 'undoing')
        WHERE o.alias_of_id IS DISTINCT FROM m.kept_id
    """,
    "every donor year keeps exactly its live holds": """
        SELECT y.id::text FROM donations_donoryear y
        LEFT JOIN (
            SELECT coalesce(o.alias_of_id, o.id) AS donor_id, tax_year, sum(amount_krw) AS held
            FROM donations_hold JOIN donations_donor o ON o.id = donor_id
            WHERE status = 'live' GROUP BY 1, 2
        ) h USING (donor_id, tax_year)
        WHERE coalesce(h.held, 0) <> y.held_krw
    """,
    "every accepted donation is counted in a donor year": """
        SELECT d.id::text FROM donations_donation d
        JOIN donations_donor o ON o.id = d.donor_id
        LEFT JOIN donations_donoryear y
            ON y.donor_id = coalesce(o.alias_of_id, o.id) AND y.tax_year = d.tax_year
        WHERE y.id IS NULL
    """,
    "every designated project has raised what was given to it": """
        SELECT p.id::text FROM projects_fundproject p
        LEFT JOIN (
            SELECT project_id, sum(amount_krw) AS given,
                count(DISTINCT coalesce(o.alias_of_id, o.id)) AS donors
            FROM donations_donation JOIN donations_donor o ON o.id = donor_id
            WHERE status = 'accepted' GROUP BY 1
        ) d ON d.project_id = p.id
        WHERE coalesce(d.given, 0) <> p.raised_krw OR coalesce(d.donors, 0) <> p.donor_count
    """,
    "designated money is booked apart from general money": """
        SELECT d.id::text FROM donations_donation d
        JOIN ledger_journaltransfer t ON t.entry = d.id AND t.kind = 'donation'
        WHERE t.credit_account <> CASE
            WHEN d.project_id IS NULL AND d.purpose = '' THEN '4100' ELSE '4200' END
    """,
    "every donation is in the audit trail once": """
        SELECT d.id::text FROM donations_donation d
        LEFT JOIN audit_auditevent e
            ON e.subject = 'donation:' || d.id AND e.kind = 'donation.accepted'
        GROUP BY d.id HAVING count(e.id) <> 1
    """,
    "every returned donation has one return paid out, and no other has": """
        SELECT d.id::text FROM donations_donation d
        LEFT JOIN (
            SELECT donation_id, count(*) AS n FROM donations_donationreturn
            WHERE status = 'paid_out' GROUP BY 1
        ) r ON r.donation_id = d.id
        WHERE coalesce(r.n, 0) <> CASE d.status WHEN 'returned' THEN 1 ELSE 0 END
    """,
    "every return paid out is booked once against the account of its donation": """
        SELECT r.id::text FROM donations_donationreturn r
        JOIN donations_donation d ON d.id = r.donation_id
        LEFT JOIN ledger_journaltransfer t ON t.entry = r.id AND t.kind = 'return'
        WHERE r.status = 'paid_out'
        GROUP BY r.id, d.id
        HAVING r.returned_krw + r.gift_value_krw <> d.amount_krw
            OR count(t.id) <> CASE r.returned_krw WHEN 0 THEN 0 ELSE 1 END
            OR coalesce(sum(t.amount_krw), 0) <> r.returned_krw
            OR bool_or(
                t.municipality_id <> d.recipient_id
                OR t.credit_account <> '1100'
                OR t.debit_account <> CASE
                    WHEN d.project_id IS NULL AND d.purpose = '' THEN '4100' ELSE '4200' END
            )
    """,
    "every return entry of the journal belongs to a return paid out": """
        SELECT t.entry::text FROM ledger_journaltransfer t
        LEFT JOIN donations_donationreturn r ON r.id = t.entry AND r.status = 'paid_out'
        WHERE t.kind = 'return' AND r.id IS NULL
    """,
    "the receipts of returned donations, and no others, are cancelled": """
        SELECT d.id::text FROM donations_donation d
        JOIN receipts_receipt s ON s.source = d.id
            AND NOT EXISTS (SELECT FROM receipts_receipt n WHERE n.replaces_id = s.id)
        LEFT JOIN receipts_receiptcancellation c ON c.receipt_id = s.id
        LEFT JOIN donations_donationreturn r ON r.id = c.source AND r.donation_id = d.id
        WHERE (d.status = 'returned') <> (r.id IS NOT NULL)
           OR (c.id IS NOT NULL) <> (r.id IS NOT NULL)
    """,
    "every return is in the audit trail, and what it changed": """
        SELECT r.id::text FROM donations_donationreturn r
        JOIN donations_donation d ON d.id = r.donation_id
        LEFT JOIN audit_auditevent e ON e.kind = 'return.' || r.status
            AND e.subject = 'return:' || r.id
        LEFT JOIN audit_auditevent g ON g.kind = 'donation.returned' AND r.status = 'paid_out'
            AND g.subject = 'donation:' || d.id
        GROUP BY r.id
        HAVING count(DISTINCT e.id) <> 1
            OR count(DISTINCT g.id) <> CASE r.status WHEN 'paid_out' THEN 1 ELSE 0 END
    """,
    "every tax year is that of the payment's day in Seoul": """
        SELECT d.id::text FROM donations_donation d
        WHERE d.donated_on <> (d.paid_at AT TIME ZONE 'Asia/Seoul')::date
           OR d.tax_year <> extract(year FROM d.donated_on)
    """,
    **FUND_QUESTIONS,
}

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer; ``detail`` names the first rows that are wrong."""

    name: str
    ok: bool
    detail: str


def check_books() -> list[Check]:
    """Return the answer to every question, all as of one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        scope.enter_until_commit(scope.SYSTEM)
        return ask_all(cursor)


def ask_all(cursor: CursorWrapper) -> list[Check]:
    """Return the answer to every question in the running transaction; it must see every row."""
    return [_ask(cursor, name, question) for name, question in QUESTIONS.items()]


def _ask(cursor: CursorWrapper, name: str, question: str) -> Check:
    cursor.execute(f"SELECT count(*), (array_agg(x.id))[:{SHOWN}] FROM ({question}) x(id)")  # noqa: S608
    wrong, examples = cursor.fetchone()
    detail = "" if not wrong else f"{wrong}: {', '.join(map(str, examples))}"
    return Check(name, not wrong, detail)
