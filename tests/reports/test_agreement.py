"""Values agree with what was printed, to the digit printed, and with another way of computing them.

The printed figures are read here from the files as text, past the loader; the statistics are
computed by NumPy and SciPy in another form than ours.
"""

import csv
import json
from collections import defaultdict
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from reports import runs
from reports.documents.flat import csv_document, json_document
from reports.indicators.loaded import Loaded, _loaded
from reports.indicators.registry import evaluate
from reports.indicators.statistics import Ask, Place
from reports.loading.files import DATA
from reports.models import Country, PublishedFigure, ReportRow, ReportRun, Scope

pytestmark = pytest.mark.django_db


def printed(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def nation(figures: Loaded, indicator: str, country: Country, year: int) -> Any:
    return evaluate(indicator, Ask(figures, Place(country), year))


KOREAN = {
    "amount": "total_receipts",
    "donation_count": "donations",
    "share_amount_december": "year_end_share",
    "share_amount_non_capital_regions": "non_capital_share",
    "share_count_up_to_100k_won": "small_donation_share",
}
JAPANESE = {
    "amount_received": "total_receipts",
    "donations_count": "donations",
    "cost_total_ratio": "cost_ratio",
    "cost_gift_procurement_ratio": "gift_ratio",
}


@pytest.mark.parametrize(("metric", "indicator"), KOREAN.items())
def test_every_korean_national_figure_comes_out_as_printed(figures, metric, indicator):
    rows = [row for row in printed("kr_donations_national.csv") if row["metric"] == metric]
    assert len(rows) >= 3
    for row in rows:
        value = nation(figures, indicator, Country.KOREA, int(row["year"])).value
        assert value == Decimal(row["value"]), f"{metric} {row['year']}"


@pytest.mark.parametrize(("metric", "indicator"), JAPANESE.items())
def test_every_japanese_national_figure_comes_out_as_printed(figures, metric, indicator):
    rows = [row for row in printed("jp_furusato_national.csv") if row["metric"] == metric]
    assert len(rows) >= 7
    for row in rows:
        text = row["value"]
        step = Decimal(1).scaleb(min(0, int(Decimal(text).as_tuple().exponent)))
        if "sum of the printed parts" in row["note"]:
            step *= 5  # five parts, each rounded by itself
        found = nation(figures, indicator, Country.JAPAN, int(row["fy"]))
        assert found.value is not None, f"{metric} {row['fy']}: {found.status}"
        assert abs(found.value - Decimal(text)) <= step / 2, f"{metric} {row['fy']}"


def test_every_prefecture_and_body_of_every_year_comes_out_to_the_yen(figures):
    for row in printed("jp_furusato_by_prefecture.csv"):
        place = Place(Country.JAPAN, Scope.AREA, row["pref_code6"])
        value = evaluate("total_receipts", Ask(figures, place, int(row["fy"]))).value
        assert value == int(row["amount_jpy"])
    by_year: dict[int, int] = defaultdict(int)
    for row in printed("jp_furusato_by_municipality.csv"):
        by_year[int(row["fy"])] += int(row["amount_jpy"])
    for fy, added in by_year.items():
        assert nation(figures, "total_receipts", Country.JAPAN, fy).value == added


@pytest.mark.parametrize("fy", [2008, 2018, 2025])
def test_concentration_agrees_with_numpy_and_scipy(figures, fy):
    received = np.array(
        sorted(
            float(row["amount_jpy"])
            for row in printed("jp_furusato_by_municipality.csv")
            if row["fy"] == str(fy) and row["code6"][2:5] != "000"
        )
    )
    # The area between the Lorenz curve and the diagonal, and the mean difference of all pairs.
    curve = np.concatenate([[0], np.cumsum(received) / received.sum()])
    by_area = 1 - 2 * integrate.trapezoid(curve, dx=1 / len(received))
    by_pairs = np.abs(received[:, None] - received[None, :]).mean() / (2 * received.mean())
    assert by_area == pytest.approx(by_pairs, abs=1e-9)
    assert float(nation(figures, "gini", Country.JAPAN, fy).value) == pytest.approx(
        by_area, abs=5e-7
    )
    shares = received / received.sum()
    assert float(nation(figures, "hhi", Country.JAPAN, fy).value) == pytest.approx(
        float(np.square(shares).sum() * 10_000), abs=5e-4
    )
    for top in (10, 100):
        assert float(nation(figures, f"top{top}_share", Country.JAPAN, fy).value) == pytest.approx(
            float(shares[-top:].sum() * 100), abs=5e-6
        )


def test_the_interval_of_koreas_sample_holds_under_scipys_own_bootstrap(figures):
    sample = [
        float(row["amount_krw"])
        for row in printed("kr_donations_by_municipality.csv")
        if row["year"] == "2025" and (row["level"] == "basic" or row["code"] in ("36000", "50000"))
    ]
    found = nation(figures, "gini", Country.KOREA, 2025)
    assert found.value is None
    assert float(found.sample) == pytest.approx(_gini(np.array(sample)), abs=5e-7)
    again = stats.bootstrap(
        (np.array(sample),), _gini, vectorized=False, n_resamples=999, rng=1, method="percentile"
    ).confidence_interval
    assert again.low < float(found.sample) < again.high


def _gini(received: Any) -> float:
    ordered = np.sort(received)
    rank = np.arange(1, len(ordered) + 1)
    weights = 2 * rank - len(ordered) - 1
    return float((weights * ordered).sum() / (len(ordered) * ordered.sum()))


def test_a_report_made_twice_over_the_same_data_is_the_same_bytes(report):
    first = json_document(report), csv_document(report)
    rows = list(report.rows.order_by("position").values_list("pk", flat=True))
    _loaded.cache_clear()
    ReportRun.objects.filter(pk=report.pk).update(status="failed")
    again = runs.request_run(2025)
    runs.claim(again.pk, "another")
    runs.fill(again.pk)
    again.refresh_from_db()

    assert (json_document(again), csv_document(again)) == first
    assert again.data_sha256 == report.data_sha256
    assert not set(rows) & set(again.rows.values_list("pk", flat=True))


def test_a_report_names_its_sources_its_coverage_its_rates_and_its_data(report):
    document = json.loads(json_document(report))
    for row in document["rows"]:
        covered, _slash, of = row["coverage"].partition("/")
        assert 0 <= int(covered) <= int(of)
        if row["origin"] == "published" and row["value"] is not None:
            assert row["sources"], row["indicator"]
            for source in row["sources"]:
                assert source["file"] in document["inputs"]["datasets"] or source["file"].endswith(
                    "population.csv"
                )
    assert document["inputs"]["krw_per_100jpy"]["2024"]["ppp"] is not None


def test_what_is_missing_is_never_zero(report):
    """Every zero in a report was published as one, and nothing missing was made one."""
    document = json.loads(json_document(report))
    missing = [row for row in document["rows"] if row["status"].startswith("not_available")]
    assert missing
    assert {row["value"] for row in missing} == {None}
    assert {row["converted_ecb"] for row in missing} == {None}
    for row in csv.DictReader(csv_document(report).decode("utf-8-sig").splitlines()):
        if row["status"].startswith("not_available"):
            assert row["value"] == row["converted_ecb"] == row["converted_ppp"] == ""
    zeros = ReportRow.objects.filter(run=report, indicator="total_receipts", value=0)
    for zero in zeros:
        assert PublishedFigure.objects.filter(
            country=zero.country, area=zero.region, year=zero.year, metric="amount", value=0
        ).exists()
