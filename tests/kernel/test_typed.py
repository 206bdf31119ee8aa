"""Officials type days and won in the ways in which they write them."""

from datetime import date

import pytest

from kernel.typed import typed_day, typed_won, typed_year_and_day

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "amount_krw"),
    [
        ("100000", 100_000),
        (" 100,000 원", 100_000),
        ("₩30,000", 30_000),
        ("10만", 100_000),
        ("10만원", 100_000),
        ("１００，０００원", 100_000),
        ("￦30,000", 30_000),
        ("1억 2,000만원", 120_000_000),
        ("3억", 300_000_000),
        ("1억5", None),
        ("1억20000만", None),
        ("1e9", None),
        ("억", None),
        ("", None),
        ("1.5만", None),
        ("-100", None),
        ("십만", None),
        ("1" * 14, None),
    ],
)
def test_an_amount_is_read_as_it_is_typed(text, amount_krw):
    assert typed_won(text) == amount_krw


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("1985-03-15", date(1985, 3, 15)),
        ("1985. 3. 15.", date(1985, 3, 15)),
        ("1985.03.15", date(1985, 3, 15)),
        ("1985/3/15", date(1985, 3, 15)),
        ("1985년 3월 15일", date(1985, 3, 15)),
        ("19850315", date(1985, 3, 15)),
        ("2027-01-01", date(2027, 1, 1)),
        ("850315", date(1985, 3, 15)),
        ("040229", date(2004, 2, 29)),
        ("261126", date(2026, 11, 26)),
        ("261127", date(1926, 11, 27)),
        ("11. 26.", date(2026, 11, 26)),
        ("11.27", date(2025, 11, 27)),
        ("2.29", date(2024, 2, 29)),
        ("", None),
        ("1985-02-31", None),
        ("13.1", None),
        ("010229", None),
        ("1985", None),
        ("85031", None),
        ("어제", None),
        ("２０２６．１１．２５", date(2026, 11, 25)),
    ],
)
def test_a_day_is_read_as_it_is_typed(text, on):
    assert typed_day(text, TODAY) == on


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2027. 1. 5.", date(2027, 1, 5)),
        ("2026-11-26", date(2026, 11, 26)),
        ("20261126", date(2026, 11, 26)),
        ("1. 5.", None),
        ("270105", None),
        ("2026-02-31", None),
    ],
)
def test_a_day_that_may_lie_ahead_is_written_with_its_year(text, on):
    assert typed_year_and_day(text) == on
