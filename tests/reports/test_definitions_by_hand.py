"""Each definition worked by hand over a few typed numbers, and the nation against what was printed.

The arithmetic stands in the test: what an indicator must say is never taken from the code.
"""

import csv
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.test import Client

from reports.indicators.registry import Value, evaluate
from reports.indicators.statistics import Ask, Datum, InMemory, Place, Reference
from reports.loading.files import DATA
from reports.models import Country, Scope, YearBasis

KOREA, JAPAN = Place(Country.KOREA), Place(Country.JAPAN)
TOWN, CITY = Place(Country.JAPAN, Scope.BODY, "015601"), Place(Country.JAPAN, Scope.BODY, "011002")
HOKKAIDO = Place(Country.JAPAN, Scope.AREA, "010006")
CAL, FY, TAX = YearBasis.CALENDAR, YearBasis.RECEIPT, YearBasis.TAX
MUNICIPALITIES = 1_741
CONTRACT = (
    "total_receipts donations donors growth_index receipts_per_head mean_per_donation "
    "mean_per_donor participation_rate gini top10_share top100_share hhi year_end_share cost_ratio "
    "gift_ratio platform_share usable_amount usable_share tax_relief outflow net_flow "
    "net_after_cost loss_ratio depopulating_share non_capital_share redistribution_effect "
    "designated_share project_attainment simple_procedure_share repeat_rate small_donation_share "
    "origin_destination transparency_score rule_margin"
)
"""The ids, as agreed."""
Key = tuple[Place, str, int, YearBasis]


def told(value: int | str, unit: str = "JPY", status: str = "published", metric: str = "") -> Datum:
    reference = Reference("https://example.org/table", "2026-01", "file.csv", 1)
    return Datum(Fraction(value), unit, status, Fraction(0), reference, metric=metric)


def of(place: Place, year: int, basis: YearBasis, **values: int | str) -> dict[Key, Datum]:
    return {(place, name, year, basis): told(value) for name, value in values.items()}


def answer(indicator: str, place: Place, year: int, data: InMemory) -> Value:
    return evaluate(indicator, Ask(data, place, year))


def parts(value: Value) -> dict[str, Any]:
    return {part["name"]: part["value"] for part in value.parts}


def places_of(count: int) -> list[str]:
    """Codes of municipalities, none of which looks like a prefecture's."""
    return [f"{1 + n // 900:02d}{1 + n % 900:03d}0" for n in range(count)]


def bodies(amounts: Mapping[str, int], country: Country = Country.JAPAN) -> dict[Key, Datum]:
    basis = FY if country == Country.JAPAN else CAL
    year = 2025
    return {
        (Place(country, Scope.BODY, code), "amount", year, basis): told(amount)
        for code, amount in amounts.items()
    }


# Size: 1–7


def test_size_in_korea_by_hand():
    korea = of(KOREA, 2025, CAL, amount=1000, donation_count=8, donor_count=5)
    data = InMemory(korea, {(KOREA, 2025): told(400, "persons")})
    expected = {
        "receipts_per_head": "2.5",  # 1000 ÷ 400
        "mean_per_donation": "125",  # 1000 ÷ 8
        "mean_per_donor": "200",  # 1000 ÷ 5
        "participation_rate": "1.25",  # 5 ÷ 400 × 100
    }
    for indicator, value in expected.items():
        found = answer(indicator, KOREA, 2025, data)
        assert found.value == Decimal(value), indicator
        assert found.year_basis == CAL


def test_japans_donors_are_the_users_of_the_tax_year_after():
    figures = {
        **of(JAPAN, 2025, FY, amount=1000),
        **of(JAPAN, 2025, TAX, deduction_users=99),  # for giving of 2024
        **of(JAPAN, 2026, TAX, deduction_users=4),  # for giving of 2025
    }
    data = InMemory(figures, {(JAPAN, 2025): told(50, "persons")})
    donors = answer("donors", JAPAN, 2025, data)
    assert (donors.value, donors.year_basis) == (Decimal(4), CAL)
    rate = answer("participation_rate", JAPAN, 2025, data)
    assert (rate.value, rate.year_basis) == (Decimal(8), CAL)  # 4 ÷ 50 × 100
    mean = answer("mean_per_donor", JAPAN, 2025, data)
    assert (mean.value, mean.status, mean.year_basis) == (
        Decimal(250),
        "approximate",
        FY,
    )  # 1000 ÷ 4


def test_first_published_and_restated_users_are_never_joined_in_one_share():
    mixed = InMemory(of(JAPAN, 2026, TAX, deduction_users=100, onestop_users_revised=40))
    assert answer("simple_procedure_share", JAPAN, 2025, mixed).value is None
    alike = InMemory(of(JAPAN, 2026, TAX, deduction_users=80, onestop_users=40))
    assert answer("simple_procedure_share", JAPAN, 2025, alike).value == 50  # 40 ÷ 80


# Spread: 8–9, 19–20


def test_concentration_of_nought_to_1740_by_hand():
    """0, 1, …, n−1: Gini (n+1) ÷ 3n; X = 1740·1741 ÷ 2 = 1,514,670."""
    amounts = dict(zip(places_of(MUNICIPALITIES), range(MUNICIPALITIES), strict=True))
    data = InMemory(bodies(amounts | {"010006": 10**9, "130001": 10**9}))  # prefectures: left out
    expected = {
        "gini": round(Decimal(1742) / 5223, 6),
        "top10_share": round(Decimal(17_355 * 100) / 1_514_670, 6),  # 10 × 1735.5
        "top100_share": round(Decimal(169_050 * 100) / 1_514_670, 6),  # 100 × 1690.5
        "hhi": Decimal("7.6606"),  # 4 × 3481 ÷ (6 × 1740 × 1741) × 10,000
    }
    for indicator, value in expected.items():
        found = answer(indicator, JAPAN, 2025, data)
        assert found.value == value, indicator
        assert found.coverage == "1741/1741"


def test_the_nissei_form_divides_by_the_root_of_the_population():
    """With x = i², population i²: x ÷ √population = i; of 1 … n the coefficient is (n−1) ÷ 3n."""
    codes = places_of(MUNICIPALITIES)
    squares = {code: i * i for i, code in enumerate(codes, start=1)}
    people = {
        (Place(Country.JAPAN, Scope.BODY, code), 2025): told(square, "persons")
        for code, square in squares.items()
    }
    found = answer("gini", JAPAN, 2025, InMemory(bodies(squares), people))
    assert parts(found) == {"gini_by_root_of_population": float(round(Decimal(1740) / 5223, 6))}


def test_one_missing_municipality_is_enough_to_have_no_concentration():
    data = InMemory(bodies(dict.fromkeys(places_of(MUNICIPALITIES - 1), 5)))
    for indicator in ("gini", "top10_share", "top100_share", "hhi"):
        found = answer(indicator, JAPAN, 2025, data)
        assert (found.value, found.coverage) == (None, "1740/1741")


def test_a_whole_table_of_koreas_243_is_measured_over_the_basic_governments_alone():
    offices = {f"{n}000": 999 for n in range(11, 26)}  # 15; with Sejong and Jeju 17
    basic = {f"{11 + n // 90}{110 + n % 90}": 5 for n in range(226)} | {"36000": 5, "50000": 5}
    figures = bodies(offices | basic, Country.KOREA) | of(KOREA, 2025, CAL, amount=16_125)
    data = InMemory(figures)
    gini = answer("gini", KOREA, 2025, data)
    assert (gini.value, gini.coverage) == (Decimal(0), "228/228")
    top = answer("top10_share", KOREA, 2025, data)
    assert top.value == round(Decimal(1000) / 228, 6)  # 10 of 228 alike


def test_koreas_top_ten_comes_from_the_printed_mean_or_is_a_lower_bound():
    printed = InMemory(of(KOREA, 2024, CAL, amount=8793, avg_amount_top10_basic=174))
    found = answer("top10_share", KOREA, 2024, printed)
    assert found.value == round(Decimal(174_000) / 8793, 6)  # 10 × 174 ÷ 8793 × 100
    assert found.status == "derived"
    ten = {f"111{n}0": 10 for n in range(10, 20)}
    sample = bodies({**ten, "11000": 500, "11990": 1}, Country.KOREA)
    found = answer("top10_share", KOREA, 2025, InMemory(sample | of(KOREA, 2025, CAL, amount=1000)))
    # ten times 10 ÷ 1000, without the office of the upper tier
    assert (found.value, found.status, found.coverage) == (Decimal(10), "lower_bound", "12/243")


def test_the_share_of_areas_by_hand():
    korea = InMemory(of(KOREA, 2025, CAL, amount=15_150, decline_area_total=6_764))
    found = answer("depopulating_share", KOREA, 2025, korea)
    assert found.value == round(Decimal(676_400) / 15_150, 6)  # 89 × 760 million ÷ 151.5 billion
    amounts = {"011002": 60, "015601": 30, "015610": 10, "010006": 900}
    kinds = {"011002": "市", "015601": "町", "015610": "村", "010006": "都道府県"}
    japan = InMemory(bodies(amounts), kind_by_code=kinds)
    found = answer("depopulating_share", JAPAN, 2025, japan)
    assert (found.value, found.status) == (Decimal(40), "stand_in")  # (30 + 10) ÷ 100, not ÷ 1000


def test_outside_the_capital_region_is_all_but_four_prefectures():
    capital = {"110001": 10, "120006": 20, "130001": 30, "140007": 40}
    areas: dict[Key, Datum] = {}
    for code, amount in capital.items():
        areas |= of(Place(Country.JAPAN, Scope.AREA, code), 2025, FY, amount=amount)
    data = InMemory(areas | of(JAPAN, 2025, FY, amount=1000))
    assert answer("non_capital_share", JAPAN, 2025, data).value == 90  # (1000 − 100) ÷ 1000
    del areas[Place(Country.JAPAN, Scope.AREA, "110001"), "amount", 2025, FY]
    data = InMemory(areas | of(JAPAN, 2025, FY, amount=1000))
    assert answer("non_capital_share", JAPAN, 2025, data).value is None


# Cost and channels: 10–14


def test_cost_gifts_and_what_is_left_by_hand():
    japan = of(
        JAPAN,
        2025,
        FY,
        amount=1000,
        cost_total=480,
        cost_gift_procurement=265,
        amount_received_via_portals=900,
        cost_paid_to_portals=180,
    )
    data = InMemory(japan)
    expected = {
        "cost_ratio": "48",
        "gift_ratio": "26.5",
        "usable_amount": "520",
        "usable_share": "52",
        "platform_share": "90",
    }
    for indicator, value in expected.items():
        assert answer(indicator, JAPAN, 2025, data).value == Decimal(value), indicator
    # the fee is over what came through platforms: 180 ÷ 900
    assert parts(answer("platform_share", JAPAN, 2025, data)) == {"fees_of_platform_receipts": 20}


def test_korea_tells_gifts_sold_and_no_cost():
    figures = of(KOREA, 2023, CAL, amount=650, gift_sales_amount=130, gift_points_granted=195)
    data = InMemory(figures)
    found = answer("gift_ratio", KOREA, 2023, data)
    assert found.value == 20  # 130 ÷ 650
    assert parts(found) == {"points_granted_share": 30}  # 195 ÷ 650
    for indicator in ("cost_ratio", "usable_amount", "usable_share"):
        assert answer(indicator, KOREA, 2023, data).status == (
            "not_available: the cost of raising donations is not published in Korea"
        )


def test_a_prefecture_without_its_offices_cost_is_told_over_its_municipalities():
    figures = of(
        HOKKAIDO,
        2020,
        FY,
        amount=1000,
        amount_municipalities=900,
        cost_total_municipalities_only=450,
    )
    found = answer("cost_ratio", HOKKAIDO, 2020, InMemory(figures))
    assert found.value == 50  # 450 ÷ 900, never ÷ 1000
    assert "municipalities only, without the prefecture's office" in found.notes


# Tax: 15–18


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


# Projects, openness, limits: 22–29


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


# The nation against what was printed


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


# The same over the API


@pytest.fixture
def _fresh_cache():
    cache.clear()


@pytest.mark.usefixtures("_fresh_cache", "db")
def test_every_indicator_of_the_contract_answers_for_both_countries(client: Client):
    ids = CONTRACT.split()
    query = f"indicator={','.join(ids)}&year=2025&region=&limit=200"
    rows = client.get(f"/api/v1/indicators?{query}").json()["results"]
    assert [(row["indicator"], row["country"]) for row in rows] == [
        (name, country) for name in ids for country in ("KR", "JP")
    ]
    for row in rows:
        assert row["region"] == ""
        assert row["year_basis"] in (
            ("calendar_year",) if row["country"] == "KR" else ("receipt_fy", "calendar_year")
        )
        if row["value"] is None:
            assert row["status"].removeprefix("not_available: ") not in ("", row["status"])
        else:
            assert row["sources"]
            assert not row["status"].startswith("not_available")


@pytest.mark.usefixtures("_fresh_cache", "db")
def test_a_town_without_receipts_says_over_the_api_why_a_share_is_null(client: Client):
    with (DATA / "jp_furusato_by_municipality.csv").open(encoding="utf-8") as file:
        (code,) = (
            row["code6"]
            for row in csv.DictReader(file)
            if (row["fy"], row["amount_jpy"]) == ("2025", "0")
        )
    query = f"region={code}&year=2025&indicator=designated_share"
    (row,) = client.get(f"/api/v1/indicators?{query}").json()["results"]
    assert row["value"] is None
    assert row["status"] == "not_available: the divisor is zero or was not found"


@pytest.mark.usefixtures("_fresh_cache", "db")
@pytest.mark.parametrize(
    ("query", "pointer", "what_to_do"),
    [
        ("indicator=wealth", "/indicator", "/api/v1/indicators/definitions"),
        ("country=CN", "/country", "KR"),
        ("scope=county", "/scope", "area"),
        ("scope=nation,body", "/scope", "scope"),
        ("region=011002&scope=nation", "/scope", "region"),
        ("region=99999", "/region", "/api/v1/regions"),
        ("region=999999", "/region", "/api/v1/regions"),
        ("year=twenty", "/year", "2025"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_refused_question_says_what_to_do(client: Client, query, pointer, what_to_do, language):
    refused = client.get(f"/api/v1/indicators?{query}", headers={"accept-language": language})
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["pointer"] == pointer
    assert what_to_do in error["detail"]
