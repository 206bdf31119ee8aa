"""Files as banks and platforms send them, and the officials who take them in."""

import csv
import io
from typing import Any

from openpyxl import Workbook

from accounts.models import User
from desk.bulk import job
from desk.bulk.decisions import assign_columns
from desk.bulk.models import BulkChunk, BulkFile, BulkSource
from desk.bulk.piece import FileRow, Piece
from desk.bulk.sources import add_source
from desk.bulk.upload import upload_file
from donations.models import Donation, Donor
from receipts.models import Receipt

HEADINGS = ["거래번호", "성명", "주민등록번호", "주소지", "기부금액", "기부일시"]


def line(number: int = 1, **changes: str) -> list[str]:
    """Return a row: the gift of 100,000 won of person ``number``, changed as asked."""
    cells = {
        "거래번호": f"B-{number:05d}",
        "성명": "홍길동",
        "주민등록번호": person(number),
        "주소지": "11110",
        "기부금액": "100,000원",
        "기부일시": "2026-10-05 14:00:00",
        **changes,
    }
    return list(cells.values())


def person(number: int) -> str:
    """Return the number of somebody; each ``number`` is another person."""
    return f"9001{number % 28 + 1:02d}-1{number:06d}"


def table(*lines: list[str], headings: list[str] | None = None, mark: str = ",") -> str:
    """Return a table as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\r\n").writerows(
        [headings or HEADINGS, *lines]
    )
    return text.getvalue()


def in_utf8(*lines: list[str], **form: Any) -> io.BytesIO:
    """Return the table as a file."""
    return io.BytesIO(table(*lines, **form).encode())


def workbook(*lines: list[Any], headings: list[str] | None = None) -> io.BytesIO:
    """Return the table as an Excel file."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in [headings or HEADINGS, *lines]:
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file


def written() -> tuple[int, int, int]:
    """Return how many donations, receipts and donors there are."""
    return Donation.objects.count(), Receipt.objects.count(), Donor.objects.count()


def source_of(manager: User, name: str = "농협은행") -> BulkSource:
    """Return a new source of files of the manager's local government."""
    return add_source(name, channel="BANK_COUNTER", payment_method="counter", actor=manager)


def uploaded(file: io.BytesIO, source: BulkSource, actor: User, **more: Any) -> BulkFile:
    """Return an uploaded file; the official vouches for the forms."""
    return upload_file(
        file, "기부.csv", source_id=source.pk, actor=actor, **{"is_declared": True, **more}
    )


def examined(file: io.BytesIO, source: BulkSource, actor: User, **more: Any) -> BulkFile:
    """Return an uploaded file whose rows have been examined."""
    kept = uploaded(file, source, actor, **more)
    assign_columns(kept.pk, kept.columns, payment_method=kept.payment_method, actor=actor)
    job.work_on(kept.pk, "test")
    kept.refresh_from_db()
    return kept


def rows_of(file: BulkFile) -> list[FileRow]:
    """Return all rows of a file, in order."""
    chunks = BulkChunk.objects.filter(file=file).order_by("number")
    return [row for chunk in chunks for row in Piece.of(chunk).rows]


def states(file: BulkFile) -> list[str]:
    """Return where each row stands."""
    return [row.state.value for row in rows_of(file)]


def codes(row: FileRow) -> list[str]:
    """Return the codes of what stands against a row."""
    return [refusal["code"] for refusal in row.refusals]
