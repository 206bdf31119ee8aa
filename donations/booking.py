"""Write accepted gifts into every book: journal, receipts, donations, audit trail."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import translation
from uuid_utils.compat import uuid7

from accounts.models import Portal, User
from audit.models import AuditEvent
from audit.record import event, record_all
from donations import identity
from donations.allowance import LockedYear, write_years
from donations.donors import keep_contact
from donations.eligibility import Cleared
from donations.models import Donation, DonationStatus, Donor, Hold, HoldStatus
from donations.offer import Offer
from kernel.dates import tax_year
from kernel.round_trips import built, insert, one_round_trip
from ledger.models import Account, Kind
from ledger.posting import Posting, post_all
from projects.designation import receive
from projects.models import FundProject
from receipts.issue import ReceiptFacts, issue_receipts
from regions.disasters import special_disaster_window


@dataclass(frozen=True, slots=True)
class Door:
    """Through which portal gifts come, and which official took them in at its counter, if any."""

    portal: Portal
    taken_by: User | None = None
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Gift:
    """An offer that passed every check; its donor's locked year has counted it."""

    offer: Offer
    door: Door
    donor: Donor
    ground: Cleared
    hold: Hold | None
    year: LockedYear
    remaining_krw: int
    accepted_at: datetime


def write_down(gifts: Sequence[Gift]) -> list[Donation]:
    """Return the donations of ``gifts``, booked and receipted, in the running transaction.

    Their donors' years and projects are locked already; the receipt series of the recipients are
    locked here, last, until commit.

    Raises:
        django.db.IntegrityError: of ``donation_reported_once`` or ``ledger.posting.CLOSED``, if
            another transaction was faster.
    """
    if not gifts:
        return []
    for gift in sorted(gifts, key=lambda gift: gift.donor.pk):
        keep_contact(gift.donor, gift.offer.donor)
    _credit_projects(gifts)
    used = [gift.hold.pk for gift in gifts if gift.hold is not None]
    if used:
        Hold.objects.filter(pk__in=used, status=HoldStatus.LIVE).update(status=HoldStatus.USED)
    donations = [_donation(gift) for gift in gifts]
    with one_round_trip():
        write_years({id(gift.year): gift.year for gift in gifts}.values())
        post_all(map(_posting, donations))
        facts = [
            _receipt_facts(donation, gift) for donation, gift in zip(donations, gifts, strict=True)
        ]
        for donation, receipt in zip(donations, issue_receipts(facts), strict=True):
            donation.receipt = receipt
        insert(donations)
        record_all(
            _accepted(donation, gift.door) for donation, gift in zip(donations, gifts, strict=True)
        )
    return donations


def _credit_projects(gifts: Sequence[Gift]) -> None:
    """Add designated gifts to their projects.

    Whether a donor is new to a project is asked under its lock: a return of another year's gift
    to the same project holds another donor year, and would not be waited for otherwise.
    """
    by_project = defaultdict(list)
    for gift in gifts:
        if gift.ground.project is not None:
            by_project[gift.ground.project.pk].append(gift)
    for project_id, some in sorted(by_project.items()):
        donors = {gift.donor.person_id for gift in some}
        theirs = Q(donor__in=donors) | Q(donor__alias_of__in=donors)
        given = Donation.objects.filter(theirs, project=project_id, status=DonationStatus.ACCEPTED)
        person = Coalesce("donor__alias_of_id", "donor_id")
        known = given.annotate(person=person).values("person").distinct().count()
        receive(
            project_id,
            sum(gift.offer.amount_krw for gift in some),
            new_donors=len(donors) - known,
        )


def _donation(gift: Gift) -> Donation:
    offer, ground = gift.offer, gift.ground
    return built(
        Donation,
        {
            "portal": gift.door.portal,
            "donor": gift.donor,
            "recipient": ground.recipient,
            "residence": ground.residence,
            "project": ground.project,
            "hold": gift.hold,
        },
        id=uuid7(),
        portal_reference=offer.portal_reference,
        content_hash=offer.content_hash(),
        amount_krw=offer.amount_krw,
        paid_at=offer.paid_at,
        donated_on=offer.donated_on,
        tax_year=tax_year(offer.donated_on),
        payment_method=offer.payment_method,
        channel=gift.door.portal.channel_code,
        pledge_signed_at=ground.pledge.signed_at,
        residence_method=offer.residence_check.method,
        residence_consented_at=offer.residence_check.consented_at,
        residence_document=offer.residence_check.document_reference,
        gift_wish=offer.gift_wish,
        purpose=offer.purpose,
        remaining_krw=gift.remaining_krw,
        status=DonationStatus.ACCEPTED.value,
        accepted_at=gift.accepted_at,
        is_demo=gift.door.is_demo,
    )


def _posting(donation: Donation) -> Posting:
    is_designated = donation.project_id is not None or bool(donation.purpose)
    return Posting(
        entry=donation.pk,
        municipality_id=donation.recipient_id,
        booked_on=donation.donated_on,
        kind=Kind.DONATION,
        debit_account=Account.CASH,
        credit_account=(
            Account.DESIGNATED_DONATIONS if is_designated else Account.GENERAL_DONATIONS
        ),
        amount_krw=donation.amount_krw,
        designation=f"project:{donation.project_id}" if donation.project_id else donation.purpose,
    )


def _accepted(donation: Donation, door: Door) -> AuditEvent:
    return event(
        "donation.accepted",
        f"donation:{donation.pk}",
        actor=door.taken_by or door.portal,
        portal=door.portal,
        municipality_id=donation.recipient_id,
        amount_krw=donation.amount_krw,
        donated_on=donation.donated_on.isoformat(),
        receipt=donation.receipt.number,
        portal_reference=donation.portal_reference,
    )


def _receipt_facts(donation: Donation, gift: Gift) -> ReceiptFacts:
    """Return what the receipt of ``donation`` shows.

    The address is what was given with this donation: another portal's must not show up here.
    """
    donor, recipient = gift.donor, gift.ground.recipient
    window = special_disaster_window(recipient.code, donation.donated_on)
    return ReceiptFacts(
        source=donation.pk,
        issuer_id=recipient.code,
        issuer_name_ko=recipient.name_ko,
        issuer_name_en=recipient.name_en,
        issued_at=donation.accepted_at,
        donor_name=donor.name,
        donor_birth_date=identity.birth_date(donor.resident_number).isoformat(),
        donor_resident_number=donor.resident_number,
        donor_address=gift.offer.donor.address,
        name_masked=donor.name_masked,
        amount_krw=donation.amount_krw,
        donated_on=donation.donated_on,
        channel=donation.channel,
        payment_method=donation.payment_method,
        designation=_designation(donation, gift.ground.project),
        disaster_declared_on=window.declared_on if window else None,
        disaster_ends_on=window.ends_on if window else None,
        disaster_cause=window.cause if window else "",
    )


def _designation(donation: Donation, project: FundProject | None) -> str:
    """Return what the receipt says was designated, in Korean whatever language was asked for."""
    if project is not None:
        return project.name_ko
    if not donation.purpose:
        return ""
    with translation.override("ko"):
        return str(donation.get_purpose_display())
