"""Find the one row of a person, or make it."""

from accounts.models import Portal
from donations import errors, identity
from donations.models import Donor
from donations.offer import Person


def known_donor(person: Person, portal: Portal) -> Donor | None:
    """Return the person's row; None for somebody who has never given. Writes nothing.

    Raises:
        UnknownDonor: ``portal`` knows nobody by that name.
        IdentityMismatch: the number belongs to somebody of another name.
    """
    if person.known_as:
        donor_id = identity.donor_id_of(person.known_as, portal.pk)
        donor = Donor.objects.filter(pk=donor_id).first() if donor_id else None
        if donor is None:
            raise errors.UnknownDonor
        return donor
    found_by = identity.identity_hash(person.resident_number)
    donor = Donor.objects.filter(identity_hash=found_by).first()
    if donor is not None and not identity.same_name(donor.name, person.name):
        raise errors.IdentityMismatch
    return donor


def enrol_donor(person: Person, portal: Portal) -> Donor:
    """Return the person's row, made now if this is the first time anywhere.

    Keeps the newest phone and e-mail. Raises as :func:`known_donor` does.
    """
    donor = known_donor(person, portal)
    if donor is not None:
        _keep_contact(donor, person)
        return donor
    donor, is_new = Donor.objects.get_or_create(
        identity_hash=identity.identity_hash(person.resident_number),
        defaults={
            "resident_number": identity.digits(person.resident_number),
            "name": person.name,
            "phone": person.phone,
            "email": person.email,
        },
    )
    if not is_new and not identity.same_name(donor.name, person.name):
        raise errors.IdentityMismatch
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
