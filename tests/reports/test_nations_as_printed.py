"""The nations' figures against the published tables, and against NumPy."""

import csv
from decimal import Decimal

import numpy as np
import pytest

from reports.indicators.registry import evaluate
from reports.indicators.statistics import Ask, Place
from reports.loading.files import DATA
from reports.models import Country
from tests.reports.typed_numbers import JAPAN, MUNICIPALITIES


@pytest.mark.parametrize(
    ("country", "printed"),
    [
        (Country.KOREA, {2023: "65.1", 2024: "87.9", 2025: "151.5"}),
        (
            Country.JAPAN,
            {
                2008: "8.1",
                2015: "165.3",
                2019: "487.5",
                2022: "965.4",
                2023: "1117.5",
                2024: "1272.8",
                2025: "1331.4",
            },
        ),
    ],
)
def test_the_nations_receipts_in_billions_are_those_printed(figures, country, printed):
    for year, billions in printed.items():
        found = evaluate("total_receipts", Ask(figures, Place(country), year))
        assert found.value is not None
        assert round(found.value / 10**9, 1) == Decimal(billions), year


def test_all_eighteen_years_of_japan_agree_with_the_table_and_with_numpy(figures):
    with (DATA / "jp_furusato_national.csv").open(encoding="utf-8") as file:
        table = {
            (int(row["fy"]), row["metric"]): Decimal(row["value"])
            for row in csv.DictReader(file)
            if row["fy_basis"] == "receipt_fy"
        }
    received: dict[int, list[int]] = {}
    with (DATA / "jp_furusato_by_municipality.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["level"] == "municipality":
                received.setdefault(int(row["fy"]), []).append(int(row["amount_jpy"]))
    assert sorted(received) == list(range(2008, 2026))
    first = table[2008, "amount_received"]
    for fy, amounts in received.items():
        ask = Ask(figures, JAPAN, fy)
        said = {
            name: evaluate(name, ask).value
            for name in ("total_receipts", "donations", "growth_index", "mean_per_donation")
        }
        total, count = table[fy, "amount_received"], table[fy, "donations_count"]
        assert said["total_receipts"] == total
        assert said["donations"] == count
        assert said["growth_index"] == round(total / first, 6)
        assert said["mean_per_donation"] == round(total / count, 4)
        x = np.sort(np.array(amounts, dtype=np.float64))
        assert x.size == MUNICIPALITIES
        # twice the area between the diagonal and the Lorenz curve, by trapezoids
        lorenz = np.concatenate([[0.0], np.cumsum(x) / x.sum()])
        by_numpy = {
            "gini": (1 - (lorenz[1:] + lorenz[:-1]).mean(), 1e-6),
            "top10_share": (100 * x[-10:].sum() / x.sum(), 1e-5),
            "top100_share": (100 * x[-100:].sum() / x.sum(), 1e-5),
            "hhi": (1e4 * float(np.square(x / x.sum()).sum()), 1e-3),
        }
        for name, (value, slack) in by_numpy.items():
            ours = evaluate(name, ask).value
            assert ours is not None
            assert float(ours) == pytest.approx(float(value), abs=slack), f"{name} {fy}"
