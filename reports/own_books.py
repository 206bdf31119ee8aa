"""What our own books say: the closed months of the journal, and nothing else.

An open month can still change, so it does not count. These figures are printed in a section of
their own and are never added to published statistics.
"""

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import connection

from reports.models import YearBasis

SQL = """
    SELECT sum(CASE WHEN t.credit_account LIKE '4%%' THEN t.amount_krw ELSE 0 END)
             - sum(CASE WHEN t.debit_account LIKE '4%%' THEN t.amount_krw ELSE 0 END),
           count(DISTINCT t.entry) FILTER (WHERE t.kind = 'donation'),
           count(DISTINCT t.municipality_id),
           count(DISTINCT (t.municipality_id, to_char(t.booked_on, 'YYYY-MM')))
      FROM ledger_journaltransfer t
      JOIN ledger_closedperiod p
        ON p.municipality_id = t.municipality_id
       AND p.period = to_char(t.booked_on, 'YYYY-MM')
     WHERE t.booked_on BETWEEN make_date(%s, 1, 1) AND make_date(%s, 12, 31)
"""


@dataclass(frozen=True, slots=True)
class OwnBooks:
    """Donations of one calendar year booked in closed months, returns taken off.

    Amounts in whole won. ``is_demo`` marks sample data, which is nobody's real donation.
    """

    year: int
    amount_krw: int | None
    donations: int | None
    governments: int
    months: int
    is_demo: bool

    @property
    def year_basis(self) -> YearBasis:
        return YearBasis.CALENDAR

    @property
    def values(self) -> dict[str, Decimal | None]:
        """Return the indicators that the books can answer; None when no month is closed."""
        amount, count = self.amount_krw, self.donations
        mean = Decimal(amount) / count if amount is not None and count else None
        return {
            "total_receipts": None if amount is None else Decimal(amount),
            "donations": None if count is None else Decimal(count),
            "mean_per_donation": None if mean is None else mean.quantize(Decimal("0.0001")),
        }

    @property
    def sha256(self) -> str:
        """Return a checksum that changes whenever the figures do."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def own_books(year: int) -> OwnBooks:
    """Return our own figures of ``year``."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [year, year])
        row = cursor.fetchone()
    amount, count, governments, months = row or (None, 0, 0, 0)
    if amount is None:
        return OwnBooks(year, None, None, 0, 0, settings.DEMO)
    return OwnBooks(year, int(amount), count, governments, months, settings.DEMO)
