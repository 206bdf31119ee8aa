"""The special-disaster window: which days count (KR-TAX-14 … -18)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.windows import Window, last_day


def declared(on: date) -> Window:
    return Window(on, "whole", "flood", "a flood", "https://example.org")


@pytest.mark.parametrize(
    ("declared_on", "ends_on"),
    [
        (date(2025, 7, 22), date(2025, 10, 22)),
        (date(2025, 8, 6), date(2025, 11, 6)),
        (date(2024, 12, 18), date(2025, 3, 18)),
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2025, 8, 31), date(2025, 11, 30)),
        (date(2025, 10, 1), date(2026, 1, 1)),
    ],
)
def test_three_months_end_on_the_same_day_number_or_the_last_of_the_month(declared_on, ends_on):
    assert last_day(declared_on) == ends_on


def test_the_declaration_day_and_the_last_day_count_and_their_neighbours_do_not():
    window = declared(date(2025, 7, 22))

    assert not window.covers(date(2025, 7, 21))
    assert window.covers(date(2025, 7, 22))
    assert window.covers(date(2025, 10, 22))
    assert not window.covers(date(2025, 10, 23))


def test_donations_before_2025_never_count_even_inside_three_months():
    window = declared(date(2024, 12, 18))

    assert not window.covers(date(2024, 12, 31))
    assert window.covers(date(2025, 1, 1))
    assert window.opens_on == date(2025, 1, 1)


def test_a_declaration_of_2023_never_opens():
    window = declared(date(2023, 4, 6))

    assert not any(window.covers(date(2023, 1, 1) + timedelta(days=day)) for day in range(1500))


@given(st.dates(date(2025, 1, 1), date(2100, 1, 1)))
def test_a_window_is_89_to_92_days_long_and_never_crosses_a_fourth_month(declared_on):
    days = (last_day(declared_on) - declared_on).days

    assert 89 <= days <= 92
    months = (last_day(declared_on).year - declared_on.year) * 12
    assert months + last_day(declared_on).month - declared_on.month == 3


def test_a_last_day_on_a_sunday_is_not_extended():
    window = declared(date(2025, 3, 22))

    assert window.ends_on == date(2025, 6, 22)
    assert window.ends_on.isoweekday() == 7
    assert not window.covers(date(2025, 6, 23))


@given(st.dates(date(2023, 1, 1), date(2100, 1, 1)), st.dates(date(2023, 1, 1), date(2100, 1, 1)))
def test_the_days_that_count_are_one_run_from_2025_on(declared_on, on):
    window = declared(declared_on)
    inside = date(2025, 1, 1) <= on and declared_on <= on <= last_day(declared_on)

    assert window.covers(on) == inside
    if window.opens_on <= window.ends_on:
        assert window.covers(window.opens_on)
        assert window.covers(window.ends_on)
    assert not window.covers(window.opens_on - timedelta(days=1))
    assert not window.covers(window.ends_on + timedelta(days=1))
