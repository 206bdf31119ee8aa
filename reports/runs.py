"""Making a report: asked for once, claimed by a lease, its rows replaced whole, in one transaction.

The row of a run is the queue. A message may come twice or never; a worker may die at any line.
What counts is in the row: who holds it, until when, and whether it is done.
"""

import logging
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from reports import comparison
from reports.indicators.loaded import data_version, statistics_of
from reports.inputs import CODE_VERSION, checksum, inputs_of
from reports.models import ReportRow, ReportRun, RunKind, RunStatus, Stage
from reports.own_books import own_books

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=11)
"""Longer than a task may run; a run whose lease has ended is anybody's."""
LOST_AFTER = timedelta(minutes=2)
"""A run still queued after this long was not delivered, and is sent again."""
MOST_ATTEMPTS = 5

INPUTS_CHANGED = "The data changed after this run was asked for; a new run takes its place."
GAVE_UP = "Claimed five times without finishing."


def request_run(year: int, kind: RunKind = RunKind.KOREA_JAPAN) -> ReportRun:
    """Return the run for ``year`` over the data as it is now: the one there is, or a new one.

    Two callers at once get the same run. A failed run does not count.

    Raises:
        YearNotReportable: no receipts of that year are loaded.
    """
    comparison.check_year(year)
    inputs = inputs_of(kind, own_books(year))
    inputs_sha256 = checksum(inputs)
    same = ReportRun.objects.filter(kind=kind, year=year, inputs_sha256=inputs_sha256)
    for _attempt in range(2):
        if run := same.exclude(status=RunStatus.FAILED).first():
            return run
        try:
            with transaction.atomic():
                return ReportRun.objects.create(
                    kind=kind,
                    year=year,
                    inputs_sha256=inputs_sha256,
                    inputs=inputs,
                    code_version=CODE_VERSION,
                    is_demo=settings.DEMO,
                )
        except IntegrityError:
            continue
    return same.exclude(status=RunStatus.FAILED).get()


def claim(run_id: UUID, claimant: str) -> bool:
    """Take the run for ``claimant``; False if it is finished or someone else's."""
    now = timezone.now()
    mine_or_expired = Q(claimed_by=claimant) | Q(lease_until__lt=now)
    free = Q(status=RunStatus.QUEUED) | Q(status=RunStatus.RUNNING) & mine_or_expired
    taken = ReportRun.objects.filter(free, pk=run_id).update(
        status=RunStatus.RUNNING,
        claimed_by=claimant[:60],
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        stage=Stage.ROWS,
    )
    return taken == 1


@transaction.atomic
def fill(run_id: UUID) -> None:
    """Compute the rows of a claimed run and mark it done; a run already done is left alone.

    All rows are replaced in one transaction that holds the run's row: a crash leaves nothing, and
    the next claim starts from the beginning. If the data changed since the run was asked for, it
    fails and says so.
    """
    run = ReportRun.objects.select_for_update().get(pk=run_id)
    if run.status != RunStatus.RUNNING:
        return
    books = own_books(run.year)
    if checksum(inputs_of(RunKind(run.kind), books)) != run.inputs_sha256:
        _end(run, RunStatus.FAILED, error=INPUTS_CHANGED)
        return
    rows = comparison.rows(statistics_of(data_version()), books)
    for row in rows:
        row.run = run
    run.rows.all().delete()
    ReportRow.objects.bulk_create(rows)
    _end(run, RunStatus.DONE, data_sha256=rows_sha256(rows))


def fail(run_id: UUID, error: str) -> None:
    """Mark a claimed run as failed, with its cause for people to read."""
    run = ReportRun.objects.get(pk=run_id)
    if run.status == RunStatus.RUNNING:
        _end(run, RunStatus.FAILED, error=error)


def at_stage(run_id: UUID, stage: Stage) -> None:
    """Note how far the making of a run has come, for people to see."""
    ReportRun.objects.filter(pk=run_id).update(stage=stage, stage_at=timezone.now())


def documents_failed(run_id: UUID, error: str) -> None:
    """Note why a finished run's documents could not be made; they are tried again later."""
    ReportRun.objects.filter(pk=run_id, documents_made_at=None).update(
        error=error, stage_at=timezone.now()
    )


def documents_made(run_id: UUID) -> None:
    """Mark a finished run's documents as made; then it is announced."""
    ReportRun.objects.filter(pk=run_id, documents_made_at=None).update(
        documents_made_at=timezone.now(),
        stage=Stage.FINISHED,
        stage_at=timezone.now(),
        error="",
    )


def lost_runs() -> list[UUID]:
    """Return the runs to send again, and give up those that were tried too often.

    Lost is also a finished run whose documents nobody has made, a lease after its last sign.
    """
    now = timezone.now()
    expired = Q(status=RunStatus.RUNNING, lease_until__lt=now)
    ReportRun.objects.filter(expired, attempts__gte=MOST_ATTEMPTS).update(
        status=RunStatus.FAILED, error=GAVE_UP, lease_until=None
    )
    waiting = Q(status=RunStatus.QUEUED, created_at__lt=now - LOST_AFTER)
    bare = Q(status=RunStatus.DONE, documents_made_at=None, stage_at__lt=now - LEASE)
    return list(ReportRun.objects.filter(expired | waiting | bare).values_list("pk", flat=True))


def unmade_runs() -> QuerySet[ReportRun]:
    """Return the runs that failed, or whose documents did, and that no newer run made good."""
    newer = ReportRun.objects.filter(
        kind=OuterRef("kind"), year=OuterRef("year"), pk__gt=OuterRef("pk")
    ).exclude(status=RunStatus.FAILED)
    bare = Q(status=RunStatus.DONE, documents_made_at=None) & ~Q(error="")
    return ReportRun.objects.filter(Q(status=RunStatus.FAILED) | bare, ~Exists(newer))


def newest_done(year: int, kind: RunKind = RunKind.KOREA_JAPAN) -> ReportRun | None:
    """Return the newest finished run of ``year``."""
    done = ReportRun.objects.filter(kind=kind, year=year, status=RunStatus.DONE)
    return done.order_by("-finished_at", "-pk").first()


def rows_sha256(rows: list[ReportRow]) -> str:
    """Return the checksum of the rows as the JSON document has them."""
    return checksum([as_json(row) for row in rows])


def as_json(row: ReportRow) -> dict[str, Any]:
    """Return one row as JSON; a missing value is null."""
    return {
        "origin": str(row.origin),
        "indicator": row.indicator,
        "country": str(row.country),
        "scope": str(row.scope),
        "region": row.region,
        "year": row.year,
        "year_basis": str(row.year_basis),
        "value": spelled(row.value),
        "unit": row.unit,
        "converted_ecb": spelled(row.converted_ecb),
        "converted_ppp": spelled(row.converted_ppp),
        "sample": spelled(row.sample),
        "interval": interval_json(row.interval_low, row.interval_high, row.interval_method),
        "nature": str(row.nature),
        "parts": row.parts,
        "coverage": row.coverage,
        "status": row.status,
        "resolution": row.resolution or None,
        "notes": row.notes,
        "sources": row.sources,
    }


def interval_json(
    low: Decimal | None, high: Decimal | None, method: str
) -> dict[str, object] | None:
    """Return an interval as JSON; None if there is none."""
    return {"low": spelled(low), "high": spelled(high), "method": method} if method else None


def spelled(value: Decimal | None) -> int | float | None:
    """Return a decimal as a JSON number: whole if it is whole. No value here has over 15 digits."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _end(run: ReportRun, status: RunStatus, *, error: str = "", data_sha256: str = "") -> None:
    run.status, run.error, run.data_sha256 = status, error, data_sha256
    run.lease_until, run.finished_at = None, timezone.now()
    run.stage = Stage.DOCUMENTS if status == RunStatus.DONE else Stage.FINISHED
    run.stage_at = run.finished_at
    columns = ["status", "error", "data_sha256", "lease_until", "finished_at", "stage", "stage_at"]
    run.save(update_fields=columns)
    log.info("report %s is %s", run.pk, status)
