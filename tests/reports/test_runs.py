"""A run is asked for once, claimed by a lease, filled whole, and survives whoever dies."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from ledger.models import Account, ClosedPeriod, JournalTransfer, Kind
from reports import comparison, runs, tasks
from reports.indicators.statistics import LAUNCH
from reports.models import Country, Origin, ReportRow, ReportRun, RunStatus
from tests.races import race

pytestmark = pytest.mark.django_db


def book(amount_krw: int, booked_on: date, kind: Kind = Kind.DONATION) -> None:
    JournalTransfer.objects.create(
        entry=uuid4(),
        municipality_id="46810",
        booked_on=booked_on,
        kind=kind,
        debit_account=Account.CASH,
        credit_account=Account.GENERAL_DONATIONS,
        amount_krw=amount_krw,
    )


def test_a_year_without_korean_receipts_is_refused_with_the_years_there_are():
    for year in (2022, 2026):
        with pytest.raises(comparison.YearNotReportable) as refusal:
            runs.request_run(year)
        assert refusal.value.facts["years"] == "2023, 2024, 2025"
    assert not ReportRun.objects.exists()


def test_the_same_data_gives_the_same_run():
    first = runs.request_run(2025)
    assert runs.request_run(2025).pk == first.pk
    assert runs.request_run(2024).pk != first.pk


def test_two_who_ask_at_once_get_one_run(own_database):
    found = race(lambda _number: runs.request_run(2025).pk, runners=4)
    assert len(set(found)) == 1
    assert ReportRun.objects.count() == 1


def test_a_finished_run_holds_both_countries_and_every_year_since_launch(report):
    assert report.status == RunStatus.DONE
    for country in Country:
        years = report.rows.filter(
            indicator="growth_index", country=country, scope="nation"
        ).values_list("year", flat=True)
        assert sorted(years) == list(range(LAUNCH[country], 2026))


def test_a_second_delivery_changes_nothing(report):
    rows = list(report.rows.values_list("pk", flat=True))
    finished_at = report.finished_at
    tasks.run_report.apply(args=(str(report.pk),))
    report.refresh_from_db()
    assert report.finished_at == finished_at
    assert list(report.rows.values_list("pk", flat=True)) == rows


def test_computing_again_gives_the_same_rows(report, documents_folder):
    again = ReportRun.objects.create(
        kind=report.kind,
        year=2025,
        inputs_sha256=report.inputs_sha256,
        status=RunStatus.FAILED,
        code_version=report.code_version,
    )
    ReportRun.objects.filter(pk=report.pk).update(status=RunStatus.FAILED)
    ReportRun.objects.filter(pk=again.pk).update(status=RunStatus.QUEUED)
    tasks.make(again.pk, claimant="another")
    again.refresh_from_db()
    assert again.data_sha256 == report.data_sha256


def test_only_one_claims_until_the_lease_ends():
    run = runs.request_run(2025)
    assert runs.claim(run.pk, "first")
    assert not runs.claim(run.pk, "second")
    assert runs.claim(run.pk, "first")
    ReportRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert runs.claim(run.pk, "second")


def test_a_worker_that_dies_between_claim_and_fill_is_made_up_for(documents_folder):
    run = runs.request_run(2025)
    assert runs.claim(run.pk, "the one who dies")
    assert runs.lost_runs() == []
    ReportRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert runs.lost_runs() == [run.pk]
    tasks.make(run.pk, claimant="the next")
    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    assert run.attempts == 2


def test_a_crash_while_filling_leaves_no_row(own_database, monkeypatch):
    run = runs.request_run(2025)
    runs.claim(run.pk, "the one who dies")

    def power_cut(_rows: list[ReportRow]) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(runs, "rows_sha256", power_cut)
        with pytest.raises(KeyboardInterrupt):
            runs.fill(run.pk)
    assert not ReportRow.objects.exists()
    assert ReportRun.objects.get().status == RunStatus.RUNNING
    runs.fill(run.pk)
    assert ReportRun.objects.get().status == RunStatus.DONE


def test_a_message_that_never_came_is_sent_again():
    run = runs.request_run(2025)
    assert runs.lost_runs() == []
    ReportRun.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    assert runs.lost_runs() == [run.pk]


def test_a_run_that_kills_its_worker_is_given_up():
    runs.request_run(2025)
    ReportRun.objects.update(
        status=RunStatus.RUNNING, attempts=5, lease_until=timezone.now() - timedelta(minutes=1)
    )
    assert runs.lost_runs() == []
    assert ReportRun.objects.get().error == runs.GAVE_UP


def test_a_run_over_data_that_changed_fails_and_a_new_one_can_be_asked_for():
    run = runs.request_run(2025)
    ClosedPeriod.objects.create(municipality_id="46810", period="2025-03")
    runs.claim(run.pk, "first")
    runs.fill(run.pk)
    run.refresh_from_db()
    assert run.status == RunStatus.DONE, "a closed month without entries changes no figure"

    other = runs.request_run(2024)
    book(50_000, date(2024, 3, 5))
    ClosedPeriod.objects.create(municipality_id="46810", period="2024-03")
    runs.claim(other.pk, "first")
    runs.fill(other.pk)
    other.refresh_from_db()
    assert other.status == RunStatus.FAILED
    assert other.error == runs.INPUTS_CHANGED
    assert runs.request_run(2024).pk != other.pk


def test_our_own_books_count_closed_months_only_and_stand_apart(documents_folder):
    book(100_000, date(2025, 3, 1))
    book(30_000, date(2025, 3, 31))
    book(999_000, date(2025, 4, 1))
    ClosedPeriod.objects.create(municipality_id="46810", period="2025-03")
    run = runs.request_run(2025)
    tasks.make(run.pk, claimant="test")
    own = {row.indicator: row for row in run.rows.filter(origin=Origin.OWN_BOOKS, region="")}
    assert own["total_receipts"].value == 130_000
    assert own["donations"].value == 2
    assert own["mean_per_donation"].value == 65_000
    assert own["total_receipts"].coverage == "1/243"
    assert own["total_receipts"].status == "closed_periods_demonstration"
    published = run.rows.get(
        origin=Origin.PUBLISHED, indicator="total_receipts", country="KR", year=2025, region=""
    )
    assert published.value == 151_500_000_000


def test_our_own_books_are_missing_while_no_month_is_closed(report):
    own = report.rows.get(origin=Origin.OWN_BOOKS, indicator="total_receipts")
    assert own.value is None
    assert own.status.startswith("not_available: no month")


def test_money_is_converted_at_the_rates_of_its_own_year_and_parity_ends_in_2024(report):
    def row(year: int) -> ReportRow:
        return ReportRow.objects.get(
            run=report,
            indicator="total_receipts",
            country="JP",
            year=year,
            region="",
            origin="published",
        )

    yen = row(2025).value
    assert yen == 1_331_428_336_499
    assert row(2025).converted_ecb == round(yen * Decimal("950.1739") / 100)
    assert row(2025).converted_ppp is None
    assert row(2024).converted_ppp is not None


def test_a_broker_that_is_down_loses_no_run(own_database, monkeypatch):
    def refused(*_args: object, **_kwargs: object) -> None:
        raise ConnectionError("no broker")

    with monkeypatch.context() as patched:
        patched.setattr(tasks.run_report, "delay", refused)
        tasks.queue(2025)
    assert ReportRun.objects.get().status == RunStatus.QUEUED
