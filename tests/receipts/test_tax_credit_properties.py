from datetime import date, timedelta
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from receipts.tax_credit import Gift, Order, tax_credit

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
