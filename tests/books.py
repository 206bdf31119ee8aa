"""Books that are wrong on purpose, for the checks that find it out."""

from datetime import date
from uuid import uuid4

from ledger.models import Account, JournalTransfer, Kind


def book_without_a_donation(recipient: str, on: date, amount_krw: int) -> None:
    """Book a donation in the journal of ``recipient`` that nobody gave."""
    JournalTransfer.objects.create(
        entry=uuid4(),
        municipality_id=recipient,
        booked_on=on,
        kind=Kind.DONATION,
        debit_account=Account.CASH,
        credit_account=Account.GENERAL_DONATIONS,
        amount_krw=amount_krw,
    )
