"""What fell due is noticed whoever was away, made once, and made up."""

from datetime import datetime, timedelta
from threading import Event

import pytest
from django.utils import timezone

from accounts.models import Role
from audit.models import AuditEvent
from kernel.dates import SEOUL
from ledger.models import ClosedPeriod
from reports import comparison, editions, runs, tasks
from reports.inputs import inputs_of
from reports.models import Dataset, DueReport, ReportRun, RunKind, RunStatus, Stage
from reports.own_books import own_books
from reports.rerun import make_again
from reports.schedule import Edition
from tests.admin.conftest import make_official
from tests.races import race

pytestmark = pytest.mark.django_db


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def noted(edition: Edition) -> list[str]:
    found = DueReport.objects.filter(edition=edition).order_by("due_at")
    return list(found.values_list("period", flat=True))


def test_a_first_start_notes_what_fell_due_last_and_a_second_notes_nothing_more():
    now = seoul("2026-11-25T12:00")
    assert len(editions.notice(now)) == 5
    assert editions.notice(now) == []
    assert (noted(Edition.MONTHLY), noted(Edition.QUARTERLY)) == (["2026-10"], ["2026-Q3"])
    assert DueReport.objects.get(edition=Edition.REFRESH).year == 2025


def test_months_in_which_nobody_was_there_are_made_up_for_and_say_so():
    editions.notice(seoul("2026-11-25T12:00"))
    late = editions.notice(seoul("2027-02-01T12:00"))
    assert sorted(str(due) for due in late) == [
        "monthly 2026-11",
        "monthly 2026-12",
        "provisional 2026",
        "quarterly 2026-Q4",
    ]
    late[0].noticed_at = late[0].due_at + timedelta(hours=2)
    assert late[0].was_missed


def test_two_who_notice_at_once_note_it_once(own_database):
    now = seoul("2026-11-25T12:00")
    found = race(lambda _number: len(editions.notice(now)), 4)
    assert sum(found) == 5 == DueReport.objects.count()


def test_a_first_start_that_another_overtakes_begins_with_the_newest_year_all_the_same(
    own_database, monkeypatch
):
    now = seoul("2026-11-25T12:00")
    years = comparison.reportable_years
    first_is_inside, other_is_through = Event(), Event()

    def overtaken() -> list[int]:
        if not first_is_inside.is_set():
            first_is_inside.set()
            other_is_through.wait(timeout=2)
        return years()

    def start(number: int) -> int:
        if number == 0:
            return len(editions.notice(now))
        first_is_inside.wait()
        found = len(editions.notice(now))
        other_is_through.set()
        return found

    monkeypatch.setattr(comparison, "reportable_years", overtaken)
    assert race(start, 2) == [5, 0]
    assert [due.year for due in DueReport.objects.filter(edition=Edition.REFRESH)] == [2025]


def test_editions_over_the_same_data_are_one_run_and_a_year_without_data_waits():
    editions.notice(seoul("2026-11-25T12:00"))

    waiting = editions.ask()

    run = ReportRun.objects.get()
    assert waiting == [run.pk]
    made = DueReport.objects.filter(run=run).values_list("edition", flat=True)
    assert set(made) == {Edition.PROVISIONAL, Edition.FINAL, Edition.REFRESH}
    monthly = DueReport.objects.get(edition=Edition.MONTHLY, run=None)
    assert "2026" in monthly.problem

    ClosedPeriod.objects.create(municipality_id="46720", period="2026-10")
    editions.ask()
    monthly.refresh_from_db()
    assert monthly.run is not None
    assert (monthly.run.year, monthly.problem) == (2026, "")


def test_an_edition_that_could_not_be_made_is_left_when_the_next_is_due():
    editions.notice(seoul("2026-11-25T12:00"))
    editions.ask()
    editions.notice(seoul("2026-12-03T05:00"))
    ClosedPeriod.objects.create(municipality_id="46720", period="2026-10")

    editions.ask()

    made = DueReport.objects.filter(edition=Edition.MONTHLY).exclude(run=None)
    assert [due.period for due in made] == ["2026-11"]


def test_new_tables_bring_every_year_anew():
    now = seoul("2026-11-25T12:00")
    editions.notice(now)
    Dataset.objects.filter(name="kr_donations_national.csv").update(sha256="0" * 64)
    years = sorted(due.year for due in editions.notice(now + timedelta(minutes=10)))
    assert years == [2023, 2024, 2025]
    assert editions.notice(now + timedelta(minutes=20)) == []


def test_a_run_that_the_data_overtook_is_asked_for_anew():
    editions.notice(seoul("2026-11-25T12:00"))
    editions.ask()
    ReportRun.objects.update(status=RunStatus.FAILED, error=runs.INPUTS_CHANGED)
    editions.forget_outdated()
    assert len(editions.ask()) == 1
    ReportRun.objects.update(status=RunStatus.FAILED, error="ValueError: a fault of ours")
    editions.forget_outdated()
    assert editions.ask() == [], "a person looks at a fault, and asks again"


def test_what_is_due_is_made_by_whoever_comes_whatever_message_was_lost(
    own_database, documents_folder, monkeypatch
):
    sent: list[str] = []
    with monkeypatch.context() as patched:
        patched.setattr(tasks.run_report, "delay", sent.append)
        tasks.catch_up()
        assert len(sent) == 1
        ReportRun.objects.update(created_at=timezone.now() - runs.LOST_AFTER * 2)
        tasks.catch_up()
    assert sent[0] == sent[1] == str(ReportRun.objects.get().pk)


def test_a_run_names_its_code_its_data_its_rates_and_our_books(report):
    assert report.inputs == inputs_of(RunKind.KOREA_JAPAN, own_books(2025))
    assert report.inputs["code_version"] == report.code_version
    assert report.inputs["krw_per_100jpy"]["2025"] == {"ecb": "950.1739", "ppp": None}
    assert report.inputs["datasets"]["kr_donations_national.csv"].startswith("8eb76d8524ea")
    assert report.stage == Stage.DOCUMENTS


def test_a_failed_report_is_made_again_by_a_person_and_an_unchanged_one_is_the_same(report):
    manager = make_official(Role.MANAGER)
    assert make_again(report.pk, actor=manager).pk == report.pk
    ReportRun.objects.filter(pk=report.pk).update(status=RunStatus.FAILED, error="KeyError: 'x'")
    again = make_again(report.pk, actor=manager)
    assert again.pk != report.pk
    assert (again.status, again.year) == (RunStatus.QUEUED, 2025)
    assert AuditEvent.objects.filter(kind="report.asked_again").count() == 2
