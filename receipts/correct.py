"""Correct a receipt: another document with a number of its own, in the caller's transaction.

The old receipt stays as issued and is replaced; the new one points to it (KR-RCP-17, (c)). What
can be wrong on a receipt and right in the books is how the donor is written, where they live, and
what the issuer had registered. Amount, day, recipient, designation and law are facts of the
donation: if one of those is wrong, the donation goes back and is given again.

The new number is the next of the same issuer and year, also when the issuer has been merged
since: all documents of one donation stand in one register.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from accounts.models import User
from kernel.dates import seoul_date
from receipts.errors import NothingToCorrect, PersonalDataErased
from receipts.issue import number_and_write
from receipts.issuers import registration_on
from receipts.models import Receipt, ReceiptCorrection
from receipts.standing import check_standing, lock_chain, standing_receipt
from receipts.verify_codes import new_code


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedFacts:
    """What the new receipt shall show; a text left empty stays as it was.

    Attributes:
        name_masked: of the corrected name.
        note: why, for the file of the local government; kept encrypted, in no document.
    """

    donor_name: str = ""
    name_masked: str = ""
    donor_address: str = ""
    note: str = ""


def replace_receipt(
    source: UUID, facts: CorrectedFacts, *, actor: User, at: datetime
) -> ReceiptCorrection:
    """Issue a corrected receipt in place of the one that stands for ``source``.

    Locks the receipts of the donation, then the series, until commit. The session must be in
    scope ``system``.

    Raises:
        AlreadyCancelled: the receipt has been taken back.
        PersonalDataErased: it does not say any more who gave.
        NothingToCorrect: the new one would show the same.
    """
    lock_chain(source)
    old = standing_receipt(source)
    check_standing(old)
    if not old.donor_name:
        raise PersonalDataErased(number=old.number)
    new = _copy_of(old, at)
    if facts.donor_name:
        new.donor_name, new.name_masked = facts.donor_name, facts.name_masked
    if facts.donor_address:
        new.donor_address = facts.donor_address
    registered = registration_on(old.issuer_id, new.issued_on)
    changed = [
        name for name in ("donor_name", "donor_address") if getattr(new, name) != getattr(old, name)
    ]
    if registered is not None:
        changed += [
            name
            for name, value in (
                ("issuer_business_number", registered.business_number),
                ("issuer_address", registered.address),
            )
            if value != getattr(old, name)
        ]
    if not changed:
        raise NothingToCorrect
    (new,) = number_and_write([new])
    return ReceiptCorrection.objects.create(
        receipt=new, changed=",".join(changed), note=facts.note, corrected_at=at, corrected_by=actor
    )


def _copy_of(old: Receipt, at: datetime) -> Receipt:
    """Return a receipt that shows what ``old`` shows, to be issued at ``at`` in its place."""
    copied = {
        field.attname: getattr(old, field.attname)
        for field in Receipt._meta.local_concrete_fields
        if not field.generated
    }
    return Receipt(
        **{
            **copied,
            "id": uuid7(),
            "replaces_id": old.pk,
            "verify_code": new_code(),
            "issued_at": at,
            "issued_on": seoul_date(at),
        }
    )
