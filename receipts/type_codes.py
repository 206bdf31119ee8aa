"""The code of the donation's type that the receipt form and the tax office's papers ask for.

Neither code could be verified (KR-RCP-13, (c)): 43 is widely given for hometown donations, and 44
is likely for those to special disaster areas, whose credit began with the tax year 2025. So the
codes stand in a table with dates, and a document that shows one says that it is not verified.
When the tax office confirms or changes a code, add a row of its first day; old documents keep
theirs. Nothing here reads the database or the clock.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TypeCode:
    """One code; ``is_verified`` says whether it was read in an official source."""

    code: str
    is_verified: bool


ORDINARY_FROM: dict[date, TypeCode] = {date(2023, 1, 1): TypeCode("43", is_verified=False)}
"""First day of giving -> the code of a hometown donation, oldest first."""

DISASTER_FROM: dict[date, TypeCode] = {date(2025, 1, 1): TypeCode("44", is_verified=False)}
"""First day of giving -> the code of a donation to a special disaster area, oldest first."""


def type_code(on: date, *, special_disaster: bool) -> TypeCode:
    """Return the code of a donation of the Seoul date ``on``.

    Before disaster areas had a code of their own, their donations had the ordinary one.

    Raises:
        ValueError: ``on`` is before the scheme began on 2023-01-01.
    """
    codes = [code for start, code in ORDINARY_FROM.items() if start <= on]
    if special_disaster:
        codes += [code for start, code in DISASTER_FROM.items() if start <= on]
    if not codes:
        raise ValueError(f"the donation scheme had not begun on {on}")
    return codes[-1]
