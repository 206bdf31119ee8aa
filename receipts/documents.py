"""What is handed out: the document, and the local government's signature if there is a key."""

from collections.abc import Sequence

from receipts.models import Receipt
from receipts.render import Reissue, render_papers, render_receipt
from receipts.signing_key import signing_key


def receipt_document(receipt: Receipt, *, reissue: Reissue | None = None) -> bytes:
    """Return the PDF of ``receipt`` to be handed out, signed if a key is configured."""
    return signed(render_receipt(receipt, reissue=reissue))


def papers_document(receipts: Sequence[Receipt]) -> bytes:
    """Return one PDF of several receipts of one donor to be handed out."""
    return signed(render_papers(receipts))


def signed(pdf: bytes) -> bytes:
    """Return ``pdf`` signed, or as it is where no key is configured."""
    key = signing_key()
    if key is None:
        return pdf
    from receipts.signing import sign  # half a second to load, for those who sign

    return sign(pdf, key)
