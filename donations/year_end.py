"""Which receipts of a year are one person's: the list that a year-end batch freezes.

A donation counts if it was not returned, with the receipt that stands for it. Two numbers that are
merged (:mod:`donations.merging`) are one person with one document, under the number that is kept.
The list covers a local government and those before it, so that a merger within the year leaves
nobody out. Where a predecessor was divided, its receipts go to whoever plans first: none is on two
lists.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import User
from kernel.dates import seoul_date
from kernel.errors import NotFound
from receipts.year_end.models import YearEndBatch
from receipts.year_end.plan import DonorPapers, check_year_is_over, write_plan

ONE_AFTER_THE_OTHER = "SELECT pg_advisory_xact_lock(hashtext('year-end plan ' || %s))"

LIST = """
WITH listed_elsewhere AS (
    SELECT unnest(d.numbers) AS number FROM receipts_yearenddocument d
    JOIN receipts_yearendbatch b ON b.id = d.batch_id
    WHERE b.year = %(tax_year)s AND b.issuer_id <> %(issuer)s
      AND b.status IN ('planned', 'approved', 'running', 'done')
)
SELECT coalesce(o.alias_of_id, o.id), array_agg(r.number ORDER BY r.issuer_id, r.serial),
    sum(d.amount_krw)::bigint
FROM donations_donation d
JOIN donations_donor o ON o.id = d.donor_id
JOIN receipts_receipt r ON r.source = d.id
LEFT JOIN receipts_receiptcancellation c ON c.receipt_id = r.id
LEFT JOIN receipts_receipt n ON n.replaces_id = r.id
LEFT JOIN listed_elsewhere e ON e.number = r.number
WHERE d.recipient_id = ANY(%(codes)s) AND d.tax_year = %(tax_year)s AND d.status = 'accepted'
  AND c.id IS NULL AND n.id IS NULL AND e.number IS NULL
GROUP BY coalesce(o.alias_of_id, o.id)
ORDER BY min(r.number)
"""
AT_ONCE = 5_000


@transaction.atomic(durable=True)
def plan_year_end(tax_year: int, *, actor: User, today: date | None = None) -> YearEndBatch:
    """Freeze the list of ``actor``'s local government for a year that is over.

    Raises:
        NotFound: ``actor`` belongs to no local government.
        YearNotOver: gifts of the year may still come in on ``today`` (in Seoul).
        BatchRoleMissing: ``actor`` may not plan.
        BatchOpen: another batch of the year is not finished.
        NothingToIssue: no receipt of the year stands.
    """
    if actor.municipality is None:
        raise NotFound
    check_year_is_over(tax_year, today or seoul_date(timezone.now()))
    issuer, codes = actor.municipality.code, actor.municipality.lineage_codes()
    scope.enter_until_commit(scope.SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(ONE_AFTER_THE_OTHER, [str(tax_year)])
    return write_plan(issuer, tax_year, donors_papers(issuer, codes, tax_year), actor=actor)


def donors_papers(issuer: str, codes: list[str], tax_year: int) -> Iterator[DonorPapers]:
    """Give the receipts that stand, person by person, in the order of each one's first number."""
    asked: dict[str, Any] = {
        "issuer": issuer,
        "codes": codes,
        "tax_year": tax_year,
    }
    with connection.chunked_cursor() as cursor:
        cursor.execute(LIST, asked)
        while rows := cursor.fetchmany(AT_ONCE):
            for donor, numbers, amount_krw in rows:
                yield DonorPapers(donor, tuple(numbers), amount_krw)
