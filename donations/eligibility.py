"""May this person give this amount to this local government on this day?

Every check of the law that needs no lock, in the order of the form: dates, donation form,
recipient, residence, relation, amount, designation. All refusals are collected, so that a donor
hears of all obstacles at once; intake raises the first. What must be decided under a lock (the
annual cap, the identity) is decided in :mod:`donations.acceptance`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, TypeVar

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
from kernel.dates import tax_year
from kernel.errors import DomainError
from projects.designation import check_begun, check_project, projects_named
from projects.models import FundProject
from receipts.annual_cap import annual_cap_krw
from regions.models import Municipality
from regions.residence import barred_codes, recipient_in_force, resolve_residence
from regions.restrictions import check_unrestricted

Thing = TypeVar("Thing")


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


def projects_of(offers: Iterable[Offer]) -> Mapping[int, FundProject]:
    """Return the public projects that ``offers`` name; no query if they name none."""
    return projects_named([each.project_id for each in offers if each.project_id is not None])


def examine(offer: Offer, now: datetime, projects: Mapping[int, FundProject]) -> Findings:
    """Judge ``offer`` as of its own day; ``now`` only bounds how far ahead a payment may be.

    ``projects`` are those named by offers, as :func:`projects_of` returns them.
    """
    found = Findings(refusals=[])
    found.refusals += _dates(offer, now)
    if found.refusals:
        return found  # no law is in force on such a day
    found.refusals += _pledge(offer)
    found.recipient = _found(
        found, lambda: recipient_in_force(offer.recipient_code, offer.donated_on)
    )
    if found.recipient is not None:
        _found(found, lambda: check_unrestricted(offer.recipient_code, offer.donated_on))
    found.residence = _found(
        found, lambda: resolve_residence(offer.residence_code, offer.donated_on)
    )
    found.refusals += _residence_ban(offer, found)
    if offer.amount_krw < settings.DONATION_MINIMUM_KRW:
        found.refusals.append(errors.BelowMinimum(minimum_krw=settings.DONATION_MINIMUM_KRW))
    elif offer.amount_krw % settings.DONATION_STEP_KRW:
        found.refusals.append(errors.AmountNotInSteps(step_krw=settings.DONATION_STEP_KRW))
    found.project = _found(found, lambda: _designation(offer, projects))
    return found


def _found(found: Findings, look: Callable[[], Thing]) -> Thing | None:
    try:
        return look()
    except DomainError as refusal:
        found.refusals.append(refusal)
        return None


def _dates(offer: Offer, now: datetime) -> Iterator[DomainError]:
    if offer.donated_on < settings.DONATION_EARLIEST:
        yield errors.DateOutOfRange(
            donated_on=offer.donated_on.isoformat(),
            earliest=settings.DONATION_EARLIEST.isoformat(),
        )
    if offer.paid_at > now + settings.CLOCK_SKEW:
        yield errors.PaidInTheFuture(paid_at=offer.paid_at.isoformat())


def _pledge(offer: Offer) -> Iterator[DomainError]:
    if offer.pledge is None:
        yield errors.PledgeMissing()
        return
    if offer.pledge.signed_at > offer.paid_at:
        yield errors.PledgeAfterPayment()
    if not offer.pledge.no_barred_relation:
        yield errors.BarredRelation()


def _residence_ban(offer: Offer, found: Findings) -> Iterator[DomainError]:
    if found.recipient is None or found.residence is None:
        return
    if found.recipient.code in barred_codes(found.residence, offer.donated_on):
        yield errors.OwnResidence(
            residence=found.residence.name_ko, recipient=found.recipient.name_ko
        )


def _designation(offer: Offer, projects: Mapping[int, FundProject]) -> FundProject | None:
    if not offer.is_designated:
        return None
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
        refusals = examine(paid_now, now, projects_of([paid_now])).refusals
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
