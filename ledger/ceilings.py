"""How much of a fund may be spent on running it and on gifts.

Both are ceilings beside the four purposes of the fund, with base years of their own (KR-FND-06):

- cost of raising and running (Act art. 11(3), Decree art. 7(2), KR-FND-04): a share of the
  donations of the year **before**. The Decree assigns one rate to each case, so the rate is that
  of the whole amount, not of slices (a reading, (c)).
- cost of gifts (Act art. 11(4), Decree art. 7(3), KR-FND-05): 30 % of the donations of the **same**
  year. Before 2024-08-21 gifts were paid from the general budget, so nothing is lawful here.

What returns took out of a year's donations is not part of its base. Whole won, rounded down.
Nothing here reads the database or the clock.
"""

from datetime import date

RUNNING_COST_TIERS: tuple[tuple[int | None, int], ...] = (
    (1_000_000_000, 15),
    (10_000_000_000, 13),
    (20_000_000_000, 12),
    (None, 10),
)
"""Donations of the year before, up to and with -> percent of them; the last has no upper end."""

GIFT_COST_PERCENT = 30
GIFT_COST_FROM = date(2024, 8, 21)
"""First day on which gifts are paid from the fund (KR-GFT-11)."""


def running_cost_percent(last_year_krw: int) -> int:
    """Return the rate for a fund that received ``last_year_krw`` the year before."""
    return next(
        percent for upto, percent in RUNNING_COST_TIERS if upto is None or last_year_krw <= upto
    )


def running_cost_ceiling_krw(last_year_krw: int) -> int:
    """Return what may be spent on raising and running in a year; nothing in the first."""
    base = max(last_year_krw, 0)
    return base * running_cost_percent(base) // 100


def gift_cost_ceiling_krw(this_year_krw: int, on: date) -> int:
    """Return what may be spent on gifts in the year of ``on``."""
    if on < GIFT_COST_FROM:
        return 0
    return max(this_year_krw, 0) * GIFT_COST_PERCENT // 100
