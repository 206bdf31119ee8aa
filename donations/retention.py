"""How long personal data are kept, and their erasure when the time is over (KR-PII-07).

The law wants the ledger of receipts for five years from issue. Here a receipt's personal data stay
until the end of the fifth year after the year of issue, which is never shorter and covers the tax
year of the donation. A donor's own row stays as long as any receipt of theirs, a hold, an open
return, or a legal hold. What is erased is who it was: amounts, days, numbers and every entry of
the books stay, so the sums of the past do not change. Whoever gives again is a new donor.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import User
from audit.changes import Changes, moved
from audit.record import record
from donations.models import Donation, Donor, Hold, HoldStatus
from donations.retention_models import LegalHold
from donations.return_errors import RoleMissing, StateConflict
from donations.return_models import DonationReturn, ReturnStatus
from kernel.errors import NotFound
from receipts.models import PERSONAL, Receipt, ReceiptCorrection

FULL_YEARS = 5
"""So many whole years after the year of issue."""
BATCH = 200
MAY_HOLD = "donations.hold_donor"
OPEN = (ReturnStatus.REQUESTED, ReturnStatus.APPROVED)


class AlreadySo(StateConflict):
    """There is a legal hold already, or none to lift."""

    detail = _("This donor's data are kept already, or there is nothing to lift.")


@dataclass(frozen=True, slots=True)
class Due:
    """What a run would erase, or has: numbers only."""

    donors: int
    receipts: int
    kept_by_hold: int


def last_year_erased(today: date) -> int:
    """Return the newest year of issue whose receipts lose their personal data on ``today``."""
    return today.year - FULL_YEARS - 1


def due_donors(today: date) -> QuerySet[Donor]:
    """Return the donors whose time is over and who have not been erased; in scope ``system``."""
    ends = date(last_year_erased(today), 12, 31)
    theirs = Donation.objects.filter(donor=OuterRef(OuterRef("pk")))
    younger = Receipt.objects.filter(source__in=Subquery(theirs.values("pk")), issued_on__gt=ends)
    open_returns = DonationReturn.objects.filter(donation__donor=OuterRef("pk"), status__in=OPEN)
    live = Hold.objects.filter(donor=OuterRef("pk"), status=HoldStatus.LIVE)
    rows = Donor.objects.exclude(resident_number="").filter(first_seen_at__year__lte=ends.year)
    return rows.exclude(Exists(younger) | Exists(open_returns) | Exists(live))


def _held() -> Exists:
    return Exists(LegalHold.objects.filter(donor=OuterRef("pk"), lifted_at=None))


def due(today: date) -> Due:
    """Return what :func:`erase_some` would erase on ``today``, and writes nothing."""
    donors = due_donors(today)
    free = donors.exclude(_held())
    given = Donation.objects.filter(donor__in=free).values("pk")
    receipts = Receipt.objects.filter(source__in=given).exclude(donor_name="")
    return Due(free.count(), receipts.count(), donors.filter(_held()).count())


@transaction.atomic
def erase_some(today: date, limit: int = BATCH) -> Due:
    """Erase who at most ``limit`` donors are; safe to repeat. In scope ``system``."""
    free = due_donors(today).exclude(_held()).order_by("pk")
    donors = list(free.select_for_update(of=("self",), skip_locked=True)[:limit])
    cut = 0
    for donor in donors:
        given = Donation.objects.filter(donor=donor).values("pk")
        theirs = Receipt.objects.filter(source__in=given).exclude(donor_name="")
        cut += theirs.update(**dict.fromkeys((*PERSONAL, "name_masked"), ""))
        notes = ReceiptCorrection.objects.filter(receipt__source__in=given).exclude(note="")
        notes.update(note="")
        # The row stays under a name that no number leads to.
        nobody = f"erased:{secrets.token_hex(28)}"
        Donor.objects.filter(pk=donor.pk).update(
            identity_hash=nobody, lookup_hash="", resident_number="", name="", phone="", email=""
        )
        record("donor.erased", f"donor:{donor.pk}", actor=None)
    return Due(len(donors), cut, 0)


@transaction.atomic(durable=True)
def hold_donor(donation_id: UUID, *, reason: str, actor: User) -> None:
    """Keep the data of a donation's donor beyond their time.

    Raises:
        NotFound: ``actor`` sees no such donation.
        RoleMissing: ``actor`` may not.
        AlreadySo: there is such a hold of this local government.
    """
    donation = _donation(donation_id, actor)
    scope.enter_until_commit(scope.SYSTEM)
    donor = Donor.objects.select_for_update().only("pk").get(pk=donation.donor_id)
    here = {"donor": donor, "municipality_id": donation.recipient_id}
    if LegalHold.objects.filter(**here, lifted_at=None).exists():
        raise AlreadySo
    LegalHold.objects.create(**here, reason=reason, set_by=actor, set_at=timezone.now())
    _note("donor.held", donation, actor)


@transaction.atomic(durable=True)
def lift_hold(donation_id: UUID, *, actor: User) -> None:
    """Let the data of a donation's donor end with their time again; raises as a hold does."""
    donation = _donation(donation_id, actor)
    scope.enter_until_commit(scope.SYSTEM)
    rows = LegalHold.objects.filter(
        donor=donation.donor_id, municipality_id=donation.recipient_id, lifted_at=None
    )
    now = timezone.now()
    if rows.update(lifted_at=now, lifted_by=actor) != 1:
        raise AlreadySo
    _note("donor.released", donation, actor, moved(None, now, "lifted_at"))


def is_held(donation: Donation) -> bool:
    """Say whether the recipient keeps the donor's data by a legal hold."""
    return LegalHold.objects.filter(
        donor=donation.donor_id, municipality_id=donation.recipient_id, lifted_at=None
    ).exists()


def _donation(donation_id: UUID, actor: User) -> Donation:
    donation = Donation.objects.visible_to(actor).filter(pk=donation_id).first()
    if donation is None:
        raise NotFound
    if not actor.has_perm(MAY_HOLD):
        raise RoleMissing
    return donation


def _note(kind: str, donation: Donation, actor: User, changes: Changes | None = None) -> None:
    record(
        kind,
        f"donation:{donation.pk}",
        actor=actor,
        municipality_id=donation.recipient_id,
        changes=changes,
    )
