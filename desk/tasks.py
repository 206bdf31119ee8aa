"""The desk's work in the background: each task takes ids, returns nothing, and may come twice."""

from celery import shared_task

from accounts import scope
from desk.tallies import DAYS
from ledger.tallies import MONTHS


@shared_task(ignore_result=True)
def fold_tallies() -> None:
    """Fold the sums of the days, and those of the months in the journal."""
    with scope.within(scope.SYSTEM):
        DAYS.fold()
        MONTHS.fold()
