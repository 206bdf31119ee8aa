"""Indicators over figures written by hand, then over the published ones."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from reports.indicators.registry import DEFINITIONS, evaluate
from reports.indicators.statistics import Ask, Datum, InMemory, Place, Project, Reference
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
    "local_share",
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
        ("platform_share", "KR", 2025, "26.4"),
        ("gift_ratio", "JP", 2024, "25.2"),
        ("tax_relief", "JP", 2019, "347900000000"),
        ("tax_relief", "JP", 2015, "100200000000"),
        ("donors", "JP", 2015, "1300000"),
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


def parts_of(indicator: str, ask: Ask) -> dict[str, Any]:
    return {part["name"]: part["value"] for part in evaluate(indicator, ask).parts}


def test_takarazukas_gift_is_taken_out_of_every_total_it_is_in(figures):
    hyogo = Place(Country.JAPAN, Scope.AREA, "280003")
    body = Place(Country.JAPAN, Scope.BODY, "282146")
    gift = 25_400_000_000
    for place, total in (
        (JAPAN, 1_272_752_408_841),
        (hyogo, 58_246_736_345),
        (body, 25_667_711_642),
    ):
        ask = Ask(figures, place, 2024)
        assert value_of("total_receipts", ask) == total
        assert parts_of("total_receipts", ask)["without_outlier_gift"] == total - gift
        assert "without_outlier_gift" not in parts_of("total_receipts", Ask(figures, place, 2023))
    assert parts_of("top10_share", Ask(figures, JAPAN, 2024))["without_outlier_gift"] == 12.483205


def test_the_four_bodies_of_the_peak_before_the_rules_are_left_out_whole(figures):
    four = ("272132", "223441", "303445", "413461")
    taken = sum(figures.bodies(Country.JAPAN, "amount", 2018)[code].value for code in four)
    ask = Ask(figures, JAPAN, 2018)
    without = parts_of("total_receipts", ask)["without_outlier_bodies"]
    assert without == 512_706_361_000 - taken == 401_419_581_000


def project(area: str, target: int | None, raised: int | None) -> Project:
    return Project(
        area,
        year=2025,
        is_designated=True,
        target=None if target is None else datum(target),
        raised=None if raised is None else datum(raised),
    )


def test_attainment_is_of_all_projects_together_that_have_both_ends():
    data = InMemory(
        all_projects={
            Country.JAPAN: [
                project("011002", 100, 150),
                project("011002", 300, 150),
                project("012025", None, 999),
                project("012025", 0, 5),
            ]
        }
    )
    ask = Ask(data, Place(Country.JAPAN, Scope.BODY, "011002"), 2025)
    found = evaluate("project_attainment", ask)
    assert found.value == 75
    assert parts_of("project_attainment", ask) == {
        "projects": 2,
        "median_project": 100,
        "projects_at_target": 50,
    }
    nation = evaluate("project_attainment", Ask(data, JAPAN, 2025))
    assert nation.value == 75
    assert (nation.coverage, nation.status) == ("1/1788", "partial_sample")


def test_openness_is_the_mean_of_what_the_bodies_say(figures):
    asahikawa = Ask(figures, Place(Country.JAPAN, Scope.BODY, "282146"), 2025)
    assert value_of("transparency_score", asahikawa) == 2
    # 1,728 publish the amount, 1,547 the use, 926 report progress, of 1,788
    expected = round(Decimal(1728 + 1547 + 926) / 1788, 4)
    assert value_of("transparency_score", Ask(figures, JAPAN, 2025)) == expected


def test_the_margin_is_that_of_the_nearer_limit():
    japan = {
        (JAPAN, "amount", 2025, YearBasis.RECEIPT): datum(1000),
        (JAPAN, "cost_total", 2025, YearBasis.RECEIPT): datum(480),
        (JAPAN, "cost_gift_procurement", 2025, YearBasis.RECEIPT): datum(265),
    }
    ask = Ask(InMemory(japan), JAPAN, 2025)
    assert value_of("rule_margin", ask) == 2
    assert parts_of("rule_margin", ask) == {"gift_margin": 3.5, "cost_margin": 2}
    before = {(JAPAN, name, 2018, basis): d for (_p, name, _y, basis), d in japan.items()}
    assert evaluate("rule_margin", Ask(InMemory(before), JAPAN, 2018)).status == (
        "not_available: no legal limit was in force"
    )


def test_a_korean_bodys_ceiling_on_running_cost_follows_last_years_donations():
    """KR-FND-04: 15 % up to a billion, 13 % above, of last year's donations."""
    place = Place(Country.KOREA, Scope.BODY, "46830")
    for before, ceiling in ((1_000_000_000, 15), (1_000_000_001, 13), (20_000_000_001, 10)):
        data = InMemory({(place, "amount", 2024, YearBasis.CALENDAR): datum(before)})
        parts = parts_of("rule_margin", Ask(data, place, 2025))
        assert parts == {"running_cost_ceiling": ceiling}


def test_the_capital_regions_money_is_told_by_cells_that_add_up_to_the_total(figures):
    for year, across in ((2024, 34_028_910_000), (2025, 69_980_000_000)):
        ask = Ask(figures, KOREA, year)
        assert value_of("origin_destination", ask) == across
        cells = parts_of("origin_destination", ask)
        assert sum(cells.values()) == value_of("total_receipts", ask)
    japan = evaluate("origin_destination", Ask(figures, JAPAN, 2025))
    assert japan.value is None
    assert (
        parts_of("origin_destination", Ask(figures, JAPAN, 2025))["from_inside_share"] == 1.202511
    )


def test_three_quarters_of_the_loss_come_back_to_bodies_with_an_allocation_only():
    places = [Place(Country.JAPAN, Scope.BODY, code) for code in ("282146", "131016")]
    by_key: dict[tuple[Place, str, int, YearBasis], Datum] = {}
    for place in places:
        by_key |= {
            (place, "amount", 2024, YearBasis.RECEIPT): datum(1000),
            (place, "cost_total", 2024, YearBasis.RECEIPT): datum(450),
            (place, "muni_tax_deduction", 2025, YearBasis.TAX): datum(400),
        }
    data = InMemory(by_key, receives_grant={"282146"})
    after = [parts_of("net_after_cost", Ask(data, place, 2024)) for place in places]
    assert after == [{"after_compensation": 450}, {"after_compensation": 150}]


def test_a_municipality_bears_six_tenths_of_the_relief_and_a_designated_city_eight():
    city, town = (Place(Country.JAPAN, Scope.BODY, code) for code in ("011002", "015601"))
    whole = {
        (place, "resident_tax_deduction", 2026, YearBasis.TAX): datum(
            1000, "reported_before_estimates"
        )
        for place in (city, town)
    }
    data = InMemory(whole, cities={"011002"})
    assert value_of("outflow", Ask(data, city, 2025)) == 800
    assert value_of("outflow", Ask(data, town, 2025)) == 600


def test_the_cost_of_a_year_is_worked_back_from_its_printed_ratio_and_says_so(figures):
    usable = evaluate("usable_amount", Ask(figures, JAPAN, 2023))
    assert usable.status == "derived"
    assert usable.value == round(Decimal(1_117_499_542_356) * Decimal("0.514"))


@pytest.mark.parametrize(
    ("indicator", "year", "nature"),
    [
        ("total_receipts", 2025, "measured"),
        ("growth_index", 2025, "derived"),
        ("tax_relief", 2023, "modelled"),
        ("loss_ratio", 2023, "modelled"),
    ],
)
def test_measured_derived_and_modelled_are_told_apart(figures, indicator, year, nature):
    assert evaluate(indicator, Ask(figures, KOREA, year)).nature == nature
