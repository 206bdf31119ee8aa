"""Correct the receipt of a donation: another document takes its place; money and year stay.

The donation keeps naming the receipt it was given first, as its answer did (promise 5); which one
stands is the receipts' to say. A corrected name goes on file together with the receipt: else the
next gift under it would be refused as another person's, wherever it is given. Receipts that were
issued under the old name stay, each until it is corrected itself.
"""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import User
from audit.record import record
from donations import identity
from donations.models import Donation, Donor
from donations.return_errors import RoleMissing
from kernel.errors import DomainError, NotFound
from receipts.correct import CorrectedFacts, replace_receipt
from receipts.models import Receipt, ReceiptCorrection

MAY_CORRECT = "receipts.correct_receipt"


class NotADonorsName(DomainError):
    """Nobody who may give is called so."""

    code = "invalid"
    title = _("This cannot be a donor's name")
    detail = _(
        "Write the name of a natural person in at most 60 characters; companies and other bodies "
        "may not give."
    )


@transaction.atomic(durable=True)
def correct_receipt(donation_id: UUID, facts: CorrectedFacts, *, actor: User) -> ReceiptCorrection:
    """Issue a corrected receipt in place of the one that stands for a donation.

    ``facts.name_masked`` is made here. Locks the donor, then the donation's receipts.

    Raises:
        NotFound: ``actor`` sees no such donation.
        RoleMissing: ``actor`` may not correct receipts.
        NotADonorsName: the corrected name is not that of a natural person.
        AlreadyCancelled, NothingToCorrect, PersonalDataErased: as for
            ``receipts.correct.replace_receipt``.
    """
    donation = Donation.objects.visible_to(actor).filter(pk=donation_id).first()
    if donation is None:
        raise NotFound
    if not actor.has_perm(MAY_CORRECT):
        raise RoleMissing
    name = _checked(facts.donor_name)
    scope.enter_until_commit(scope.SYSTEM)
    donor = Donor.objects.select_for_update(no_key=True).get(pk=donation.donor_id)
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
    if name and donor.name != name:
        _put_on_file(donor, name)
        record(
            "donor.name_corrected",
            f"donor:{donor.pk}",
            actor=actor,
            municipality_id=donation.recipient_id,
            receipt=new.number,
        )
    return correction


def as_corrected(
    donations: list[Donation], *, among: QuerySet[Donation] | None = None
) -> list[Donation]:
    """Return ``donations``, each with the receipt that stands for it in place of its first.

    ``among`` are rows that hold them all, where they are too many to be named one by one.
    """
    corrected = Receipt.objects.filter(replaces__isnull=False, replacement=None)
    if among is None:
        theirs = corrected.filter(source__in=[donation.pk for donation in donations])
    else:
        theirs = corrected.filter(source__in=among.order_by().values("pk"))
    standing = {receipt.source: receipt for receipt in theirs}
    for donation in donations:
        donation.receipt = standing.get(donation.pk, donation.receipt)
    return donations


def _checked(typed: str) -> str:
    """Return the corrected name in one form; empty if it stays.

    Raises:
        NotADonorsName: nobody who may give is called so.
    """
    if not typed.strip():
        return ""
    try:
        return identity.persons_name(typed)
    except identity.NotAPersonsName as problem:
        raise NotADonorsName from problem


def _put_on_file(donor: Donor, name: str) -> None:
    """Change how the person of this number is called, and under what an official finds them."""
    born_on = identity.birth_date(donor.resident_number)
    donor.name, donor.lookup_hash = name, identity.lookup_hash(name, born_on)
    donor.save(update_fields=["name", "lookup_hash"])
