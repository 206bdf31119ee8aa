"""Ask for a report once more, by a person: after a failure, or to see whether anything changed."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit.record import record
from reports import runs
from reports.models import ReportRun, RunKind, RunStatus


@transaction.atomic
def make_again(run_id: UUID, *, actor: User) -> ReportRun:
    """Return the run of the same report over the data of now: a new one, or the one there is.

    Raises:
        YearNotReportable: the year cannot be reported any more.
    """
    from reports.tasks import run_report

    earlier = ReportRun.objects.get(pk=run_id)
    run = runs.request_run(earlier.year, RunKind(earlier.kind))
    record("report.asked_again", f"report:{run.pk}", actor=actor, year=run.year)
    if run.status == RunStatus.QUEUED:
        transaction.on_commit(lambda: run_report.delay(str(run.pk)), robust=True)
    return run
