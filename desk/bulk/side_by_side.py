"""Which piece of a file a worker may take in next, so that many work on one file side by side.

Pieces are taken from the top. A piece waits while one above it that is unfinished has a tie with
it (:mod:`desk.bulk.ties`), so rows of one person are taken in one after the other in the order of
the file, whoever works. Finished is what has no ready row left. A piece whose worker died is
anybody's when its lease ends, and no other has to stop for it.

Everything is asked and written with the row of the file locked.
"""

from datetime import datetime
from enum import Enum

from django.conf import settings
from django.utils import timezone

from desk.bulk.models import BulkChunk, BulkFile, BulkStatus
from desk.bulk.piece import Piece
from desk.bulk.queue import LEASE, MOST_ATTEMPTS, LeaseLost
from desk.bulk.ties import opened

LOOK_AHEAD = 32
"""Pieces looked at beyond those under way."""


class Otherwise(Enum):
    """Why there is no piece for a worker."""

    WAIT = "all that is left waits for a piece under way"
    LEAVE = "enough others are at it, or what is left was tried too often"
    DONE = "nothing is left"


def hold(file: BulkFile) -> None:
    """Lock a file that is being taken in until the transaction ends.

    Raises:
        LeaseLost: it is not taken in any more.
    """
    running = BulkFile.objects.select_for_update().filter(pk=file.pk, status=BulkStatus.RUNNING)
    if not running.values_list("pk", flat=True):
        raise LeaseLost


def hand_in(piece: Piece, claimant: str) -> None:
    """Write down what became of a claimed piece.

    Raises:
        LeaseLost: another worker has it, or had it.
    """
    claimed = BulkChunk.objects.filter(pk=piece.chunk.pk, claimed_by=claimant[:60])
    if not claimed.update(claimed_by="", lease_until=None, attempts=0):
        raise LeaseLost
    piece.write()


def next_piece(file: BulkFile, claimant: str) -> BulkChunk | Otherwise:
    """Claim the uppermost piece of a held file that is nobody's and waits for none above it."""
    now = timezone.now()
    unfinished = BulkChunk.objects.filter(file=file, ready__gt=0).order_by("number")
    brief = unfinished.only("number", "ties", "claimed_by", "lease_until", "attempts")
    left = list(brief[: settings.FILE_WORKERS + LOOK_AHEAD])
    under_way = sum(_is_anothers(chunk, claimant, now) for chunk in left)
    if under_way >= settings.FILE_WORKERS:
        return Otherwise.LEAVE
    free = _uppermost_free(left, claimant, now)
    if free is not None:
        return _claim(file, free, left, claimant, now)
    if not left:
        return Otherwise.DONE
    is_waiting = any(
        chunk.attempts < MOST_ATTEMPTS and not _is_anothers(chunk, claimant, now) for chunk in left
    )
    return Otherwise.WAIT if under_way and is_waiting else Otherwise.LEAVE


def _uppermost_free(left: list[BulkChunk], claimant: str, now: datetime) -> BulkChunk | None:
    above: set[int] = set()
    for chunk in left:
        is_workable = chunk.attempts < MOST_ATTEMPTS and not _is_anothers(chunk, claimant, now)
        if chunk.ties is None:  # judged before ties were kept: in order, alone
            return chunk if is_workable and chunk is left[0] else None
        ties = opened(bytes(chunk.ties))
        if is_workable and above.isdisjoint(ties):
            return chunk
        above |= ties
    return None


def _is_anothers(chunk: BulkChunk, claimant: str, now: datetime) -> bool:
    is_held = chunk.lease_until is not None and chunk.lease_until >= now
    return is_held and chunk.claimed_by != claimant[:60]


def _claim(
    file: BulkFile, free: BulkChunk, left: list[BulkChunk], claimant: str, now: datetime
) -> BulkChunk:
    free.attempts += 1
    BulkChunk.objects.filter(pk=free.pk).update(
        claimed_by=claimant[:60], lease_until=now + LEASE, attempts=free.attempts
    )
    BulkFile.objects.filter(pk=file.pk).update(
        lease_until=now + LEASE, attempts=max(chunk.attempts for chunk in left)
    )
    return BulkChunk.objects.get(pk=free.pk)
