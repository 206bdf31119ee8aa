"""When a donation to a special disaster area earns the higher tax credit.

The declaration day itself counts. Three months run from the day after, so the window ends on the
same day number three months on, or on that month's last day where the number does not exist
(KR-TAX-16; 국세기본법 제4조, 민법 제157조·제160조). A last day on a holiday is not extended
(KR-TAX-17). The rule applies to donations made from 2025-01-01 (KR-TAX-15).

Legal source: 조세특례제한법 제58조제1항제3호, 같은 법 시행령 제53조의2. Days are days in Seoul.
Nothing here reads the database or the clock.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS_FROM: dict[date, int] = {date(2025, 1, 1): 3}
"""First day of giving -> how many months a declaration counts, oldest first; (a) 조세특례제한법
제58조제1항제3호, 시행령 제53조의2 (KR-TAX-14)."""

FIRST_DAY = min(MONTHS_FROM)
"""Donations before this day never earn the higher credit (KR-TAX-15)."""


def last_day(declared_on: date) -> date:
    """Return the last day of the window of a declaration (KR-TAX-16)."""
    in_force = max(declared_on, FIRST_DAY)
    months = [months for start, months in MONTHS_FROM.items() if start <= in_force][-1]
    years, month = divmod(declared_on.month - 1 + months, 12)
    year, month = declared_on.year + years, month + 1
    return date(year, month, min(declared_on.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Window:
    """One local government's time as a special disaster area, both ends included (KR-TAX-18).

    Attributes:
        declared_on: the day of the declaration.
        scope: ``whole``, or ``partial`` when only some towns were declared (KR-TAX-19).
        category: wildfire, flood, typhoon, frost, snow or social.
        cause: the disaster, in English.
        source_url: where the declaration was read.
    """

    declared_on: date
    scope: str
    category: str
    cause: str
    source_url: str

    @property
    def opens_on(self) -> date:
        """The first day on which a donation counts."""
        return max(self.declared_on, FIRST_DAY)

    @property
    def ends_on(self) -> date:
        """The last day on which a donation counts."""
        return last_day(self.declared_on)

    def covers(self, on: date) -> bool:
        """Say whether a donation on the day ``on`` falls in the window."""
        return self.opens_on <= on <= self.ends_on
