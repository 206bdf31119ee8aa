"""Worked by hand. The first 100,000 won come back whole: 100/110 from the state, 10/110 locally."""

from datetime import date

import pytest

from receipts.tax_credit import Gift, Order, TaxCredit, tax_credit

LAW_2025 = "조세특례제한법 제58조 (법률 제20778호), 지방세특례제한법 제167조의2제1항"


def gift(amount_krw: int, year: int, month: int = 5) -> Gift:
    return Gift(amount_krw, date(year, month, 5))


def special_gift(amount_krw: int, year: int, month: int = 5) -> Gift:
    return Gift(amount_krw, date(year, month, 5), special_disaster=True)


def won(credit: TaxCredit) -> tuple[int, int, int]:
    return credit.credit_total_krw, credit.national_krw, credit.local_krw


@pytest.mark.parametrize(
    ("year", "amount_krw", "total", "national"),
    [
        # 1 × 100/110 = 0.9; 1 × 10/110 = 0.09; together exactly 1.
        (2024, 1, 1, 0),
        (2026, 1, 1, 0),
        # 99,999 × 100/110 = 90,908.18
        (2023, 99_999, 99_999, 90_908),
        (2025, 99_999, 99_999, 90_908),
        (2026, 99_999, 99_999, 90_908),
        # 100,000 × 100/110 = 90,909.09
        (2023, 100_000, 100_000, 90_909),
        (2025, 100_000, 100_000, 90_909),
        (2026, 100_000, 100_000, 90_909),
        # one won more: 0.165 in all, or 0.44 from 2026; no whole won yet
        (2024, 100_001, 100_000, 90_909),
        (2025, 100_001, 100_000, 90_909),
        (2026, 100_001, 100_000, 90_909),
        # ten won more: + 1.65 (1.5 national), from 2026 + 4.4 (4 national)
        (2025, 100_010, 100_001, 90_910),
        (2026, 100_010, 100_004, 90_913),
        # the published table: 100,000 + 16.5 % of 10,000 = 101,650
        (2025, 110_000, 101_650, 92_409),
        # 100,000 + 44 % of 10,000; 90,909.09 + 4,000
        (2026, 110_000, 104_400, 94_909),
        # 100,000 + 16.5 % of 100,000; 90,909.09 + 15,000
        (2024, 200_000, 116_500, 105_909),
        # 100,000 + 44 % of 99,999 = 143,999.56; 90,909.09 + 39,999.6 = 130,908.69
        (2026, 199_999, 143_999, 130_908),
        # 100,000 + 44 % of 100,000; 90,909.09 + 40,000
        (2026, 200_000, 144_000, 130_909),
        # + 0.165; 130,909.09 + 0.15 = 130,909.24
        (2026, 200_001, 144_000, 130_909),
        # 144,000 + 16.5 % of 100,000; 130,909.09 + 15,000
        (2026, 300_000, 160_500, 145_909),
        # the cap of 2024: 100,000 + 16.5 % of 4,900,000; 90,909.09 + 735,000
        (2024, 5_000_000, 908_500, 825_909),
        # the cap of 2025: 100,000 + 16.5 % of 19,900,000; 90,909.09 + 2,985,000
        (2025, 20_000_000, 3_383_500, 3_075_909),
        # the cap of 2026: 144,000 + 16.5 % of 19,800,000; 130,909.09 + 2,970,000
        (2026, 20_000_000, 3_411_000, 3_100_909),
    ],
)
def test_the_credit_of_an_ordinary_gift(year, amount_krw, total, national):
    credit = tax_credit([gift(amount_krw, year)])

    assert won(credit) == (total, national, total - national)
    assert credit.total_krw == amount_krw


@pytest.mark.parametrize(
    ("year", "amount_krw", "total", "national"),
    [
        # no special rate before 2025 (KR-TAX-15): as an ordinary gift
        (2024, 200_000, 116_500, 105_909),
        # 2025: 100,000 + 33 % of 100,000; 90,909.09 + 30,000
        (2025, 200_000, 133_000, 120_909),
        # 2026: the special rate begins above 200,000 only (KR-TAX-11)
        (2026, 200_000, 144_000, 130_909),
        # 144,000 + 33 % of 100,000; 130,909.09 + 30,000
        (2026, 300_000, 177_000, 160_909),
    ],
)
def test_the_credit_of_a_gift_to_a_special_disaster_area(year, amount_krw, total, national):
    assert won(tax_credit([special_gift(amount_krw, year)])) == (total, national, total - national)


def test_the_slices_are_read_over_the_year_not_over_each_gift():
    apart = tax_credit([gift(60_000, 2025, month=1), gift(50_000, 2025, month=12)])

    assert apart == tax_credit([gift(110_000, 2025)])


def test_ordinary_money_fills_the_low_slices_of_a_mixed_year_first():
    credit = tax_credit([special_gift(110_000, 2025, month=4), gift(60_000, 2025, month=5)])

    # 60,000 ordinary + 40,000 special fill 100,000; 33 % of the other 70,000 special = 23,100
    assert won(credit) == (123_100, 111_909, 11_191)
    assert [(line.bracket, line.base_krw) for line in credit.lines] == [
        ("up_to_100000", 100_000),
        ("above_100000_special_disaster", 70_000),
    ]
    assert credit.is_mixed


def test_the_order_of_a_mixed_year_can_be_chosen():
    gifts = [special_gift(110_000, 2025, month=4), gift(60_000, 2025, month=5)]

    # special first: 100,000 + 33 % of 10,000 + 16.5 % of 60,000 = 100,000 + 3,300 + 9,900
    assert tax_credit(gifts, order=Order.DISASTER_FIRST).credit_total_krw == 113_200
    assert tax_credit(gifts, order=Order.BY_DATE).credit_total_krw == 113_200


def test_a_mixed_year_of_2026_has_four_lines():
    credit = tax_credit([gift(250_000, 2026), special_gift(150_000, 2026)])

    # 100,000 + 44 % of 100,000 + 16.5 % of 50,000 + 33 % of 150,000
    assert credit.credit_total_krw == 100_000 + 44_000 + 8_250 + 49_500
    assert [
        (line.bracket, line.base_krw, line.national_rate, line.local_rate) for line in credit.lines
    ] == [
        ("up_to_100000", 100_000, "100/110", "10/110"),
        ("100000_to_200000", 100_000, "0.4", "0.04"),
        ("above_200000", 50_000, "0.15", "0.015"),
        ("above_200000_special_disaster", 150_000, "0.3", "0.03"),
    ]


def test_the_lines_say_where_each_won_comes_from():
    first, second = tax_credit([gift(110_000, 2025)]).lines

    assert (first.national_krw, first.local_krw) == (90_909, 9_091)
    assert (second.national_krw, second.local_krw) == (1_500, 150)
    assert first.legal_basis == second.legal_basis == LAW_2025


def test_the_local_credit_floored_by_itself_is_kept_for_forms():
    credit = tax_credit([gift(100_000, 2026)])

    # 100,000 × 10/110 = 9,090.9
    assert (credit.local_krw, credit.local_floored_krw) == (9_091, 9_090)


def test_money_above_the_annual_cap_gets_no_credit():
    credit = tax_credit([gift(5_000_001, 2024)])

    assert credit.credit_total_krw == 908_500
    assert credit.is_above_cap
    above = credit.lines[-1]
    assert (above.bracket, above.base_krw, above.national_krw, above.local_krw) == (
        "above_cap",
        1,
        0,
        0,
    )
    assert "제8조제3항" in above.legal_basis


def test_the_last_gift_of_the_year_is_the_one_above_the_cap():
    early, late = gift(20_000_000, 2025, month=1), special_gift(100_000, 2025, month=12)

    assert tax_credit([late, early]).credit_total_krw == 3_383_500


def test_exactly_the_cap_is_not_above_it():
    assert not tax_credit([gift(20_000_000, 2025)]).is_above_cap


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_business_owners_credit_stops_at_100000(year):
    credit = tax_credit([gift(300_000, year)], business_owner=True)

    assert won(credit) == (100_000, 90_909, 9_091)
    assert sum(line.base_krw for line in credit.lines) == 300_000


@pytest.mark.parametrize(
    "gifts",
    [
        [],
        [gift(0, 2025)],
        [gift(-1, 2025)],
        [gift(100_000, 2022)],
        [gift(100_000, 2025), gift(100_000, 2026)],
    ],
)
def test_what_is_no_tax_year_has_no_credit(gifts):
    with pytest.raises(ValueError, match=r"\w"):
        tax_credit(gifts)
