"""Make the documents of an approved batch, and go on where another left off.

The row of the batch is the queue (as with reports): a message may come twice or never, a worker
may die at any byte. Documents are written to one archive in the data folder, some at a time: the
bytes are on the disk before the rows say so, and whoever goes on cuts the file at the last byte
that the rows know. So a donor has no document or one, never two.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from audit.changes import moved
from audit.record import record
from kernel.round_trips import run_prepared
from receipts.documents import papers_documents
from receipts.models import Receipt
from receipts.year_end import archive
from receipts.year_end.archive import Entry
from receipts.year_end.errors import BundleDamaged, LeaseLost
from receipts.year_end.manifest import NAME, manifest
from receipts.year_end.models import BatchStatus, YearEndBatch, YearEndDocument
from receipts.year_end.plan import list_sha256

LEASE = timedelta(minutes=11)
"""Longer than some documents take; a batch whose lease has ended is anybody's."""
AT_ONCE = 200
"""Documents that are committed together."""
MOST_ATTEMPTS = 5
GAVE_UP = "Taken five times without a document being written."
PIECE = 1 << 20

FILL = """
UPDATE receipts_yearenddocument d
SET sha256 = r.sha256, crc32 = r.crc32, size = r.size, "offset" = r."offset"
FROM json_to_recordset(%s::json) AS r(
    id bigint, sha256 text, crc32 bigint, size integer, "offset" bigint
)
WHERE d.id = r.id
"""


def claim(batch_id: UUID, claimant: str) -> bool:
    """Take the batch for ``claimant``; False if it is finished or someone else's."""
    now = timezone.now()
    mine_or_free = Q(claimed_by=claimant[:60]) | Q(lease_until__lt=now) | Q(lease_until=None)
    free = Q(status=BatchStatus.APPROVED) | Q(status=BatchStatus.RUNNING) & mine_or_free
    taken = YearEndBatch.objects.filter(free, pk=batch_id).update(
        status=BatchStatus.RUNNING,
        claimed_by=claimant[:60],
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        started_at=Coalesce(F("started_at"), now),
    )
    return taken == 1


def run(
    batch_id: UUID, claimant: str, *, at_once: int = AT_ONCE, seconds: float | None = None
) -> bool:
    """Write documents of a claimed batch, for ``seconds`` at the most; return whether it is done.

    The session must be in scope ``system``.

    Raises:
        LeaseLost: another worker has it; nothing of what was written since counts.
        BundleDamaged: list or archive are not what was approved or written.
    """
    ends = None if seconds is None else monotonic() + seconds
    batch = YearEndBatch.objects.get(pk=batch_id)
    folder = folder_of(batch)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder / "lock"):
        if batch.written == 0 and list_sha256(batch) != batch.list_sha256:
            raise BundleDamaged("the list is not the one that was approved")
        bundle = folder / batch.file_name
        if not bundle.exists():
            with _opened(folder / "partial", batch.bytes_written) as file:
                while some := _next(batch, at_once):
                    _write(batch, some, file, claimant)
                    if ends is not None and monotonic() > ends:
                        _give_back(batch, claimant)
                        return False
                listed = archive.append(file, NAME, manifest(batch))
                archive.finish(file, chain(_entries(batch), [listed]))
                _to_disk(file)
            (folder / "partial").rename(bundle)
        _end(batch, bundle)
    return True


def folder_of(batch: YearEndBatch) -> Path:
    """Return where the archive of ``batch`` lies."""
    return Path(settings.MEDIA_ROOT) / "year-end" / str(batch.pk)


def fail(batch_id: UUID, error: str) -> None:
    """Mark a running batch as failed, with its cause for people to read."""
    running = YearEndBatch.objects.filter(pk=batch_id, status=BatchStatus.RUNNING)
    running.update(
        status=BatchStatus.FAILED, error=error[:200], lease_until=None, finished_at=timezone.now()
    )


def lost_batches() -> list[UUID]:
    """Return the batches to send again, and give up those that were tried too often."""
    now = timezone.now()
    expired = Q(status=BatchStatus.RUNNING) & (Q(lease_until__lt=now) | Q(lease_until=None))
    hopeless = YearEndBatch.objects.filter(expired, attempts__gte=MOST_ATTEMPTS)
    hopeless.update(status=BatchStatus.FAILED, error=GAVE_UP, lease_until=None, finished_at=now)
    waiting = Q(status=BatchStatus.APPROVED, approved_at__lt=now - timedelta(minutes=2))
    return list(YearEndBatch.objects.filter(expired | waiting).values_list("pk", flat=True))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep others on this machine from the archive, a worker whose lease has run out too."""
    with path.open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise LeaseLost from taken
        yield


@contextmanager
def _opened(path: Path, committed: int) -> Iterator[BinaryIO]:
    """Open the archive behind its last committed byte; what follows was never committed."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        if file.seek(0, os.SEEK_END) < committed:
            raise BundleDamaged("the archive is shorter than what was written")
        file.truncate(committed)
        file.seek(committed)
        yield file


def _next(batch: YearEndBatch, at_once: int) -> list[YearEndDocument]:
    rows = batch.papers.filter(position__gt=batch.written).order_by("position")
    return list(rows[:at_once])


def _write(batch: YearEndBatch, some: list[YearEndDocument], file: BinaryIO, claimant: str) -> None:
    """Set some documents, put them on the disk, and only then say so in the rows."""
    numbers = [number for row in some for number in row.numbers]
    found = Receipt.objects.with_state().filter(number__in=numbers)
    receipts = {receipt.number: receipt for receipt in found}
    documents = papers_documents([receipts[each] for each in row.numbers] for row in some)
    for row, document in zip(some, documents, strict=True):
        entry = archive.append(file, row.file_name, [document])
        row.sha256 = hashlib.sha256(document).hexdigest()
        row.crc32, row.size, row.offset = entry.crc32, entry.size, entry.offset
    _to_disk(file)
    columns = ("id", "sha256", "crc32", "size", "offset")
    filled = json.dumps([{name: getattr(row, name) for name in columns} for row in some])
    mine = YearEndBatch.objects.filter(
        pk=batch.pk, status=BatchStatus.RUNNING, claimed_by=claimant[:60], written=batch.written
    )
    with transaction.atomic():
        moved = mine.update(
            written=F("written") + len(some),
            bytes_written=file.tell(),
            lease_until=timezone.now() + LEASE,
            attempts=0,
        )
        if moved != 1:
            raise LeaseLost
        run_prepared(FILL, [filled]).close()
    batch.written += len(some)
    batch.bytes_written = file.tell()


def _give_back(batch: YearEndBatch, claimant: str) -> None:
    mine = YearEndBatch.objects.filter(pk=batch.pk, claimed_by=claimant[:60])
    mine.update(lease_until=None)


def _entries(batch: YearEndBatch) -> Iterator[Entry]:
    for row in _written(batch):
        yield _entry(row)


def _written(batch: YearEndBatch) -> Iterator[YearEndDocument]:
    return batch.papers.order_by("position").iterator(chunk_size=2_000)


def _entry(row: YearEndDocument) -> Entry:
    if row.crc32 is None or row.size is None or row.offset is None:
        raise BundleDamaged(f"document {row.position} was not written")
    return Entry(row.file_name, row.crc32, row.size, row.offset)


def _end(batch: YearEndBatch, bundle: Path) -> None:
    """Read the bundle again, hold each document against its checksum, and say that it is done."""
    whole = hashlib.sha256()
    with bundle.open("rb") as file:
        for row in _written(batch):
            entry = _entry(row)
            whole.update(file.read(archive.start_of_content(entry) - file.tell()))
            document = file.read(entry.size)
            if hashlib.sha256(document).hexdigest() != row.sha256:
                raise BundleDamaged(f"document {row.position} is not what was written")
            whole.update(document)
        while piece := file.read(PIECE):
            whole.update(piece)
        size = file.tell()
    with transaction.atomic():
        ended = YearEndBatch.objects.filter(pk=batch.pk, status=BatchStatus.RUNNING).update(
            status=BatchStatus.DONE,
            bundle_sha256=whole.hexdigest(),
            bundle_bytes=size,
            lease_until=None,
            finished_at=timezone.now(),
        )
        if ended == 1:
            record(
                "year_end.finished",
                f"year_end:{batch.pk}",
                actor=None,
                municipality_id=batch.issuer_id,
                changes=moved(BatchStatus.RUNNING, BatchStatus.DONE),
                tax_year=batch.year,
                documents=batch.documents,
                bundle_sha256=whole.hexdigest(),
            )


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
