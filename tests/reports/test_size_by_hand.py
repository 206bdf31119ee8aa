"""How large, worked by hand: what an indicator must say stands in the test."""

from decimal import Decimal

from reports.indicators.statistics import InMemory
from tests.reports.typed_numbers import CAL, FY, JAPAN, KOREA, TAX, answer, of, told


def test_size_in_korea_by_hand():
    korea = of(KOREA, 2025, CAL, amount=1000, donation_count=8, donor_count=5)
    data = InMemory(korea, {(KOREA, 2025): told(400, "persons")})
    expected = {
        "receipts_per_head": "2.5",  # 1000 ÷ 400
        "mean_per_donation": "125",  # 1000 ÷ 8
        "mean_per_donor": "200",  # 1000 ÷ 5
        "participation_rate": "1.25",  # 5 ÷ 400 × 100
    }
    for indicator, value in expected.items():
        found = answer(indicator, KOREA, 2025, data)
        assert found.value == Decimal(value), indicator
        assert found.year_basis == CAL


def test_japans_donors_are_the_users_of_the_tax_year_after():
    figures = {
        **of(JAPAN, 2025, FY, amount=1000),
        **of(JAPAN, 2025, TAX, deduction_users=99),  # for giving of 2024
        **of(JAPAN, 2026, TAX, deduction_users=4),  # for giving of 2025
    }
    data = InMemory(figures, {(JAPAN, 2025): told(50, "persons")})
    donors = answer("donors", JAPAN, 2025, data)
    assert (donors.value, donors.year_basis) == (Decimal(4), CAL)
    rate = answer("participation_rate", JAPAN, 2025, data)
    assert (rate.value, rate.year_basis) == (Decimal(8), CAL)  # 4 ÷ 50 × 100
    mean = answer("mean_per_donor", JAPAN, 2025, data)
    assert (mean.value, mean.status, mean.year_basis) == (
        Decimal(250),
        "approximate",
        FY,
    )  # 1000 ÷ 4


def test_first_published_and_restated_users_are_never_joined_in_one_share():
    mixed = InMemory(of(JAPAN, 2026, TAX, deduction_users=100, onestop_users_revised=40))
    assert answer("simple_procedure_share", JAPAN, 2025, mixed).value is None
    alike = InMemory(of(JAPAN, 2026, TAX, deduction_users=80, onestop_users=40))
    assert answer("simple_procedure_share", JAPAN, 2025, alike).value == 50  # 40 ÷ 80
