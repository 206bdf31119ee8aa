"""Indicators over figures written by hand, then over the published ones."""

from decimal import Decimal
from fractions import Fraction

import pytest

from reports.indicators.registry import DEFINITIONS, evaluate
from reports.indicators.statistics import Ask, Datum, InMemory, Place, Reference
from reports.models import Country, Scope, YearBasis

KOREA, JAPAN = Place(Country.KOREA), Place(Country.JAPAN)
CONTRACT = [
    "total_receipts",
    "donations",
    "donors",
    "growth_index",
    "receipts_per_head",
    "mean_per_donation",
    "mean_per_donor",
    "participation_rate",
    "gini",
    "top10_share",
    "top100_share",
    "hhi",
    "year_end_share",
    "cost_ratio",
    "gift_ratio",
    "platform_share",
    "usable_amount",
    "usable_share",
    "tax_relief",
    "outflow",
    "net_flow",
    "net_after_cost",
    "loss_ratio",
    "depopulating_share",
    "non_capital_share",
    "redistribution_effect",
    "designated_share",
    "project_attainment",
    "simple_procedure_share",
    "repeat_rate",
    "small_donation_share",
    "origin_destination",
    "transparency_score",
    "rule_margin",
]


def datum(value: int, status: str = "published", resolution: int = 0, row: int = 1) -> Datum:
    reference = Reference("https://example.org/table", "2026-01", "file.csv", row)
    return Datum(Fraction(value), "KRW", status, Fraction(resolution), reference)


def korea(**by_metric: Datum) -> InMemory:
    """Figures of the nation: ``amount_2025=…``."""
    return InMemory(
        {
            (KOREA, name.rpartition("_")[0], int(name[-4:]), YearBasis.CALENDAR): value
            for name, value in by_metric.items()
        }
    )


def value_of(indicator: str, ask: Ask) -> Decimal:
    value = evaluate(indicator, ask).value
    assert value is not None
    return value


def test_the_registry_has_every_indicator_of_the_contract_in_three_languages():
    assert list(DEFINITIONS) == CONTRACT
    for definition in DEFINITIONS.values():
        texts = definition.texts
        assert texts.name_ko
        assert texts.name_en
        assert texts.name_ja
        assert texts.formula
        assert texts.reading


def test_growth_counts_from_the_launch_year():
    data = korea(amount_2023=datum(50), amount_2025=datum(125))
    grown = evaluate("growth_index", Ask(data, KOREA, 2025))
    assert grown.value == Decimal("2.5")
    assert grown.unit == "ratio"
    assert evaluate("growth_index", Ask(data, KOREA, 2023)).value == 1
    assert evaluate("growth_index", Ask(data, KOREA, 2024)).value is None


def test_growth_from_nothing_is_not_available():
    data = korea(amount_2023=datum(0), amount_2025=datum(125))
    assert evaluate("growth_index", Ask(data, KOREA, 2025)).value is None


def test_a_value_is_as_weak_as_its_weakest_input():
    data = korea(amount_2023=datum(50, "restated"), amount_2025=datum(125, "provisional", row=7))
    grown = evaluate("growth_index", Ask(data, KOREA, 2025))
    assert grown.status == "provisional"
    assert [source.row for source in grown.sources] == [0]


def test_the_rounding_of_the_inputs_is_passed_on():
    data = korea(amount_2025=datum(1000, resolution=10), donation_count_2025=datum(100))
    mean = evaluate("mean_per_donation", Ask(data, KOREA, 2025))
    assert mean.value == 10
    assert mean.resolution == Decimal("0.1")


def test_missing_is_missing_and_says_why():
    nothing = evaluate("total_receipts", Ask(korea(), KOREA, 2025))
    assert nothing.value is None
    assert nothing.coverage == "0/243"
    assert nothing.status == "not_available: no receipts of this area and year were found"


def test_a_published_zero_stays_zero():
    zero = evaluate("total_receipts", Ask(korea(amount_2025=datum(0)), KOREA, 2025))
    assert zero.value == 0
    assert zero.status == "published"


def test_before_the_launch_nothing_is_available():
    data = korea(amount_2022=datum(5))
    assert evaluate("total_receipts", Ask(data, KOREA, 2022)).status == (
        "not_available: the system had not begun"
    )


@pytest.mark.parametrize(
    ("indicator", "country", "year", "printed"),
    [
        ("total_receipts", "KR", 2023, "65060000000"),
        ("total_receipts", "KR", 2024, "87930000000"),
        ("total_receipts", "KR", 2025, "151500000000"),
        ("donations", "KR", 2025, "1392000"),
        ("growth_index", "KR", 2024, "1.35"),
        ("growth_index", "KR", 2025, "2.33"),
        ("year_end_share", "KR", 2023, "40.1"),
        ("year_end_share", "KR", 2025, "50.9"),
        ("non_capital_share", "KR", 2025, "92.2"),
        ("small_donation_share", "KR", 2025, "98.4"),
        ("mean_per_donation", "KR", 2025, "108836"),
        ("total_receipts", "JP", 2008, "8139572886"),
        ("total_receipts", "JP", 2025, "1331428336499"),
        ("donations", "JP", 2025, "59630027"),
        ("growth_index", "JP", 2009, "0.95"),
        ("growth_index", "JP", 2010, "1.26"),
        ("growth_index", "JP", 2025, "163.6"),
        ("receipts_per_head", "JP", 2025, "10709"),
        ("mean_per_donation", "JP", 2025, "22328"),
        ("participation_rate", "JP", 2025, "9.1"),
        ("gini", "JP", 2008, "0.825"),
        ("gini", "JP", 2018, "0.814"),
        ("gini", "JP", 2025, "0.709"),
        ("top10_share", "JP", 2018, "30.6"),
        ("top10_share", "JP", 2025, "13.1"),
        ("top100_share", "JP", 2025, "44.5"),
        ("depopulating_share", "JP", 2018, "45.4"),
        ("depopulating_share", "JP", 2025, "27.1"),
        ("cost_ratio", "JP", 2019, "46.7"),
        ("cost_ratio", "JP", 2022, "46.8"),
        ("cost_ratio", "JP", 2023, "48.6"),
        ("cost_ratio", "JP", 2025, "47.9"),
        ("gift_ratio", "JP", 2025, "26.5"),
        ("platform_share", "JP", 2025, "97.2"),
        ("usable_share", "JP", 2025, "52.1"),
        ("designated_share", "JP", 2025, "2.5"),
        ("donors", "JP", 2025, "11335166"),
    ],
)
def test_values_agree_with_the_published_ones(figures, indicator, country, year, printed):
    value = value_of(indicator, Ask(figures, Place(Country(country)), year))
    expected = Decimal(printed)
    assert value.quantize(expected) == expected


def test_gains_and_losses_of_prefectures_agree_with_the_published_ones(figures):
    hokkaido = Place(Country.JAPAN, Scope.AREA, "010006")
    tokyo = Place(Country.JAPAN, Scope.AREA, "130001")
    billion = Decimal(10**9)
    gain = value_of("net_flow", Ask(figures, hokkaido, 2024)) / billion
    loss = value_of("net_flow", Ask(figures, tokyo, 2024)) / billion
    assert round(gain, 1) == Decimal("156.8")
    assert round(loss, 1) == Decimal("-201.8")


def test_488_of_japans_municipalities_lost_in_fy2024_after_cost_and_own_relief(figures):
    codes = [code for code in figures.bodies(Country.JAPAN, "amount", 2024) if code[2:5] != "000"]
    values = [
        value_of("net_after_cost", Ask(figures, Place(Country.JAPAN, Scope.BODY, code), 2024))
        for code in codes
    ]
    assert len(values) == 1741
    assert sum(value < 0 for value in values) == 488


@pytest.mark.parametrize(("year", "bodies"), [(2023, 67), (2024, 75), (2025, 60)])
def test_koreas_gini_is_a_sample_and_never_the_nations(figures, year, bodies):
    gini = evaluate("gini", Ask(figures, KOREA, year))
    assert gini.value is None
    assert gini.sample is not None
    assert gini.coverage == f"{bodies}/243"
    assert gini.status.startswith("not_available: biased partial sample")


def test_koreas_top_ten_of_2025_is_marked_as_a_lower_bound(figures):
    share = evaluate("top10_share", Ask(figures, KOREA, 2025))
    assert share.status == "lower_bound"
    assert share.coverage == "60/243"


def test_japan_has_no_year_end_share_because_no_month_is_published(figures):
    share = evaluate("year_end_share", Ask(figures, JAPAN, 2025))
    assert share.value is None
    assert share.status == "not_available: no monthly series is published"


def test_takarazukas_giant_gift_is_noted(figures):
    received = evaluate(
        "total_receipts", Ask(figures, Place(Country.JAPAN, Scope.BODY, "282146"), 2024)
    )
    assert "Takarazuka" in received.notes[0]
