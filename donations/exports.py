"""Let a file of donations out: with a reason, by two officials where it holds persons or is large.

A file with masked names and at most a thousand rows is free for whoever may ask; any other waits
for a manager or the auditor who did not ask. Then the one who asked may download it three times
within three days. It is made in the download and kept nowhere, carries a mark that says whose it
is, and each download is on record (promise 10).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import User
from audit.changes import Changes, changes_of, moved
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from audit.record import record
from donations.corrections import as_corrected
from donations.export_files import write
from donations.export_models import Export, ExportFormat, ExportKind, ExportStatus
from donations.models import Donation
from donations.return_errors import RoleMissing
from kernel.errors import DomainError, NotFound

FREE_ROWS = 1_000
"""So many rows with masked names take no second official."""
MOST_ROWS = 100_000
MOST_DOWNLOADS = 3
TO_DECIDE = timedelta(days=7)
TO_DOWNLOAD = timedelta(days=3)
OF_DONATIONS = frozenset({ExportKind.DONATIONS, ExportKind.DONORS})
"""What is made here; a year's papers are made in :mod:`donations.tax_papers`."""
FORMATS = (ExportFormat.XLSX, ExportFormat.CSV)
"""In which form; XML is the tax office's alone."""
MAY_ASK = "donations.ask_export"
MAY_DECIDE = "donations.decide_export"
OF_PERSONS = (Personal.NAME, Personal.BIRTH_DATE, Personal.PHONE, Personal.EMAIL, Personal.ADDRESS)


class TooLarge(DomainError):
    """More rows than a file may have."""

    code = "too_large"
    status = 413
    title = _("Too many donations for one file")
    detail = _("A file holds at most %(most)s donations. Ask for fewer days.")


class ExportConflict(DomainError):
    """The step does not follow from where the export stands."""

    code = "state_conflict"
    status = 409
    title = _("This step is not possible now")
    detail = _("The export was decided, was downloaded three times, or its time has run out.")


class NotTheAsker(DomainError):
    """Who asks does not decide, and who decides does not download."""

    code = "state_conflict"
    status = 409
    title = _("Another official has to do this")
    detail = _("A second official decides about an export, and who asked for it downloads it.")


@dataclass(frozen=True, slots=True)
class ExportAsk:
    """What is asked for, what for and why."""

    kind: ExportKind
    file_format: ExportFormat
    first_on: date
    last_on: date
    purpose: AccessPurpose
    reason: str


@transaction.atomic(durable=True)
def ask_export(ask: ExportAsk, *, actor: User, now: datetime | None = None) -> Export:
    """Ask for a file of the donations of some days.

    Raises:
        NotFound: it is one of the tax office's papers, or in no form of these files.
        RoleMissing: ``actor`` may not ask.
        TooLarge: there are more than a file may have.
    """
    if ask.kind not in OF_DONATIONS or ask.file_format not in FORMATS:
        raise NotFound
    if not actor.has_perm(MAY_ASK) or actor.municipality is None:
        raise RoleMissing
    moment = now or timezone.now()
    rows = _donations(ask.first_on, ask.last_on, actor)[: MOST_ROWS + 1].count()
    if rows > MOST_ROWS:
        raise TooLarge(most=MOST_ROWS)
    is_free = ask.kind == ExportKind.DONATIONS and rows <= FREE_ROWS
    scope.enter_until_commit(scope.SYSTEM)
    export = Export.objects.create(
        municipality=actor.municipality,
        kind=ask.kind,
        file_format=ask.file_format,
        first_on=ask.first_on,
        last_on=ask.last_on,
        rows=rows,
        purpose=ask.purpose,
        reason=ask.reason,
        asked_by=actor,
        asked_at=moment,
        status=ExportStatus.APPROVED if is_free else ExportStatus.REQUESTED,
        expires_at=moment + (TO_DOWNLOAD if is_free else TO_DECIDE),
    )
    note_export("export.asked", export, actor)
    return export


@transaction.atomic(durable=True)
def decide_export(
    export_id: UUID, *, grant: bool, actor: User, now: datetime | None = None
) -> Export:
    """Grant or refuse an export as a second official.

    Raises:
        NotFound: ``actor`` sees no such export.
        RoleMissing: ``actor`` may not decide.
        NotTheAsker: ``actor`` asked for it.
        ExportConflict: it is decided, or nobody decided in a week.
    """
    export = _locked(export_id, actor, MAY_DECIDE)
    moment = now or timezone.now()
    if export.asked_by_id == actor.pk:
        raise NotTheAsker
    if export.status != ExportStatus.REQUESTED or (grant and export.expires_at <= moment):
        raise ExportConflict
    export.status = ExportStatus.APPROVED if grant else ExportStatus.REFUSED
    export.decided_by, export.decided_at = actor, moment
    export.expires_at = moment + TO_DOWNLOAD
    changes = changes_of(export, ("status", "expires_at"))
    export.save(update_fields=["status", "decided_by", "decided_at", "expires_at"])
    note_export("export.approved" if grant else "export.refused", export, actor, changes)
    return export


@transaction.atomic(durable=True)
def download_export(export_id: UUID, *, actor: User, now: datetime | None = None) -> bytes:
    """Return the file, made now and marked; that it left is on record.

    Raises:
        NotFound: ``actor`` sees no such export, or it is of the tax office's papers.
        RoleMissing: ``actor`` may not ask for exports.
        NotTheAsker: somebody else asked for it.
        ExportConflict: it is not granted, has run out or was downloaded three times.
    """
    export = asked_export(export_id, actor)
    if export.kind not in OF_DONATIONS:
        raise NotFound
    moment = now or timezone.now()
    rows = _donations(export.first_on, export.last_on, actor)
    donations = as_corrected(list(rows[:MOST_ROWS]), among=rows)
    content = write(export, donations, moment)
    scope.enter_until_commit(scope.SYSTEM)
    nth = count_download(export, moment)
    with_persons = export.kind == ExportKind.DONORS
    record_access(
        AccessKind.EXPORT,
        f"export:{export.pk}",
        actor=actor,
        municipality_id=export.municipality_id,
        purpose=AccessPurpose(export.purpose),
        data=OF_PERSONS if with_persons else (),
        people=len({donation.donor_id for donation in donations}),
        reason=export.reason,
    )
    note_export("export.downloaded", export, actor, moved(nth - 1, nth, "downloads"))
    return content


def asked_export(export_id: UUID, actor: User) -> Export:
    """Return the export that ``actor`` asked for.

    Raises:
        NotFound, RoleMissing, NotTheAsker: as for a download.
    """
    rows = Export.objects.visible_to(actor).filter(pk=export_id)
    export = rows.select_related("municipality", "asked_by").first()
    if export is None:
        raise NotFound
    if not actor.has_perm(MAY_ASK):
        raise RoleMissing
    if export.asked_by_id != actor.pk:
        raise NotTheAsker
    return export


def count_download(export: Export, moment: datetime) -> int:
    """Count a download of a granted export, in the caller's transaction; return the how-manieth.

    In scope ``system``.

    Raises:
        ExportConflict: it is not granted, has run out or was downloaded three times.
    """
    granted = Export.objects.filter(
        pk=export.pk,
        status=ExportStatus.APPROVED,
        expires_at__gt=moment,
        downloads__lt=MOST_DOWNLOADS,
    )
    if granted.update(downloads=F("downloads") + 1) != 1:
        raise ExportConflict
    return Export.objects.values_list("downloads", flat=True).get(pk=export.pk)


def _donations(first_on: date, last_on: date, actor: User) -> QuerySet[Donation]:
    rows = Donation.objects.visible_to(actor).filter(donated_on__range=(first_on, last_on))
    return rows.select_related("receipt", "donor", "project").order_by("donated_on", "id")


def _locked(export_id: UUID, actor: User, permission: str) -> Export:
    if not Export.objects.visible_to(actor).filter(pk=export_id).exists():
        raise NotFound
    if not actor.has_perm(permission):
        raise RoleMissing
    scope.enter_until_commit(scope.SYSTEM)
    return Export.objects.select_for_update().get(pk=export_id)


def note_export(kind: str, export: Export, actor: User, changes: Changes | None = None) -> None:
    """Write down what became of an export, without its reason."""
    record(
        kind,
        f"export:{export.pk}",
        actor=actor,
        municipality_id=export.municipality_id,
        changes=changes,
        content=export.kind,
        rows=export.rows,
        first_on=export.first_on.isoformat(),
        last_on=export.last_on.isoformat(),
    )
