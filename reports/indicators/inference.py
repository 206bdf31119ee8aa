"""What can be said from partial data, with the libraries made for it: bootstrap and linear bounds.

An interval from a bootstrap tells how far a *sample* would wander by chance. It does not heal a
sample that was not drawn at random, so it is shown beside the sample and never as the nation's.
Bounds are another thing: they hold for every distribution that agrees with what was printed.

Every draw starts from one seed, so the same data gives the same interval. NumPy and SciPy are
imported when first needed: they take long, and most answers need neither.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

SEED = 20_230_101
RESAMPLES = 2_000
LEVEL = Fraction(95, 100)
PLACES = 6
FEWEST = 8
"""Below this many values no interval is given."""


@dataclass(frozen=True, slots=True)
class Band:
    """So many bodies received at least ``low`` and less than ``high``; None: no upper end."""

    bodies: int
    low: int
    high: int | None


def gini_of_sample(values: Sequence[Fraction]) -> tuple[Fraction, Fraction] | None:
    """Return the 95 % bootstrap interval of the sample's Gini coefficient."""
    return _bootstrap(tuple(map(float, values)), _ginis)


def mean_of_sample(values: Sequence[Fraction]) -> tuple[Fraction, Fraction] | None:
    """Return the 95 % bootstrap interval of the sample's mean."""
    return _bootstrap(tuple(map(float, values)), _means)


def ratio_of_sums(
    parts: Sequence[Fraction], wholes: Sequence[Fraction]
) -> tuple[Fraction, Fraction] | None:
    """Return the 95 % bootstrap interval of Σ ``parts`` ÷ Σ ``wholes``, drawn in pairs."""
    if len(parts) < FEWEST:
        return None
    import numpy as np
    from scipy import stats

    result = stats.bootstrap(
        (np.array(list(map(float, parts))), np.array(list(map(float, wholes)))),
        lambda part, whole, axis: part.sum(axis=axis) / whole.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        confidence_level=float(LEVEL),
        method="percentile",
        rng=np.random.default_rng(SEED),
    )
    return _ends(result)


@lru_cache(maxsize=64)
def _bootstrap(
    values: tuple[float, ...], statistic: Callable[..., Any]
) -> tuple[Fraction, Fraction] | None:
    if len(values) < FEWEST:
        return None
    import numpy as np
    from scipy import stats

    result = stats.bootstrap(
        (np.array(values),),
        statistic,
        vectorized=True,
        n_resamples=RESAMPLES,
        confidence_level=float(LEVEL),
        method="percentile",
        rng=np.random.default_rng(SEED),
    )
    return _ends(result)


def _ends(result: Any) -> tuple[Fraction, Fraction]:
    low, high = result.confidence_interval
    return _exact(low), _exact(high)


def _ginis(sample: Any, axis: int = -1) -> Any:
    import numpy as np

    ascending = np.sort(sample, axis=axis)
    n = ascending.shape[axis]
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return (np.moveaxis(ascending, axis, -1) * ranks).sum(axis=-1) / (
        n * np.moveaxis(ascending, axis, -1).sum(axis=-1)
    )


def _means(sample: Any, axis: int = -1) -> Any:
    return sample.mean(axis=axis)


@lru_cache(maxsize=32)
def gini_bounds(
    bodies: int, total: int, *, top: tuple[int, int] | None = None, bands: tuple[Band, ...] = ()
) -> tuple[Fraction, Fraction] | None:
    """Return the least and greatest Gini coefficient that agree with what is known.

    With the bodies in ascending order the coefficient is linear in what they received, so both
    ends are linear programs. None if nothing agrees (the figures contradict each other).

    Args:
        bodies: how many there are.
        total: what all received.
        top: ``(k, sum)``: the ``k`` largest received at least ``sum`` together.
        bands: how many lie in which range; they add up to all bodies, or are left out.
    """
    import numpy as np
    from scipy import optimize, sparse

    scale = total / bodies
    ranks = (2 * np.arange(1, bodies + 1) - bodies - 1) / bodies**2
    ascending = sparse.diags_array(
        [np.ones(bodies - 1), -np.ones(bodies - 1)], offsets=[0, 1], shape=(bodies - 1, bodies)
    ).tocsr()
    limits = [0.0] * (bodies - 1)
    at_most = [ascending]
    if top is not None:
        k, least = top
        at_most.append(sparse.csr_array(np.where(np.arange(bodies) >= bodies - k, -1.0, 0.0)[None]))
        limits.append(-least / scale)
    ranges: list[tuple[float, float | None]] = []
    for band in sorted(bands, key=lambda band: band.low):
        high = None if band.high is None else band.high / scale
        ranges += [(band.low / scale, high)] * band.bodies
    if bands and len(ranges) != bodies:
        raise ValueError(f"the bands hold {len(ranges)} bodies, not {bodies}")
    ends = []
    for sign in (1, -1):
        solved = optimize.linprog(
            sign * ranks,
            A_ub=sparse.vstack(at_most),
            b_ub=limits,
            A_eq=np.ones((1, bodies)),
            b_eq=[float(bodies)],
            bounds=ranges or (0, None),
            method="highs",
        )
        if not solved.success:
            return None
        ends.append(_exact(sign * solved.fun))
    return ends[0], ends[1]


def _exact(value: float) -> Fraction:
    """Return a computed number to six decimals: finer digits are the machine's, not the data's."""
    return Fraction(f"{value:.{PLACES}f}")
