"""Reports in the background: each task takes an id, returns nothing, and may come twice."""

from datetime import date
from typing import Any
from uuid import UUID

from celery import Task, shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from accounts import scope
from kernel.dates import seoul_date
from reports import comparison, runs
from reports.documents import store
from reports.models import RunStatus


@shared_task(
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    soft_time_limit=600,
    time_limit=660,
)
def run_report(self: "Task[Any, None]", run_id: str) -> None:
    """Fill one report run and make its documents; a second delivery changes nothing."""
    make(UUID(run_id), claimant=self.request.id or "in-process")


@shared_task(ignore_result=True)
def sweep() -> None:
    """Send again the runs whose message or worker was lost."""
    for run_id in runs.lost_runs():
        run_report.delay(str(run_id))


@shared_task(ignore_result=True)
def refresh() -> None:
    """Ask for the report of every year that can be reported; unchanged data makes no new run."""
    for year in comparison.reportable_years():
        queue(year)


@shared_task(ignore_result=True)
def provisional() -> None:
    """Ask for the report of the year just ended, if its first figures are loaded."""
    year = last_year(seoul_date(timezone.now()))
    if year in comparison.reportable_years():
        queue(year)


def last_year(today: date) -> int:
    """Return the year that ended last."""
    return today.year - 1


def queue(year: int) -> None:
    """Ask for a report of ``year`` and send it to a worker once that is committed."""
    with transaction.atomic():
        run = runs.request_run(year)
        if run.status == RunStatus.QUEUED:
            run_id = str(run.pk)
            transaction.on_commit(lambda: run_report.delay(run_id), robust=True)


def make(run_id: UUID, claimant: str) -> None:
    """Claim and fill a run, then write its documents; the cause of a failure stays in the run."""
    with scope.within(scope.SYSTEM):
        if not runs.claim(run_id, claimant):
            return
        try:
            runs.fill(run_id)
        except OperationalError:
            raise
        except Exception as failure:
            runs.fail(run_id, f"{type(failure).__name__}: {failure}")
            raise
        store.prepare(run_id)
