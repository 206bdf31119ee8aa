"""What the official does with an uploaded file: assign columns, correct, decide, start.

Each step leads on from where the file stands and is refused elsewhere; while a worker is at it,
nothing changes.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts import scope
from accounts.models import User
from audit.changes import differences, moved
from audit.record import record
from desk.bulk.columns import COLUMNS, NEEDED
from desk.bulk.dry_run import Above, judge_rows
from desk.bulk.erasure import close
from desk.bulk.errors import BulkStateConflict, ColumnsMissing
from desk.bulk.models import BulkChunk, BulkFile, BulkSource, BulkStatus
from desk.bulk.piece import FileRow, Piece, RowState
from desk.bulk.queue import given_up, hands_for
from desk.bulk.reading import reader_of
from desk.bulk.ties import pressed
from desk.bulk.upload import MAY_UPLOAD
from donations.return_errors import RoleMissing
from kernel.errors import NotFound

AT_REST = [BulkStatus.UPLOADED, BulkStatus.EXAMINED]
DECIDABLE = [BulkStatus.EXAMINED, BulkStatus.DONE]


def file_of(file_id: UUID, actor: User) -> BulkFile:
    """Return the file.

    Raises:
        RoleMissing: ``actor`` may not work on files.
        NotFound: ``actor`` sees no such file.
    """
    if not actor.has_perm(MAY_UPLOAD):
        raise RoleMissing
    file: BulkFile | None = (
        BulkFile.objects.visible_to(actor)
        .select_related("source__portal", "municipality")
        .filter(pk=file_id)
        .first()
    )
    if file is None:
        raise NotFound
    return file


@transaction.atomic(durable=True)
def assign_columns(
    file_id: UUID, columns: Mapping[str, int], *, payment_method: str, actor: User
) -> None:
    """Say what the columns mean, remember it for the source, and have every row examined.

    Raises:
        RoleMissing, NotFound: as for :func:`file_of`.
        ColumnsMissing: something that every donation needs has no column.
        BulkStateConflict: the file is being worked on, or rows of it were taken in.
    """
    file = file_of(file_id, actor)
    known = {
        field: at
        for field, at in columns.items()
        if field in COLUMNS and 0 <= at < len(file.headings)
    }
    if missing := [str(COLUMNS[field].label) for field in NEEDED if field not in known]:
        raise ColumnsMissing(fields=", ".join(missing))
    _move(
        file,
        AT_REST,
        BulkStatus.EXAMINING,
        columns=known,
        payment_method=payment_method,
    )
    BulkChunk.objects.filter(file=file).update(
        waiting=F("rows") - F("accepted") - F("repeated"), ready=0, refused=0, doubtful=0, left=0
    )
    remembered = {field: file.headings[at] for field, at in known.items()}
    _remember(file.source, remembered, payment_method, actor)


def _remember(
    source: BulkSource, columns: dict[str, str], payment_method: str, actor: User
) -> None:
    """Keep what the columns of a source's files mean, for its next file."""
    changes = differences(source.columns, columns)
    changes |= differences(
        {"payment_method": source.payment_method}, {"payment_method": payment_method}
    )
    if not changes:
        return
    BulkSource.objects.filter(pk=source.pk).update(columns=columns, payment_method=payment_method)
    record(
        "bulk_source.columns_changed",
        f"bulk_source:{source.pk}",
        actor=actor,
        municipality_id=source.municipality_id,
        changes=changes,
    )


@transaction.atomic(durable=True)
def start(file_id: UUID, *, actor: User) -> None:
    """Have everything that is ready taken in; what is refused or doubtful stays where it is.

    Raises:
        RoleMissing, NotFound: as for :func:`file_of`.
        BulkStateConflict: nothing is ready, or the file is being worked on.
    """
    file = file_of(file_id, actor)
    if not BulkChunk.objects.filter(file=file, ready__gt=0).exists():
        raise BulkStateConflict(state=file.get_status_display())
    _move(file, DECIDABLE, BulkStatus.RUNNING, started_by=actor)
    record(
        "bulk_file.started",
        f"bulk_file:{file.pk}",
        actor=actor,
        municipality_id=file.municipality_id,
        changes=moved(file.status, BulkStatus.RUNNING),
    )


@transaction.atomic(durable=True)
def decide_row(file_id: UUID, number: int, *, take_in: bool, actor: User) -> None:
    """Decide about a doubtful row: it is a gift of its own, or it is left out.

    Raises:
        RoleMissing, NotFound: as for :func:`file_of`; also for a row that is not there.
        BulkStateConflict: the row is not in doubt, or the file is being worked on.
    """
    file = _decidable(file_id, actor)
    piece, row = _row(file, number)
    if row.state not in {RowState.DOUBTFUL, RowState.LEFT}:
        raise BulkStateConflict(state=row.state)
    before = row.state
    row.state = RowState.READY if take_in else RowState.LEFT
    row.decided_by = actor.pk if take_in else None
    piece.write()
    record(
        "bulk_row.decided",
        f"bulk_file:{file.pk}",
        actor=actor,
        municipality_id=file.municipality_id,
        changes=moved(before, row.state, "state"),
        row=number,
        taken_in=take_in,
    )


@transaction.atomic(durable=True)
def correct_row(file_id: UUID, number: int, cells: list[str], *, actor: User) -> RowState:
    """Write the cells of a row anew and judge it; return where it stands now.

    Raises:
        RoleMissing, NotFound: as for :func:`file_of`; also for a row that is not there.
        BulkStateConflict: the row is settled, or the file is being worked on.
    """
    file = _decidable(file_id, actor)
    piece, row = _row(file, number)
    if not row.cells:
        raise BulkStateConflict(state=row.state)
    changed = [at for at, cell in enumerate(cells) if row.cells[at : at + 1] != [cell]]
    before = row.state
    row.cells = cells
    with_everything = scope.current()
    scope.enter_until_commit(scope.SYSTEM)  # the cap counts what every portal reported
    ties = judge_rows([row], reader_of(file), file.source.portal, Above(), timezone.now())
    scope.enter_until_commit(with_everything)
    if piece.chunk.ties is not None:
        piece.chunk.ties = bytes(piece.chunk.ties) + pressed(ties, file.pk)
    piece.write()
    record(
        "bulk_row.corrected",
        f"bulk_file:{file.pk}",
        actor=actor,
        municipality_id=file.municipality_id,
        changes=moved(before, row.state, "state"),
        row=number,
        columns=[file.headings[at] for at in changed if at < len(file.headings)],
    )
    return row.state


@transaction.atomic(durable=True)
def try_again(file_id: UUID, *, actor: User) -> None:
    """Have a file worked on again that was given up.

    Raises:
        RoleMissing, NotFound: as for :func:`file_of`.
        BulkStateConflict: it was not given up.
    """
    file = file_of(file_id, actor)
    stuck = BulkFile.objects.filter(given_up(timezone.now()), pk=file.pk)
    now = timezone.now()
    if not stuck.update(attempts=0, lease_until=None, queued_at=now):
        raise BulkStateConflict(state=file.get_status_display())
    tried = BulkChunk.objects.filter(file=file, attempts__gt=0)
    tried.update(attempts=0, claimed_by="", lease_until=None)
    record(
        "bulk_file.tried_again",
        f"bulk_file:{file.pk}",
        actor=actor,
        municipality_id=file.municipality_id,
        changes=moved(file.attempts, 0, "attempts") | moved(file.queued_at, now, "queued_at"),
    )
    _send(file)


@transaction.atomic(durable=True)
def close_file(file_id: UUID, *, actor: User) -> None:
    """Close a file for good: nothing of it can be corrected or taken in any more.

    Raises:
        RoleMissing, NotFound: as for :func:`file_of`.
        BulkStateConflict: it is being worked on.
    """
    file = file_of(file_id, actor)
    close(file)
    record(
        "bulk_file.closed",
        f"bulk_file:{file.pk}",
        actor=actor,
        municipality_id=file.municipality_id,
        changes=moved(file.status, BulkStatus.CLOSED),
    )


def _decidable(file_id: UUID, actor: User) -> BulkFile:
    """Return the file, locked until commit so that no worker starts on it meanwhile."""
    file = file_of(file_id, actor)
    locked = BulkFile.objects.select_for_update().filter(pk=file.pk, status__in=DECIDABLE)
    if not locked.values_list("pk", flat=True).first():
        raise BulkStateConflict(state=file.get_status_display())
    return file


def row_of(file: BulkFile, number: int) -> FileRow:
    """Return one row of ``file``.

    Raises:
        NotFound: there is none of that number.
    """
    return _find(file, number, BulkChunk.objects.all())[1]


def _row(file: BulkFile, number: int) -> tuple[Piece, FileRow]:
    return _find(file, number, BulkChunk.objects.select_for_update())


def _find(file: BulkFile, number: int, chunks: QuerySet[BulkChunk]) -> tuple[Piece, FileRow]:
    chunk = chunks.filter(file=file, first_row__lte=number).order_by("-first_row").first()
    if chunk is not None:
        piece = Piece.of(chunk)
        for row in piece.rows:
            if row.number == number:
                return piece, row
    raise NotFound


def _move(file: BulkFile, from_: list[BulkStatus], to: BulkStatus, **columns: object) -> None:
    """Move the file on and put it into the queue; the message goes out at the commit."""
    moved = BulkFile.objects.filter(pk=file.pk, status__in=from_).update(
        status=to, queued_at=timezone.now(), lease_until=None, attempts=0, **columns
    )
    if not moved:
        raise BulkStateConflict(state=file.get_status_display())
    _send(file)


def _send(file: BulkFile) -> None:
    from desk import tasks

    hands = hands_for(file.pk)

    def send() -> None:  # without a broker the first try fails, and no further one is made
        for _hand in range(hands):
            tasks.work_on_file.delay(str(file.pk))

    transaction.on_commit(send, robust=True)
