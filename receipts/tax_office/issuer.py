"""Who issues, as the newest receipt of the year names it."""

from dataclasses import dataclass

from receipts.models import Receipt
from receipts.words import head_of


@dataclass(frozen=True, slots=True)
class Issuer:
    """Head of every paper; what is not registered is empty and shown as not known."""

    code: str
    name: str
    head: str
    business_number: str
    address: str


def issuer_of(issuer_id: str, tax_year: int) -> Issuer:
    """Return the issuer as the last receipt of the year shows it.

    Raises:
        Receipt.DoesNotExist: the series is empty.
    """
    last = (
        Receipt.objects.filter(issuer_id=issuer_id, year=tax_year)
        .only("issuer_name_ko", "issuer_business_number", "issuer_address")
        .order_by("-serial")[:1]
        .get()
    )
    return Issuer(
        code=issuer_id,
        name=last.issuer_name_ko,
        head=head_of(last.issuer_name_ko),
        business_number=last.issuer_business_number,
        address=last.issuer_address,
    )
