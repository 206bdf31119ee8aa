"""Year-end documents in the background: a task takes an id, returns nothing, and may come twice."""

from typing import Any
from uuid import UUID

from celery import Task
from django.db import OperationalError
from django.utils import timezone

from accounts import scope
from kernel.background import app
from receipts.year_end import bundle
from receipts.year_end import run as year_end
from receipts.year_end.errors import LeaseLost

SLICE = 300
"""Seconds after which a worker hands a long batch on, so that a task never runs into its limit."""


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
def make_year_end(self: "Task[Any, None]", batch_id: str) -> None:
    """Write documents of a batch for some minutes; a second delivery changes nothing."""
    if not make(UUID(batch_id), claimant=self.request.id or "in-process", seconds=SLICE):
        make_year_end.delay(batch_id)


@app.task(ignore_result=True)
def erase_bundles() -> None:
    """Erase the files of year-end batches whose time is over."""
    with scope.within(scope.SYSTEM):
        bundle.erase_old(timezone.now())


@app.task(ignore_result=True)
def sweep_year_end() -> None:
    """Send again the batches whose message or worker was lost."""
    with scope.within(scope.SYSTEM):
        lost = year_end.lost_batches()
    for batch_id in lost:
        send_year_end(batch_id)


def send_year_end(batch_id: UUID) -> None:
    """Send an approved batch to a worker."""
    make_year_end.delay(str(batch_id))


def make(
    batch_id: UUID,
    claimant: str,
    *,
    at_once: int = year_end.AT_ONCE,
    seconds: float | None = None,
) -> bool:
    """Claim and run a batch; the cause of a failure stays in its row.

    Returns:
        False if there is more to do for whoever comes next; True if not, or not for us.
    """
    with scope.within(scope.SYSTEM):
        if not year_end.claim(batch_id, claimant):
            return True
        try:
            return year_end.run(batch_id, claimant, at_once=at_once, seconds=seconds)
        except LeaseLost:
            return True
        except OperationalError:
            raise
        except Exception as failure:
            year_end.fail(batch_id, f"{type(failure).__name__}: {failure}")
            raise
