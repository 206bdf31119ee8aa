"""The desk's work in the background: each task takes ids, returns nothing, and may come twice."""

from typing import Any
from uuid import UUID

from celery import Task
from django.db import OperationalError
from django.utils import timezone

from accounts import scope
from desk.bulk import erasure, job, queue
from desk.tallies import DAYS
from kernel.background import app
from ledger.tallies import MONTHS


@app.task(ignore_result=True)
def fold_tallies() -> None:
    """Fold the sums of the days, and those of the months in the journal."""
    with scope.within(scope.SYSTEM):
        DAYS.fold()
        MONTHS.fold()


@app.task(
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def work_on_file(self: "Task[Any, None]", file_id: str) -> None:
    """Examine an uploaded file or take it in, beside others; a further one finds it done."""
    job.work_on(UUID(file_id), self.request.id or "in-process")


@app.task(ignore_result=True)
def sweep_files() -> None:
    """Send again the uploaded files whose message or worker was lost."""
    with scope.within(scope.SYSTEM):
        for file_id in queue.lost_files():
            for _hand in range(queue.hands_for(file_id)):
                work_on_file.delay(str(file_id))


@app.task(ignore_result=True)
def erase_files() -> None:
    """Erase what was uploaded thirty days ago and is still open."""
    with scope.within(scope.SYSTEM):
        erasure.erase_old(timezone.now())
