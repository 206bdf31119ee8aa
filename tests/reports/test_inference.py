"""Intervals and bounds from partial data: known results, and what must hold for any data."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.indicators import inference
from reports.indicators.formulas import gini
from reports.indicators.inference import gini_bounds
from reports.indicators.registry import evaluate
from reports.indicators.statistics import Ask, Place
from reports.models import Country
from reports.numerics import Band


def test_with_nothing_but_the_total_anything_from_equal_to_one_takes_all_is_possible():
    assert gini_bounds(10, 1000) == (Fraction(0), Fraction(9, 10))


def test_the_ten_largest_leave_no_room_for_an_even_spread():
    # two of four hold at least 90 of 100: most even 5, 5, 45, 45
    assert gini_bounds(4, 100, top=(2, 90)) == (Fraction(4, 10), Fraction(75, 100))


def test_bands_bound_from_both_sides():
    bands = (Band(2, 0, 10), Band(2, 10, None))
    # most even: 10, 10, 10, 10 of 40; least even: 0, 0, 10, 30
    assert gini_bounds(4, 40, bands=bands) == (Fraction(0), gini([0, 0, 10, 30]))


def test_figures_that_contradict_each_other_have_no_bounds():
    assert gini_bounds(4, 40, bands=(Band(4, 20, None),)) is None
    with pytest.raises(ValueError, match="3 bodies, not 4"):
        gini_bounds(4, 40, bands=(Band(3, 0, None),))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=4, max_size=30).filter(sum))
def test_the_true_coefficient_always_lies_within_its_bounds(amounts):
    ascending = sorted(amounts)
    k = 3
    found = gini_bounds(len(amounts), sum(amounts), top=(k, sum(ascending[-k:])))
    assert found is not None
    true = gini(amounts)
    assert true is not None
    slack = Fraction(1, 10**5)
    assert found[0] - slack <= true <= found[1] + slack


def test_the_same_sample_gives_the_same_interval_and_holds_its_own_value():
    sample = [Fraction(n) for n in (5, 9, 14, 20, 31, 47, 70, 105, 158, 400)]
    ends, true = inference.gini_of_sample(sample), gini(sample)
    inference._bootstrap.cache_clear()
    assert inference.gini_of_sample(sample) == ends
    assert ends is not None
    assert true is not None
    assert ends[0] < true < ends[1]
    means = inference.mean_of_sample(sample)
    assert means is not None
    assert means[0] < sum(sample) / 10 < means[1]


def test_a_handful_of_values_gets_no_interval():
    assert inference.gini_of_sample([Fraction(1)] * 7) is None
    assert inference.ratio_of_sums([Fraction(1)] * 7, [Fraction(2)] * 7) is None


def test_koreas_gini_of_2023_is_bounded_by_what_the_ministry_counted(figures):
    found = evaluate("gini", Ask(figures, Place(Country.KOREA), 2023))
    assert found.value is None
    assert found.interval is not None
    low, high, method = found.interval
    assert (low, high) == (Decimal("0.341181"), Decimal("0.709539"))
    assert "number of bodies in each range" in method
    sample = {part["name"]: part["value"] for part in found.parts}
    assert found.sample is not None
    assert sample["sample_low"] < float(found.sample) < sample["sample_high"]


def test_the_bodies_that_published_stand_far_above_the_mean_of_all(figures):
    found = evaluate("total_receipts", Ask(figures, Place(Country.KOREA), 2025))
    parts = {part["name"]: part["value"] for part in found.parts}
    assert parts["mean_per_body"] == 623_456_790
    assert parts["sample_mean_low"] > parts["mean_per_body"]


def test_the_final_relief_is_estimated_from_the_thirty_that_are_known(figures):
    found = evaluate("tax_relief", Ask(figures, Place(Country.JAPAN), 2025))
    assert found.status == "reported_before_estimates"
    assert found.value is not None
    assert found.interval is not None
    low, high, _method = found.interval
    assert low is not None
    assert high is not None
    (estimate,) = (p["value"] for p in found.parts if p["name"] == "final_estimate")
    assert found.value < low < estimate < high
    assert round(estimate / 1e9) == 946
