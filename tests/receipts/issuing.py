"""Receipts of facts alone; in the product a donation's are drafted and numbered apart."""

from collections.abc import Sequence

from receipts.issue import ReceiptFacts, draft_receipts, number_and_write
from receipts.models import Receipt


def issue_receipts(facts: Sequence[ReceiptFacts]) -> list[Receipt]:
    return number_and_write(draft_receipts(facts))


def issue_receipt(facts: ReceiptFacts) -> Receipt:
    (receipt,) = issue_receipts([facts])
    return receipt
