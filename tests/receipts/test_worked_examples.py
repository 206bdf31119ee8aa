"""Each regime of the credit worked by hand, at its boundaries, through the door of the API.

The first 100,000 won: 100/110 national (90,909.0909…) and 10/110 local, together whole. Above:
15 % + 1.5 %; disaster money 30 % + 3 % from 2025; 40 % + 4 % up to 200,000 from 2026. The total
is the floor of the exact sum of both, the national credit the floor of its own.
"""

from typing import Any

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db


def asked(year: int, ordinary_krw: int, disaster_krw: int, **more: Any) -> dict[str, Any]:
    gifts = [
        {"amount_krw": amount, "donated_on": f"{year}-06-15", "special_disaster": special}
        for amount, special in ((ordinary_krw, False), (disaster_krw, True))
        if amount
    ]
    answer = APIClient().post("/api/v1/tax-credit", {"donations": gifts, **more}, format="json")
    assert answer.status_code == 200
    return answer.json()


# fmt: off
UNTIL_2024 = [
    # 99,999 × 10/11 = 90,908.18
    (99_999, 99_999, 90_908),
    # 100,000 × 10/11 = 90,909.09
    (100_000, 100_000, 90_909),
    # + 0.165; + 0.15
    (100_001, 100_000, 90_909),
    # + 7 × 0.165 = 1.155; 90,909.09 + 1.05 = 90,910.14
    (100_007, 100_001, 90_910),
    # 100,000 + 99,999 × 0.165 = 16,499.835; 90,909.09 + 14,999.85 = 105,908.94
    (199_999, 116_499, 105_908),
    # 100,000 + 16,500; 90,909.09 + 15,000
    (200_000, 116_500, 105_909),
    # 116,500.165; 105,909.24
    (200_001, 116_500, 105_909),
    # 100,000 + 4,899,999 × 0.165 = 808,499.835; 90,909.09 + 734,999.85 = 825,908.94
    (4_999_999, 908_499, 825_908),
    # the cap: 100,000 + 808,500; 90,909.09 + 735,000
    (5_000_000, 908_500, 825_909),
]
ORDINARY_2025 = [
    *UNTIL_2024[:-2],
    # 100,000 + 19,899,999 × 0.165 = 3,283,499.835; 90,909.09 + 2,984,999.85 = 3,075,908.94
    (19_999_999, 3_383_499, 3_075_908),
    # the cap: 100,000 + 3,283,500; 90,909.09 + 2,985,000
    (20_000_000, 3_383_500, 3_075_909),
]
DISASTER_2025 = [
    (99_999, 99_999, 90_908),
    (100_000, 100_000, 90_909),
    # + 0.33; + 0.3
    (100_001, 100_000, 90_909),
    # + 4 × 0.33 = 1.32; 90,909.09 + 1.2 = 90,910.29
    (100_004, 100_001, 90_910),
    # 100,000 + 99,999 × 0.33 = 32,999.67; 90,909.09 + 29,999.7 = 120,908.79
    (199_999, 132_999, 120_908),
    # 100,000 + 33,000; 90,909.09 + 30,000
    (200_000, 133_000, 120_909),
    # 133,000.33; 120,909.39
    (200_001, 133_000, 120_909),
    # the cap: 100,000 + 19,900,000 × 0.33 = 6,567,000; 90,909.09 + 5,970,000
    (20_000_000, 6_667_000, 6_060_909),
]
TO_200000_IN_2026 = [
    (99_999, 99_999, 90_908),
    (100_000, 100_000, 90_909),
    # + 0.44; + 0.4
    (100_001, 100_000, 90_909),
    # + 3 × 0.44 = 1.32; 90,909.09 + 1.2 = 90,910.29
    (100_003, 100_001, 90_910),
    # 100,000 + 99,999 × 0.44 = 43,999.56; 90,909.09 + 39,999.6 = 130,908.69
    (199_999, 143_999, 130_908),
    # 100,000 + 44,000; 90,909.09 + 40,000
    (200_000, 144_000, 130_909),
]
ORDINARY_2026 = [
    *TO_200000_IN_2026,
    # + 0.165; + 0.15
    (200_001, 144_000, 130_909),
    # + 7 × 0.165 = 1.155; 130,909.09 + 1.05 = 130,910.14
    (200_007, 144_001, 130_910),
    # 144,000 + 19,799,999 × 0.165 = 3,266,999.835; 130,909.09 + 2,969,999.85 = 3,100,908.94
    (19_999_999, 3_410_999, 3_100_908),
    # the cap: 144,000 + 3,267,000; 130,909.09 + 2,970,000
    (20_000_000, 3_411_000, 3_100_909),
]
DISASTER_2026 = [
    *TO_200000_IN_2026,
    # + 0.33; + 0.3
    (200_001, 144_000, 130_909),
    # + 4 × 0.33 = 1.32; 130,909.09 + 1.2 = 130,910.29
    (200_004, 144_001, 130_910),
    # the cap: 144,000 + 19,800,000 × 0.33 = 6,534,000; 130,909.09 + 5,940,000
    (20_000_000, 6_678_000, 6_070_909),
]
REGIMES = {
    (2023, False): UNTIL_2024, (2023, True): UNTIL_2024,
    (2024, False): UNTIL_2024, (2024, True): UNTIL_2024,
    (2025, False): ORDINARY_2025, (2025, True): DISASTER_2025,
    (2026, False): ORDINARY_2026, (2026, True): DISASTER_2026,
}
MIXED = [
    # 2024 knows one rate: 200,000 as if all were ordinary
    (2024, 100_000, 100_000, 116_500, 105_909),
    # 1 ordinary and 99,999 of the disaster money fill the first slice; 0.33 of the last won
    (2025, 1, 100_000, 100_000, 90_909),
    # the ordinary money fills the first slice; 100,000 × 0.33 and × 0.3
    (2025, 100_000, 100_000, 133_000, 120_909),
    # 100,000 + 100,000 × 0.165 + 100,000 × 0.33; 90,909.09 + 15,000 + 30,000
    (2025, 200_000, 100_000, 149_500, 135_909),
    # 100,000; then 50,000 of each × 0.44; then 100,000 × 0.33; 90,909.09 + 40,000 + 30,000
    (2026, 150_000, 150_000, 177_000, 160_909),
    # 144,000 + 100,000 × 0.165 + 0.33 = 160,500.33; 130,909.09 + 15,000 + 0.3
    (2026, 300_000, 1, 160_500, 145_909),
    # the cap: 144,000 + 19,800,000 × 0.33; 130,909.09 + 5,940,000
    (2026, 200_000, 19_800_000, 6_678_000, 6_070_909),
]
# fmt: on


@pytest.mark.parametrize(("year", "special"), REGIMES)
def test_each_regime_at_its_boundaries(year, special):
    for amount, total, national in REGIMES[year, special]:
        answer = asked(year, 0, amount) if special else asked(year, amount, 0)

        assert (answer["credit_total_krw"], answer["national_krw"], answer["local_krw"]) == (
            total,
            national,
            total - national,
        ), f"{amount:,} won in {year}"
        assert answer["total_krw"] == amount == sum(line["base_krw"] for line in answer["lines"])


@pytest.mark.parametrize(("year", "ordinary", "disaster", "total", "national"), MIXED)
def test_a_year_of_both_kinds_with_ordinary_money_first(year, ordinary, disaster, total, national):
    answer = asked(year, ordinary, disaster)

    assert (answer["credit_total_krw"], answer["national_krw"]) == (total, national)


@pytest.mark.parametrize(
    ("year", "amount_krw", "total", "national", "deductible"),
    [
        (2025, 99_999, 99_999, 90_908, 0),
        (2025, 100_000, 100_000, 90_909, 0),
        (2025, 1_000_000, 100_000, 90_909, 900_000),
        # the slice of 40 % is not for business owners
        (2026, 100_001, 100_000, 90_909, 1),
        (2026, 200_000, 100_000, 90_909, 100_000),
        # what is above the cap is neither credited nor deducted
        (2026, 20_000_001, 100_000, 90_909, 19_900_000),
    ],
)
def test_a_business_owner_deducts_what_earns_no_credit(
    year, amount_krw, total, national, deductible
):
    answer = asked(year, amount_krw, 0, business_owner=True)

    assert (answer["credit_total_krw"], answer["national_krw"]) == (total, national)
    assert answer["deductible_krw"] == deductible
    assert asked(year, amount_krw, 0)["deductible_krw"] == 0
