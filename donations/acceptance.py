"""Accept a donation: the law, the books and the receipt in one transaction.

The locks are taken in one order everywhere, so that nothing deadlocks: donor, donor year,
project, receipt series; the hottest row (a popular issuer's series) last and shortest. The
transaction runs in the scope ``system``, because the cap counts what every portal reported.
"""

from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Portal
from donations import errors, identity
from donations.booking import Gift, write_down
from donations.eligibility import examine
from donations.models import Donation, Donor, DonorYear
from donations.offer import Offer, Person
from kernel.dates import tax_year
from kernel.errors import DomainError
from receipts.annual_cap import annual_cap_krw


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The donation, and whether it was accepted just now or by an earlier, equal report."""

    donation: Donation
    is_new: bool


def accept_donation(offer: Offer, *, actor: Portal, is_demo: bool = False) -> Acceptance:
    """Accept ``offer``: count it, book it, issue its receipt, record it; all or nothing.

    Safe to repeat: the same reference with the same content returns the donation made the first
    time and writes nothing, even if the law would refuse it today.

    Raises:
        ReferenceReused: the reference already names a donation with other content.
        DomainError: a refusal of :mod:`donations.errors`, ``regions.errors``,
            ``projects.designation`` or ``ledger.posting``; nothing was written.
    """
    try:
        return _accept(offer, actor, is_demo=is_demo)
    except IntegrityError as conflict:
        if _broken_constraint(conflict) != "donation_reported_once":
            raise
    except DomainError:
        # An equal report may have been accepted while this one waited for its lock.
        if earlier := _already_accepted(offer, actor):
            return earlier
        raise
    earlier = _already_accepted(offer, actor)
    assert earlier is not None, "the reference was taken a moment ago"  # noqa: S101
    return earlier


@transaction.atomic(durable=True)
def _accept(offer: Offer, actor: Portal, *, is_demo: bool) -> Acceptance:
    scope.enter_until_commit(scope.SYSTEM)
    if earlier := _repeated(offer, actor):
        return earlier
    now = timezone.now()
    found = examine(offer, now)
    if actor.requires_hold and offer.hold_id is None:
        found.refusals.append(errors.HoldRequired())
    ground = found.cleared(offer)

    donor = _donor(offer.donor, actor)
    gift = Gift(
        offer=offer,
        portal=actor,
        donor=donor,
        ground=ground,
        remaining_krw=_count(donor, offer),
        accepted_at=now,
        is_demo=is_demo,
    )
    return Acceptance(write_down(gift), is_new=True)


def _already_accepted(offer: Offer, actor: Portal) -> Acceptance | None:
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        return _repeated(offer, actor)


def _repeated(offer: Offer, actor: Portal) -> Acceptance | None:
    earlier = Donation.objects.reported_as(actor, offer.portal_reference)
    if earlier is None:
        return None
    if earlier.content_hash != offer.content_hash():
        raise errors.ReferenceReused(portal_reference=offer.portal_reference)
    return Acceptance(earlier, is_new=False)


def _donor(person: Person, actor: Portal) -> Donor:
    """Return the person's one row, made now if this is the first gift anywhere."""
    if person.known_as:
        donor_id = identity.donor_id_of(person.known_as, actor.pk)
        donor = Donor.objects.filter(pk=donor_id).first() if donor_id else None
        if donor is None:
            raise errors.UnknownDonor
        return donor
    found_by = identity.identity_hash(person.resident_number)
    donor, is_new = Donor.objects.get_or_create(
        identity_hash=found_by,
        defaults={
            "resident_number": identity.digits(person.resident_number),
            "name": person.name,
            "phone": person.phone,
            "email": person.email,
        },
    )
    if not is_new:
        if not identity.same_name(donor.name, person.name):
            raise errors.IdentityMismatch
        _keep_contact(donor, person)
    return donor


def _keep_contact(donor: Donor, person: Person) -> None:
    changed = [
        field
        for field in ("phone", "email")
        if (given := getattr(person, field)) and given != getattr(donor, field)
    ]
    for field in changed:
        setattr(donor, field, getattr(person, field))
    if changed:
        donor.save(update_fields=changed)


COUNT = """
INSERT INTO donations_donoryear AS y (donor_id, tax_year, cap_krw, accepted_krw)
SELECT %(donor)s, %(tax_year)s, %(cap)s, %(amount)s WHERE %(amount)s <= %(cap)s
ON CONFLICT (donor_id, tax_year) DO UPDATE
    SET accepted_krw = y.accepted_krw + EXCLUDED.accepted_krw
    WHERE y.accepted_krw + EXCLUDED.accepted_krw <= y.cap_krw
RETURNING cap_krw - accepted_krw
"""
"""Lock, check and write at once: no row comes back if the gift does not fit into the year."""


def _count(donor: Donor, offer: Offer) -> int:
    """Add the gift to the donor's year and return what is left; locks the year until commit."""
    year, cap_krw = tax_year(offer.donated_on), annual_cap_krw(offer.donated_on)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            {"donor": donor.pk, "tax_year": year, "cap": cap_krw, "amount": offer.amount_krw},
        )
        row = cursor.fetchone()
    if row is None:
        counted = DonorYear.objects.filter(donor=donor, tax_year=year).first()
        remaining_krw = counted.remaining_krw if counted else cap_krw
        raise errors.AnnualCapExceeded(cap_krw=cap_krw, remaining_krw=remaining_krw, year=year)
    return int(row[0])


def _broken_constraint(conflict: IntegrityError) -> str | None:
    return getattr(getattr(conflict.__cause__, "diag", None), "constraint_name", None)
