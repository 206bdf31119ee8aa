from datetime import date, timedelta
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from receipts.annual_cap import CAP_KRW_FROM, annual_cap_krw
from receipts.law import TAX_ACT_FROM, law_version
from receipts.tax_credit import BUSINESS_LIMIT_KRW, SLICES_FROM, Gift, Order, tax_credit

years = st.sampled_from([2023, 2024, 2025, 2026, 2027])
amounts = st.one_of(
    st.integers(1, 400_000), st.integers(1, 25_000_000), st.sampled_from([99_999, 100_000, 200_000])
)


@st.composite
def tax_years(draw: st.DrawFn) -> list[Gift]:
    first_day = date(draw(years), 1, 1)
    days = st.integers(0, 364).map(lambda days: first_day + timedelta(days))
    return draw(st.lists(st.builds(Gift, amounts, days, st.booleans()), min_size=1, max_size=6))


@given(tax_years(), st.sampled_from(Order), st.booleans())
def test_parts_add_up_and_nothing_exceeds_the_gift(gifts, order, business_owner):
    credit = tax_credit(gifts, order=order, business_owner=business_owner)

    assert credit.total_krw == sum(gift.amount_krw for gift in gifts)
    assert 0 <= credit.credit_total_krw <= credit.total_krw
    assert credit.credit_total_krw == credit.national_krw + credit.local_krw
    assert sum(line.base_krw for line in credit.lines) == credit.total_krw
    assert sum(line.national_krw for line in credit.lines) == credit.national_krw
    assert sum(line.local_krw for line in credit.lines) == credit.local_krw
    assert all(line.base_krw > 0 for line in credit.lines)
    assert all(line.national_krw >= 0 and line.local_krw >= 0 for line in credit.lines)
    assert credit.local_krw - credit.local_floored_krw in {0, 1}


@given(tax_years())
def test_the_totals_are_the_floors_of_the_exact_sums(gifts):
    credit = tax_credit(gifts)

    national = sum(line.base_krw * Fraction(line.national_rate) for line in credit.lines)
    local = sum(line.base_krw * Fraction(line.local_rate) for line in credit.lines)
    assert credit.national_krw == floor(national)
    assert credit.credit_total_krw == floor(national + local)
    assert local == national / 10


@given(years, amounts, st.integers(0, 1_000_000), st.booleans())
def test_the_credit_never_falls_as_the_gift_grows(year, amount_krw, more_krw, special):
    on = date(year, 7, 1)
    credit = tax_credit([Gift(amount_krw, on, special)])
    greater = tax_credit([Gift(amount_krw + more_krw, on, special)])

    assert greater.credit_total_krw >= credit.credit_total_krw
    assert greater.national_krw >= credit.national_krw


@given(years, st.lists(amounts, min_size=1, max_size=6))
def test_a_gift_in_parts_earns_what_it_earns_at_once(year, parts):
    on = date(year, 7, 1)
    assert tax_credit([Gift(part, on) for part in parts]) == tax_credit([Gift(sum(parts), on)])


@given(tax_years())
def test_the_special_rate_never_costs_the_donor(gifts):
    plain = tax_credit([Gift(gift.amount_krw, gift.donated_on) for gift in gifts])

    assert tax_credit(gifts).credit_total_krw >= plain.credit_total_krw


@given(years, st.integers(1, 100_000), st.booleans())
def test_the_first_hundred_thousand_won_come_back_whole(year, amount_krw, special):
    credit = tax_credit([Gift(amount_krw, date(year, 7, 1), special)])

    assert credit.credit_total_krw == amount_krw
    assert credit.national_krw == amount_krw * 10 // 11


@given(tax_years(), st.sampled_from(Order))
def test_a_business_owner_never_saves_more_and_every_won_is_accounted_for(gifts, order):
    owner = tax_credit(gifts, order=order, business_owner=True)
    other = tax_credit(gifts, order=order)

    assert owner.credit_total_krw <= min(other.credit_total_krw, BUSINESS_LIMIT_KRW)
    above_cap = sum(line.base_krw for line in owner.lines if line.bracket == "above_cap")
    credited = min(owner.total_krw, BUSINESS_LIMIT_KRW)
    assert credited + owner.deductible_krw + above_cap == owner.total_krw
    assert other.deductible_krw == 0


@given(tax_years())
def test_the_order_moves_money_between_slices_and_loses_none(gifts):
    orders = [tax_credit(gifts, order=order) for order in Order]

    assert len({credit.total_krw for credit in orders}) == 1
    best = max(credit.credit_total_krw for credit in orders)
    assert tax_credit(gifts, order=Order.ORDINARY_FIRST).credit_total_krw == best


@given(st.dates(date(2023, 1, 1), date(2100, 12, 31)))
def test_every_day_has_exactly_one_rule_and_each_table_is_in_order(on):
    for table, found in (
        (CAP_KRW_FROM, annual_cap_krw(on)),
        (TAX_ACT_FROM, law_version(on).partition("(")[2].removesuffix(")")),
    ):
        starts = list(table)
        assert starts == sorted(starts)
        (rule,) = [
            table[start]
            for start, following in zip(starts, [*starts[1:], date.max], strict=True)
            if start <= on < following
        ]
        assert rule == found
    assert list(SLICES_FROM) == sorted(SLICES_FROM)
    slices = [found for start, found in SLICES_FROM.items() if start <= on][-1]
    ends = [each.until_krw for each in slices if each.until_krw is not None]
    assert slices[-1].until_krw is None
    assert len(ends) == len(slices) - 1
    assert ends == sorted(set(ends))
