"""A new table is taken in whole or refused with the row that is wrong; nothing is overwritten."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from regions.models import Municipality
from regions.reading import BrokenReference
from reports import comparison, loading, runs, tasks
from reports.comparison import CODES_IN_FORCE
from reports.importing.plan import apply, plan
from reports.indicators.loaded import _loaded, data_version, statistics_of
from reports.indicators.registry import evaluate
from reports.indicators.statistics import Ask, Place
from reports.loading.files import DATA
from reports.models import Country, Dataset, ExchangeRate, PublishedFigure, Scope

pytestmark = pytest.mark.django_db
SOURCE = "https://www.mois.go.kr/table"
FEBRUARY, JULY = date(2026, 2, 27), date(2026, 7, 31)
Cells = list[list[object]]


@pytest.fixture(autouse=True)
def _fresh_statistics():
    yield
    _loaded.cache_clear()


def write(folder: Path, table: Cells, name: str = "table.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)
    return path


def korean(year: int = 2025, amount: int = 600_000_000) -> Cells:
    """A whole table of 243 bodies, each with a little more than the one before; then the total."""
    places = Municipality.objects.filter(country="KR").in_force(CODES_IN_FORCE).order_by("code")
    bodies: Cells = [
        [year, place.code, place.name_ko, amount + number * 1000, 5_000 + number]
        for number, place in enumerate(places)
    ]
    total = [year, "00000", "전국", sum(int(str(row[3])) for row in bodies)]
    donations = sum(int(str(row[4])) for row in bodies)
    return [
        ["year", "code", "name_ko", "amount_krw", "donation_count"],
        *bodies,
        [*total, donations],
    ]


def japanese(fy: int = 2025, divide: int = 1) -> Cells:
    """The receipts of the year before, as the survey of a new year would print them."""
    with (DATA / "jp_furusato_by_municipality.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["fy"] == "2025"]
    return [
        ["fy", "code6", "name_ja", "amount_jpy"],
        *([fy, row["code6"], row["name_ja"], int(row["amount_jpy"]) // divide] for row in rows),
    ]


def refused(path: Path, published: date = FEBRUARY, **how: bool) -> BrokenReference:
    before = PublishedFigure.objects.count(), Dataset.objects.count()
    with pytest.raises(BrokenReference) as refusal:
        apply(plan(path, SOURCE, published, **how), using="default")
    assert (PublishedFigure.objects.count(), Dataset.objects.count()) == before
    return refusal.value


def test_a_whole_table_is_shown_and_takes_effect_only_when_applied(tmp_path):
    found = plan(write(tmp_path, korean()), SOURCE, FEBRUARY)

    assert len([figure for figure in found.figures if figure.scope == Scope.BODY]) == 486
    national = [each for each in found.restated if each.figure.scope == Scope.NATION]
    assert {each.figure.metric: each.was for each in national}["amount"] == 151_500_000_000
    assert Dataset.objects.filter(is_imported=True).count() == 0

    version = data_version()
    assert apply(found, using="default") == len(found.figures)
    assert apply(found, using="default") == 0
    assert data_version() != version
    amounts = PublishedFigure.objects.filter(
        country="KR", scope="nation", metric="amount", year=2025, is_whole_year=True
    )
    assert len(amounts) == 2, "the earlier figure stands beside the new one"


def test_a_report_uses_the_figure_published_last_and_names_it(tmp_path, client):
    apply(plan(write(tmp_path, korean()), SOURCE, FEBRUARY), using="default")
    ask = Ask(statistics_of(data_version()), Place(Country.KOREA), 2025)
    total = evaluate("total_receipts", ask)
    assert total.value == 243 * 600_000_000 + 1000 * sum(range(243))
    (source,) = total.sources
    assert (source.published_on, source.row) == ("2026-02-27", 245)
    assert source.file.startswith("import-2026-02-27-")
    row = client.get(f"/reports/data/{source.file}/{source.row}/").content.decode()
    assert f"{total.value:,}" in row or str(total.value) in row
    assert client.get("/reports/data/").status_code == 200
    gini = evaluate("gini", ask)
    assert gini.coverage == "228/228", "a whole table is no sample any more"
    assert gini.value is not None
    assert 0 < gini.value < 1
    assert evaluate("top10_share", ask).coverage == "228/228"


def test_an_older_publication_stands_beside_and_is_not_used(tmp_path):
    table: Cells = [["year", "metric", "value", "unit"], [2025, "amount", 150_000_000_000, "KRW"]]
    found = plan(write(tmp_path, table), SOURCE, date(2025, 12, 31))
    assert [each.takes_effect for each in found.restated] == [False]
    assert "kept and not used" in found.notices[0]
    apply(found, using="default")
    total = evaluate(
        "total_receipts", Ask(statistics_of(data_version()), Place(Country.KOREA), 2025)
    )
    assert total.value == 151_500_000_000


def test_a_missing_body_is_named_and_a_partial_table_says_that_it_is_one(tmp_path):
    table = korean()
    del table[100], table[-1]
    path = write(tmp_path, table)
    reason = refused(path).problem
    assert "242 of 243 bodies; missing: " in reason
    found = plan(path, SOURCE, FEBRUARY, is_partial=True)
    assert not [figure for figure in found.figures if figure.scope != Scope.BODY]


def test_a_body_twice_is_named_with_both_rows(tmp_path):
    table = korean()
    table.insert(51, list(table[10]))
    refusal = refused(write(tmp_path, table))
    assert refusal.line == 52
    assert "already in row 11" in refusal.problem


def test_a_total_that_does_not_add_up_is_named(tmp_path):
    table = korean()
    table[-1][3] = int(str(table[-1][3])) + 1
    refusal = refused(write(tmp_path, table))
    assert refusal.line == 245
    assert refusal.problem.startswith(f"amount_krw is {table[-1][3]}, its 243 bodies add up to")


def test_a_province_that_does_not_add_up_is_named(tmp_path):
    table = korean()
    table[0].append("level")
    for row in table[1:]:
        row.append("")
    table.append([2025, "46000", "전남 계", 1_000_000_000_000, "", "total"])
    refusal = refused(write(tmp_path, table))
    assert refusal.line == 246
    assert "its 23 bodies add up to" in refusal.problem


def test_yen_given_in_thousands_is_told_by_the_year_before(tmp_path):
    refusal = refused(write(tmp_path, japanese(divide=1000)), JULY)
    assert refusal.line == 2
    assert "looks like thousands" in refusal.problem
    assert plan(write(tmp_path, japanese()), SOURCE, JULY).new == []


def test_won_given_in_thousands_is_told_by_what_a_donation_comes_to(tmp_path):
    table = korean()
    table[7][3] = 600_000
    refusal = refused(write(tmp_path, table))
    assert refusal.line == 8
    assert "119 each: amount_krw looks like thousands" in refusal.problem


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("47720", "47720 경북 군위군 ended on 2023-06-30; it goes on as 27720 대구 군위군"),
        ("42000", "it goes on as 51000"),
        ("99999", "'99999', which is not known"),
        ("011002", "not known"),
    ],
)
def test_a_code_that_has_ended_is_named_with_who_goes_on(tmp_path, code, reason):
    table = korean()
    table[20][1] = code
    refusal = refused(write(tmp_path, table))
    assert refusal.line == 21
    assert reason in refusal.problem


@pytest.mark.parametrize(
    ("row", "column", "cell", "reason"),
    [
        (5, 0, 2024, "the first row's is 2025"),
        (5, 3, "6.5억", "not a whole number"),
        (5, 3, "", "amount_krw is empty"),
        (0, 3, "amount_thousand", "not those of a table that is known"),
        (0, 2, "remark", "column 'remark' is not known"),
    ],
)
def test_a_cell_that_is_wrong_is_named(tmp_path, row, column, cell, reason):
    table = korean()
    table[row][column] = cell
    assert reason in str(refused(write(tmp_path, table)))


def test_a_year_that_had_not_ended_or_a_day_to_come_is_refused(tmp_path):
    path = write(tmp_path, korean(2026))
    assert "not 2023 to 2025" in refused(path, FEBRUARY).problem
    assert "which is to come" in refused(path, date(2999, 1, 1)).problem


def test_a_spreadsheet_is_read_as_the_same_table(tmp_path):
    book = Workbook(write_only=True)
    sheet_of_book = book.create_sheet()
    for row in korean():
        sheet_of_book.append(row)
    book.save(tmp_path / "table.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK no zip")
    sheet = plan(tmp_path / "table.xlsx", SOURCE, FEBRUARY)
    text = plan(write(tmp_path, korean()), SOURCE, FEBRUARY)
    assert [f.value for f in sheet.figures] == [f.value for f in text.figures]
    assert "not a spreadsheet" in str(refused(tmp_path / "broken.xlsx"))


def test_another_table_of_the_same_day_is_refused(tmp_path):
    apply(plan(write(tmp_path, korean()), SOURCE, FEBRUARY), using="default")
    other = write(tmp_path, korean(amount=610_000_000), "other.csv")
    assert "another table of the same day" in refused(other).problem


def test_a_year_without_a_counterpart_or_a_rate_is_noted_and_reported_as_missing(
    tmp_path, documents_folder, monkeypatch
):
    monkeypatch.setattr("reports.importing.plan.seoul_date", lambda _now: date(2028, 3, 1))
    codes = Municipality.objects.filter(country="KR").in_force(date(2027, 12, 31))
    table = korean(2027)[:1] + [
        [2027, code, "", 700_000_000, 5_000]
        for code in sorted(codes.values_list("code", flat=True))
    ]
    found = plan(write(tmp_path, table), SOURCE, date(2028, 2, 28))
    assert [note.partition(": ")[2] for note in found.notices] == [
        "Japan has no receipts of 2027 yet; reports of 2027 will say so",
        "no market rate of 2027 is loaded; reports of 2027 convert nothing",
    ]
    apply(found, using="default")
    assert comparison.reportable_years()[-1] == 2027

    run = runs.request_run(2027)
    tasks.make(run.pk, claimant="test")
    rows = run.rows.filter(indicator="total_receipts", region="", origin="published", year=2027)
    korea, japan = rows.get(country="KR"), rows.get(country="JP")
    assert korea.value == 243 * 700_000_000
    assert korea.converted_ecb is None
    assert japan.value is None
    assert japan.status.startswith("not_available: ")


RATES: Cells = [
    ["year", "series", "krw_per_100jpy", "krw_per_usd", "jpy_per_usd"],
    [2025, "ppp", "868.0", "816.0", "94.0"],
]


def test_a_rate_is_added_beside_and_the_later_one_is_used(tmp_path):
    from reports.conversion import rates_by_year

    assert rates_by_year()[2025].ppp is None
    apply(plan(write(tmp_path, RATES), SOURCE, JULY), using="default")
    assert rates_by_year()[2025].ppp == 868
    later = [RATES[0], [2025, "ppp", "870.0", "818.0", "94.0"]]
    apply(plan(write(tmp_path, later), SOURCE, date(2026, 8, 1)), using="default")
    assert rates_by_year()[2025].ppp == 870
    assert ExchangeRate.objects.filter(year=2025, series="ppp").count() == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([2026, "ecb", "", "1400", "150"], "krw_per_100jpy of 2026 is missing or zero"),
        ([2026, "ecb", "9.3", "1400", "150"], "contradicts"),
        ([2027, "ppp", "868", "816", "94"], "not 2008 to 2026"),
    ],
)
def test_a_rate_that_is_missing_or_contradicts_is_named(tmp_path, row, reason):
    refusal = refused(write(tmp_path, [*RATES, row]), JULY)
    assert refusal.line == 3
    assert reason in refusal.problem


def test_a_year_left_out_of_a_series_of_rates_is_named(tmp_path):
    table = [RATES[0], [2023, "ecb", "931.1", "1305.9", "140.25"], [2025, *RATES[1][1:]]]
    table[2][1] = "ecb"
    refusal = refused(write(tmp_path, table), JULY)
    assert (refusal.line, refusal.problem) == (3, "ecb has no rate for 2024")


def test_the_command_shows_first_and_keeps_what_it_took_in_when_files_are_loaded_anew(
    own_database, tmp_path, capsys
):
    path = write(tmp_path, korean())
    how = (str(path), "--source", SOURCE, "--published", "2026-02-27")
    call_command("import_statistics", *how)
    told = capsys.readouterr().out
    assert "Nothing was written. Add --apply to let it take effect." in told
    assert "KR nation 2025 amount: 151500000000 -> " in told
    call_command("import_statistics", *how, "--apply", "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["stored"] == len(document["new"]) + len(document["restated"]) + document["same"]

    Dataset.objects.filter(is_imported=False).update(loader=0)
    loading.load(using="owner")
    assert Dataset.objects.get(is_imported=True).name == document["dataset"]
    assert PublishedFigure.objects.filter(dataset=document["dataset"]).count() == document["stored"]

    with pytest.raises(CommandError, match=r"line 2: .*Nothing was written"):
        call_command(
            "import_statistics",
            str(write(tmp_path, korean(2024)[:3], "few.csv")),
            *("--source", SOURCE, "--published", "2024-02-27", "--partial"),
        )
