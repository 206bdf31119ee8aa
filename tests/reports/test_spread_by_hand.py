"""How evenly and where, worked by hand over a few typed numbers."""

from decimal import Decimal

from reports.indicators.statistics import Datum, InMemory, Place
from reports.models import Country, Scope
from tests.reports.typed_numbers import (
    CAL,
    FY,
    JAPAN,
    KOREA,
    MUNICIPALITIES,
    Key,
    answer,
    bodies,
    of,
    parts,
    places_of,
    told,
)


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
