"""Write an export as CSV or Excel: a mark on top, then a row for each donation.

No cell is a formula, whatever a donor or portal has written into a name or reference.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.admin_base import channel_name
from donations.export_models import Export, ExportFormat, ExportKind
from donations.identity import birth_date
from donations.models import Donation

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int


def write(export: Export, donations: Sequence[Donation], at: datetime) -> bytes:
    """Return the file."""
    table = [mark(export, at), headings(export.kind), *rows(export.kind, donations)]
    return _xlsx(table) if export.file_format == ExportFormat.XLSX else _csv(table)


def mark(export: Export, at: datetime) -> list[Cell]:
    """Return the line that says whose file this is."""
    warning = (
        _("Contains personal data: keep closed, destroy after use")
        if export.kind == ExportKind.DONORS
        else _("Names masked")
    )
    told = f"{localtime(at):%Y-%m-%d %H:%M}"
    return [warning, str(export.municipality), str(export.asked_by), told, str(export.pk)]


def headings(kind: str) -> list[Cell]:
    """Return the names of the columns."""
    names = [
        _("receipt number"),
        _("donated on"),
        _("amount (won)"),
        _("channel"),
        _("payment"),
        _("status"),
        _("designated for"),
        _("portal reference"),
    ]
    if kind == ExportKind.DONORS:
        persons = [_("Name"), _("Date of birth"), _("Phone"), _("E-mail"), _("Address")]
        return [*names, *persons]
    return [*names, _("donor")]


def rows(kind: str, donations: Iterable[Donation]) -> Iterable[list[Cell]]:
    """Yield a row for each donation."""
    for donation in donations:
        project = donation.project
        designated = str(project) if project else donation.get_purpose_display()
        row: list[Cell] = [
            str(donation.receipt.number),
            donation.donated_on.isoformat(),
            donation.amount_krw,
            channel_name(donation.channel),
            donation.get_payment_method_display(),
            donation.get_status_display(),
            designated,
            donation.portal_reference,
        ]
        if kind == ExportKind.DONORS:
            donor = donation.donor
            number = donor.resident_number
            born = birth_date(number).isoformat() if number else ""
            row += [donor.name, born, donor.phone, donor.email, donation.receipt.donor_address]
        else:
            row.append(donation.receipt.name_masked)
        yield row


def plain(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA):
        return f"'{cell}"
    return cell


def _csv(table: Iterable[list[Cell]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([plain(cell) for cell in row] for row in table)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(table: Sequence[list[Cell]]) -> bytes:
    import xlsxwriter  # two megabytes, only where workbooks are made

    file = io.BytesIO()
    plainly = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, plainly) as book:
        sheet = book.add_worksheet()
        sheet.set_header("&C" + " · ".join(str(cell) for cell in table[0]).replace("&", "&&"))
        sheet.freeze_panes(2, 0)
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
    return file.getvalue()
