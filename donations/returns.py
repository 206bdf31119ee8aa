"""Return a donation (반환): asked for once, decided and paid out by two different officials.

The approval decides; **the books change when the money goes back**. Until then the donor has
neither money nor allowance back, so the donation still counts, its receipt still holds, and a
treasury that fails to pay leaves nothing to undo. The pay-out then does everything in one
transaction: contra entry, donor year, project, donation, receipt, audit trail (KR-RET-01 to -04).

The whole donation is taken out of the donor's year, also where gifts are deducted from what is
paid: a returned donation is no donation of that year any more. The law does not say so (KR-CAP-04
is a reading, (c)).

Locks: the return, then donor year → project → donation → receipt, as intake takes them.
Officials are checked in their own row-level scope; what follows runs in scope ``system``.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Actor, Portal, User
from audit.changes import Changes, changes_of, moved
from audit.record import record
from donations import keys
from donations.contra import undo
from donations.models import Donation, DonationStatus
from donations.return_errors import (
    AlreadyReturned,
    AnotherOfficialNeeded,
    GiftValueTooHigh,
    GoesBackInFull,
    ReturnReferenceReused,
    RoleMissing,
    StateConflict,
)
from donations.return_models import IN_FULL, DonationReturn, Ground, ReturnStatus
from kernel.constraints import constraint_of
from kernel.errors import NotFound

TAKEN = {"return_requested_once", "donation_goes_back_once"}

MAY_REQUEST = "donations.request_donationreturn"
MAY_DECIDE = "donations.decide_donationreturn"
MAY_PAY_OUT = "donations.pay_donationreturn"
DECIDED = ("status", "gift_value_krw", "returned_krw")


@dataclass(frozen=True, slots=True)
class ReturnAsk:
    """What is asked for. ``portal_reference`` is the portal's own; an official has none."""

    ground: Ground
    note: str = ""
    portal_reference: str = ""

    def content_hash(self, donation_id: UUID) -> str:
        """Return a keyed hash of everything asked, to tell a repeat from a change."""
        text = json.dumps([str(donation_id), self.ground, self.note, self.portal_reference])
        return keys.keyed_hash(keys.CONTENT, text.encode())


def request_return(
    donation_id: UUID, ask: ReturnAsk, *, actor: Portal | User
) -> tuple[DonationReturn, bool]:
    """Ask for the return of a donation; return the request, and whether it is new.

    Safe for a portal to repeat: the same reference with the same content returns the request made
    first, whatever has become of it.

    Raises:
        NotFound: ``actor`` sees no such donation.
        ReturnReferenceReused: the reference already names a return with other content.
        AlreadyReturned: another return of the donation is open, granted or paid out.
        RoleMissing: the official may not ask.
    """
    try:
        return _request(donation_id, ask, actor)
    except IntegrityError as conflict:
        if constraint_of(conflict) not in TAKEN:
            raise
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        earlier = _repeated(donation_id, ask, actor)
    if earlier is None:
        raise AlreadyReturned
    return earlier, False


@transaction.atomic(durable=True)
def _request(
    donation_id: UUID, ask: ReturnAsk, actor: Portal | User
) -> tuple[DonationReturn, bool]:
    if isinstance(actor, User) and not actor.has_perm(MAY_REQUEST):
        raise RoleMissing
    donation = Donation.objects.visible_to(actor).filter(pk=donation_id).first()
    if donation is None:
        raise NotFound
    scope.enter_until_commit(scope.SYSTEM)
    if earlier := _repeated(donation_id, ask, actor):
        return earlier, False
    case = DonationReturn.objects.create(
        donation=donation,
        portal=actor if isinstance(actor, Portal) else None,
        portal_reference=ask.portal_reference,
        content_hash=ask.content_hash(donation_id),
        requested_by=actor if isinstance(actor, User) else None,
        requested_at=timezone.now(),
        ground=ask.ground,
        note=ask.note,
    )
    _tell("return.requested", case, actor, ground=ask.ground)
    return case, True


def _repeated(donation_id: UUID, ask: ReturnAsk, actor: Portal | User) -> DonationReturn | None:
    if not isinstance(actor, Portal):
        return None
    asked = DonationReturn.objects.filter(portal=actor, portal_reference=ask.portal_reference)
    earlier = asked.first()
    if earlier is not None and earlier.content_hash != ask.content_hash(donation_id):
        raise ReturnReferenceReused(portal_reference=ask.portal_reference)
    return earlier


@transaction.atomic(durable=True)
def approve_return(return_id: UUID, *, gift_value_krw: int = 0, actor: User) -> DonationReturn:
    """Grant a request: the donation, less the value of the gifts sent, shall go back.

    Raises:
        NotFound: ``actor`` sees no such return.
        RoleMissing: ``actor`` may not decide.
        StateConflict: it is decided already.
        AnotherOfficialNeeded: ``actor`` asked for it.
        GoesBackInFull, GiftValueTooHigh: the deduction is not lawful.
    """
    case = _to_decide(return_id, actor)
    amount_krw = case.donation.amount_krw
    if gift_value_krw and case.ground in IN_FULL:
        raise GoesBackInFull
    if not 0 <= gift_value_krw <= amount_krw:
        raise GiftValueTooHigh(amount_krw=amount_krw)
    case.status = ReturnStatus.APPROVED
    case.gift_value_krw = gift_value_krw
    case.returned_krw = amount_krw - gift_value_krw
    changes = changes_of(case, DECIDED)
    _write_decision(case, actor)
    _tell(
        "return.approved",
        case,
        actor,
        changes=changes,
        returned_krw=case.returned_krw,
        gift_value_krw=gift_value_krw,
    )
    return case


@transaction.atomic(durable=True)
def refuse_return(return_id: UUID, *, reason: str, actor: User) -> DonationReturn:
    """Turn a request down; the donation stands, and another return of it may be asked for.

    ``reason`` is for the file of the local government; neither log nor portal gets it.

    Raises:
        NotFound, RoleMissing, StateConflict, AnotherOfficialNeeded: as for an approval.
    """
    case = _to_decide(return_id, actor)
    case.status = ReturnStatus.REFUSED
    case.refusal = reason
    _write_decision(case, actor)
    _tell("return.refused", case, actor, changes=moved(ReturnStatus.REQUESTED, case.status))
    return case


@transaction.atomic(durable=True)
def pay_out_return(return_id: UUID, *, actor: User) -> DonationReturn:
    """Confirm that the money went back, and undo the donation in every book at once.

    Raises:
        NotFound: ``actor`` sees no such return.
        RoleMissing: ``actor`` may not confirm pay-outs.
        StateConflict: it is not approved, or paid out already.
        AnotherOfficialNeeded: ``actor`` approved it.
        ProjectMoneySpent: the designated project has nothing left to give back.
        PeriodClosed: today's month is closed in the fund's books.
    """
    case = _locked(return_id, actor, MAY_PAY_OUT)
    if case.status != ReturnStatus.APPROVED:
        raise StateConflict(state=case.status)
    if case.decided_by_id == actor.pk:
        raise AnotherOfficialNeeded
    case.status = ReturnStatus.PAID_OUT
    case.paid_out_by = actor
    case.paid_out_at = timezone.now()
    case.save(update_fields=["status", "paid_out_by", "paid_out_at"])
    cancellation = undo(case, actor=actor, at=case.paid_out_at)
    _tell(
        "return.paid_out",
        case,
        actor,
        changes=moved(ReturnStatus.APPROVED, case.status),
        returned_krw=case.returned_krw,
    )
    _tell(
        "donation.returned",
        case,
        actor,
        f"donation:{case.donation_id}",
        changes=moved(DonationStatus.ACCEPTED, DonationStatus.RETURNED),
        ground=case.ground,
    )
    _tell(
        "receipt.cancelled",
        case,
        actor,
        f"receipt:{cancellation.receipt.number}",
        receipt=cancellation.receipt.number,
        cancellation=cancellation.number,
        cancelled_on=cancellation.cancelled_on.isoformat(),
    )
    return case


def _to_decide(return_id: UUID, actor: User) -> DonationReturn:
    case = _locked(return_id, actor, MAY_DECIDE)
    if case.status != ReturnStatus.REQUESTED:
        raise StateConflict(state=case.status)
    if case.requested_by_id == actor.pk:
        raise AnotherOfficialNeeded
    return case


def _locked(return_id: UUID, actor: User, permission: str) -> DonationReturn:
    """Return the return, locked until commit, and go on in scope ``system``."""
    if not DonationReturn.objects.visible_to(actor).filter(pk=return_id).exists():
        raise NotFound
    if not actor.has_perm(permission):
        raise RoleMissing
    scope.enter_until_commit(scope.SYSTEM)
    rows = DonationReturn.objects.select_for_update(of=("self",))
    return rows.select_related("donation__portal", "donation__receipt").get(pk=return_id)


def _write_decision(case: DonationReturn, actor: User) -> None:
    case.decided_by = actor
    case.decided_at = timezone.now()
    case.save(
        update_fields=[
            "status",
            "gift_value_krw",
            "returned_krw",
            "refusal",
            "decided_by",
            "decided_at",
        ]
    )


def _tell(
    kind: str,
    case: DonationReturn,
    actor: Actor,
    subject: str = "",
    changes: Changes | None = None,
    **facts: object,
) -> None:
    """Write down what happened, for the trail and for the portal that reported the donation."""
    donation = case.donation
    record(
        kind,
        subject or f"return:{case.pk}",
        actor=actor,
        municipality_id=donation.recipient_id,
        portal=donation.portal,
        changes=changes,
        donation_id=str(donation.pk),
        portal_reference=donation.portal_reference,
        return_id=str(case.pk),
        **facts,
    )
