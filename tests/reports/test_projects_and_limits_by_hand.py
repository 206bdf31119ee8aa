"""Projects, openness and limits, worked by hand over a few typed numbers."""

from decimal import Decimal

import pytest

from reports.indicators.statistics import InMemory, Place
from reports.models import Country, Scope
from tests.reports.typed_numbers import (
    CAL,
    CITY,
    FY,
    HOKKAIDO,
    JAPAN,
    KOREA,
    TAX,
    TOWN,
    answer,
    of,
    parts,
    told,
)


def test_a_body_that_received_nothing_has_no_share_and_says_why():
    data = InMemory(of(TOWN, 2025, FY, amount=0, cf_amount=0, cost_total=5))
    for indicator in ("designated_share", "cost_ratio", "usable_share"):
        found = answer(indicator, TOWN, 2025, data)
        assert found.value is None
        assert found.status == "not_available: the divisor is zero or was not found", indicator
    assert answer("usable_amount", TOWN, 2025, data).value == -5  # 0 − 5


def test_the_share_for_projects_and_for_fields_by_hand():
    figures = {
        **of(JAPAN, 2025, FY, amount=1000, use_education_hr=70, use_unspecified=340),
        **of(TOWN, 2025, FY, cf_amount=30),
        **of(CITY, 2025, FY, cf_amount=20),
    }
    found = answer("designated_share", JAPAN, 2025, InMemory(figures))
    assert (found.value, found.coverage) == (Decimal(5), "2/1788")  # (30 + 20) ÷ 1000
    assert parts(found) == {"field_chosen_share": 7, "use_education_hr": 7}  # unspecified: no field


def test_openness_of_a_prefecture_is_the_mean_of_the_bodies_that_answered_all():
    yes = {"publishes_amount": 1, "publishes_usage": 1, "reports_progress": 0}
    no = {"publishes_amount": 1, "publishes_usage": 0, "reports_progress": 0}
    half = Place(Country.JAPAN, Scope.BODY, "012025")
    figures = {
        **of(TOWN, 2025, FY, **yes),
        **of(CITY, 2025, FY, **no),
        **of(half, 2025, FY, publishes_amount=1),
    }
    assert answer("transparency_score", TOWN, 2025, InMemory(figures)).value == 2
    found = answer("transparency_score", HOKKAIDO, 2025, InMemory(figures))
    assert found.value == Decimal("1.5")  # (2 + 1) ÷ 2
    assert parts(found) == {"publishes_amount": 100, "publishes_usage": 50, "reports_progress": 0}


@pytest.mark.parametrize(
    ("year", "margin"),
    [
        (2019, "2"),  # min(30 − 26.5, 50 − 48)
        (2026, "2"),
        (2027, "-0.5"),  # 47.5 − 48: usable share at least 52.5 %
        (2028, "-3"),
        (2029, "-5.5"),
        (2030, "-8"),  # 40 − 48: at least 60 %
    ],
)
def test_japans_ceiling_on_cost_falls_from_year_to_year(year, margin):
    figures = of(JAPAN, year, FY, amount=1000, cost_total=480, cost_gift_procurement=265)
    assert answer("rule_margin", JAPAN, year, InMemory(figures)).value == Decimal(margin)


def test_the_four_cells_from_two_sums_and_from_four_shares():
    sums = of(
        KOREA,
        2025,
        CAL,
        amount=1515,
        amount_given_by_capital_residents=795,
        amount_capital_residents_to_noncapital=700,
        amount_non_capital_regions=1397,
    )
    assert parts(answer("origin_destination", KOREA, 2025, InMemory(sums))) == {
        "capital_to_noncapital": 700,
        "capital_to_capital": 95,  # 795 − 700
        "noncapital_to_noncapital": 697,  # 1397 − 700
        "noncapital_to_capital": 23,  # 1515 − 1397 − 95
    }
    shares = of(
        KOREA,
        2024,
        CAL,
        amount=1000,
        share_flow_capital_to_noncapital="38.7",
        share_flow_capital_to_capital="8.9",
        share_flow_noncapital_to_noncapital="50.5",
        share_flow_noncapital_to_capital="1.9",
    )
    found = answer("origin_destination", KOREA, 2024, InMemory(shares))
    assert found.value == 387
    assert sum(parts(found).values()) == 1000


@pytest.mark.parametrize("indicator", ["local_share", "redistribution_effect", "repeat_rate"])
@pytest.mark.parametrize("place", [KOREA, JAPAN])
def test_what_no_source_tells_is_not_available_and_never_zero(indicator, place):
    found = answer(indicator, place, 2025, InMemory())
    assert found.value is None
    assert len(found.status) > len("not_available: ")


def test_takarazukas_gift_is_noted_where_it_counts_and_nowhere_else():
    body = Place(Country.JAPAN, Scope.BODY, "282146")
    figures = of(body, 2024, FY, cost_total=1) | of(body, 2025, TAX, muni_tax_deduction=1)
    figures[body, "amount", 2024, FY] = told(9, metric="amount")
    data = InMemory(figures)
    for indicator in ("total_receipts", "usable_amount", "cost_ratio", "net_flow"):
        assert "Takarazuka" in " ".join(answer(indicator, body, 2024, data).notes), indicator
    assert "Takarazuka" not in " ".join(answer("outflow", body, 2024, data).notes)
