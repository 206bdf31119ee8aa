"""The receipts of one issuer and year that stand, line by line, as the papers show them.

Resident numbers stand here in full: the law wants them in the issuer's ledger (KR-RCP-03,
시행령 제11조). Whoever reads them states a reason, and that they did is recorded
(:mod:`receipts.tax_office.export`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from receipts.models import Receipt, ReceiptQuerySet
from receipts.type_codes import TypeCode, type_code

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One receipt that stands.

    Attributes:
        source: what it is for: the donation's id.
        resident_number: thirteen digits, or empty where the receipt was issued without.
    """

    source: UUID
    number: str
    donor_name: str
    resident_number: str
    address: str
    type_code: TypeCode
    amount_krw: int
    donated_on: date
    issued_on: date
    designation: str

    @property
    def resident_number_written(self) -> str:
        """The number as forms write it: 900101-1234567."""
        digits = self.resident_number
        return f"{digits[:6]}-{digits[6:]}" if len(digits) == 13 else digits


def standing(issuer_id: str, tax_year: int) -> ReceiptQuerySet:
    """Return the receipts that are neither cancelled nor replaced by a corrected one."""
    return Receipt.objects.filter(
        issuer_id=issuer_id, year=tax_year, cancellation=None, replacement=None
    )


def standing_lines(issuer_id: str, tax_year: int) -> Iterator[Line]:
    """Give every receipt that stands, in the order of the series; the session reads them all."""
    rows = standing(issuer_id, tax_year).order_by("serial")
    for receipt in rows.iterator(chunk_size=AT_ONCE):
        yield Line(
            source=receipt.source,
            number=receipt.number,
            donor_name=receipt.donor_name,
            resident_number=receipt.donor_resident_number,
            address=receipt.donor_address,
            type_code=type_code(
                receipt.donated_on, special_disaster=receipt.disaster_declared_on is not None
            ),
            amount_krw=receipt.amount_krw,
            donated_on=receipt.donated_on,
            issued_on=receipt.issued_on,
            designation=receipt.designation,
        )
