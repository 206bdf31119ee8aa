"""Undo a donation in every book: donor year, project, journal, donation, receipt."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q

from accounts.models import User
from donations.allowance import give_back, person_of
from donations.models import Donation, DonationStatus
from donations.return_errors import ProjectMoneySpent
from donations.return_models import ARTICLES, DonationReturn, Ground
from kernel.dates import seoul_date
from ledger.models import Account, Kind
from ledger.posting import Posting, post
from projects.designation import lock_projects, take_back
from receipts.cancel import CancellationFacts, cancel_receipt
from receipts.models import ReceiptCancellation

RETURN_ARTICLE = "고향사랑 기부금에 관한 법률 제14조제1항"


def undo(case: DonationReturn, *, actor: User, at: datetime) -> ReceiptCancellation:
    """Take the donation of ``case`` out of every book; return the document cancelling its receipt.

    In the running transaction, in scope ``system``. Locks the donor's year, the project, then the
    donation, until commit.

    Raises:
        ProjectMoneySpent: the designated project has nothing left to give back.
        PotOverdrawn: what was given for the purpose was assigned or spent.
        PeriodClosed: the month of ``at`` is closed in the fund's books.
    """
    donation = case.donation
    give_back(donation.donor_id, donation.tax_year, donation.amount_krw)
    if donation.project_id is not None:
        _take_from_project(donation, donation.project_id)
    for posting in _contra(case, seoul_date(at)):
        post(posting)
    accepted = Donation.objects.filter(pk=donation.pk, status=DonationStatus.ACCEPTED)
    if accepted.update(status=DonationStatus.RETURNED) != 1:
        raise ValueError(f"donation {donation.pk} is returned already")
    return cancel_receipt(
        donation.receipt,
        CancellationFacts(
            source=case.pk,
            ground=case.ground,
            reason=reason_of(Ground(case.ground)),
            cancelled_at=at,
        ),
        actor=actor,
    )


def _take_from_project(donation: Donation, project_id: int) -> None:
    """Correct the project's sums by the whole gift; its donor leaves with the last one."""
    lock_projects([project_id])
    person = person_of(donation.donor_id)
    theirs = Q(donor=person) | Q(donor__alias_of=person)
    given = Donation.objects.filter(theirs, project=project_id, status=DonationStatus.ACCEPTED)
    is_last = not given.exclude(pk=donation.pk).exists()
    if not take_back(project_id, donation.amount_krw, donor_leaves=is_last):
        raise ProjectMoneySpent


def _contra(case: DonationReturn, booked_on: date) -> Iterator[Posting]:
    """Yield the reverse of the donation's own entry by what is paid out, booked today.

    What was deducted for gifts stays in the fund as the income that paid for them. General money
    has paid for them (KR-FND-08), so it leaves the pot of a designated gift, which could not
    spend it: the gift is no gift any more.
    """
    donation = case.donation
    is_designated = donation.project_id is not None or donation.purpose != ""
    income = Account.DESIGNATED_DONATIONS if is_designated else Account.GENERAL_DONATIONS
    pot = f"project:{donation.project_id}" if donation.project_id else donation.purpose
    paid_out = case.returned_krw or 0
    kept = (case.gift_value_krw or 0) if is_designated else 0
    for kind, debit, credit, amount_krw, designation in (
        (Kind.RETURN, income, Account.CASH, paid_out, pot),
        (Kind.ASSIGNMENT, income, Account.REASSIGNED, kept, pot),
        (Kind.ASSIGNMENT, Account.REASSIGNED, Account.GENERAL_DONATIONS, kept, ""),
    ):
        if amount_krw:
            yield Posting(
                entry=case.pk,
                municipality_id=donation.recipient_id,
                booked_on=booked_on,
                kind=kind,
                debit_account=debit,
                credit_account=credit,
                amount_krw=amount_krw,
                designation=designation,
            )


def reason_of(ground: Ground) -> str:
    """Return what a cancelling document says of its ground, in Korean whatever was asked for."""
    if ground not in ARTICLES:
        return "이중 결제(착오 납부)에 따른 반환"
    return f"{RETURN_ARTICLE}에 따른 반환 (같은 법 {ARTICLES[ground]} 위반)"
