"""Accept donations: the law, the books and the receipts in one transaction.

One donation and a batch of a thousand take the same way, in sets; a single report is a set of
one. Each offer of a set stands alone: it is accepted or refused by itself, and what is refused
leaves nothing behind.

The locks are taken in one order everywhere, so that nothing deadlocks: donor, donor year,
project, receipt series; the hottest row (a popular issuer's series) last and shortest; within a
kind in the order of the keys. The transaction runs in the scope ``system``, because the cap counts
what every portal reported.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import orjson
from django.db import IntegrityError, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts import scope
from accounts.models import Portal, User
from donations import donors, errors
from donations.allowance import MergedMeanwhile
from donations.barred import bars, look_for_bars
from donations.booking import Door, write_down
from donations.cases import Case, clear, enrol, fit
from donations.models import Donation
from donations.offer import Offer
from kernel.constraints import constraint_of
from kernel.errors import DomainError
from kernel.round_trips import one_round_trip, run_prepared
from ledger.posting import CLOSED
from regions.snapshot import look_for_changes, take_note

LARGEST_SET = 1_000
"""Gifts in one transaction: those of one call. The series of popular issuers are held for a tenth
of a second then, from numbering to commit. With 250, each gift costs a seventh more."""

BY_KEYS = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true)
"""
"""Everything here is looked up by its key. PostgreSQL would plan for a hundred rows, whatever the
number in a JSON document, and read a table of thousands whole for a single gift."""

REPORTED = """
SELECT reference FROM json_array_elements_text(%s::json) AS asked (reference) WHERE (
    SELECT true FROM donations_donation
    WHERE portal_reference = asked.reference AND portal_id + 0 = %s)
"""
"""Only one index begins with the reference, and ``+ 0`` hides the portal from the others. Without
it PostgreSQL may plan, while there are no donations yet, to read all of the portal's for each
reference, and does so for as long as the plan stands.

Nearly always there is nothing, and then the five tables of an answer need not be joined.
"""

OVERTAKEN = frozenset({"donation_reported_once", CLOSED})
"""Promises of the database that are met when another transaction was faster: judge again."""

MOST_ATTEMPTS = 5


class Acceptance(NamedTuple):
    """The donation, and whether it was accepted just now or by an earlier, equal report."""

    donation: Donation
    is_new: bool


Outcome = Acceptance | DomainError


class Overtaken(Exception):
    """Something changed between the look and the lock; nothing was written."""


def accept_donation(
    offer: Offer, *, actor: Portal, is_demo: bool = False, taken_by: User | None = None
) -> Acceptance:
    """Accept ``offer``: count it, book it, issue its receipt, record it; all or nothing.

    Safe to repeat: the same reference with the same content returns the donation made the first
    time and writes nothing, even if the law would refuse it today. ``taken_by`` is the official
    who took it in at ``actor``'s counter, for the audit trail.

    Raises:
        ReferenceReused: the reference already names a donation with other content.
        DomainError: a refusal of :mod:`donations.errors`, ``regions.errors``,
            ``projects.designation`` or ``ledger.posting``; nothing was written.
    """
    (outcome,) = accept_donations([offer], actor=actor, is_demo=is_demo, taken_by=taken_by)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def accept_donations(
    offers: Sequence[Offer],
    *,
    actor: Portal,
    is_demo: bool = False,
    taken_by: User | None = None,
) -> list[Outcome]:
    """Accept each of ``offers`` or refuse it, as if each had been reported alone in this order.

    Returns one outcome an offer: the acceptance, or the refusal that :func:`accept_donation`
    raises. Safe to repeat, as a whole and in parts. Each set is one transaction: a stop in the
    middle leaves whole sets behind.
    """
    outcomes: list[Outcome] = []
    door = Door(actor, taken_by=taken_by, is_demo=is_demo)
    for some in _sets(offers):
        outcomes += _accept_set(some, door)
    return outcomes


def _sets(offers: Sequence[Offer]) -> Iterator[list[Offer]]:
    """Yield ``offers`` in sets; a reference that comes again begins another."""
    some: dict[str, Offer] = {}
    for offer in offers:
        if offer.portal_reference in some or len(some) == LARGEST_SET:
            yield list(some.values())
            some = {}
        some[offer.portal_reference] = offer
    if some:
        yield list(some.values())


def _accept_set(offers: Sequence[Offer], door: Door) -> list[Outcome]:
    for attempt in range(MOST_ATTEMPTS - 1):
        try:
            return _attempt_set(offers, door, is_again=attempt > 0)
        except IntegrityError as conflict:
            if constraint_of(conflict) not in OVERTAKEN:
                raise
        except (Overtaken, MergedMeanwhile):
            continue
    return _attempt_set(offers, door, is_again=True)


@transaction.atomic(durable=True)
def _attempt_set(offers: Sequence[Offer], door: Door, *, is_again: bool) -> list[Outcome]:
    actor = door.portal
    with one_round_trip():
        scope.enter_until_commit(scope.SYSTEM)
        run_prepared(BY_KEYS, [])
        changes = look_for_changes()
        people = donors.look_for([offer.donor for offer in offers], actor)
        barred = look_for_bars([offer.donor for offer in offers], actor)
        reported = _look_for_reports(offers, actor)  # after the donors' years: see clear()
        take_note(changes)
        known = donors.found(people)
        listed = bars(barred)
        again = _named(reported)

    outcomes = _repeated([offer for offer in offers if offer.portal_reference in again], actor)
    cases = [Case(offer) for offer in offers if offer.portal_reference not in outcomes]
    now = timezone.now()
    clear(cases, actor, known, listed, now, may_be_closed=is_again)
    made_years = False
    if standing := [case for case in cases if case.refusal is None]:
        newcomers = enrol(standing, actor)
        made_years = fit(standing, newcomers, actor, now)
        fitting = [case for case in standing if case.refusal is None]
        if newcomers and newcomers - {case.donor.id for case in fitting}:
            raise Overtaken  # nobody is kept on file without a gift
        if len(fitting) < len(standing):
            # An equal report may have been accepted while this one waited for its lock.
            refused = [case.offer for case in standing if case.refusal]
            overtaken = _named(_look_for_reports(refused, actor))
            outcomes |= _repeated(
                [offer for offer in refused if offer.portal_reference in overtaken], actor
            )
        donations = write_down(fitting, door, now)
        outcomes |= {each.portal_reference: Acceptance(each, is_new=True) for each in donations}
    for case in cases:
        if case.refusal is not None:
            outcomes.setdefault(case.offer.portal_reference, case.refusal)
    if made_years and not any(
        isinstance(each, Acceptance) and each.is_new for each in outcomes.values()
    ):
        transaction.set_rollback(True)  # only then: it costs the connection what it has prepared
    return [outcomes[offer.portal_reference] for offer in offers]


def _look_for_reports(offers: Sequence[Offer], actor: Portal) -> CursorWrapper:
    """Ask which of ``offers`` were reported before; :func:`_named` reads the answer."""
    references = orjson.dumps([offer.portal_reference for offer in offers]).decode()
    return run_prepared(REPORTED, [references, actor.pk])


def _named(answer: CursorWrapper) -> set[str]:
    return {reference for (reference,) in answer.fetchall()}


def _repeated(offers: Sequence[Offer], actor: Portal) -> dict[str, Outcome]:
    """Return what to say of those of ``offers`` whose reference was accepted before."""
    if not offers:
        return {}
    references = [offer.portal_reference for offer in offers]
    earlier = Donation.objects.with_answer().filter(portal=actor, portal_reference__in=references)
    accepted = {donation.portal_reference: donation for donation in earlier}
    outcomes: dict[str, Outcome] = {}
    for offer in offers:
        donation = accepted.get(offer.portal_reference)
        if donation is None:
            continue
        if donation.content_hash == offer.content_hash():
            outcomes[offer.portal_reference] = Acceptance(donation, is_new=False)
        else:
            reused = errors.ReferenceReused(portal_reference=offer.portal_reference)
            outcomes[offer.portal_reference] = reused
    return outcomes
