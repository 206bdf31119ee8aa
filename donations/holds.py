"""Keep an amount while a donor pays: the law wants the checks before the payment (KR-INT-05).

A hold passes every check a donation passes and keeps the amount for a quarter of an hour, over
all portals. A donation that names it takes it over. One that comes too late is judged afresh: a
payment is never lost because a clock ran out.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Portal
from donations import errors
from donations.allowance import count, free
from donations.donors import enrol_donor
from donations.eligibility import examine
from donations.models import Donor, Hold, HoldStatus
from donations.offer import Offer
from kernel.constraints import constraint_of
from kernel.dates import tax_year
from kernel.errors import DomainError

KEPT_FOR = timedelta(minutes=15)


def make_hold(offer: Offer, *, actor: Portal) -> tuple[Hold, bool]:
    """Keep the amount of an unpaid ``offer``; return the hold, and whether it is new.

    Safe to repeat: the same reference with the same content returns the hold made first.

    Raises:
        ReferenceReused: the reference already names a hold with other content.
        DomainError: any refusal that a donation of this moment would meet.
    """
    try:
        return _make(offer, actor)
    except IntegrityError as conflict:
        if constraint_of(conflict) != "hold_asked_once":
            raise
    except DomainError:
        if earlier := _made_already(offer, actor):
            return earlier, False
        raise
    earlier = _made_already(offer, actor)
    assert earlier is not None, "the reference was taken a moment ago"  # noqa: S101
    return earlier, False


@transaction.atomic(durable=True)
def _make(offer: Offer, actor: Portal) -> tuple[Hold, bool]:
    scope.enter_until_commit(scope.SYSTEM)
    if earlier := _repeated(offer, actor):
        return earlier, False
    now = timezone.now()
    paid_now = replace(offer, paid_at=now)
    examine(paid_now, now).cleared(paid_now)
    donor = enrol_donor(offer.donor, actor)
    remaining_krw = count(donor, paid_now.donated_on, now, hold_krw=offer.amount_krw)
    hold = Hold.objects.create(
        portal=actor,
        portal_reference=offer.portal_reference,
        content_hash=offer.content_hash(),
        donor=donor,
        tax_year=tax_year(paid_now.donated_on),
        amount_krw=offer.amount_krw,
        remaining_krw=remaining_krw,
        made_at=now,
        expires_at=now + KEPT_FOR,
    )
    return hold, True


def _made_already(offer: Offer, actor: Portal) -> Hold | None:
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        return _repeated(offer, actor)


def _repeated(offer: Offer, actor: Portal) -> Hold | None:
    earlier = Hold.objects.filter(portal=actor, portal_reference=offer.portal_reference).first()
    if earlier is not None and earlier.content_hash != offer.content_hash():
        raise errors.ReferenceReused(portal_reference=offer.portal_reference)
    return earlier


def take_hold(hold_id: UUID, donor: Donor, actor: Portal, now: datetime) -> Hold | None:
    """Take the hold a donation names out of its year; None if it no longer keeps anything.

    Locks the hold's year. The caller counts the gift itself, in the same transaction.

    Raises:
        UnknownHold: ``actor`` made no such hold for ``donor``.
        HoldUsed: another donation took it.
    """
    hold = Hold.objects.filter(pk=hold_id, portal=actor, donor=donor).first()
    if hold is None:
        raise errors.UnknownHold
    in_time = now < hold.expires_at
    if free(hold, HoldStatus.USED if in_time else HoldStatus.EXPIRED):
        return hold if in_time else None
    hold.refresh_from_db()
    if hold.status == HoldStatus.USED:
        raise errors.HoldUsed
    return None


@transaction.atomic(durable=True)
def release_hold(hold_id: UUID, *, actor: Portal) -> None:
    """Give the amount of a hold free; does nothing to one that was freed or has run out.

    Raises:
        UnknownHold: ``actor`` made no such hold.
        HoldUsed: a donation has taken it.
    """
    scope.enter_until_commit(scope.SYSTEM)
    hold = Hold.objects.filter(pk=hold_id, portal=actor).first()
    if hold is None:
        raise errors.UnknownHold
    if not free(hold, HoldStatus.RELEASED):
        hold.refresh_from_db()
        if hold.status == HoldStatus.USED:
            raise errors.HoldUsed
