"""Who works on an uploaded file: the row of the file is the queue, as for reports.

A message may come twice or never, and a worker may die at any line. What counts is in the row: who
holds the file, until when, and how often it was tried. What a worker writes, it writes in one
transaction with the renewal of its lease, so one that has lost the file, or whose file was closed
meanwhile, writes nothing.

One worker examines a file, as every row is judged after those above it. Taking it in, each of many
holds a piece (:mod:`desk.bulk.side_by_side`).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from desk.bulk.models import BulkChunk, BulkFile, BulkStatus

LEASE = timedelta(minutes=2)
"""Longer than a piece takes; renewed at each. A file whose lease has ended is anybody's."""
LOST_AFTER = timedelta(minutes=1)
MOST_ATTEMPTS = 20

BUSY = Q(status__in=[BulkStatus.EXAMINING, BulkStatus.RUNNING])


class LeaseLost(Exception):
    """Another worker has the file now, or it was closed."""


def claim(file_id: UUID, claimant: str) -> BulkFile | None:
    """Take the file for ``claimant``; None if nothing is to be done or it is someone else's.

    Taking in is nobody's alone: it is only looked whether there is something to take in.
    """
    now = timezone.now()
    files = BulkFile.objects.select_related("source__portal", "started_by").filter(pk=file_id)
    free = Q(lease_until=None) | Q(lease_until__lt=now) | Q(claimed_by=claimant[:60])
    taken = BulkFile.objects.filter(free, pk=file_id, status=BulkStatus.EXAMINING).update(
        claimed_by=claimant[:60], lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    status = BulkStatus.EXAMINING if taken else BulkStatus.RUNNING
    return files.filter(status=status).first()


def hands_for(file_id: UUID) -> int:
    """Return how many workers a file is sent to."""
    pieces = BulkChunk.objects.filter(file=file_id, file__status=BulkStatus.RUNNING, ready__gt=0)
    return max(1, pieces[: settings.FILE_WORKERS].count())


def renew(file: BulkFile) -> None:
    """Hold a file that is examined for longer; nobody takes it before the commit.

    Raises:
        LeaseLost: it is no longer ours.
    """
    mine = BulkFile.objects.filter(
        pk=file.pk, status=BulkStatus.EXAMINING, claimed_by=file.claimed_by
    )
    if not mine.update(lease_until=timezone.now() + LEASE):
        raise LeaseLost


def lost_files() -> list[UUID]:
    """Return the files to send to a worker again; see :func:`given_up` for the others."""
    now = timezone.now()
    waits = Q(lease_until=None, queued_at__lt=now - LOST_AFTER) | Q(lease_until__lt=now)
    lost = BulkFile.objects.filter(BUSY, waits, attempts__lt=MOST_ATTEMPTS)
    return list(lost.values_list("pk", flat=True))


def given_up(now: datetime) -> Q:
    """Return which files were tried too often and are nobody's: an official decides about them."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return BUSY & free & Q(attempts__gte=MOST_ATTEMPTS)
