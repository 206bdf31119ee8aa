"""Until when a fiscal year's money and papers may still move (KR-FND-09, KR-PUB-01).

지방자치단체 기금관리기본법 제7조·제8조: the fiscal year is the calendar year and the books close on
its last day. Money collected by then may be paid into the treasury for 20 days more, expenses
may be paid back for 15, and all cash work is done by 10 February. The settlement report is due 80
days after the closing, the publication at the end of February. Each rule carries the first
fiscal year it holds for, so that a change of law is another line.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """The rules of the calendar as they stand from one fiscal year on."""

    pay_in_days: int
    expense_return_days: int
    office_ends: tuple[int, int]
    settlement_days: int


LIMITS_FROM: dict[int, Limits] = {
    2023: Limits(pay_in_days=20, expense_return_days=15, office_ends=(2, 10), settlement_days=80),
}
"""Fiscal year -> the limits in force from it on, oldest first."""


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """The last days of one fiscal year; each is included."""

    ends_on: date
    expenses_return_until: date
    pay_in_until: date
    office_open_until: date
    settlement_due_on: date
    publication_due_on: date


def calendar_of(year: int) -> FiscalCalendar:
    """Return the last days of fiscal ``year``.

    Raises:
        ValueError: ``year`` is before the scheme began.
    """
    limits = [each for first, each in LIMITS_FROM.items() if first <= year]
    if not limits:
        raise ValueError(f"no fund in {year}")
    rule, ends_on = limits[-1], date(year, 12, 31)
    return FiscalCalendar(
        ends_on=ends_on,
        expenses_return_until=ends_on + timedelta(days=rule.expense_return_days),
        pay_in_until=ends_on + timedelta(days=rule.pay_in_days),
        office_open_until=date(year + 1, *rule.office_ends),
        settlement_due_on=ends_on + timedelta(days=rule.settlement_days),
        publication_due_on=date(year + 1, 3, 1) - timedelta(days=1),
    )
