"""What the schedule does for projects."""

from celery import shared_task
from django.utils import timezone

from kernel.dates import seoul_date
from projects.life import close_due_projects


@shared_task(ignore_result=True)
def close_due() -> None:
    """Close the campaigns whose last day in Seoul is over, or whose target closes them."""
    close_due_projects(seoul_date(timezone.now()))
