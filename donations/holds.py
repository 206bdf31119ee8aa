"""Keep an amount while a donor pays: the law wants the checks before the payment (KR-INT-05).

A hold passes every check a donation passes and keeps the amount for a quarter of an hour, over
all portals. A donation that names it takes it over. One that comes too late is judged afresh: a
payment is never lost because a clock ran out.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Portal
from donations import errors
from donations.allowance import MergedMeanwhile, free, lock_years, write_years
from donations.barred import bars, look_for_bars
from donations.donors import enrol_donor, keep_contact
from donations.eligibility import examine, terms_for
from donations.models import Hold, HoldStatus
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
        try:
            return _make(offer, actor)
        except MergedMeanwhile:
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
    examine(paid_now, terms_for([paid_now], now)).cleared(paid_now)
    donor = enrol_donor(offer.donor, actor)
    listed = bars(look_for_bars([offer.donor], actor))
    on_list = listed.refusal(donor.identity_hash, offer.recipient_code, paid_now.donated_on)
    if on_list:
        raise on_list
    key = (donor.person_id, tax_year(paid_now.donated_on))
    year = lock_years([key], [donor])[key]
    year.keep(offer.amount_krw, now)
    write_years([year])
    keep_contact(donor, offer.donor)
    hold = Hold.objects.create(
        portal=actor,
        portal_reference=offer.portal_reference,
        content_hash=offer.content_hash(),
        donor=donor,
        tax_year=year.tax_year,
        amount_krw=offer.amount_krw,
        remaining_krw=year.remaining_krw,
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


def holds_named(ids: Collection[UUID], actor: Portal) -> dict[UUID, Hold]:
    """Return those holds of ``ids`` that ``actor`` made, as they stand now."""
    if not ids:
        return {}
    holds = Hold.objects.filter(pk__in=ids, portal=actor).select_related("donor")
    sealed = ("resident_number", "name", "phone", "email")
    return {hold.pk: hold for hold in holds.defer(*(f"donor__{name}" for name in sealed))}


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
