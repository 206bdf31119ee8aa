"""Resampling and linear bounds by NumPy and SciPy, for the process apart.

The two take seventy megabytes, which no other process need have. This module knows numbers only,
and stands by itself so that the process apart can import it without Django.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

SEED = 20_230_101
RESAMPLES = 2_000
LEVEL = Fraction(95, 100)
PLACES = 6

Ends = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Band:
    """So many bodies received at least ``low`` and less than ``high``; None: no upper end."""

    bodies: int
    low: int
    high: int | None


def resampled(samples: Sequence[Sequence[float]], statistic: Callable[..., Any]) -> Ends:
    """Return the bootstrap interval of ``statistic``; of two samples their values are pairs."""
    import numpy as np
    from scipy import stats

    result = stats.bootstrap(
        tuple(np.array(sample) for sample in samples),
        statistic,
        paired=len(samples) > 1,
        vectorized=True,
        n_resamples=RESAMPLES,
        confidence_level=float(LEVEL),
        method="percentile",
        rng=np.random.default_rng(SEED),
    )
    low, high = result.confidence_interval
    return _exact(low), _exact(high)


def ginis(sample: Any, axis: int = -1) -> Any:
    """Return the Gini coefficient of each resample."""
    import numpy as np

    ascending = np.sort(sample, axis=axis)
    n = ascending.shape[axis]
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return (np.moveaxis(ascending, axis, -1) * ranks).sum(axis=-1) / (
        n * np.moveaxis(ascending, axis, -1).sum(axis=-1)
    )


def means(sample: Any, axis: int = -1) -> Any:
    """Return the mean of each resample."""
    return sample.mean(axis=axis)


def ratios(part: Any, whole: Any, axis: int = -1) -> Any:
    """Return the ratio of the sums of each pair of resamples."""
    return part.sum(axis=axis) / whole.sum(axis=axis)


def gini_bounds(
    bodies: int, total: int, top: tuple[int, int] | None, bands: tuple[Band, ...]
) -> Ends | None:
    """Return what ``reports.indicators.inference.gini_bounds`` does."""
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
