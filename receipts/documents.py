"""What is handed out: the document, and the local government's signature if there is a key."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from accounts.models import Actor
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from audit.record import record
from kernel.apart import apart
from receipts.models import Receipt
from receipts.render import Reissue, render_papers, render_receipt
from receipts.signing_key import sign_with, signing_key


def hand_out(receipt: Receipt, *, actor: Actor, reissue: Reissue | None = None) -> bytes:
    """Return the PDF of ``receipt``, which shows who gave; who took it is recorded.

    Whether ``actor`` may have it was asked before.
    """
    document = receipt_document(receipt, reissue=reissue)
    shown = [Personal.NAME, Personal.BIRTH_DATE]
    if receipt.donor_address:
        shown.append(Personal.ADDRESS)
    about = f"receipt:{receipt.number}"
    with transaction.atomic():
        record("receipt.downloaded", about, actor=actor, municipality_id=receipt.issuer_id)
        record_access(
            AccessKind.DOCUMENT,
            about,
            actor=actor,
            municipality_id=receipt.issuer_id,
            purpose=AccessPurpose.RECEIPT,
            data=shown,
        )
    return document


def receipt_document(receipt: Receipt, *, reissue: Reissue | None = None) -> bytes:
    """Return the PDF of ``receipt`` to be handed out, signed if a key is configured."""
    return signed(render_receipt(receipt, reissue=reissue))


def papers_documents(donors: Iterable[Sequence[Receipt]]) -> Iterator[bytes]:
    """Yield one PDF of each donor's receipts to be handed out, in the order of ``donors``."""
    return map(signed, render_papers(donors))


def signed(pdf: bytes) -> bytes:
    """Return ``pdf`` signed, or as it is where no key is configured."""
    key = signing_key()
    return pdf if key is None else apart(sign_with, pdf, *key.as_pem())
