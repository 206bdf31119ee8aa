"""Relief and flows, worked by hand over a few typed numbers."""

from decimal import Decimal

from reports.indicators.statistics import InMemory, Place
from reports.models import Country, Scope
from tests.reports.typed_numbers import (
    CAL,
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


def test_the_income_tax_part_is_that_of_the_laws_formula():
    """100,000 yen at 20 %: 20,012 + 9,800 + 68,188; 30,000 at 10 %: 2,859 + 2,800 + 22,341."""
    resident = 9_800 + 68_188 + 2_800 + 22_341
    figures = of(
        JAPAN,
        2026,
        TAX,
        resident_tax_deduction=resident,
        donations_declared_by_users=130_000,
        deduction_users=2,
    )
    found = answer("tax_relief", JAPAN, 2025, InMemory(figures))
    assert (found.value, found.year_basis) == (Decimal(resident), CAL)
    assert parts(found) == {"income_tax_part": 20_012 + 2_859}
    assert found.parts[0]["nature"] == "modelled"


def test_flows_of_a_town_by_hand():
    figures = {
        **of(TOWN, 2024, FY, amount=1000, cost_total=450),
        **of(TOWN, 2025, TAX, muni_tax_deduction=400),
        **of(TOWN, 2024, TAX, muni_tax_deduction=7),  # for giving of 2023
    }
    data = InMemory(figures, receives_grant={TOWN.code})
    lost = answer("outflow", TOWN, 2024, data)
    assert (lost.value, lost.year_basis) == (Decimal(400), CAL)
    net = answer("net_flow", TOWN, 2024, data)
    assert (net.value, net.year_basis) == (Decimal(600), FY)  # 1000 − 400
    after = answer("net_after_cost", TOWN, 2024, data)
    assert after.value == 150  # 1000 − 450 − 400
    assert parts(after) == {"after_compensation": 450}  # 150 + 0.75 × 400
    assert answer("loss_ratio", TOWN, 2024, data).status == (
        "not_available: relief follows the donors' home and receipts do not: "
        "one body has no such ratio"
    )


def test_flows_of_a_prefecture_take_both_parts_and_compensate_the_municipal_one():
    figures = {
        **of(HOKKAIDO, 2024, FY, amount=5000, cost_total=2000),
        **of(HOKKAIDO, 2025, TAX, resident_tax_deduction=1000),
        **of(CITY, 2025, TAX, muni_tax_deduction=400),
        **of(TOWN, 2025, TAX, muni_tax_deduction=200),
        **of(Place(Country.JAPAN, Scope.BODY, "131016"), 2025, TAX, muni_tax_deduction=9),
    }
    data = InMemory(figures, receives_grant={TOWN.code, "131016"})
    assert answer("net_flow", HOKKAIDO, 2024, data).value == 4000  # 5000 − 1000
    after = answer("net_after_cost", HOKKAIDO, 2024, data)
    assert after.value == 2000  # 5000 − 2000 − 1000
    assert parts(after) == {"after_compensation": 2150}  # + 0.75 × 200, the town's alone
    assert answer("loss_ratio", HOKKAIDO, 2024, data).value == 20  # 1000 ÷ 5000


def test_relief_before_the_estimates_is_called_a_lower_bound_in_every_area():
    for place in (JAPAN, HOKKAIDO, TOWN):
        reported = told(1000, status="reported_before_estimates")
        data = InMemory({(place, "resident_tax_deduction", 2026, TAX): reported})
        found = answer("tax_relief", place, 2025, data)
        assert found.status == "reported_before_estimates"
        assert "reported before the ministry's estimates: a lower bound" in found.notes
    final = InMemory(of(TOWN, 2026, TAX, resident_tax_deduction=1000))
    assert "lower bound" not in " ".join(answer("tax_relief", TOWN, 2025, final).notes)
