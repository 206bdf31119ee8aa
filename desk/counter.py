"""Take a donation in at the counter of a local government's office: every check, then everything.

The law lets the office itself take donations (Act art. 8(1), KR-INT-01). The donor stands there
with the signed form, so the checks of KR-INT-03 and the payment are one step: either all that
stands against the gift is named and nothing is written, or it is accepted, booked and receipted.

The office reports through a portal of its own that has no credentials: what an official takes in
goes the way of every other donation. The instant of payment is the one at which it is taken in,
not the one at which the page was opened, so a page left open over New Year counts for the new
year (KR-CAP-02).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Channel, Portal, User
from donations import errors
from donations.acceptance import Acceptance, accept_donation
from donations.eligibility import Verdict, judge
from donations.models import Donation
from donations.offer import Offer, Pledge
from donations.return_errors import RoleMissing
from kernel.errors import DomainError
from regions.models import Municipality

MAY_TAKE_IN = "desk.add_counterdonation"


class NotEligible(DomainError):
    """The law stands against the gift; ``refusals`` are all its reasons, in the form's order."""

    code = "not_eligible"
    title = _("The donation cannot be taken in")
    detail = _("Nothing was written. Every reason is named.")

    def __init__(self, refusals: Sequence[DomainError]) -> None:
        super().__init__()
        self.refusals = list(refusals)


def counter_of(government: Municipality) -> Portal:
    """Return the portal of a local government's own counter, made at its first donation.

    It has no scope and a secret that nobody knows, so it cannot log in to the API.
    """
    name = f"counter-{government.code}"
    found: Portal | None = Portal.objects.filter(client_id=name).first()
    if found is not None:
        return found
    made: Portal
    made, _is_new = Portal.objects.get_or_create(
        client_id=name,
        defaults={
            "name": f"{government.native_name} 창구",
            "client_type": Portal.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Portal.GRANT_CLIENT_CREDENTIALS,
            "channel": Channel.LG_OFFICE,
            "scopes": "",
        },
    )
    return made


def check_at_counter(offer: Offer, *, actor: User) -> Verdict:
    """Return all that stands against ``offer`` now, and what its donor may still give.

    Raises:
        RoleMissing: ``actor`` may not take donations in.
    """
    return judge(offer, actor=_counter(actor))


def take_at_counter(offer: Offer, *, actor: User) -> Acceptance:
    """Accept ``offer`` as paid at this moment; its form was signed before, and it says so.

    Safe to send twice, also at once: the same reference with the same content is the donation
    made the first time.

    Raises:
        RoleMissing: ``actor`` may not take donations in.
        NotEligible: with every refusal; nothing was written.
        ReferenceReused: the page was sent before with other content.
    """
    counter = _counter(actor)
    if earlier := _taken_before(offer, counter):
        return earlier
    verdict = judge(offer, actor=counter)
    if verdict.refusals:
        # The donation may have been taken in by the other half of a double click.
        if earlier := _taken_before(offer, counter):
            return earlier
        raise NotEligible(verdict.refusals)
    try:
        return accept_donation(at(offer, timezone.now()), actor=counter, taken_by=actor)
    except errors.ReferenceReused:
        if earlier := _taken_before(offer, counter):
            return earlier
        raise
    except DomainError as refusal:
        raise NotEligible([refusal]) from refusal


def at(offer: Offer, instant: datetime) -> Offer:
    """Return ``offer`` as paid at ``instant``, its form and consent given at that moment."""
    check = offer.residence_check
    return replace(
        offer,
        paid_at=instant,
        pledge=Pledge(instant, offer.pledge.no_barred_relation) if offer.pledge else None,
        residence_check=replace(check, consented_at=check.consented_at and instant),
    )


def _counter(actor: User) -> Portal:
    if not actor.has_perm(MAY_TAKE_IN) or actor.municipality is None:
        raise RoleMissing
    return counter_of(actor.municipality)


def _taken_before(offer: Offer, counter: Portal) -> Acceptance | None:
    """Return the donation of this page, if it was sent before.

    Raises:
        ReferenceReused: it was sent with other content.
    """
    with transaction.atomic():
        earlier = Donation.objects.reported_as(counter, offer.portal_reference)
    if earlier is None:
        return None
    if at(offer, earlier.paid_at).content_hash() != earlier.content_hash:
        raise errors.ReferenceReused(portal_reference=offer.portal_reference)
    return Acceptance(earlier, is_new=False)
