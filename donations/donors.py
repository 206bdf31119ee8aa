"""Find the one row of a person, or make it."""

from django.db import connection

from accounts.models import Portal
from donations import errors, identity
from donations.models import Donor
from donations.offer import Person

ENROL = """
INSERT INTO donations_donor (identity_hash, resident_number, name, phone, email)
VALUES (%(identity_hash)s, %(resident_number)s, %(name)s, %(phone)s, %(email)s)
ON CONFLICT (identity_hash) DO NOTHING
RETURNING id, first_seen_at
"""
"""One round trip where ``get_or_create`` takes four; it waits for whoever makes the same row."""


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
    return _made(person) or enrol_donor(person, portal)


def _made(person: Person) -> Donor | None:
    """Return a new row; None if somebody else made it a moment ago. One round trip."""
    donor = Donor(
        identity_hash=identity.identity_hash(person.resident_number),
        resident_number=identity.digits(person.resident_number),
        name=person.name,
        phone=person.phone,
        email=person.email,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            ENROL,
            {
                field.name: field.get_db_prep_save(getattr(donor, field.name), connection)
                for field in Donor._meta.local_concrete_fields
                if field.name not in {"id", "first_seen_at"}
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    donor.pk, donor.first_seen_at = row
    donor._state.adding = False
    donor._state.db = connection.alias
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
