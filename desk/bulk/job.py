"""The work on a file in the background: claimed by a lease, done piece by piece, resumable.

Taking in a piece is one set of :func:`donations.acceptance.accept_donations`, then one transaction
that says so. Dying between the two, the next worker takes the same piece again, and every row of
it answers with the donation that it already is.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import transaction
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
from donations.acceptance import Acceptance, accept_donations
from donations.donors import found, look_for
from donations.offer import Offer


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
                take_in_file(file)
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
            judge_rows(open_rows, reader, file.source.portal, above, timezone.now())
            piece.write()
    _finish(file, BulkStatus.EXAMINED)


def take_in_file(file: BulkFile, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Take in every row of a claimed file that is ready; ``stop`` is asked between two pieces."""
    reader = reader_of(file)
    chunks = BulkChunk.objects.filter(file=file, ready__gt=0).order_by("number")
    for pk in list(chunks.values_list("pk", flat=True)):
        if stop():
            return
        mine = BulkChunk.objects.filter(file__status=file.status, file__claimed_by=file.claimed_by)
        chunk = mine.filter(pk=pk).first()
        if chunk is None:
            raise LeaseLost
        take_in_piece(file, chunk, reader)
    _finish(file, BulkStatus.DONE)


def take_in_piece(file: BulkFile, chunk: BulkChunk, reader: Reader) -> None:
    """Take in the rows of one piece that are ready, and write down what became of each."""
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
    with transaction.atomic():
        renew(file)
        piece.write()


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


def _finish(file: BulkFile, status: BulkStatus) -> None:
    with transaction.atomic():
        mine = BulkFile.objects.filter(pk=file.pk, status=file.status, claimed_by=file.claimed_by)
        ended = mine.update(
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
