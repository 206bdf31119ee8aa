from datetime import date

import pytest

from receipts.type_codes import TypeCode, type_code


@pytest.mark.parametrize(
    ("on", "special_disaster", "code"),
    [
        (date(2023, 1, 1), False, "43"),
        (date(2024, 12, 31), True, "43"),
        (date(2025, 1, 1), True, "44"),
        (date(2026, 7, 1), False, "43"),
    ],
)
def test_a_code_is_that_of_the_day_and_kind_and_says_that_it_is_not_verified(
    on, special_disaster, code
):
    assert type_code(on, special_disaster=special_disaster) == TypeCode(code, is_verified=False)


def test_before_the_scheme_there_was_no_code():
    with pytest.raises(ValueError, match="had not begun"):
        type_code(date(2022, 12, 31), special_disaster=False)
