"""Plan, approve or withdraw a year-end batch: two officials, and a list that is frozen between.

The list is handed in from above, since only the donations know which receipts are one person's.
It holds the receipts that stand when it is planned. What becomes of one of them afterwards is
seen on its page, which then bears the mark; the list stays as it was approved.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import User
from audit.changes import Changes, moved
from audit.record import record
from kernel.constraints import constraint_of
from kernel.errors import NotFound
from receipts.year_end.errors import (
    BatchOpen,
    BatchRoleMissing,
    BatchStateConflict,
    NothingToIssue,
    SecondOfficialNeeded,
    YearNotOver,
)
from receipts.year_end.models import BatchStatus, YearEndBatch, YearEndDocument

MAY_PLAN = "receipts.plan_yearendbatch"
MAY_APPROVE = "receipts.decide_yearendbatch"
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class DonorPapers:
    """The receipts of one donor that stand, in the order of their numbers."""

    donor: int
    numbers: tuple[str, ...]
    amount_krw: int


def check_year_is_over(tax_year: int, today: date) -> None:
    """Pass if no donation can be made in ``tax_year`` any more.

    Raises:
        YearNotOver: with the first day on which it can be planned.
    """
    from_on = date(tax_year + 1, 1, 1)
    if today < from_on:
        raise YearNotOver(tax_year=str(tax_year), from_on=from_on.isoformat())


def write_plan(
    issuer_id: str, tax_year: int, papers: Iterable[DonorPapers], *, actor: User
) -> YearEndBatch:
    """Freeze ``papers`` as the list of a new batch, in the caller's transaction.

    The session must be in scope ``system``; whether the year is over was asked before.

    Raises:
        BatchRoleMissing: ``actor`` may not plan.
        BatchOpen: another batch of the year is not finished.
        NothingToIssue: the list is empty.
    """
    if not actor.has_perm(MAY_PLAN):
        raise BatchRoleMissing
    try:
        with transaction.atomic():
            batch = YearEndBatch.objects.create(
                issuer_id=issuer_id,
                year=tax_year,
                planned_by=actor,
                documents=0,
                receipts=0,
                amount_krw=0,
            )
    except IntegrityError as conflict:
        if constraint_of(conflict) == "year_end_one_open_batch":
            raise BatchOpen from conflict
        raise
    digest = hashlib.sha256()
    listed = enumerate(papers, start=1)
    while some := list(islice(listed, AT_ONCE)):
        rows = [_document(batch, position, each) for position, each in some]
        YearEndDocument.objects.bulk_create(rows)
        for row in rows:
            digest.update(line_of(row))
            batch.documents += 1
            batch.receipts += len(row.numbers)
            batch.amount_krw += row.amount_krw
    if not batch.documents:
        raise NothingToIssue(tax_year=str(tax_year))
    batch.list_sha256 = digest.hexdigest()
    batch.save(update_fields=["documents", "receipts", "amount_krw", "list_sha256"])
    _record("year_end.planned", batch, actor)
    return batch


def line_of(row: YearEndDocument) -> bytes:
    """Return a place on the list as the list's hash covers it."""
    return (
        json.dumps([row.position, row.donor, row.numbers, row.amount_krw], separators=(",", ":"))
        + "\n"
    ).encode()


def list_sha256(batch: YearEndBatch) -> str:
    """Return the hash of the list as it stands in the rows now."""
    digest = hashlib.sha256()
    for row in batch.papers.order_by("position").iterator(chunk_size=AT_ONCE):
        digest.update(line_of(row))
    return digest.hexdigest()


def _document(batch: YearEndBatch, position: int, papers: DonorPapers) -> YearEndDocument:
    return YearEndDocument(
        batch=batch,
        position=position,
        donor=papers.donor,
        numbers=list(papers.numbers),
        amount_krw=papers.amount_krw,
    )


def approve_batch(batch_id: UUID, *, actor: User) -> YearEndBatch:
    """Approve a planned batch, and send it to a worker once that is committed.

    Raises:
        NotFound: ``actor`` sees no such batch.
        BatchRoleMissing: ``actor`` may not approve.
        SecondOfficialNeeded: ``actor`` planned it.
        BatchStateConflict: it is not waiting for an approval.
    """
    from receipts.tasks import send_year_end

    with transaction.atomic(durable=True):
        batch = _seen(batch_id, actor, MAY_APPROVE)
        if batch.planned_by_id == actor.pk:
            raise SecondOfficialNeeded
        _move(
            batch,
            (BatchStatus.PLANNED,),
            status=BatchStatus.APPROVED,
            approved_by=actor,
            approved_at=timezone.now(),
        )
        changes = moved(BatchStatus.PLANNED, BatchStatus.APPROVED)
        _record("year_end.approved", batch, actor, changes)
        transaction.on_commit(lambda: send_year_end(batch_id), robust=True)
    return batch


@transaction.atomic(durable=True)
def withdraw_batch(batch_id: UUID, *, actor: User) -> YearEndBatch:
    """Give up a batch that is not running yet; another may be planned then.

    Raises:
        NotFound: ``actor`` sees no such batch.
        BatchRoleMissing: ``actor`` may not plan.
        BatchStateConflict: it is running or finished.
    """
    batch = _seen(batch_id, actor, MAY_PLAN)
    changes = moved(batch.status, BatchStatus.WITHDRAWN)
    _move(batch, (BatchStatus.PLANNED, BatchStatus.APPROVED), status=BatchStatus.WITHDRAWN)
    _record("year_end.withdrawn", batch, actor, changes)
    return batch


def _seen(batch_id: UUID, actor: User, permission: str) -> YearEndBatch:
    batch = YearEndBatch.objects.visible_to(actor).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    if not actor.has_perm(permission):
        raise BatchRoleMissing
    scope.enter_until_commit(scope.SYSTEM)
    return batch


def _move(batch: YearEndBatch, old: tuple[BatchStatus, ...], **columns: Any) -> None:
    rows = YearEndBatch.objects.filter(pk=batch.pk, status__in=old)
    if rows.update(**columns) != 1:
        batch.refresh_from_db()
        raise BatchStateConflict(state=batch.get_status_display())
    batch.refresh_from_db()


def _record(kind: str, batch: YearEndBatch, actor: User, changes: Changes | None = None) -> None:
    record(
        kind,
        f"year_end:{batch.pk}",
        actor=actor,
        municipality_id=batch.issuer_id,
        changes=changes,
        tax_year=batch.year,
        documents=batch.documents,
        receipts=batch.receipts,
        amount_krw=batch.amount_krw,
        list_sha256=batch.list_sha256,
    )
