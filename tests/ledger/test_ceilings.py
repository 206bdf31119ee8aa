"""The two ceilings of a fund's cost, at the edges of their tiers (KR-FND-04, KR-FND-05)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.ceilings import (
    gift_cost_ceiling_krw,
    running_cost_ceiling_krw,
    running_cost_percent,
)


@pytest.mark.parametrize(
    ("last_year_krw", "percent", "ceiling_krw"),
    [
        (0, 15, 0),
        (1_000_000_000, 15, 150_000_000),
        (1_000_000_001, 13, 130_000_000),
        (10_000_000_000, 13, 1_300_000_000),
        (10_000_000_001, 12, 1_200_000_000),
        (20_000_000_000, 12, 2_400_000_000),
        (20_000_000_001, 10, 2_000_000_000),
        (7, 15, 1),
        (-5, 15, 0),
    ],
)
def test_one_rate_holds_for_the_whole_amount(last_year_krw, percent, ceiling_krw):
    assert running_cost_percent(last_year_krw) == percent
    assert running_cost_ceiling_krw(last_year_krw) == ceiling_krw


@pytest.mark.parametrize(
    ("on", "ceiling_krw"),
    [(date(2024, 8, 20), 0), (date(2024, 8, 21), 300), (date(2026, 1, 1), 300)],
)
def test_gifts_are_paid_from_the_fund_since_august_2024(on, ceiling_krw):
    assert gift_cost_ceiling_krw(1_003, on) == ceiling_krw


@given(st.integers(min_value=-(10**13), max_value=10**13))
def test_no_ceiling_is_below_nothing_or_above_its_share(donated_krw):
    running = running_cost_ceiling_krw(donated_krw)
    gifts = gift_cost_ceiling_krw(donated_krw, date(2026, 1, 1))

    assert 0 <= running <= max(donated_krw, 0) * 15 // 100
    assert 0 <= gifts <= max(donated_krw, 0) * 30 // 100
