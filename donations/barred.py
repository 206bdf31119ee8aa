"""The list that a local government keeps of people who may not give to it (KR-ELG-08).

The Act bars gifts from whoever is tied to the local government by work, employment, a contract or
an administrative disposition (art. 5(2)), and gives no list. The donor declares on the form that
there is no such tie; what the local government knows better stands here. An entry counts from its
first day to its last, by the Seoul day of the payment, through every door. It passes to whoever
carries on for the local government.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import Portal, User
from audit.changes import Changes, moved
from audit.record import record
from donations import identity
from donations.barred_models import BarredPerson, Relation
from donations.errors import ACT, BarredRelation
from donations.offer import Person
from kernel.errors import DomainError, NotFound
from kernel.round_trips import run_prepared
from regions.snapshot import snapshot

MAY_BAR = "donations.bar_barredperson"

ASK = """
WITH known (identity_hash, person) AS (
    SELECT identity_hash, coalesce(alias_of_id, id) FROM donations_donor
    WHERE identity_hash = ANY(string_to_array(%s, ','))
    UNION ALL
    SELECT identity_hash, coalesce(alias_of_id, id) FROM donations_donor WHERE id = ANY(%s)
), asked (identity_hash, number) AS (
    SELECT number, number FROM string_to_table(%s, ',') number
    UNION
    SELECT known.identity_hash, d.identity_hash
    FROM known JOIN donations_donor d ON d.id = known.person
    UNION
    SELECT known.identity_hash, d.identity_hash
    FROM known JOIN donations_donor d ON d.alias_of_id = known.person
)
SELECT municipality_id, asked.identity_hash, begins_on, ends_on
FROM asked JOIN donations_barredperson listed ON listed.identity_hash = asked.number
WHERE lifted_at IS NULL
"""
"""Whoever was found to be one person under two numbers is barred under both."""


class OnBlockList(BarredRelation):
    """The recipient has found out about a barred relation."""

    detail = _(
        "%(recipient)s has this person on its list of barred relations. The donor may ask the "
        "local government about it; other local governments are open."
    )


class BarRefused(DomainError):
    """An entry that makes no sense."""

    code = "invalid"
    title = _("The entry cannot be made")
    detail = _("The number has no valid form, or the last day is before the first.")
    legal_basis = f"{ACT} 제5조제2항"


@dataclass(frozen=True, slots=True)
class Bars:
    """The entries about some people: recipient's code, identity hash, first and last day."""

    entries: Sequence[tuple[str, str, date, date | None]]

    def refusal(self, identity_hash: str, recipient_code: str, on: date) -> OnBlockList | None:
        """Return what to say to a gift of the Seoul day ``on``; None if nothing bars it."""
        if not self.entries:
            return None
        known = snapshot()
        bound = known.lineage_codes(recipient_code)
        for code, barred, begins_on, ends_on in self.entries:
            is_now = begins_on <= on and (ends_on is None or on <= ends_on)
            if barred == identity_hash and code in bound and is_now:
                return OnBlockList(recipient=known.municipalities[recipient_code].name_ko)
        return None


def look_for_bars(people: Collection[Person], portal: Portal) -> CursorWrapper:
    """Ask for the entries about ``people``; :func:`bars` reads the answer. Scope: system."""
    ids = [identity.donor_id_of(person.known_as, portal.pk) for person in people if person.known_as]
    hashes = ",".join([person.identity_hash for person in people if not person.known_as])
    return run_prepared(ASK, [hashes, [each for each in ids if each is not None], hashes])


def bars(answer: CursorWrapper) -> Bars:
    """Return the entries that :func:`look_for_bars` found."""
    return Bars(answer.fetchall())


def bar_person(
    *,
    resident_number: str,
    name: str,
    relation: Relation,
    begins_on: date,
    ends_on: date | None = None,
    actor: User,
) -> BarredPerson:
    """Put a person on the list of the local government of ``actor``; only a keyed hash is kept.

    Raises:
        NotFound: the role may not, or the official belongs to no local government.
        BarRefused: the number is none, or the days are crossed.
    """
    if actor.municipality is None or not actor.has_perm(MAY_BAR):
        raise NotFound
    try:
        identity.birth_date(resident_number)
    except identity.NotAResidentNumber as problem:
        raise BarRefused from problem
    if ends_on is not None and ends_on < begins_on:
        raise BarRefused
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        entry = BarredPerson.objects.create(
            municipality=actor.municipality,
            identity_hash=identity.identity_hash(resident_number),
            name_masked=identity.masked(identity.tidy_name(name)),
            relation=relation,
            begins_on=begins_on,
            ends_on=ends_on,
            entered_by=actor,
        )
        _tell("relation.barred", entry, actor)
    return entry


def lift_bar(entry_id: int, *, actor: User) -> None:
    """End an entry now. Gifts refused meanwhile stay refused; one that is lifted stays lifted.

    Raises:
        NotFound: there is no such entry of the official's own, or it was lifted before.
    """
    if not actor.has_perm(MAY_BAR):
        raise NotFound
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        standing = BarredPerson.objects.visible_to(actor).filter(pk=entry_id, lifted_at=None)
        entry = standing.first()
        now = timezone.now()
        if entry is None or not standing.update(lifted_at=now, lifted_by=actor):
            raise NotFound
        _tell("relation.unbarred", entry, actor, moved(None, now, "lifted_at"))


def _tell(kind: str, entry: BarredPerson, actor: User, changes: Changes | None = None) -> None:
    record(
        kind,
        f"bar:{entry.pk}",
        actor=actor,
        municipality_id=entry.municipality_id,
        changes=changes,
        relation=str(entry.relation),
        begins_on=entry.begins_on.isoformat(),
        ends_on=entry.ends_on.isoformat() if entry.ends_on else None,
    )
