"""May this person give this amount to this local government on this day?

Every check of the law that needs no lock, in the order of the form: dates, donation form,
recipient, residence, relation, amount, designation. All refusals are collected, so that a donor
hears of all obstacles at once; intake raises the first. What must be decided under a lock (the
annual cap, the identity) is decided in :mod:`donations.acceptance`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Portal
from donations import errors
from donations.allowance import remaining_krw
from donations.barred import bars, look_for_bars
from donations.donors import known_donor
from donations.offer import Offer, Pledge
from kernel.dates import tax_year, told_in_seoul
from kernel.errors import DomainError
from projects.designation import check_begun, check_project, projects_named
from projects.models import FundProject
from receipts.annual_cap import annual_cap_krw
from regions.models import Municipality
from regions.places import Places


class Cleared(NamedTuple):
    """What an offer without a refusal rests on."""

    recipient: Municipality
    residence: Municipality
    pledge: Pledge
    project: FundProject | None


@dataclass(slots=True)
class Findings:
    """What the checks found: the places and the project by their rows, and every refusal."""

    refusals: list[DomainError]
    recipient: Municipality | None = None
    residence: Municipality | None = None
    project: FundProject | None = None

    def cleared(self, offer: Offer) -> Cleared:
        """Return the ground of ``offer``.

        Raises:
            DomainError: the first refusal.
        """
        if self.refusals:
            raise self.refusals[0]
        if self.recipient is None or self.residence is None or offer.pledge is None:
            raise ValueError("an offer that lacks one of these is refused")
        return Cleared(self.recipient, self.residence, offer.pledge, self.project)


@dataclass(frozen=True, slots=True)
class Terms:
    """What offers that are judged together have in common: read once for all of them.

    Attributes:
        latest: the last instant of payment; the future is none, but clocks differ.
        projects: the public projects that the offers name.
        places: what the offers' codes stand for, found as they are asked for.
    """

    earliest: date
    latest: datetime
    minimum_krw: int
    step_krw: int
    projects: Mapping[int, FundProject]
    places: Places


def terms_for(offers: Iterable[Offer], now: datetime) -> Terms:
    """Return the terms of ``offers``, judged at ``now``; no query if they name no project."""
    named = [offer.project_id for offer in offers if offer.project_id is not None]
    return Terms(
        earliest=settings.DONATION_EARLIEST,
        latest=now + settings.CLOCK_SKEW,
        minimum_krw=settings.DONATION_MINIMUM_KRW,
        step_krw=settings.DONATION_STEP_KRW,
        projects=projects_named(named),
        places=Places(),
    )


def examine(offer: Offer, terms: Terms) -> Findings:
    """Judge ``offer`` as of its own day."""
    refusals: list[DomainError] = []
    found = Findings(refusals)
    on = offer.donated_on
    if on < terms.earliest:
        refusals.append(
            errors.DateOutOfRange(donated_on=on.isoformat(), earliest=terms.earliest.isoformat())
        )
    if offer.paid_at > terms.latest:
        refusals.append(errors.PaidInTheFuture(paid_at=told_in_seoul(offer.paid_at)))
    if refusals:
        return found  # no law is in force on such a day
    _check_pledge(offer, refusals)
    found.recipient = recipient = terms.places.recipient(offer.recipient_code, on, refusals)
    found.residence, barred = terms.places.residence(offer.residence_code, on, refusals)
    if recipient is not None and found.residence is not None and recipient.code in barred:
        refusals.append(
            errors.OwnResidence(
                residence=found.residence.native_name, recipient=recipient.native_name
            )
        )
    if offer.amount_krw < terms.minimum_krw:
        refusals.append(errors.BelowMinimum(minimum_krw=terms.minimum_krw))
    elif offer.amount_krw % terms.step_krw:
        refusals.append(errors.AmountNotInSteps(step_krw=terms.step_krw))
    if offer.is_designated:
        try:
            found.project = _designation(offer, terms.projects)
        except DomainError as refusal:
            refusals.append(refusal)
    return found


def _check_pledge(offer: Offer, refusals: list[DomainError]) -> None:
    if offer.pledge is None:
        refusals.append(errors.PledgeMissing())
        return
    if offer.pledge.signed_at > offer.paid_at:
        refusals.append(errors.PledgeAfterPayment())
    if not offer.pledge.no_barred_relation:
        refusals.append(errors.BarredRelation())


def _designation(offer: Offer, projects: Mapping[int, FundProject]) -> FundProject | None:
    check_begun(offer.donated_on)
    if offer.project_id is None:
        return None
    return check_project(offer.project_id, offer.recipient_code, offer.donated_on, projects)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every refusal an offer would meet now, and what its donor may still give this year."""

    refusals: list[DomainError]
    remaining_krw: int


def judge(offer: Offer, *, actor: Portal) -> Verdict:
    """Return all that stands against an unpaid ``offer`` at this moment; writes nothing.

    Raises:
        UnknownDonor: ``actor`` knows nobody by the name given.
    """
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        now = timezone.now()
        paid_now = replace(offer, paid_at=now)
        refusals = examine(paid_now, terms_for([paid_now], now)).refusals
        try:
            donor = known_donor(offer.donor, actor)
        except errors.IdentityMismatch as refusal:
            return Verdict([*refusals, refusal], annual_cap_krw(paid_now.donated_on))
        person = offer.donor.identity_hash if donor is None else donor.identity_hash
        listed = bars(look_for_bars([offer.donor], actor))
        on_list = listed.refusal(person, offer.recipient_code, paid_now.donated_on)
        if on_list:
            refusals.append(on_list)
        left = remaining_krw(donor, paid_now.donated_on, now)
        if offer.amount_krw > left:
            refusals.append(
                errors.AnnualCapExceeded(
                    cap_krw=annual_cap_krw(paid_now.donated_on),
                    remaining_krw=left,
                    year=tax_year(paid_now.donated_on),
                )
            )
        return Verdict(refusals, left)
