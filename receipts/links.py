"""Where a receipt is found from outside."""

from django.conf import settings

from receipts.models import Receipt


def verify_url(receipt: Receipt) -> str:
    """Return the public page that tells whether ``receipt`` is genuine."""
    return f"{settings.PUBLIC_URL}/verify/{receipt.verify_code}/"


def statement_pdf_url(donor: str, year: str) -> str:
    """Return where a portal gets the PDF of its donor's yearly statement."""
    return f"{settings.PUBLIC_URL}/api/v1/donors/{donor}/statements/{year}/pdf"


def pdf_url(receipt: Receipt) -> str:
    """Return where the portal that reported the donation gets the PDF."""
    return f"{settings.PUBLIC_URL}/api/v1/receipts/{receipt.number}/pdf"
