"""Documents say what the rows say, in the same bytes each time, and can do no harm."""

import csv
import hashlib
import io
import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import translation
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.documents import charts, drawing, flat, store, tables, words
from reports.documents.facts import area_names, facts_of
from reports.documents.report import charts as charts_of
from reports.documents.report import report_of
from reports.indicators.registry import DEFINITIONS
from reports.inputs import canonical
from reports.models import Country, ReportRow

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("kind", ["csv", "json", "pdf", "html", "xlsx"])
def test_making_a_document_again_gives_the_same_bytes(report, kind):
    first = store.artifact(report, kind, "en")
    report_of.cache_clear()
    cache.clear()
    assert store.MAKERS[kind](report, "en") == first


def test_a_document_that_was_lost_is_made_again(report, documents_folder):
    kept = store.artifact(report, "json")
    for file in documents_folder.rglob("*.json"):
        file.unlink()
    assert store.artifact(report, "json") == kept
    assert list(documents_folder.rglob("*.json"))


def test_what_a_killed_writer_left_is_cleared_away_and_what_another_writes_is_not(
    report, documents_folder
):
    store.artifact(report, "csv")
    (document,) = documents_folder.rglob("*.csv")
    abandoned, at_work = (document.with_name(f".half-{name}") for name in ("old", "new"))
    for half in (abandoned, at_work):
        half.write_bytes(b"half a docu")
    os.utime(abandoned, (0, 0))
    store.artifact(report, "json")
    assert not abandoned.exists()
    assert at_work.exists()


def test_a_folder_that_cannot_be_written_costs_no_document(report, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "a file"
    settings.MEDIA_ROOT.write_text("in the way")
    assert store.artifact(report, "csv").startswith(b"\xef\xbb\xbforigin,")


def test_the_json_carries_the_rows_its_checksum_names(report):
    document = json.loads(store.artifact(report, "json"))
    rows = canonical(document["rows"]).encode()
    assert document["data_sha256"] == hashlib.sha256(rows).hexdigest()
    assert str(report.pk) not in store.artifact(report, "json").decode()


def test_the_json_has_the_shape_that_is_committed(report):
    schema = json.loads(flat.SHAPE.read_text("utf-8"))
    document = json.loads(store.artifact(report, "json"))
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    assert list(check.iter_errors(document)) == []
    row = next(row for row in document["rows"] if row["value"] is None)
    row["value"] = 0
    assert list(check.iter_errors(document)), "a missing value must not pass as zero"


def test_missing_is_null_in_json_and_empty_in_csv_and_the_sheet(report):
    def is_gini(row: dict[str, Any]) -> bool:
        return (row["indicator"], row["country"], str(row["year"])) == ("gini", "KR", "2025")

    row = next(r for r in json.loads(store.artifact(report, "json"))["rows"] if is_gini(r))
    assert row["value"] is None
    text = store.artifact(report, "csv").decode("utf-8-sig")
    cells = next(r for r in csv.DictReader(io.StringIO(text)) if is_gini(r))
    assert cells["value"] == ""
    book = load_workbook(io.BytesIO(store.artifact(report, "xlsx", "en")))
    values: dict[tuple[object, ...], object] = {}
    for line in book["Data"].rows:
        values.setdefault((line[0].value, line[1].value, line[3].value), line[5].value)
    assert values["Gini coefficient", "Korea", 2025] is None
    assert values["Total receipts", "Korea", 2025] == 151_500_000_000


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["2.33 times", "1.26 times", "KRW 151.5 bn", "JPY 1,331.4 bn", "not available"]),
        ("ko", ["2.33", "1.26", "1,515억 원", "1조 3,314억 엔", "모금액"]),
        ("ja", ["2.33", "1兆3,314億円", "受入額"]),
    ],
)
def test_the_pdf_says_on_its_first_page_what_was_found(report, language, sentences):
    pages = PdfReader(io.BytesIO(store.artifact(report, "pdf", language))).pages
    first = pages[0].extract_text().replace(" ", "")
    for sentence in sentences:
        assert sentence.replace(" ", "") in first
    # All indicators of a country stand on one page: no column is squeezed by another's heading.
    with translation.override(language):
        heads = [tables.all_indicators(country) for country in Country]
    texts = [page.extract_text() for page in pages[2:]]
    for head in heads:
        (of_country,) = (text for text in texts if head.replace(" ", "") in text.replace(" ", ""))
        assert DEFINITIONS["total_receipts"].texts.name(language) in of_country
        assert DEFINITIONS["transparency_score"].texts.name(language) in of_country


def test_the_pdf_names_methods_doubts_and_every_source(report):
    text = text_of(store.artifact(report, "pdf", "en"))
    assert "100 yen = 950.17 won" in text
    assert "No parity was published for 2025" in text
    assert "biased partial sample" in text
    assert "no monthly series is published" in text
    assert report.data_sha256 in text.replace("\n", "")
    assert "kr_donations_national.csv" in text.replace("\u200b", "").replace("\n", "")


def test_the_sheet_computes_growth_and_takes_no_text_for_a_formula(report):
    ReportRow.objects.filter(run=report, indicator="donors", country="KR", year=2025).update(
        coverage="=1+1", sources=[{"url": "=cmd()", "published_on": "", "file": "f", "row": 1}]
    )
    report_of.cache_clear()
    sheet = load_workbook(io.BytesIO(store.MAKERS["xlsx"](report, "en")))
    formulas = {cell.value for line in sheet["Data"].rows for cell in line if cell.data_type == "f"}
    assert formulas == set()
    assert sheet["Growth"]["D4"].value == "=C4/C$2"
    cached = load_workbook(io.BytesIO(store.MAKERS["xlsx"](report, "en")), data_only=True)
    assert round(cached["Growth"]["D4"].value, 2) == 2.33
    text = store.MAKERS["csv"](report, "en").decode("utf-8-sig")
    assert "'=cmd()" in text
    assert ",=cmd()" not in text


def test_the_sheets_add_up_the_areas_by_formula_beside_the_nation_as_published(report):
    live = load_workbook(io.BytesIO(store.artifact(report, "xlsx", "en")))
    shown = load_workbook(io.BytesIO(store.artifact(report, "xlsx", "en")), data_only=True)
    assert live["Japan"]["B49"].value == "=SUM(B2:B48)"
    assert live["Japan"]["B51"].value == "=B50-B49"
    assert shown["Japan"]["B49"].value == shown["Japan"]["B50"].value == 1_331_428_336_499
    assert shown["Korea"]["B20"].value == 151_500_000_000
    assert 0 < shown["Korea"]["B21"].value < 151_500_000_000
    assert [sheet.title for sheet in live] == [
        "Data",
        "Growth",
        "Korea",
        "Japan",
        "Notes",
        "Definitions",
        "Sources",
    ]


def test_every_number_of_a_document_leads_to_the_page_of_its_rows(report, settings):
    page = "/reports/values/KR/total_receipts/2025/?lang=en"
    html = store.artifact(report, "html", "en").decode()
    assert f'href="{settings.PUBLIC_URL}{page}"' in html
    leads = [
        link.get_object()["/A"]["/URI"]
        for sheet in PdfReader(io.BytesIO(store.artifact(report, "pdf", "en"))).pages
        for link in sheet.get("/Annots", [])
        if "/A" in link.get_object() and "/URI" in link.get_object()["/A"]
    ]
    assert settings.PUBLIC_URL + page in leads
    assert len({lead for lead in leads if "/reports/values/" in lead}) > 200
    book = load_workbook(io.BytesIO(store.artifact(report, "xlsx", "en")))
    assert book["Data"]["R2"].hyperlink.target == settings.PUBLIC_URL + page


def test_the_pdf_shows_what_single_numbers_hide(report):
    text = " ".join(text_of(store.artifact(report, "pdf", "en")).split())
    for words_ in (
        "Contents",
        "0.276–0.996",
        "Biased sample alone",
        "Japan with and without named outliers",
        "In one currency: market rate and purchasing power",
        "modelled",
    ):
        assert words_ in text


def test_charts_are_drawn_alike_each_time_and_have_words_and_a_table(report):
    facts = facts_of(report)
    names = area_names("en")
    first, second = (charts.charts(facts, "en", names) for _time in range(2))
    assert [chart.svg for chart in first] == [chart.svg for chart in second]
    for chart in first:
        assert chart.alt
        assert chart.table.rows
        assert "<dc:date>" not in chart.svg


def test_charts_are_drawn_in_the_process_apart(report, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # it cannot be imported in this one

    drawn = charts.charts(facts_of(report), "en", area_names("en"))

    assert len(drawn) == 6
    assert all(chart.svg.startswith("<svg") for chart in drawn)


def test_a_chart_leaves_a_gap_where_a_value_is_missing(report):
    assert drawing.float_of(None) != 0
    korea = next(c for c in charts_of(report, "en") if c.name == "areas-kr")
    assert ["Seoul", "not available"] in korea.table.rows


@pytest.mark.parametrize(
    ("amount", "korean", "english", "japanese"),
    [
        (65_060_000_000, "650.6억 원", "KRW 65.1 bn", "650.6億ウォン"),
        (151_500_000_000, "1,515억 원", "KRW 151.5 bn", "1,515億ウォン"),
        (1_331_428_336_499, "1조 3,314억 원", "KRW 1,331.4 bn", "1兆3,314億ウォン"),
    ],
)
def test_money_is_written_as_people_say_it(amount, korean, english, japanese):
    said = {}
    for language in ("ko", "en", "ja"):
        with translation.override(language):
            said[language] = words.money(Decimal(amount), "KRW")
    assert said == {"ko": korean, "en": english, "ja": japanese}


def test_the_command_writes_every_document_and_prints_one_json(
    db, documents_folder, tmp_path, capsys
):
    out = tmp_path / "out"
    call_command("run_report", "korea-japan", "--year", "2025", "--out", str(out), "--json")
    first = json.loads(capsys.readouterr().out)
    assert sorted(first) == ["artifacts", "data_sha256", "run_id"]
    assert sorted(first["artifacts"]) == ["csv", "html", "json", "pdf", "xlsx"]
    bytes_before = {kind: Path(path).read_bytes() for kind, path in first["artifacts"].items()}
    call_command("run_report", "korea-japan", "--year", "2025", "--out", str(out), "--json")
    assert json.loads(capsys.readouterr().out) == first
    for kind, path in first["artifacts"].items():
        assert Path(path).read_bytes() == bytes_before[kind]
    assert (out / "korea-japan-2025-en.pdf").exists()


@pytest.mark.parametrize("year", ["2022", "2026"])
def test_the_command_says_which_years_can_be_reported(db, tmp_path, year):
    with pytest.raises(CommandError, match="2023, 2024, 2025"):
        call_command("run_report", "korea-japan", "--year", year, "--out", str(tmp_path))


def test_an_earlier_year_makes_a_report_too(db, documents_folder, tmp_path):
    for year in ("2023", "2024"):
        call_command("run_report", "korea-japan", "--year", year, "--out", str(tmp_path))
        assert (tmp_path / f"korea-japan-{year}-ko.pdf").read_bytes().startswith(b"%PDF")
