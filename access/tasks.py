"""Housekeeping of the log-in."""

from django.utils import timezone

from access.lock_out import forget_old_tries
from kernel.background import app


@app.task(acks_late=True, ignore_result=True, soft_time_limit=600, time_limit=660)
def forget_failed_tries() -> None:
    """Delete failed tries to log in that are older than every limit; safe to run at any time."""
    forget_old_tries(timezone.now())
