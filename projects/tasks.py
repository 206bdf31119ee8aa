"""What the schedule does for projects; each may come twice."""

from django.utils import timezone

from kernel.background import app
from kernel.dates import seoul_date
from projects.life import close_due_projects
from projects.spending import expire_spendings


@app.task(ignore_result=True)
def close_due() -> None:
    """Close the campaigns whose last day in Seoul is over, or whose target closes them."""
    close_due_projects(seoul_date(timezone.now()))


@app.task(ignore_result=True)
def expire_due() -> None:
    """Let requests for money expire that nobody has decided."""
    expire_spendings(timezone.now())
