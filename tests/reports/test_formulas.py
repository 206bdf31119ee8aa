"""The arithmetic, worked by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.indicators import formulas
from reports.loading.figures import place_value

amounts = st.lists(st.integers(min_value=0, max_value=10**13), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ([5, 5, 5, 5], 0),  # all alike
        ([0, 0, 0, 12], Fraction(3, 4)),  # (−3·0 −1·0 +1·0 +3·12) ÷ (4·12)
        ([1, 2, 3, 4], Fraction(1, 4)),  # (−3 −2 +3 +12) ÷ (4·10)
        ([4, 1, 3, 2], Fraction(1, 4)),  # order does not matter
        ([7], 0),
    ],
)
def test_gini_by_hand(received, expected):
    assert formulas.gini(received) == expected


def test_nothing_to_share_out_has_no_gini_share_or_index():
    assert formulas.gini([0, 0]) is None
    assert formulas.gini([]) is None
    assert formulas.top_share([], 10) is None
    assert formulas.hhi([0]) is None
    assert formulas.quotient(5, 0) is None


@given(amounts)
def test_gini_lies_between_zero_and_one(received):
    value = formulas.gini(received)
    assert value is None or 0 <= value < 1


@given(amounts, st.integers(min_value=2, max_value=9))
def test_gini_and_index_do_not_depend_on_the_currency(received, rate):
    exchanged = [amount * rate for amount in received]
    assert formulas.gini(exchanged) == formulas.gini(received)
    assert formulas.hhi(exchanged) == formulas.hhi(received)


def test_top_share_by_hand():
    assert formulas.top_share([10, 20, 30, 40], 2) == 70
    assert formulas.top_share([10, 20, 30, 40], 10) == 100


def test_hhi_by_hand():
    assert formulas.hhi([50, 50]) == 5000
    assert formulas.hhi([100]) == 10_000
    assert formulas.hhi([1, 1, 1, 1]) == 2500


def test_rounding_is_half_to_even_and_spelled_without_exponent():
    assert formulas.rounded(Fraction(1, 8), 2) == Decimal("0.12")
    assert str(formulas.rounded(Fraction(100_000_000_000), 6)) == "100000000000"
    assert str(formulas.rounded(Fraction(1, 2), 6)) == "0.5"


@pytest.mark.parametrize(
    ("value", "step"),
    [(151_500_000_000, "100000000"), (526_000, "1000"), (Decimal("40.1"), "0.1"), (0, "1")],
)
def test_the_place_of_the_last_digit_bounds_the_rounding(value, step):
    assert place_value(value) == Decimal(step)
