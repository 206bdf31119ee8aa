"""Write accepted gifts into every book: journal, receipts, donations, audit trail."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import translation
from uuid_utils.compat import uuid7

from accounts.models import Portal, User
from audit.models import AuditEvent
from audit.record import event, record_all
from donations import identity
from donations.allowance import write_years
from donations.cases import Case
from donations.donors import keep_contact
from donations.models import Donation, DonationStatus, Hold, HoldStatus
from kernel.dates import tax_year
from kernel.round_trips import built, insertion, one_round_trip, run_prepared
from ledger.models import Account, Kind
from ledger.posting import Posting, post_all
from projects.designation import receive
from projects.models import FundProject
from receipts.issue import ReceiptFacts, draft_receipts, number_and_write
from regions.disasters import special_disaster_window
from regions.windows import Window

ACCEPTED = DonationStatus.ACCEPTED.value
KIND, CASH = Kind.DONATION.value, Account.CASH.value
DESIGNATED, GENERAL = Account.DESIGNATED_DONATIONS.value, Account.GENERAL_DONATIONS.value


@dataclass(frozen=True, slots=True)
class Door:
    """Through which portal gifts come, and which official took them in at its counter, if any."""

    portal: Portal
    taken_by: User | None = None
    is_demo: bool = False


def write_down(cases: Sequence[Case], door: Door, now: datetime) -> list[Donation]:
    """Return the donations of ``cases``, booked and receipted, in the running transaction.

    Each passed every check and is counted in its donor's year, which is locked already, as its
    project is; the receipt series of the recipients are locked here, last, until commit.

    Raises:
        django.db.IntegrityError: of ``donation_reported_once`` or ``ledger.posting.CLOSED``, if
            another transaction was faster.
    """
    if not cases:
        return []
    for case in sorted(cases, key=lambda case: case.donor.id):
        keep_contact(case.donor, case.offer.donor)
    _credit_projects(cases)
    used = [case.hold.pk for case in cases if case.hold is not None]
    if used:
        Hold.objects.filter(pk__in=used, status=HoldStatus.LIVE).update(status=HoldStatus.USED)
    channel = door.portal.channel_code
    donations = [_donation(case, door, channel, now) for case in cases]
    places = {(case.ground.recipient.code, case.offer.donated_on) for case in cases}
    windows = {place: special_disaster_window(*place) for place in places}
    facts = [
        _receipt_facts(case, donation, windows[case.ground.recipient.code, case.offer.donated_on])
        for case, donation in zip(cases, donations, strict=True)
    ]
    receipts = draft_receipts(facts)
    for donation, receipt in zip(donations, receipts, strict=True):
        vars(donation)["receipt_id"] = receipt.id  # as ``donation.receipt = receipt``, sooner
        donation._state.fields_cache["receipt"] = receipt
    with one_round_trip():
        write_years({id(case.year): case.year for case in cases}.values())
        post_all(map(_posting, cases, donations))
        gifts = insertion(Donation, map(vars, donations))
        events = list(map(_accepted, cases, donations, repeat(door)))
        number_and_write(receipts)  # locks; what can be made before is made
        run_prepared(*gifts).close()
        for happened, receipt in zip(events, receipts, strict=True):
            happened.facts["receipt"] = receipt.number
        record_all(events)
    return donations


def _credit_projects(cases: Sequence[Case]) -> None:
    """Add designated gifts to their projects.

    Whether a donor is new to a project is asked under its lock: a return of another year's gift
    to the same project holds another donor year, and would not be waited for otherwise.
    """
    by_project = defaultdict(list)
    for case in cases:
        if case.ground.project is not None:
            by_project[case.ground.project.pk].append(case)
    for project_id, some in sorted(by_project.items()):
        donors = {case.donor.person_id for case in some}
        theirs = Q(donor__in=donors) | Q(donor__alias_of__in=donors)
        given = Donation.objects.filter(theirs, project=project_id, status=DonationStatus.ACCEPTED)
        person = Coalesce("donor__alias_of_id", "donor_id")
        known = given.annotate(person=person).values("person").distinct().count()
        receive(
            project_id,
            sum(case.offer.amount_krw for case in some),
            new_donors=len(donors) - known,
        )


def _donation(case: Case, door: Door, channel: str, now: datetime) -> Donation:
    offer, ground, donor, hold = case.offer, case.ground, case.donor, case.hold
    recipient, residence, pledge, project = ground
    donated_on, check = offer.donated_on, offer.residence_check
    return built(
        Donation,
        {
            "id": uuid7(),
            "portal_id": door.portal.id,
            "portal_reference": offer.portal_reference,
            "content_hash": offer.content_hash(),
            "donor_id": donor.id,
            "recipient_id": recipient.code,
            "residence_id": residence.code,
            "project_id": project.id if project else None,
            "hold_id": hold.id if hold else None,
            "amount_krw": offer.amount_krw,
            "paid_at": offer.paid_at,
            "donated_on": donated_on,
            "tax_year": tax_year(donated_on),
            "payment_method": offer.payment_method,
            "channel": channel,
            "pledge_signed_at": pledge.signed_at,
            "residence_method": check.method,
            "residence_consented_at": check.consented_at,
            "residence_document": check.document_reference,
            "gift_wish": offer.gift_wish,
            "purpose": offer.purpose,
            "remaining_krw": case.remaining_krw,
            "status": ACCEPTED,
            "accepted_at": now,
            "is_demo": door.is_demo,
        },
        {
            "portal": door.portal,
            "donor": donor,
            "recipient": recipient,
            "residence": residence,
            "project": project,
            "hold": hold,
        },
    )


def _posting(case: Case, donation: Donation) -> Posting:
    offer = case.offer
    return Posting(
        entry=donation.id,
        municipality_id=case.ground.recipient.code,
        booked_on=offer.donated_on,
        kind=KIND,
        debit_account=CASH,
        credit_account=DESIGNATED if offer.is_designated else GENERAL,
        amount_krw=offer.amount_krw,
        designation=f"project:{offer.project_id}" if offer.project_id else offer.purpose,
    )


def _accepted(case: Case, donation: Donation, door: Door) -> AuditEvent:
    """Return what is recorded of ``donation``, but for the number of its receipt."""
    offer = case.offer
    return event(
        "donation.accepted",
        f"donation:{donation.id}",
        actor=door.taken_by or door.portal,
        portal=door.portal,
        municipality_id=case.ground.recipient.code,
        amount_krw=offer.amount_krw,
        donated_on=offer.donated_on.isoformat(),
        portal_reference=offer.portal_reference,
    )


def _receipt_facts(case: Case, donation: Donation, window: Window | None) -> ReceiptFacts:
    """Return what the receipt of ``donation`` shows.

    The address is what was given with this donation: another portal's must not show up here.
    """
    donor, person, recipient = case.donor, case.offer.donor, case.ground.recipient
    is_known = not person.resident_number
    born_on = identity.birth_date(donor.resident_number) if is_known else person.born_on
    return ReceiptFacts(
        source=donation.id,
        issuer_id=recipient.code,
        issuer_name_ko=recipient.name_ko,
        issuer_name_en=recipient.name_en,
        issued_at=donation.accepted_at,
        donor_name=donor.name,
        donor_birth_date=born_on.isoformat(),
        donor_resident_number=donor.resident_number,
        donor_address=person.address,
        name_masked=donor.name_masked,
        amount_krw=donation.amount_krw,
        donated_on=donation.donated_on,
        channel=donation.channel,
        payment_method=donation.payment_method,
        designation=_designation(donation, case.ground.project),
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
