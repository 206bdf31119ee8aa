"""With and without outliers, and what is passed on, worked by hand; then Takarazuka and Hyogo."""

from decimal import Decimal
from fractions import Fraction

import pytest

from reports.indicators.registry import evaluate
from reports.indicators.statistics import Ask, InMemory, Outlier, Place
from reports.models import Country, OutlierKind, Scope
from tests.reports.typed_numbers import (
    CITY,
    FY,
    HOKKAIDO,
    JAPAN,
    TAX,
    TOWN,
    answer,
    of,
    parts,
    told,
)

GIFT = {(Country.JAPAN, 2025): [Outlier(TOWN.code, OutlierKind.GIFT, told(400), "one gift")]}
WHOLE = {(Country.JAPAN, 2025): [Outlier(TOWN.code, OutlierKind.BODY, None, "a peak")]}
FIGURES = {
    **of(JAPAN, 2025, FY, amount=1000, donation_count=20, cost_total=300),
    **of(TOWN, 2025, FY, amount=600, donation_count=10, disaster_proxy_amount=7),
    **of(CITY, 2025, FY, amount=300, donation_count=5, disaster_proxy_amount=5),
    **of(HOKKAIDO, 2025, FY, amount=900, cost_total=200),
    **of(JAPAN, 2026, TAX, deduction_users=4),
    **of(HOKKAIDO, 2026, TAX, resident_tax_deduction=50),
}
PEOPLE = {(JAPAN, 2025): told(100, "persons"), (TOWN, 2025): told(20, "persons")}


@pytest.mark.parametrize(
    ("indicator", "place", "value", "without"),
    [
        ("total_receipts", JAPAN, 1000, 600),  # − 400
        ("receipts_per_head", JAPAN, 10, 6),  # 600 ÷ 100: the people stay
        ("mean_per_donation", JAPAN, 50, 30),  # 600 ÷ 20: the donations stay
        ("mean_per_donor", JAPAN, 250, 150),  # 600 ÷ 4
        ("mean_per_donation", TOWN, 60, 20),  # 200 ÷ 10
        ("cost_ratio", JAPAN, 30, 50),  # 300 ÷ 600
        ("usable_share", JAPAN, 70, 50),
        ("usable_amount", JAPAN, 700, 300),
        ("net_flow", HOKKAIDO, 850, 450),  # 900 − 50 − 400
        ("net_after_cost", HOKKAIDO, 650, 250),  # 900 − 200 − 50 − 400
    ],
)
def test_a_giant_gift_is_taken_out_of_the_money_alone(indicator, place, value, without):
    found = answer(indicator, place, 2025, InMemory(FIGURES, PEOPLE, all_outliers=GIFT))
    assert found.value == value
    assert parts(found)["without_outlier_gift"] == without


def test_a_body_left_out_takes_its_people_and_donations_along():
    data = InMemory(FIGURES, PEOPLE, all_outliers=WHOLE)
    expected = {
        "receipts_per_head": 5,  # (1000 − 600) ÷ (100 − 20)
        "mean_per_donation": 40,  # (1000 − 600) ÷ (20 − 10)
    }
    for indicator, without in expected.items():
        found = answer(indicator, JAPAN, 2025, data)
        assert parts(found)["without_outlier_bodies"] == without, indicator
    for indicator in ("mean_per_donor", "usable_amount", "cost_ratio"):
        assert "without_outlier_bodies" not in parts(answer(indicator, JAPAN, 2025, data))


def test_what_is_taken_for_a_stricken_body_stands_beside_the_receipts_with_its_rows():
    data = InMemory(FIGURES)
    beside = {
        place: parts(answer("total_receipts", place, 2025, data))["taken_for_stricken_bodies"]
        for place in (TOWN, CITY, HOKKAIDO, JAPAN)
    }
    assert beside == {TOWN: 7, CITY: 5, HOKKAIDO: 12, JAPAN: 12}
    silent = InMemory(of(TOWN, 2025, FY, amount=600))
    assert parts(answer("total_receipts", TOWN, 2025, silent)) == {}


def test_hyogo_and_the_nation_without_takarazukas_gift(figures):
    gift = 25_400_000_000
    hyogo = Place(Country.JAPAN, Scope.AREA, "280003")
    for place in (Place(Country.JAPAN), hyogo, Place(Country.JAPAN, Scope.BODY, "282146")):
        for indicator in ("total_receipts", "usable_amount", "net_flow", "net_after_cost"):
            found = evaluate(indicator, Ask(figures, place, 2024))
            if found.value is None:  # flows have no meaning for the nation
                assert "without_outlier_gift" not in parts(found)
            else:
                assert parts(found)["without_outlier_gift"] == found.value - gift, indicator
    people = figures.population(hyogo, 2024)
    head = evaluate("receipts_per_head", Ask(figures, hyogo, 2024))
    assert people is not None
    assert head.value is not None
    less = Fraction(gift) / people.value
    assert parts(head)["without_outlier_gift"] == pytest.approx(
        float(head.value - Decimal(float(less)))
    )


@pytest.mark.parametrize(("year", "passed_on"), [(2023, 3_001_997_865), (2024, 503_000_690)])
def test_what_japans_municipalities_took_for_stricken_ones_is_their_sum(figures, year, passed_on):
    found = evaluate("total_receipts", Ask(figures, JAPAN, year))
    assert parts(found)["taken_for_stricken_bodies"] == passed_on
