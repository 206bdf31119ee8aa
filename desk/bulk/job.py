"""The work on a file in the background: claimed by leases, done piece by piece, resumable.

Taking in a piece is one set of :func:`donations.acceptance.accept_donations`, then one transaction
that says so and claims the next. Dying between the two, the next worker takes the same piece again,
and every row of it answers with the donation that it already is. Whichever worker hands in the last
piece finishes the file.
"""

import time
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import scope
from accounts.models import Portal
from audit.changes import moved
from audit.record import record
from desk.bulk.dry_run import Above, judge_rows, like_donations
from desk.bulk.models import BulkChunk, BulkFile, BulkStatus
from desk.bulk.piece import FileRow, Piece, RowState
from desk.bulk.queue import LeaseLost, claim, renew
from desk.bulk.reading import counts_of, reader_of
from desk.bulk.rows import Reader
from desk.bulk.side_by_side import Otherwise, hand_in, hold, next_piece
from desk.bulk.ties import pressed
from donations.acceptance import Acceptance, accept_donations
from donations.donors import found, look_for
from donations.offer import Offer
from kernel.garbage import not_looked_for

A_MOMENT = 0.05
"""Seconds until a worker looks again whether the piece is finished that others wait for."""


def work_on(file_id: UUID, claimant: str) -> None:
    """Do what the file waits for, if nobody else does; in scope ``system``."""
    with scope.within(scope.SYSTEM):
        file = claim(file_id, claimant)
        if file is None:
            return
        try:
            if file.status == BulkStatus.EXAMINING:
                examine_file(file)
            else:
                take_in_file(file, claimant)
        except LeaseLost:
            return


def examine_file(file: BulkFile) -> None:
    """Judge every row of a claimed file; starts from the first row each time."""
    reader, above = reader_of(file), Above()
    chunks = BulkChunk.objects.filter(file=file).order_by("number")
    for pk in list(chunks.values_list("pk", flat=True)):
        with transaction.atomic():
            renew(file)
            piece = Piece.of(BulkChunk.objects.select_for_update().get(pk=pk))
            open_rows = [row for row in piece.rows if row.cells]
            ties = judge_rows(open_rows, reader, file.source.portal, above, timezone.now())
            piece.chunk.ties = pressed(ties, file.pk)
            piece.write()
    _finish(file, Q(claimed_by=file.claimed_by), BulkStatus.EXAMINED)


def take_in_file(file: BulkFile, claimant: str) -> None:
    """Take in what is ready, piece by piece, beside whoever else does.

    Returns when nothing is left for this worker; whatever others hold is theirs to finish.

    Raises:
        LeaseLost: the file was closed, or a piece took longer than its lease.
    """
    reader = reader_of(file)
    piece: Piece | None = None
    while True:
        with transaction.atomic():
            hold(file)
            if piece is not None:
                hand_in(piece, claimant)
            following = next_piece(file, claimant)
            if following is Otherwise.DONE:
                _finish(file, Q(), BulkStatus.DONE)
        piece = None
        if isinstance(following, BulkChunk):
            piece = take_in_piece(file, following, reader)
        elif following is Otherwise.WAIT:
            time.sleep(A_MOMENT)
        else:
            return


@not_looked_for()
def take_in_piece(file: BulkFile, chunk: BulkChunk, reader: Reader) -> Piece:
    """Take in the rows of a piece that are ready; return it, what became of each not yet kept."""
    piece = Piece.of(chunk)
    offers: list[Offer] = []
    offered: list[FileRow] = []
    for row in piece.rows:
        if row.state is RowState.READY:
            read = reader.read(row.number, row.cells)
            if isinstance(read, Offer):
                offers.append(read)
                offered.append(row)
            else:
                row.refuse(read)
    offers, offered = _without_doubtful(file.source.portal, reader, offers, offered)
    outcomes = accept_donations(offers, actor=file.source.portal, taken_by=file.started_by)
    for row, outcome in zip(offered, outcomes, strict=True):
        if isinstance(outcome, Acceptance):
            row.state, row.donation = RowState.ACCEPTED, str(outcome.donation.pk)
        else:
            row.refuse([outcome])
    return piece


def _without_doubtful(
    portal: Portal, reader: Reader, offers: list[Offer], rows: list[FileRow]
) -> tuple[list[Offer], list[FileRow]]:
    """Leave out what is like a donation that came in since it was judged, unless it was decided."""
    known = found(look_for([offer.donor for offer in offers], portal))
    like = like_donations(offers, known, portal, reader.lineage)
    above: dict[tuple[str, int, date], int] = {}
    standing: list[tuple[Offer, FileRow]] = []
    for offer, row in zip(offers, rows, strict=True):
        person = offer.donor.identity_hash
        donor = known.by_hash.get(person)
        same = like.get((donor.person_id, offer.amount_krw, offer.donated_on)) if donor else None
        first = above.setdefault((person, offer.amount_krw, offer.donated_on), row.number)
        if same is None and first != row.number:
            same = {"row": first}
        if same is not None and row.decided_by is None:
            row.state, row.like = RowState.DOUBTFUL, same
        else:
            standing.append((offer, row))
    return [offer for offer, _row in standing], [row for _offer, row in standing]


def _finish(file: BulkFile, mine: Q, status: BulkStatus) -> None:
    with transaction.atomic():
        ended = BulkFile.objects.filter(mine, pk=file.pk, status=file.status).update(
            status=status, lease_until=None, queued_at=None, attempts=0, finished_at=timezone.now()
        )
        if ended:
            record(
                f"bulk_file.{status}",
                f"bulk_file:{file.pk}",
                actor=file.started_by or file.uploaded_by,
                municipality_id=file.municipality_id,
                changes=moved(file.status, status),
                rows=counts_of(file),
            )
