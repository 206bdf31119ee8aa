"""Which receipt of a donation stands, and who may change that: one after the other.

A donation has a chain of receipts: the first one, and for each correction another that replaces
the one before. Whoever corrects, takes back or hands out again locks the first of the chain, so
the steps follow one another; triggers hold the same line beneath (a receipt is replaced or taken
back, never both).
"""

from uuid import UUID

from receipts.errors import AlreadyCancelled, AlreadyReplaced
from receipts.models import Receipt

VOIDED_ONCE = "receipt_is_voided_once"
"""The promise of the database that a receipt is either replaced or cancelled, once."""


def lock_chain(source: UUID) -> None:
    """Lock the receipts of one donation until the caller's transaction ends."""
    rows = Receipt.objects.select_for_update(of=("self",)).filter(source=source, replaces=None)
    rows.values_list("pk").get()


def standing_receipt(source: UUID) -> Receipt:
    """Return the last receipt of a donation, which is the one that counts; cancelled or not."""
    return Receipt.objects.with_state().get(source=source, replacement=None)


def check_standing(receipt: Receipt) -> None:
    """Pass if ``receipt`` is neither taken back nor replaced.

    Raises:
        AlreadyCancelled, AlreadyReplaced: with the document that did it.
    """
    if receipt.cancelled is not None:
        raise AlreadyCancelled(
            number=receipt.number, cancelled_on=receipt.cancelled.cancelled_on.isoformat()
        )
    if receipt.replaced_by is not None:
        raise AlreadyReplaced(number=receipt.number, replaced_by=receipt.replaced_by.number)
