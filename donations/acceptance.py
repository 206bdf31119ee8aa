"""Accept a donation: the law, the books and the receipt in one transaction.

The locks are taken in one order everywhere, so that nothing deadlocks: donor, donor year,
project, receipt series; the hottest row (a popular issuer's series) last and shortest. The
transaction runs in the scope ``system``, because the cap counts what every portal reported.
"""

from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Portal, User
from donations import errors
from donations.allowance import count
from donations.booking import Gift, write_down
from donations.donors import enrol_donor
from donations.eligibility import examine
from donations.holds import take_hold
from donations.models import Donation
from donations.offer import Offer
from kernel.constraints import constraint_of
from kernel.errors import DomainError

ENTER_AND_LOOK = """
SELECT set_config('hometown.scope', %s, true);
SELECT EXISTS (SELECT FROM donations_donation WHERE portal_id = %s AND portal_reference = %s)
"""
"""Two statements in one round trip. Nearly always there is nothing, and then the five tables of an
answer need not be joined."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The donation, and whether it was accepted just now or by an earlier, equal report."""

    donation: Donation
    is_new: bool


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
    try:
        return _accept(offer, actor, is_demo=is_demo, taken_by=taken_by)
    except IntegrityError as conflict:
        if constraint_of(conflict) != "donation_reported_once":
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
def _accept(offer: Offer, actor: Portal, *, is_demo: bool, taken_by: User | None) -> Acceptance:
    if earlier := _repeated(offer, actor):
        return earlier
    now = timezone.now()
    found = examine(offer, now)
    if actor.requires_hold and offer.hold_id is None:
        found.refusals.append(errors.HoldRequired())
    ground = found.cleared(offer)

    donor = enrol_donor(offer.donor, actor)
    hold = take_hold(offer.hold_id, donor, actor, now) if offer.hold_id else None
    gift = Gift(
        offer=offer,
        portal=actor,
        donor=donor,
        ground=ground,
        hold=hold,
        remaining_krw=count(donor, offer.donated_on, now, accept_krw=offer.amount_krw),
        accepted_at=now,
        is_demo=is_demo,
        taken_by=taken_by,
    )
    return Acceptance(write_down(gift), is_new=True)


def _already_accepted(offer: Offer, actor: Portal) -> Acceptance | None:
    with transaction.atomic():
        return _repeated(offer, actor)


def _repeated(offer: Offer, actor: Portal) -> Acceptance | None:
    """Enter the scope of intake until the transaction ends; return what was accepted before."""
    with connection.cursor() as cursor:
        cursor.execute(ENTER_AND_LOOK, [scope.SYSTEM, actor.pk, offer.portal_reference])
        cursor.nextset()
        if cursor.fetchone() == (False,):
            return None
    earlier = Donation.objects.reported_as(actor, offer.portal_reference)
    assert earlier is not None, "donations are never removed"  # noqa: S101
    if earlier.content_hash != offer.content_hash():
        raise errors.ReferenceReused(portal_reference=offer.portal_reference)
    return Acceptance(earlier, is_new=False)
