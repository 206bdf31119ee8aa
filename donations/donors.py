"""Find the one row of a person, or make it; many people in one round trip."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.backends.utils import CursorWrapper

from accounts.models import Portal
from donations import errors, identity
from donations.models import Donor
from donations.offer import Person
from kernel.encryption import decrypt
from kernel.round_trips import built, run_prepared, shape_of

FIND = """
SELECT id, identity_hash, alias_of_id, (
        SELECT json_object_agg(tax_year, ARRAY[cap_krw, accepted_krw]) FROM donations_donoryear
        WHERE donor_id = CASE WHEN alias_of_id IS NULL THEN donations_donor.id ELSE alias_of_id END
            AND held_krw = 0
    ), resident_number, name, phone, email
FROM donations_donor
WHERE identity_hash = ANY(string_to_array(%s, ',')) OR id = ANY(%s)
"""
ENROL = """
INSERT INTO donations_donor ({columns})
SELECT {columns} FROM {recordset} ORDER BY identity_hash
ON CONFLICT (identity_hash) DO NOTHING
RETURNING id, identity_hash
"""
"""Waits for whoever makes one of the same rows; in the order of the hashes, so that two sets with
people in common cannot deadlock."""


@dataclass(frozen=True, slots=True)
class Known:
    """The donors among some people who have given before, anywhere.

    ``years`` are the cap of each and what they had given when they were looked for, by tax year. A
    year in which something is held is left out, as a hold may run out at any moment.
    """

    by_id: Mapping[int, Donor]
    by_hash: Mapping[str, Donor]
    years: Mapping[int, Mapping[str, tuple[int, int]]] = field(default_factory=dict)

    def donor_of(self, person: Person, portal: Portal) -> Donor | None:
        """Return the row of ``person``; None for somebody who has never given.

        Raises:
            UnknownDonor: ``portal`` knows nobody by that name.
            IdentityMismatch: the number belongs to somebody of another name.
        """
        if person.known_as:
            donor_id = identity.donor_id_of(person.known_as, portal.pk)
            donor = self.by_id.get(donor_id) if donor_id else None
            if donor is None:
                raise errors.UnknownDonor
            return donor
        donor = self.by_hash.get(person.identity_hash)
        if donor is not None and not identity.same_name(donor.name, person.name):
            raise errors.IdentityMismatch
        return donor


def look_for(people: Sequence[Person], portal: Portal) -> CursorWrapper:
    """Ask for the rows of ``people``; :func:`found` reads the answer."""
    ids = [identity.donor_id_of(person.known_as, portal.pk) for person in people if person.known_as]
    hashes = [person.identity_hash for person in people if not person.known_as]
    return run_prepared(FIND, [",".join(hashes), [each for each in ids if each is not None]])


def found(answer: CursorWrapper) -> Known:
    """Return the donors that :func:`look_for` found."""
    donors, given = [], {}
    for pk, identity_hash, alias_of_id, years, *sealed in answer.fetchall():
        number, name, phone, email = (decrypt(each) if each else "" for each in sealed)
        donors.append(
            built(
                Donor,
                {
                    "id": pk,
                    "identity_hash": identity_hash,
                    "alias_of_id": alias_of_id,
                    "resident_number": number,
                    "name": name,
                    "phone": phone,
                    "email": email,
                },
            )
        )
        given[pk] = years or {}
    by_hash = {each.identity_hash: each for each in donors}
    return Known({each.id: each for each in donors}, by_hash, given)


def known_donor(person: Person, portal: Portal) -> Donor | None:
    """Return the person's row; None for somebody who has never given. Writes nothing.

    Raises as :meth:`Known.donor_of` does.
    """
    return found(look_for([person], portal)).donor_of(person, portal)


def enrol(people: Iterable[Person], portal: Portal) -> tuple[Mapping[str, Donor], set[int]]:
    """Make the rows of people who have none.

    One that somebody else makes at the same moment is waited for and read.

    Returns:
        Every row by its identity hash, and the ids of those that were made here.
    """
    asked: dict[str, Person] = {}
    for person in people:
        asked.setdefault(person.identity_hash, person)
    rows = {
        identity_hash: built(
            Donor,
            {
                "id": None,
                "alias_of_id": None,
                "identity_hash": identity_hash,
                "lookup_hash": identity.lookup_hash(person.name, person.born_on),
                "resident_number": identity.digits(person.resident_number),
                "name": person.name,
                "phone": person.phone,
                "email": person.email,
            },
        )
        for identity_hash, person in asked.items()
    }
    shape = shape_of(Donor, "first_seen_at")
    sql = ENROL.format(columns=shape.columns, recordset=shape.recordset)
    with run_prepared(sql, shape.documents([vars(row) for row in rows.values()])) as cursor:
        for pk, identity_hash in cursor.fetchall():
            rows[identity_hash].id = pk
    made = {donor.id for donor in rows.values() if donor.id is not None}
    others = [person for key, person in asked.items() if rows[key].id is None]
    if others:
        rows |= found(look_for(others, portal)).by_hash
    return rows, made


def enrol_donor(person: Person, portal: Portal) -> Donor:
    """Return the person's row, made now if this is the first time anywhere.

    Raises as :meth:`Known.donor_of` does.
    """
    donor = known_donor(person, portal)
    if donor is None:
        rows, _made = enrol([person], portal)
        donor = Known({}, rows).donor_of(person, portal)
        assert donor is not None, "the row was made or read a moment ago"  # noqa: S101
    return donor


def keep_contact(donor: Donor, person: Person) -> None:
    """Write down a newer phone or e-mail of a donor; one that is not given stays.

    Called with the donor's year locked: a year is locked before a donor's contact everywhere.
    """
    changed = {}
    if person.phone and person.phone != donor.phone:
        changed["phone"] = donor.phone = person.phone
    if person.email and person.email != donor.email:
        changed["email"] = donor.email = person.email
    if changed:
        donor.save(update_fields=changed)
