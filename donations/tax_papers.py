"""Hand the tax office's papers out: with a reason, and by two officials where they hold persons.

Ledger and electronic file take the way of every other file with persons (:mod:`donations.exports`):
a manager asks, a second official grants, and who asked may download it three times within three
days. The totals sheet names nobody and is handed out at once. A year has one file however long it
is, since the tax office takes no part of one.
"""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import User
from audit.changes import moved
from audit.personal_access import AccessPurpose
from donations.export_models import Export, ExportFormat, ExportKind, ExportStatus
from donations.exports import TO_DECIDE, asked_export, count_download, note_export
from kernel.errors import DomainError, NotFound
from receipts.models import ReceiptSeries
from receipts.tax_office.export import WITHOUT_PERSONS, Paper, Reason, file_name, write_paper
from receipts.tax_office.lines import standing

MAY_EXPORT = "receipts.download_taxpaper"

FORMS: dict[Paper, tuple[ExportKind, ExportFormat]] = {
    Paper.LEDGER: (ExportKind.LEDGER, ExportFormat.XLSX),
    Paper.ELECTRONIC_CSV: (ExportKind.ELECTRONIC, ExportFormat.CSV),
    Paper.ELECTRONIC_XML: (ExportKind.ELECTRONIC, ExportFormat.XML),
}
"""Paper with persons -> how it is asked for."""
PAPERS = {form: paper for paper, form in FORMS.items()}


class TaxRoleMissing(DomainError):
    """The role does not carry it."""

    code = "role_missing"
    status = 403
    title = _("Your role does not allow this")
    detail = _("Papers with resident numbers are handed out by a manager.")


class SecondOfficialGrants(DomainError):
    """It holds persons."""

    code = "second_official_needed"
    status = 403
    title = _("Another official is needed")
    detail = _("This paper holds resident numbers. Ask for it; a second official grants it.")


def ask_tax_paper(
    paper: Paper,
    issuer_id: str,
    tax_year: int,
    *,
    reason: Reason,
    actor: User,
    now: datetime | None = None,
) -> Export:
    """Ask for a paper with persons; another official decides about it as about any export.

    Raises:
        NotFound: ``actor`` sees no receipts of that issuer and year, or no such paper is granted.
        TaxRoleMissing: ``actor`` may not ask.
    """
    _check(issuer_id, tax_year, actor)
    if paper not in FORMS:
        raise NotFound
    kind, file_format = FORMS[paper]
    moment = now or timezone.now()
    with transaction.atomic(durable=True):
        scope.enter_until_commit(scope.SYSTEM)
        export = Export.objects.create(
            municipality_id=issuer_id,
            kind=kind,
            file_format=file_format,
            first_on=date(tax_year, 1, 1),
            last_on=date(tax_year, 12, 31),
            rows=standing(issuer_id, tax_year).count(),
            purpose=AccessPurpose.RECEIPT,
            reason=str(reason),
            asked_by=actor,
            asked_at=moment,
            status=ExportStatus.REQUESTED,
            expires_at=moment + TO_DECIDE,
        )
        note_export("export.asked", export, actor)
    return export


def take_granted_paper(
    export_id: UUID, folder: Path, *, actor: User, now: datetime | None = None
) -> Path:
    """Write a paper that a second official has granted into ``folder``; return where it lies.

    Raises:
        NotFound: ``actor`` sees no such export, or it is none of a year's papers.
        RoleMissing, TaxRoleMissing: ``actor`` may not have it.
        NotTheAsker: somebody else asked for it.
        ExportConflict: it is not granted, has run out or was downloaded three times.
    """
    export = asked_export(export_id, actor)
    paper = paper_of(export)
    if paper is None:
        raise NotFound
    issuer_id, tax_year = export.municipality_id, export.first_on.year
    _check(issuer_id, tax_year, actor)
    path = folder / file_name(paper, issuer_id, tax_year)
    with transaction.atomic(durable=True):
        scope.enter_until_commit(scope.SYSTEM)
        nth = count_download(export, now or timezone.now())
        write_paper(paper, issuer_id, tax_year, path, reason=Reason(export.reason), actor=actor)
        note_export("export.downloaded", export, actor, moved(nth - 1, nth, "downloads"))
    return path


def take_paper_without_persons(
    paper: Paper, issuer_id: str, tax_year: int, folder: Path, *, reason: Reason, actor: User
) -> Path:
    """Write a paper that names nobody into ``folder``; return where it lies.

    Raises:
        NotFound: ``actor`` sees no receipts of that issuer and year.
        TaxRoleMissing: ``actor`` may not have it.
        SecondOfficialGrants: it holds persons.
    """
    _check(issuer_id, tax_year, actor)
    if paper not in WITHOUT_PERSONS:
        raise SecondOfficialGrants
    path = folder / file_name(paper, issuer_id, tax_year)
    with transaction.atomic(durable=True):
        scope.enter_until_commit(scope.SYSTEM)
        write_paper(paper, issuer_id, tax_year, path, reason=reason, actor=actor)
    return path


def paper_of(export: Export) -> Paper | None:
    """Return which of a year's papers an export is; None for any other export."""
    return PAPERS.get((ExportKind(export.kind), ExportFormat(export.file_format)))


def reason_of(export: Export) -> str:
    """Return why an export was asked for, in words."""
    return export.reason if paper_of(export) is None else str(Reason(export.reason).label)


def _check(issuer_id: str, tax_year: int, actor: User) -> None:
    if actor.municipality is None or issuer_id not in actor.municipality.lineage_codes():
        raise NotFound
    if not actor.has_perm(MAY_EXPORT):
        raise TaxRoleMissing
    if not ReceiptSeries.objects.filter(issuer=issuer_id, year=tax_year).exists():
        raise NotFound
