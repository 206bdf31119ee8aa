"""What can be said from partial data, with the libraries made for it: bootstrap and linear bounds.

An interval from a bootstrap tells how far a *sample* would wander by chance. It does not heal a
sample that was not drawn at random, so it is shown beside the sample and never as the nation's.
Bounds are another thing: they hold for every distribution that agrees with what was printed.

Every draw starts from one seed, so the same data gives the same interval. It is reckoned in the
process apart (``reports.numerics``).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from kernel.apart import apart
from reports import numerics
from reports.numerics import Band, Ends

FEWEST = 8
"""Below this many values no interval is given."""


def gini_of_sample(values: Sequence[Fraction]) -> Ends | None:
    """Return the 95 % bootstrap interval of the sample's Gini coefficient."""
    return _bootstrap(tuple(map(float, values)), numerics.ginis)


def mean_of_sample(values: Sequence[Fraction]) -> Ends | None:
    """Return the 95 % bootstrap interval of the sample's mean."""
    return _bootstrap(tuple(map(float, values)), numerics.means)


def ratio_of_sums(parts: Sequence[Fraction], wholes: Sequence[Fraction]) -> Ends | None:
    """Return the 95 % bootstrap interval of Σ ``parts`` ÷ Σ ``wholes``, drawn in pairs."""
    if len(parts) < FEWEST:
        return None
    return apart(
        numerics.resampled, (tuple(map(float, parts)), tuple(map(float, wholes))), numerics.ratios
    )


@lru_cache(maxsize=64)
def _bootstrap(values: tuple[float, ...], statistic: Callable[..., Any]) -> Ends | None:
    return apart(numerics.resampled, (values,), statistic) if len(values) >= FEWEST else None


@lru_cache(maxsize=32)
def gini_bounds(
    bodies: int, total: int, *, top: tuple[int, int] | None = None, bands: tuple[Band, ...] = ()
) -> Ends | None:
    """Return the least and greatest Gini coefficient that agree with what is known.

    With the bodies in ascending order the coefficient is linear in what they received, so both
    ends are linear programs. None if nothing agrees (the figures contradict each other).

    Args:
        bodies: how many there are.
        total: what all received.
        top: ``(k, sum)``: the ``k`` largest received at least ``sum`` together.
        bands: how many lie in which range; they add up to all bodies, or are left out.
    """
    return apart(numerics.gini_bounds, bodies, total, top, bands)
