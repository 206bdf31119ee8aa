"""Correct the receipt of a donation: another document takes its place; money and year stay.

The donation keeps naming the receipt it was given first, as its answer did (promise 5); which one
stands is the receipts' to say. The donor on file is left as it is: one person is shared by all
portals, and how a document spells them is a fact of the document.
"""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import scope
from accounts.models import User
from audit.record import record
from donations import identity
from donations.models import Donation
from donations.return_errors import RoleMissing
from kernel.errors import NotFound
from receipts.correct import CorrectedFacts, replace_receipt
from receipts.models import ReceiptCorrection

MAY_CORRECT = "receipts.correct_receipt"


@transaction.atomic(durable=True)
def correct_receipt(donation_id: UUID, facts: CorrectedFacts, *, actor: User) -> ReceiptCorrection:
    """Issue a corrected receipt in place of the one that stands for a donation.

    ``facts.name_masked`` is made here.

    Raises:
        NotFound: ``actor`` sees no such donation.
        RoleMissing: ``actor`` may not correct receipts.
        AlreadyCancelled, NothingToCorrect: as for ``receipts.correct.replace_receipt``.
    """
    donation = Donation.objects.visible_to(actor).filter(pk=donation_id).first()
    if donation is None:
        raise NotFound
    if not actor.has_perm(MAY_CORRECT):
        raise RoleMissing
    scope.enter_until_commit(scope.SYSTEM)
    name = identity.tidy_name(facts.donor_name)
    facts = replace(
        facts,
        donor_name=name,
        name_masked=identity.masked(name),
        donor_address=" ".join(facts.donor_address.split()),
    )
    correction = replace_receipt(donation.pk, facts, actor=actor, at=timezone.now())
    new = correction.receipt
    old = new.replaces
    assert old is not None, "a corrected receipt replaces another"  # noqa: S101
    record(
        "receipt.replaced",
        f"receipt:{old.number}",
        actor=actor,
        municipality_id=donation.recipient_id,
        portal=donation.portal,
        donation_id=str(donation.pk),
        portal_reference=donation.portal_reference,
        receipt=old.number,
        replaced_by=new.number,
        issued_on=new.issued_on.isoformat(),
        changed=correction.changed.split(","),
    )
    return correction
