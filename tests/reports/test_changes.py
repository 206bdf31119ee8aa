"""What changed between two runs, and why."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from ledger.models import ClosedPeriod
from reports import inputs, runs
from reports.changes import changes_between
from reports.indicators.loaded import _loaded
from reports.models import Dataset, ExchangeRate, PublishedFigure, ReportRun
from tests.reports.test_own_books import book

pytestmark = pytest.mark.django_db
NATIONAL = "kr_donations_national.csv"


def another(documents_folder: object = None) -> ReportRun:
    _loaded.cache_clear()
    run = runs.request_run(2025)
    assert runs.claim(run.pk, "test")
    runs.fill(run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture(autouse=True)
def _fresh_statistics():
    yield
    _loaded.cache_clear()


def test_a_corrected_file_is_named_with_each_value_that_cites_it(report, capsys):
    PublishedFigure.objects.filter(country="KR", scope="nation", metric="amount", year=2025).update(
        value=Decimal(151_600_000_000)
    )
    Dataset.objects.filter(name=NATIONAL).update(sha256="f" * 64)

    later = another()
    found = changes_between(report, later)

    assert [change.input for change in found.inputs] == [f"datasets/{NATIONAL}"]
    key = ("published", "total_receipts", "KR", "nation", "", 2025)
    (total,) = (row for row in found.rows if row.key == key)
    assert total.before is not None
    assert total.after is not None
    assert (total.before["value"], total.after["value"]) == (151_500_000_000, 151_600_000_000)
    assert total.why == ["data"]
    assert {row.key[2] for row in found.rows} == {"KR"}
    assert found.same_rows + len(found.rows) == report.rows.count()

    call_command("reports_diff", str(report.pk), str(later.pk))
    told = capsys.readouterr().out
    assert f"input datasets/{NATIONAL}: 8eb76d" in told
    assert "published total_receipts KR nation 2025: 151500000000 -> 151600000000 (data" in told
    call_command("reports_diff", str(report.pk), str(later.pk), "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["data_sha256"] == [report.data_sha256, later.data_sha256]
    assert len(document["rows"]) == len(found.rows)


def test_a_restated_figure_is_told_from_a_corrected_one(report):
    first = PublishedFigure.objects.get(
        country="KR", scope="nation", metric="amount", year=2025, is_whole_year=True
    )
    Dataset.objects.create(name="later.csv", sha256="a" * 64, rows=1, loader=1)
    first.pk, first.value = None, Decimal(151_700_000_000)
    first.dataset_id, first.row, first.published_on = "later.csv", 2, "2026-03-01"
    first.save()

    found = changes_between(report, another())

    key = ("published", "total_receipts", "KR", "nation", "", 2025)
    (total,) = (row for row in found.rows if row.key == key)
    assert total.why == ["restatement", "data"]
    assert total.after is not None
    assert total.after["sources"][0]["published_on"] == "2026-03-01"


def test_a_rate_moves_conversions_only(report):
    ExchangeRate.objects.filter(series="ecb", year=2025).update(krw_per_100jpy=Decimal("951.0000"))
    found = changes_between(report, another())
    assert [change.input for change in found.inputs] == ["krw_per_100jpy/2025/ecb"]
    assert found.counts == {"rates": len(found.rows)}
    assert {name for row in found.rows for name in row.fields} == {"converted_ecb"}


def test_closed_books_move_our_own_rows_only(report):
    from datetime import date

    book(100_000, date(2025, 3, 1))
    ClosedPeriod.objects.create(municipality_id="46810", period="2025-03")
    found = changes_between(report, another())
    assert found.counts == {"own_books": len(found.rows)}
    assert {row.key[0] for row in found.rows} == {"own_books"}


def test_another_computation_is_told(report, monkeypatch):
    monkeypatch.setattr(inputs, "CODE_VERSION", "next")
    later = another()
    found = changes_between(report, later)
    assert [(change.input, change.after) for change in found.inputs] == [("code_version", "next")]
    assert found.rows == []
    assert later.data_sha256 == report.data_sha256


def test_only_finished_runs_are_compared(report):
    waits = runs.request_run(2024)
    with pytest.raises(CommandError, match="only finished runs"):
        call_command("reports_diff", str(report.pk), str(waits.pk))
