"""What has fallen due: noticed, made, announced; and made up if nobody was there at its hour.

Beat calls this at each edition's hour and every ten minutes besides, and every worker when it
starts; none of them is relied on. What is due is reckoned from the calendar and from what has been
noted, so whoever comes first after a standstill makes up for all of it.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from reports import comparison, runs
from reports.indicators.loaded import data_version
from reports.inputs import CODE_VERSION
from reports.models import Delivery, DueReport, RunStatus, Subscriber
from reports.schedule import DAYS, Due, Edition, fallen_due

PROBLEM_LENGTH = 200

ONE_AFTER_THE_OTHER = "SELECT pg_advisory_xact_lock(hashtext('due reports'))"


@transaction.atomic
def notice(now: datetime) -> list[DueReport]:
    """Note what has fallen due by ``now`` and was not noted yet; return what is new.

    What is due follows from what was noted, so two at once do it one after the other.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AFTER_THE_OTHER)
    found = []
    for due in (*_by_the_calendar(now), *_by_new_data(now)):
        report, is_new = DueReport.objects.get_or_create(
            edition=due.edition, period=due.period, year=due.year, defaults={"due_at": due.due_at}
        )
        if is_new:
            found.append(report)
    return found


def _by_the_calendar(now: datetime) -> list[Due]:
    return [due for edition in DAYS for due in fallen_due(edition, _newest(edition), now)]


def _newest(edition: Edition) -> datetime | None:
    noted = DueReport.objects.filter(edition=edition).order_by("-due_at")
    return noted.values_list("due_at", flat=True).first()


def _by_new_data(now: datetime) -> list[Due]:
    """Return the years to report anew because tables or computation are others than before.

    A new service starts with the newest year; the others are made when somebody asks.
    """
    if not (version := data_version()):
        return []
    period = hashlib.sha256(f"{version} {CODE_VERSION}".encode()).hexdigest()[:16]
    if DueReport.objects.filter(edition=Edition.REFRESH, period=period).exists():
        return []
    years = comparison.reportable_years()
    if not DueReport.objects.filter(edition=Edition.REFRESH).exists():
        years = years[-1:]
    return [Due(Edition.REFRESH, period, year, now) for year in years]


def ask() -> list[UUID]:
    """Ask for the report of each edition that has none; return the runs that wait for a worker.

    A year that cannot be reported yet is tried again until the next edition of its kind is due.
    """
    waiting = []
    for due in DueReport.objects.filter(run=None).order_by("due_at", "pk"):
        if due.problem and _newest(Edition(due.edition)) != due.due_at:
            continue
        try:
            run = runs.request_run(due.year)
        except comparison.YearNotReportable as refusal:
            DueReport.objects.filter(pk=due.pk).update(
                problem=refusal.detail_in("en")[:PROBLEM_LENGTH]
            )
            continue
        DueReport.objects.filter(pk=due.pk, run=None).update(run=run, problem="")
        if run.status == RunStatus.QUEUED:
            waiting.append(run.pk)
    return list(dict.fromkeys(waiting))


def forget_outdated() -> None:
    """Let go of runs over data that changed meanwhile, so that new ones are asked for."""
    DueReport.objects.filter(
        announced_at=None, run__status=RunStatus.FAILED, run__error=runs.INPUTS_CHANGED
    ).update(run=None)


def announce() -> list[UUID]:
    """Write a letter to each subscriber of each edition that is made; return those to send.

    The letters and the mark that they are written are one transaction. A report that went to a
    subscriber under another edition does not go to them again.
    """
    made = DueReport.objects.filter(
        announced_at=None, run__status=RunStatus.DONE, run__documents_made_at__isnull=False
    )
    written: list[UUID] = []
    for due in made.select_related("run").order_by("due_at", "pk"):
        written += _announce(due)
    return written


@transaction.atomic
def _announce(due: DueReport) -> list[UUID]:
    marked = DueReport.objects.filter(pk=due.pk, announced_at=None)
    if due.run is None or marked.update(announced_at=timezone.now()) != 1:
        return []
    readers = Subscriber.objects.filter(unsubscribed_at=None, editions__contains=[due.edition])
    letters = [
        Delivery(run=due.run, subscriber=reader, edition=due.edition, period=due.period)
        for reader in readers
    ]
    Delivery.objects.bulk_create(letters, ignore_conflicts=True)
    ids = [letter.pk for letter in letters]
    return list(Delivery.objects.filter(pk__in=ids).values_list("pk", flat=True))
