"""Write a paper of the tax office: to whom it goes, why, and how much of it, is recorded.

Ledger and electronic file hold resident numbers in full; nothing else that leaves the service
does. Who may have one, and which second official is asked, is for :mod:`donations.tax_papers`.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from audit.record import record
from receipts.tax_office.electronic_file import csv_file, xml_file
from receipts.tax_office.issuer import Issuer, issuer_of
from receipts.tax_office.lines import Line, standing_lines
from receipts.tax_office.spreadsheets import write_ledger, write_totals


class Paper(models.TextChoices):
    """What can be handed out."""

    LEDGER = "ledger", _("Ledger by donor (spreadsheet)")
    TOTALS = "totals", _("Totals sheet (spreadsheet)")
    ELECTRONIC_CSV = "csv", _("Electronic receipts (CSV)")
    ELECTRONIC_XML = "xml", _("Electronic receipts (XML)")


class Reason(models.TextChoices):
    """Why it is handed out."""

    FILING = "filing", _("To file it with the tax office")
    TAX_OFFICE_ASKED = "tax_office_asked", _("The tax office asked for it")
    AUDIT = "audit", _("For an audit")
    CORRECTION = "correction", _("To check or correct the year's papers")


WITHOUT_PERSONS = frozenset({Paper.TOTALS})
FILE_NAMES = {
    Paper.LEDGER: "ledger-{}-{}.xlsx",
    Paper.TOTALS: "totals-{}-{}.xlsx",
    Paper.ELECTRONIC_CSV: "receipts-{}-{}.csv",
    Paper.ELECTRONIC_XML: "receipts-{}-{}.xml",
}

Writer = Callable[[Path, Issuer, int, Iterable[Line]], int]


def file_name(paper: Paper, issuer_id: str, tax_year: int) -> str:
    """Return what the paper is called when it is saved."""
    return FILE_NAMES[paper].format(issuer_id, tax_year)


def write_paper(
    paper: Paper,
    issuer_id: str,
    tax_year: int,
    path: Path,
    *,
    reason: Reason,
    actor: User,
) -> int:
    """Write ``paper`` to ``path`` and record who took it and why, in the caller's transaction.

    The session must be in scope ``system``. Whether ``actor`` may have it was asked before.

    Returns:
        How many receipts it holds.
    """
    issuer = issuer_of(issuer_id, tax_year)
    number = WRITERS[paper](path, issuer, tax_year, standing_lines(issuer_id, tax_year))
    record(
        "tax_paper.exported",
        f"tax_year:{issuer_id}-{tax_year}",
        actor=actor,
        municipality_id=issuer_id,
        paper=str(paper),
        reason=str(reason),
        receipts=number,
    )
    if paper not in WITHOUT_PERSONS:
        record_access(
            AccessKind.EXPORT,
            f"tax_year:{issuer_id}-{tax_year}",
            actor=actor,
            municipality_id=issuer_id,
            purpose=AccessPurpose.RECEIPT,
            data=[Personal.NAME, Personal.RESIDENT_NUMBER, Personal.ADDRESS],
            people=number,
            reason=str(reason.label),
        )
    return number


def _csv(path: Path, issuer: Issuer, tax_year: int, lines: Iterable[Line]) -> int:
    counted = _Counted(lines)
    with path.open("wb") as file:
        file.writelines(csv_file(issuer, tax_year, counted))
    return counted.number


def _xml(path: Path, issuer: Issuer, tax_year: int, lines: Iterable[Line]) -> int:
    counted = _Counted(lines)
    with path.open("wb") as file:
        file.writelines(xml_file(issuer, tax_year, counted))
    return counted.number


class _Counted:
    """Lines, and how many went by."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines, self.number = lines, 0

    def __iter__(self) -> Iterator[Line]:
        for line in self.lines:
            self.number += 1
            yield line


WRITERS: dict[Paper, Writer] = {
    Paper.LEDGER: write_ledger,
    Paper.TOTALS: write_totals,
    Paper.ELECTRONIC_CSV: _csv,
    Paper.ELECTRONIC_XML: _xml,
}
