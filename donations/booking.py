"""Write an accepted gift into every book: journal, receipts, donations, audit trail."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from uuid_utils.compat import uuid7

from accounts.models import Portal, User
from audit.record import record
from donations import identity
from donations.eligibility import Cleared
from donations.models import Donation, DonationStatus, Donor, Hold
from donations.offer import Offer
from kernel.dates import tax_year
from kernel.insertion import insert
from ledger.models import Account, Kind
from ledger.posting import Posting, post
from projects.designation import DesignationNotOpen, lock_project, receive
from projects.models import FundProject
from receipts.issue import ReceiptFacts, issue_receipt
from regions.disasters import special_disaster_window


@dataclass(frozen=True, slots=True)
class Gift:
    """An offer that passed every check and is counted in the donor's year."""

    offer: Offer
    portal: Portal
    donor: Donor
    ground: Cleared
    hold: Hold | None
    remaining_krw: int
    accepted_at: datetime
    is_demo: bool
    taken_by: User | None = None


def write_down(gift: Gift) -> Donation:
    """Return the donation of ``gift``, booked and receipted, in the running transaction.

    Locks the designated project, then the receipt series of the recipient, until commit.

    Raises:
        DesignationNotOpen: the project closed a moment ago.
        PeriodClosed: the month is closed in the recipient's books.
    """
    offer, donation_id = gift.offer, uuid7()
    recipient = gift.ground.recipient
    if gift.ground.project is not None:
        _credit(gift.ground.project, gift)
    post(
        Posting(
            entry=donation_id,
            municipality_id=recipient.code,
            booked_on=offer.donated_on,
            kind=Kind.DONATION,
            debit_account=Account.CASH,
            credit_account=(
                Account.DESIGNATED_DONATIONS if offer.is_designated else Account.GENERAL_DONATIONS
            ),
            amount_krw=offer.amount_krw,
            designation=f"project:{offer.project_id}" if gift.ground.project else offer.purpose,
        )
    )
    donation = Donation(
        id=donation_id,
        portal=gift.portal,
        portal_reference=offer.portal_reference,
        content_hash=offer.content_hash(),
        donor=gift.donor,
        recipient=recipient,
        residence=gift.ground.residence,
        amount_krw=offer.amount_krw,
        paid_at=offer.paid_at,
        donated_on=offer.donated_on,
        tax_year=tax_year(offer.donated_on),
        payment_method=offer.payment_method,
        channel=gift.portal.channel_code,
        pledge_signed_at=gift.ground.pledge.signed_at,
        residence_method=offer.residence_check.method,
        residence_consented_at=offer.residence_check.consented_at,
        residence_document=offer.residence_check.document_reference,
        gift_wish=offer.gift_wish,
        project=gift.ground.project,
        purpose=offer.purpose,
        remaining_krw=gift.remaining_krw,
        hold=gift.hold,
        accepted_at=gift.accepted_at,
        is_demo=gift.is_demo,
    )
    donation.receipt = issue_receipt(_receipt_facts(donation))
    insert(donation)
    record(
        "donation.accepted",
        f"donation:{donation_id}",
        actor=gift.taken_by or gift.portal,
        portal=gift.portal,
        municipality_id=recipient.code,
        amount_krw=offer.amount_krw,
        donated_on=offer.donated_on.isoformat(),
        receipt=donation.receipt.number,
        portal_reference=offer.portal_reference,
    )
    return donation


def _credit(project: FundProject, gift: Gift) -> None:
    # Whether the donor is new is asked under the lock: a return of another year's gift to the
    # same project holds another donor year, and would not be waited for otherwise.
    lock_project(project.pk)
    given = Donation.objects.filter(project=project, donor=gift.donor)
    is_first = not given.filter(status=DonationStatus.ACCEPTED).exists()
    if not receive(project.pk, gift.offer.amount_krw, from_new_donor=is_first):
        raise DesignationNotOpen


def _receipt_facts(donation: Donation) -> ReceiptFacts:
    donor, recipient = donation.donor, donation.recipient
    window = special_disaster_window(recipient.code, donation.donated_on)
    return ReceiptFacts(
        source=donation.pk,
        issuer_id=recipient.code,
        issuer_name_ko=recipient.name_ko,
        issuer_name_en=recipient.name_en,
        issued_at=donation.accepted_at,
        donor_name=donor.name,
        donor_birth_date=identity.birth_date(donor.resident_number).isoformat(),
        name_masked=donor.name_masked,
        amount_krw=donation.amount_krw,
        donated_on=donation.donated_on,
        channel=donation.channel,
        payment_method=donation.payment_method,
        designation=_designation(donation),
        disaster_declared_on=window.declared_on if window else None,
        disaster_ends_on=window.ends_on if window else None,
        disaster_cause=window.cause if window else "",
    )


def _designation(donation: Donation) -> str:
    """Return what the receipt says was designated, in Korean whatever language was asked for."""
    if donation.project is not None:
        return donation.project.name_ko
    with translation.override("ko"):
        return str(donation.get_purpose_display()) if donation.purpose else ""
