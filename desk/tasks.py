"""The desk's work in the background: each task takes ids, returns nothing, and may come twice."""

from celery import shared_task

from accounts import scope
from desk import tallies


@shared_task(ignore_result=True)
def fold_tallies() -> None:
    """Fold the sums of the days."""
    with scope.within(scope.SYSTEM):
        tallies.fold()
