"""A reference file is loaded whole or refused with the row that is wrong."""

import csv
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from regions.models import Municipality
from regions.reading import BrokenReference
from reports import loading
from reports.indicators.loaded import data_version
from reports.loading import japan, korea, rates
from reports.loading.files import DATA
from reports.models import Country, Dataset, ExchangeRate, PublishedFigure, RateSeries, Scope


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    return copy


@pytest.fixture
def codes(db: None) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"KR": set(), "JP": set()}
    for code, country in Municipality.objects.values_list("code", "country"):
        found[country].add(code)
    return found


def spoil(folder: Path, name: str, line: int, **cells: str) -> None:
    """Write other ``cells`` into one line of a file."""
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for column, value in cells.items():
        rows[line - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def drop_line(folder: Path, name: str, line: int) -> None:
    lines = (folder / name).read_text("utf-8").splitlines(keepends=True)
    del lines[line - 1]
    (folder / name).write_text("".join(lines), "utf-8")


@pytest.mark.parametrize(
    ("name", "line", "cells", "reason"),
    [
        (korea.NATIONAL, 2, {"value": "65,060"}, "not a number"),
        (korea.NATIONAL, 3, {"metric": "amount"}, "already in row 2"),
        (korea.NATIONAL, 4, {"unit": "thousand won"}, "not known"),
        (korea.PROVINCES, 5, {"code": "99000"}, "not known"),
        (korea.PROVINCES, 5, {"amount_krw": ""}, "basis is 'published'"),
        (korea.BODIES, 2, {"code": "11999"}, "not known"),
        (korea.BODIES, 2, {"level": "own_office"}, "level is"),
        (korea.BODIES, 3, {"amount_krw": "-5"}, "not a whole number"),
        (korea.PERIODS, 2, {"period_end": "2023-02-30"}, "not a date"),
        (korea.MONTHS, 2, {"month": "13"}, "month 13"),
    ],
)
def test_a_korean_row_that_is_wrong_is_named(folder, codes, name, line, cells, reason):
    spoil(folder, name, line, **cells)
    with pytest.raises(BrokenReference) as refusal:
        korea.figures(folder, codes["KR"])
    assert refusal.value.file == name
    assert refusal.value.line == line
    assert reason in refusal.value.problem


@pytest.mark.parametrize(
    ("name", "line", "cells", "reason"),
    [
        (japan.BODIES, 2, {"code6": "010014"}, "not known"),
        (japan.BODIES, 2, {"pref_code2": "02"}, "not in prefecture"),
        (japan.BODIES, 2, {"source_ids": "MIC-OLD"}, "source MIC-OLD"),
        (japan.BODIES, 3, {"fy": "2008"}, "already in row 2"),
        (japan.PREFECTURES, 2, {"amount_jpy": "1"}, "not the sum of its two parts"),
    ],
)
def test_a_japanese_row_that_is_wrong_is_named(folder, codes, name, line, cells, reason):
    spoil(folder, name, line, **cells)
    with pytest.raises(BrokenReference) as refusal:
        japan.figures(folder, codes["JP"])
    assert refusal.value.file == name
    assert refusal.value.line == line
    assert reason in refusal.value.problem


def test_bodies_that_do_not_add_up_to_the_nation_are_refused(folder, codes):
    spoil(folder, japan.BODIES, 2, amount_jpy="4660")  # in thousands
    with pytest.raises(BrokenReference, match="amount FY2008 is 8139572886, the bodies add up"):
        japan.figures(folder, codes["JP"])


def test_a_missing_body_is_refused(folder, codes):
    drop_line(folder, japan.BODIES, 40)
    with pytest.raises(BrokenReference, match="32183 rows, expected 32184"):
        japan.figures(folder, codes["JP"])


def test_municipalities_beyond_their_province_are_refused(folder, codes):
    with (DATA / korea.BODIES).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    line = next(
        at for at, row in enumerate(rows, 2) if row["code"][:2] == "46" and row["year"] == "2023"
    )
    spoil(folder, korea.BODIES, line, amount_krw="14000000000")
    with pytest.raises(BrokenReference, match="46000 adds up to"):
        korea.figures(folder, codes["KR"])


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"krw_per_100jpy_ecb": ""}, "incomplete"),
        ({"krw_per_100jpy_ecb": "9.5"}, "contradicts"),
        ({"year": "2009"}, "already in row 3"),
    ],
)
def test_rates_that_contradict_each_other_are_refused(folder, cells, reason):
    spoil(folder, rates.FILE, 4 if "year" in cells else 2, **cells)
    with pytest.raises(BrokenReference, match=reason):
        rates.rates(folder)


@pytest.mark.parametrize("text", [b"\xff\xfe", b"a,b\n1,2\n"])
def test_a_file_of_another_kind_is_refused(folder, codes, text):
    (folder / korea.NATIONAL).write_bytes(text)
    with pytest.raises(BrokenReference):
        korea.figures(folder, codes["KR"])


def test_a_file_that_is_not_there_is_refused(folder):
    (folder / rates.FILE).unlink()
    with pytest.raises(BrokenReference, match="missing"):
        rates.rates(folder)


@pytest.mark.django_db
def test_everything_is_loaded_and_missing_stays_missing():
    figures = PublishedFigure.objects.all()
    japanese = figures.filter(country=Country.JAPAN, scope=Scope.BODY)
    assert japanese.filter(metric="amount").count() == 32_184
    assert japanese.count() == 170_096
    korean = figures.filter(country=Country.KOREA, is_whole_year=True, metric="amount")
    assert korean.filter(scope=Scope.BODY).count() == 202
    assert korean.filter(scope=Scope.AREA).count() == 31
    assert not korean.filter(year=2026).exists()
    parities = ExchangeRate.objects.filter(series=RateSeries.PPP)
    assert max(parities.values_list("year", flat=True)) == 2024
    assert (
        sum(Dataset.objects.values_list("rows", flat=True)) == figures.count() + 54 + 10 + 1_360 + 5
    )


@pytest.mark.django_db
def test_every_figure_says_where_it_is_from():
    assert not PublishedFigure.objects.filter(source="").exists()
    assert not PublishedFigure.objects.filter(status="").exists()
    assert not PublishedFigure.objects.filter(row__lt=2).exists()


def test_loading_again_writes_nothing(own_database):
    loaded_at = dict(Dataset.objects.values_list("name", "loaded_at"))
    version = data_version()
    counts = loading.load(using="owner")
    assert counts["reports_publishedfigure"] == 174_575
    assert dict(Dataset.objects.values_list("name", "loaded_at")) == loaded_at
    assert data_version() == version


def test_a_changed_file_replaces_everything_and_a_broken_one_nothing(own_database, folder):
    spoil(folder, korea.NATIONAL, 2, note="restated once more")
    before = data_version()
    loading.load(using="owner", folder=folder)
    after = data_version()
    assert after != before
    assert PublishedFigure.objects.filter(note="restated once more").count() == 1

    spoil(folder, korea.NATIONAL, 2, value="many")
    with pytest.raises(BrokenReference):
        loading.load(using="owner", folder=folder)
    assert data_version() == after


def test_the_command_prints_counts(own_database, capsys):
    call_command("load_reference", "--json")
    out = capsys.readouterr().out
    assert '"reports_publishedfigure": 174575' in out
