from datetime import date

import pytest

from receipts.annual_cap import annual_cap_krw
from receipts.law import law_version


@pytest.mark.parametrize(
    ("on", "cap"),
    [
        (date(2023, 1, 1), 5_000_000),
        (date(2024, 12, 31), 5_000_000),
        (date(2025, 1, 1), 20_000_000),
        (date(2026, 12, 31), 20_000_000),
    ],
)
def test_the_cap_is_that_of_the_year_of_giving(on, cap):
    assert annual_cap_krw(on) == cap


def test_there_was_no_scheme_before_2023():
    with pytest.raises(ValueError, match="2022-12-31"):
        annual_cap_krw(date(2022, 12, 31))
    with pytest.raises(ValueError, match="2022-12-31"):
        law_version(date(2022, 12, 31))


@pytest.mark.parametrize(
    ("on", "act"),
    [
        (date(2024, 12, 31), "법률 제19328호"),
        (date(2025, 1, 1), "법률 제20778호"),
        (date(2026, 1, 1), "법률 제21223호"),
    ],
)
def test_a_receipt_names_the_law_of_the_day_of_giving(on, act):
    assert law_version(on) == f"조세특례제한법 제58조 ({act})"
