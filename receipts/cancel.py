"""Take a receipt back by another document, in the caller's transaction.

The receipt stays as issued (promise 3): its number is never given again and its facts stay
readable, so that a tax office can follow what was once certified (KR-RET-04, KR-RCP-17).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from kernel.dates import seoul_date
from receipts.models import CANCELLATION, Receipt, ReceiptCancellation
from receipts.standing import check_standing, lock_chain, standing_receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationFacts:
    """Why a receipt is taken back; nothing in it may tell who the donor is.

    Attributes:
        source: what the cancellation is for, once: the return's id.
        ground: stable word for programs.
        reason: the legal ground in Korean, as the document shows it.
    """

    source: UUID
    ground: str
    reason: str
    cancelled_at: datetime


def cancel_receipt(
    receipt: Receipt, facts: CancellationFacts, *, actor: User
) -> ReceiptCancellation:
    """Write the document that takes back the receipt of a donation that stands.

    That is ``receipt`` itself or, if it has been corrected, the last that replaced it. Locks the
    receipts of the donation until commit. The session must be in scope ``system``.

    Raises:
        AlreadyCancelled: the receipt is taken back already.
    """
    lock_chain(receipt.source)
    standing = standing_receipt(receipt.source)
    check_standing(standing)
    return ReceiptCancellation.objects.create(
        receipt=standing,
        number=f"{standing.number}{CANCELLATION}",
        source=facts.source,
        ground=facts.ground,
        reason=facts.reason,
        cancelled_at=facts.cancelled_at,
        cancelled_on=seoul_date(facts.cancelled_at),
        cancelled_by=actor,
    )
