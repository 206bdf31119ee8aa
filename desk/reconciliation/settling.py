"""Compare a settlement file with our books, and say why each difference is one."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Portal, User
from audit.changes import moved
from audit.record import record
from desk.bulk import cells
from desk.bulk.cells import Unreadable
from desk.bulk.columns import COLUMNS, guess
from desk.bulk.errors import ColumnsMissing, FileRefused, UploadedBefore
from desk.bulk.models import BulkSource
from desk.bulk.spreadsheet import MEGABYTE, Sheet, open_sheet
from desk.reconciliation.comparing import Booked, Differs, Paid, added_up, differences
from desk.reconciliation.models import (
    Difference,
    LineResolution,
    Reason,
    Settlement,
    SettlementLine,
)
from desk.tallies import by_portal
from donations import keys
from donations.models import Donation, DonationStatus
from donations.return_errors import RoleMissing
from donations.return_models import DonationReturn, ReturnStatus
from kernel.constraints import constraint_of
from kernel.dates import FIRST_DAY, seoul_date
from kernel.errors import DomainError, NotFound

MAY_COMPARE = "desk.add_settlement"
NEEDED = ("reference", "amount", "paid_at")


class LineUnreadable(FileRefused):
    detail = _("Row %(row)s has no readable reference, amount or day.")


class DaysTurned(DomainError):
    """The last day lies before the first."""

    code = "days_turned"
    title = _("The days are turned round")
    detail = _("The last day lies before the first.")


class NoteMissing(DomainError):
    """Something else needs words."""

    code = "note_missing"
    title = _("A note is needed")
    detail = _("“Something else” needs a note.")


def portals_of(actor: User) -> list[Portal]:
    """Return the portals whose files ``actor`` may compare: those through which we received."""
    if actor.municipality is None:
        return []
    codes = actor.municipality.lineage_codes()
    received = by_portal(codes, FIRST_DAY, seoul_date(timezone.now()))
    sources = BulkSource.objects.visible_to(actor).values_list("portal_id", flat=True)
    return list(Portal.objects.filter(pk__in={*received, *sources}).order_by("name"))


def compare_file(
    file: BinaryIO, *, portal_id: int, first_on: date, last_on: date, actor: User
) -> Settlement:
    """Compare what a portal says it was paid for us from ``first_on`` to ``last_on``.

    A payment of the file that stands in our books under another day agrees all the same: which
    day a midnight belongs to is the payment's to say, not the file's.

    Raises:
        RoleMissing: ``actor`` may not.
        NotFound: the portal has never brought us anything.
        DaysTurned: the last day lies before the first.
        FileRefused, ColumnsMissing: the file cannot be read, or was compared before.
    """
    if not actor.has_perm(MAY_COMPARE) or actor.municipality is None:
        raise RoleMissing
    if last_on < first_on:
        raise DaysTurned
    checksum = _checksum(file)
    try:
        with transaction.atomic(durable=True):
            portal = next((each for each in portals_of(actor) if each.pk == portal_id), None)
            if portal is None:
                raise NotFound
            theirs = _theirs(open_sheet(file), portal)
            return _keep(portal, theirs, (first_on, last_on), checksum, actor)
    except IntegrityError as conflict:
        if constraint_of(conflict) != "settlement_compared_once":
            raise
        raise UploadedBefore(day=date_format(first_on)) from conflict


@transaction.atomic(durable=True)
def resolve_line(line_id: int, reason: Reason, *, note: str = "", actor: User) -> LineResolution:
    """Say why a line differs. Another reason may follow; all stay, and the newest counts.

    Raises:
        RoleMissing: ``actor`` may not.
        NotFound: ``actor`` sees no such line.
        NoteMissing: the reason is another one, and nothing says which.
    """
    if not actor.has_perm(MAY_COMPARE):
        raise RoleMissing
    line = SettlementLine.objects.visible_to(actor).filter(pk=line_id).first()
    if line is None:
        raise NotFound
    if reason is Reason.OTHER and not note.strip():
        raise NoteMissing
    before = line.resolutions.values_list("reason", flat=True).first()
    resolution = LineResolution.objects.create(
        line=line,
        municipality_id=line.municipality_id,
        reason=reason,
        note=note.strip(),
        resolved_by=actor,
        resolved_at=timezone.now(),
    )
    record(
        "settlement_line.resolved",
        f"settlement:{line.settlement_id}",
        actor=actor,
        municipality_id=line.municipality_id,
        changes=moved(before, reason, "reason"),
        line=line.pk,
    )
    return resolution


def _theirs(sheet: Sheet, portal: Portal) -> dict[str, Paid]:
    source = BulkSource.objects.filter(portal=portal).first()
    at = guess(sheet.headings, source.columns if source else {})
    if missing := [str(COLUMNS[field].label) for field in NEEDED if field not in at]:
        raise ColumnsMissing(fields=", ".join(missing))
    payments = []
    for number, row in sheet.rows:
        told = [row[at[field]] if at[field] < len(row) else "" for field in NEEDED]
        if not told[0] or len(told[0]) > 100 or any(map(cells.is_formula, told)):
            raise LineUnreadable(row=number)
        try:
            paid_at, _has_time = cells.instant_of(told[2])
            amount = told[1].removeprefix("-")
            amount_krw = cells.won_of(amount) * (1 if amount == told[1] else -1)
        except Unreadable as problem:
            raise LineUnreadable(row=number) from problem
        payments.append((told[0], Paid(amount_krw, seoul_date(paid_at))))
    return added_up(payments)


def _ours(
    portal: Portal, theirs: Mapping[str, Paid], days: tuple[date, date], codes: list[str]
) -> dict[str, Booked]:
    mine = Donation.objects.filter(portal=portal, recipient_id__in=codes)
    asked = list(theirs)
    found = [
        *mine.filter(donated_on__range=days),
        *(
            donation
            for start in range(0, len(asked), 1000)
            for donation in mine.filter(portal_reference__in=asked[start : start + 1000])
        ),
    ]
    returned = dict(
        DonationReturn.objects.filter(
            donation__in=[each.pk for each in found if each.status == DonationStatus.RETURNED],
            status=ReturnStatus.PAID_OUT,
        ).values_list("donation_id", "returned_krw")
    )
    return {
        each.portal_reference: Booked(
            donation=each.pk,
            amount_krw=each.amount_krw,
            left_krw=each.amount_krw - (returned.get(each.pk) or 0),
            on=each.donated_on,
        )
        for each in found
    }


def _keep(
    portal: Portal,
    theirs: Mapping[str, Paid],
    days: tuple[date, date],
    checksum: str,
    actor: User,
) -> Settlement:
    government = actor.municipality
    assert government is not None, "asked above"  # noqa: S101
    ours = _ours(portal, theirs, days, government.lineage_codes())
    settlement = Settlement.objects.create(
        municipality=government,
        portal=portal,
        first_on=days[0],
        last_on=days[1],
        content_hash=checksum,
        their_number=len(theirs),
        their_krw=sum(paid.amount_krw for paid in theirs.values()),
        our_number=len(ours),
        our_krw=sum(booked.amount_krw for booked in ours.values()),
        uploaded_by=actor,
        uploaded_at=timezone.now(),
    )
    found = differences(theirs, ours)
    SettlementLine.objects.bulk_create([_line(settlement, each) for each in found], 1000)
    record(
        "settlement.compared",
        f"settlement:{settlement.pk}",
        actor=actor,
        municipality_id=government.code,
        differences=len(found),
    )
    return settlement


def _line(settlement: Settlement, found: Differs) -> SettlementLine:
    paid, booked = found.paid, found.booked
    kind = Difference.AMOUNT
    if paid is None:
        kind = Difference.ABSENT_THERE
    elif booked is None:
        kind = Difference.ABSENT_HERE
    return SettlementLine(
        settlement=settlement,
        municipality_id=settlement.municipality_id,
        kind=kind,
        reference=found.reference,
        paid_on=paid.on if paid else booked.on if booked else None,
        their_krw=paid.amount_krw if paid else None,
        our_krw=booked.amount_krw if booked else None,
        donation_id=booked.donation if booked else None,
    )


def _checksum(file: BinaryIO) -> str:
    digest = hmac.new(keys.key(keys.CONTENT), digestmod=hashlib.sha256)
    file.seek(0)
    while block := file.read(MEGABYTE):
        digest.update(block)
    return digest.hexdigest()
