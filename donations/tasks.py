"""Work on donations in the background: each task may come twice, or never."""

from django.utils import timezone

from accounts import scope
from donations import lookup, retention
from kernel.background import app
from kernel.dates import seoul_date


@app.task(acks_late=True, ignore_result=True, soft_time_limit=600, time_limit=660)
def fill_lookup_hashes() -> None:
    """Make donors from before the search by name findable."""
    with scope.within(scope.SYSTEM):
        while lookup.fill_some() == lookup.BATCH:
            pass


@app.task(acks_late=True, ignore_result=True, soft_time_limit=600, time_limit=660)
def erase_personal_data() -> None:
    """Erase who donors were whose time is over."""
    today = seoul_date(timezone.now())
    with scope.within(scope.SYSTEM):
        while retention.erase_some(today).donors == retention.BATCH:
            pass
