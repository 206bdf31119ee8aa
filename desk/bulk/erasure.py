"""Forget what was uploaded: at the latest thirty days after it, or when the file is closed.

What was taken in lives on as donations; of the file stay its counts, the states of its rows and
the ids of the donations. Cells of rows that were taken in are gone with the piece that took them
in (:func:`desk.bulk.piece.sealed`).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts import scope
from audit.changes import moved
from audit.record import record
from desk.bulk.errors import BulkStateConflict
from desk.bulk.models import BulkChunk, BulkFile, BulkStatus
from desk.bulk.queue import BUSY, given_up

KEPT_FOR = timedelta(days=30)


def close(file: BulkFile, *, forget_checksum: bool = False) -> None:
    """Close ``file`` and erase every cell, in the running transaction.

    A file of which nothing was taken in may be uploaded again; so may one whose checksum is
    forgotten because another corrects it.

    Raises:
        BulkStateConflict: it is being worked on.
    """
    open_files = BulkFile.objects.filter(~BUSY | given_up(timezone.now()), pk=file.pk)
    if not open_files.update(status=BulkStatus.CLOSED, lease_until=None):
        file.refresh_from_db()
        raise BulkStateConflict(state=file.get_status_display())
    BulkChunk.objects.filter(file=file).update(sealed="", ties=b"")
    taken_in = BulkChunk.objects.filter(file=file).aggregate(n=Sum("accepted"))["n"]
    if forget_checksum or not taken_in:
        BulkFile.objects.filter(pk=file.pk).update(is_discarded=True)


def erase_old(now: datetime) -> int:
    """Close every file that was uploaded too long ago; return how many. In scope ``system``."""
    old = BulkFile.objects.filter(~BUSY | given_up(now), uploaded_at__lt=now - KEPT_FOR)
    closed = 0
    for file in old.exclude(status=BulkStatus.CLOSED):
        with transaction.atomic():
            scope.enter_until_commit(scope.SYSTEM)
            close(file)
            record(
                "bulk_file.erased",
                f"bulk_file:{file.pk}",
                actor=None,
                municipality_id=file.municipality_id,
                changes=moved(file.status, BulkStatus.CLOSED),
            )
        closed += 1
    return closed
