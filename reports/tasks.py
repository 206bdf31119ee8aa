"""Reports in the background: each task takes an id, returns nothing, and may come twice."""

from typing import Any
from uuid import UUID

from celery import Task
from django.db import OperationalError, transaction
from django.utils import timezone

from accounts import scope
from kernel.background import app
from reports import editions, letters, ranking, runs
from reports.documents import pages, store
from reports.indicators.loaded import data_version, statistics_of
from reports.models import ReportRun, RunStatus, Stage
from reports.years import newest_years


@app.task(
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


@app.task(ignore_result=True)
def catch_up() -> None:
    """Make whatever has fallen due or was lost: reports, documents, letters.

    Called at the hours of the editions, every ten minutes, and whenever a worker starts.
    """
    with scope.within(scope.SYSTEM):
        editions.notice(timezone.now())
        editions.forget_outdated()
        waiting = dict.fromkeys([*editions.ask(), *runs.lost_runs()])
        editions.announce()
        due_letters = letters.waiting()
    for run_id in waiting:
        run_report.delay(str(run_id))
    for letter_id in due_letters:
        send_letter.delay(str(letter_id))


@app.task(ignore_result=True, soft_time_limit=300, time_limit=330)
def order_bodies() -> None:
    """Order all bodies by their newest figures before anybody opens the page of one.

    It takes seconds after the data or the code has changed, and next to nothing otherwise.
    """
    version = data_version()
    if version:
        ranking.order_ahead(statistics_of(version), newest_years(version))


@app.task(ignore_result=True, soft_time_limit=300, time_limit=330)
def send_letter(letter_id: str) -> None:
    """Send one letter; a second delivery sends nothing."""
    with scope.within(scope.SYSTEM):
        letters.send(UUID(letter_id))


def queue(year: int) -> None:
    """Ask for a report of ``year`` and send it to a worker once that is committed."""
    with transaction.atomic():
        run = runs.request_run(year)
        if run.status == RunStatus.QUEUED:
            run_id = str(run.pk)
            transaction.on_commit(lambda: run_report.delay(run_id), robust=True)


def make(run_id: UUID, claimant: str) -> None:
    """Claim and fill a run, then write its documents; the cause of a failure stays in the run.

    A run whose rows are there already only gets the documents that are missing.
    """
    with scope.within(scope.SYSTEM):
        if runs.claim(run_id, claimant):
            _fill(run_id)
        if ReportRun.objects.filter(
            pk=run_id, status=RunStatus.DONE, documents_made_at=None
        ).exists():
            _make_documents(run_id)


def _fill(run_id: UUID) -> None:
    try:
        runs.fill(run_id)
    except OperationalError:
        raise
    except Exception as failure:
        runs.fail(run_id, f"{type(failure).__name__}: {failure}")
        raise


def _make_documents(run_id: UUID) -> None:
    """Make each document that is not there yet, in the languages that are asked for most."""
    run = ReportRun.objects.get(pk=run_id)
    for kind in store.MAKERS:
        runs.at_stage(run_id, Stage(kind) if kind in Stage.values else Stage.DOCUMENTS)
        try:
            for language in store.MADE_AHEAD:
                store.artifact(run, kind, language)
        except Exception as failure:
            runs.documents_failed(run_id, f"{kind}: {type(failure).__name__}: {failure}")
            raise
    pages.lay_out(run)
    runs.documents_made(run_id)
