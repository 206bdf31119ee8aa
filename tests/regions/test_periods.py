"""Dates that a source prints only by month or year."""

from datetime import date

import pytest

from regions.periods import Period, period_of, span


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021-10-18", date(2021, 10, 18), date(2021, 10, 18)),
    ],
)
def test_a_rough_date_stands_for_all_days_it_may_mean(printed, first, last):
    assert span(printed) == Period(first, last)


@pytest.mark.parametrize("printed", ["", "21", "2021-13", "2021-1", "2021-02-30", "2021-10-18-1"])
def test_what_is_no_date_is_refused(printed):
    with pytest.raises(ValueError, match=r".+"):
        span(printed)


def test_a_period_runs_from_the_first_to_the_last_day_that_may_be_meant():
    assert period_of("2021-10", "2026-10") == Period(date(2021, 10, 1), date(2026, 10, 31))
    assert period_of("2021-10-18", "").covers(date(2100, 1, 1))
