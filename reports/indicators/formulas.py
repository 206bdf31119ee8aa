"""The arithmetic of the indicators: exact fractions in, exact fractions out.

Nothing here knows a country, a year or a database; rounding is left to whoever prints.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import lcm

PERCENT = 100
HHI_SCALE = 10_000


def gini(amounts: Iterable[int | Fraction]) -> Fraction | None:
    """Return the Gini coefficient Σ(2i−n−1)·x_i ÷ (n·X), x ascending: 0 equal, near 1 unequal.

    None when there is nothing to share out. Bodies that received zero count.
    """
    ascending = sorted(_in_proportion(amounts))
    n, total = len(ascending), sum(ascending)
    if not total:
        return None
    weighted = sum((2 * i - n - 1) * x for i, x in enumerate(ascending, start=1))
    return Fraction(weighted, n * total)


def top_share(amounts: Iterable[int | Fraction], k: int) -> Fraction | None:
    """Return the percent of the sum that the ``k`` largest hold; None when the sum is zero."""
    descending = sorted(_in_proportion(amounts), reverse=True)
    return percent(sum(descending[:k]), sum(descending))


def hhi(amounts: Sequence[int | Fraction]) -> Fraction | None:
    """Return the Herfindahl–Hirschman index Σ(x ÷ X)² × 10,000; None when X is zero."""
    whole = _in_proportion(amounts)
    total = sum(whole)
    if not total:
        return None
    return Fraction(sum(x * x for x in whole) * HHI_SCALE, total**2)


def _in_proportion(amounts: Iterable[int | Fraction]) -> list[int]:
    """Return whole numbers in the same proportion: measures of spread are the same, and faster."""
    exact = list(amounts)
    scale = lcm(*(x.denominator for x in exact))
    return [x.numerator * (scale // x.denominator) for x in exact]


def quotient(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    """Return ``part`` ÷ ``whole``; None when ``whole`` is zero."""
    return Fraction(part) / Fraction(whole) if whole else None


def percent(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    """Return ``part`` in percent of ``whole``; None when ``whole`` is zero."""
    share = quotient(part, whole)
    return None if share is None else share * PERCENT


def rounded(value: Fraction, places: int) -> Decimal:
    """Return ``value`` to ``places`` decimals, half to even, without trailing zeros after."""
    exact = round(value * 10**places)
    return plain(Decimal(exact).scaleb(-places))


def significant(value: Fraction, digits: int = 2) -> Decimal:
    """Return ``value`` to so many significant digits: enough for the width of an uncertainty."""
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    return plain(context.divide(Decimal(value.numerator), Decimal(value.denominator)))


def plain(value: Decimal) -> Decimal:
    """Return ``value`` without exponent and without trailing zeros of a fraction."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()
