"""Hand a receipt out again (재발급): the same number, marked with the day and how often.

No rule on it was found. The least that can be done is to keep the serial number and show the day
of the reissue (KR-RCP-17, (c)); each time is a row with who did it.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import scope
from accounts.models import User
from audit.record import record
from kernel.dates import seoul_date
from kernel.errors import NotFound
from receipts.errors import ReceiptRoleMissing
from receipts.models import Receipt, ReceiptReprint
from receipts.standing import check_standing, lock_chain

MAY_REPRINT = "receipts.reprint_receipt"


@transaction.atomic(durable=True)
def reprint_receipt(receipt_id: UUID, *, actor: User) -> ReceiptReprint:
    """Write down that the receipt is handed out again; its document then bears the mark.

    Raises:
        NotFound: ``actor`` sees no such receipt.
        ReceiptRoleMissing: ``actor`` may not hand receipts out again.
        AlreadyCancelled, AlreadyReplaced: it does not stand any more.
    """
    seen = Receipt.objects.visible_to(actor).filter(pk=receipt_id)
    source = seen.values_list("source", flat=True).first()
    if source is None:
        raise NotFound
    if not actor.has_perm(MAY_REPRINT):
        raise ReceiptRoleMissing
    scope.enter_until_commit(scope.SYSTEM)
    lock_chain(source)
    receipt = Receipt.objects.with_state().get(pk=receipt_id)
    check_standing(receipt)
    now = timezone.now()
    reprint = ReceiptReprint.objects.create(
        receipt=receipt,
        nth=receipt.reprints.count() + 1,
        reprinted_at=now,
        reprinted_on=seoul_date(now),
        reprinted_by=actor,
    )
    record(
        "receipt.reprinted",
        f"receipt:{receipt.number}",
        actor=actor,
        municipality_id=receipt.issuer_id,
        receipt=receipt.number,
        nth=reprint.nth,
        reprinted_on=reprint.reprinted_on.isoformat(),
    )
    return reprint
