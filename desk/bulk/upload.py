"""Keep an uploaded file, sealed and in pieces, under references that never change again.

A row's reference is the source's own, or, in a file without such a column, made of the file's
keyed checksum and the row's number. So whatever is tried again, and however often, a row is the
same donation. A corrected file takes over the base of the file it corrects: a row that was taken
in is found to be there, and one that was changed since is refused as another content.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from audit.record import record
from desk.bulk import columns
from desk.bulk.erasure import close
from desk.bulk.errors import UploadedBefore
from desk.bulk.models import BulkChunk, BulkFile, BulkSource
from desk.bulk.piece import FileRow, sealed
from desk.bulk.spreadsheet import MEGABYTE, Row, Sheet, open_sheet
from donations import keys
from donations.return_errors import RoleMissing
from kernel.constraints import constraint_of
from kernel.dates import seoul_date
from kernel.errors import NotFound
from kernel.round_trips import insert

MAY_UPLOAD = "desk.add_bulkfile"
PIECE_ROWS = 500
"""Rows of a piece, which one worker takes in as one transaction. Larger pieces take a little less
time a row, and have more often a person in common, for which one waits for the other."""

WRITTEN_AT_ONCE = 10
"""Pieces in one statement: about a megabyte."""


def upload_file(
    file: BinaryIO,
    name: str,
    *,
    source_id: int,
    is_declared: bool,
    corrects: BulkFile | None = None,
    actor: User,
) -> BulkFile:
    """Keep the table in ``file``; nothing of it is judged yet.

    ``is_declared``: the official vouches that the source took form, consent and declaration
    before each payment (KR-INT-02, KR-INT-04). ``corrects`` is closed by this file.

    Raises:
        RoleMissing: ``actor`` may not.
        NotFound: ``actor`` sees no such source.
        FileRefused: the file is no table, too large, or was uploaded before.
        BulkStateConflict: the file to be corrected is being worked on.
    """
    if not actor.has_perm(MAY_UPLOAD):
        raise RoleMissing
    checksum = _checksum(file)
    upload = _Upload(name, checksum, open_sheet(file), source_id, is_declared, corrects)
    try:
        return _keep(upload, actor)
    except IntegrityError as conflict:
        if constraint_of(conflict) != "bulk_file_uploaded_once":
            raise
    with transaction.atomic():
        same = BulkFile.objects.filter(source=source_id, content_hash=checksum, is_discarded=False)
        uploaded_at = same.values_list("uploaded_at", flat=True).first() or timezone.now()
    raise UploadedBefore(day=date_format(seoul_date(uploaded_at)))


@dataclass(frozen=True, slots=True)
class _Upload:
    name: str
    checksum: str
    sheet: Sheet
    source_id: int
    is_declared: bool
    corrects: BulkFile | None


@transaction.atomic(durable=True)
def _keep(upload: _Upload, actor: User) -> BulkFile:
    source = BulkSource.objects.visible_to(actor).filter(pk=upload.source_id).first()
    if source is None:
        raise NotFound
    corrects = upload.corrects
    if corrects is not None:
        _give_way(corrects, source)
    kept = BulkFile.objects.create(
        municipality_id=source.municipality_id,
        source=source,
        name=upload.name[-120:],
        content_hash=upload.checksum,
        reference_base=corrects.reference_base if corrects else f"F-{upload.checksum[:20]}",
        corrects=corrects,
        headings=upload.sheet.headings,
        columns=columns.guess(upload.sheet.headings, source.columns),
        payment_method=source.payment_method,
        is_declared=upload.is_declared,
        row_count=0,
        uploaded_by=actor,
        uploaded_at=timezone.now(),
    )
    kept.row_count = _write(kept, upload.sheet.rows)
    kept.save(update_fields=["row_count"])
    record(
        "bulk_file.uploaded",
        f"bulk_file:{kept.pk}",
        actor=actor,
        municipality_id=kept.municipality_id,
        source=source.pk,
        rows=kept.row_count,
        is_declared=upload.is_declared,
        corrects=str(corrects.pk) if corrects else "",
    )
    return kept


def _give_way(corrected: BulkFile, source: BulkSource) -> None:
    """Close the file that another corrects; what it took in stays."""
    if corrected.source_id != source.pk:
        raise NotFound
    close(corrected, forget_checksum=True)


def _write(kept: BulkFile, rows: Iterator[Row]) -> int:
    """Write the rows of ``kept`` as they are read; return how many there are."""
    count = 0
    while pieces := list(_pieces(kept, rows, count // PIECE_ROWS)):
        insert(pieces)
        count += sum(piece.rows for piece in pieces)
    return count


def _pieces(kept: BulkFile, rows: Iterator[Row], first: int) -> Iterator[BulkChunk]:
    for number in range(first, first + WRITTEN_AT_ONCE):
        some = [FileRow(number, cells) for number, cells in islice(rows, PIECE_ROWS)]
        if not some:
            return
        yield BulkChunk(
            file=kept,
            municipality_id=kept.municipality_id,
            number=number,
            first_row=some[0].number,
            sealed=sealed(some),
            outcomes=[row.outcome() for row in some],
            rows=len(some),
            waiting=len(some),
        )


def _checksum(file: BinaryIO) -> str:
    """Return a keyed checksum: what is in the file is personal."""
    digest = hmac.new(keys.key(keys.CONTENT), digestmod=hashlib.sha256)
    file.seek(0)
    while block := file.read(MEGABYTE):
        digest.update(block)
    return digest.hexdigest()
