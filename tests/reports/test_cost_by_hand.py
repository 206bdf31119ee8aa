"""Cost, channels and what is left, worked by hand over a few typed numbers."""

from decimal import Decimal

from reports.indicators.statistics import InMemory
from tests.reports.typed_numbers import CAL, FY, HOKKAIDO, JAPAN, KOREA, answer, of, parts


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


def test_koreas_share_of_donations_never_stands_for_the_share_of_the_money():
    both = of(
        KOREA,
        2025,
        CAL,
        share_amount_private_platforms="26.4",
        share_private_platforms="21.9",
    )
    found = answer("platform_share", KOREA, 2025, InMemory(both))
    assert found.value == Decimal("26.4")
    assert parts(found) == {"share_of_donations": 21.9}
    alone = InMemory(of(KOREA, 2024, CAL, share_private_platforms="7.1"))
    found = answer("platform_share", KOREA, 2024, alone)
    assert found.value is None
    assert found.status.startswith("not_available: only a share of donations was printed")
    assert parts(found) == {"share_of_donations": 7.1}
    assert [source.url for source in found.sources] == ["https://example.org/table"]
