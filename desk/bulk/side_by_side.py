"""Which piece of a file a worker may take in next, so that many work on one file side by side.

Pieces are taken from the top. A piece waits while one above it that is unfinished has a tie with
it (:mod:`desk.bulk.ties`), so rows of one person are taken in one after the other in the order of
the file, whoever works. Finished is what has no ready row left. A piece whose worker died is
anybody's when its lease ends, and no other has to stop for it.

Everything is asked and written with the row of the file locked.
"""

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from desk.bulk.models import BulkChunk, BulkFile, BulkStatus
from desk.bulk.piece import Piece
from desk.bulk.queue import LEASE, MOST_ATTEMPTS, LeaseLost
from desk.bulk.ties import opened

LOOK_AHEAD = 32
"""Pieces looked at beyond those under way."""

CLAIM = """
WITH held AS (UPDATE desk_bulkfile SET lease_until = %s WHERE id = %s)
UPDATE desk_bulkchunk SET lease_until = %s, claimed_by = %s, attempts = attempts + 1
WHERE id = %s RETURNING *
"""


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
    freed = {"claimed_by": "", "lease_until": None, "attempts": 0}
    if not claimed.update(**piece.columns(), **freed):
        raise LeaseLost


def next_piece(file: BulkFile, claimant: str) -> BulkChunk | Otherwise:
    """Claim the uppermost piece of a held file that is nobody's and waits for none above it."""
    now = timezone.now()
    for most in (settings.FILE_WORKERS, settings.FILE_WORKERS + LOOK_AHEAD):
        left = _unfinished(file, claimant, now, most)
        under_way = sum(piece.is_anothers for piece in left)
        if under_way >= settings.FILE_WORKERS:
            return Otherwise.LEAVE
        if free := _uppermost_free(left):
            return _claim(file, free, claimant, now)
    if not left:
        return Otherwise.DONE
    if not under_way:
        BulkFile.objects.filter(pk=file.pk).update(lease_until=None, attempts=MOST_ATTEMPTS)
        return Otherwise.LEAVE
    return Otherwise.WAIT if any(piece.is_workable for piece in left) else Otherwise.LEAVE


class _Unfinished(NamedTuple):
    pk: int
    attempts: int
    is_anothers: bool
    ties: bytes | None

    @property
    def is_workable(self) -> bool:
        return not self.is_anothers and self.attempts < MOST_ATTEMPTS


def _unfinished(file: BulkFile, claimant: str, now: datetime, most: int) -> list[_Unfinished]:
    """Return the uppermost pieces that have ready rows."""
    left = BulkChunk.objects.filter(file=file, ready__gt=0).order_by("number")
    columns = left.values_list("pk", "attempts", "claimed_by", "lease_until", "ties")
    return [
        _Unfinished(
            pk,
            attempts,
            is_anothers=until is not None and until >= now and by != claimant[:60],
            ties=None if ties is None else bytes(ties),
        )
        for pk, attempts, by, until, ties in columns[:most]
    ]


def _uppermost_free(left: list[_Unfinished]) -> _Unfinished | None:
    above: set[int] = set()
    for piece in left:
        if piece.ties is None:  # judged before ties were kept: in order, alone
            return piece if piece.is_workable and piece is left[0] else None
        ties = opened(piece.ties)
        if piece.is_workable and above.isdisjoint(ties):
            return piece
        above |= ties
    return None


def _claim(file: BulkFile, free: _Unfinished, claimant: str, now: datetime) -> BulkChunk:
    until = now + LEASE
    (claimed,) = BulkChunk.objects.raw(CLAIM, [until, file.pk, until, claimant[:60], free.pk])
    return claimed
