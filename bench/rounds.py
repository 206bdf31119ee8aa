"""Take turns, so that noise on the machine hits every competitor alike, and keep the medians."""

import math
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median

QUICK = os.environ.get("QUICK", "") not in {"", "0"}
ROUNDS = 2 if QUICK else 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; figures are per second unless ``unit`` says otherwise.

    Attributes:
        r_naive: how many times the naive twin's figure ours is.
        r_limit: how much of the limit ours reaches.
    """

    name: str
    unit: str
    ours: float
    naive: float | None
    limit: float | None
    note: str

    @property
    def r_naive(self) -> float | None:
        """Ours over naive."""
        return shortened(self.ours / self.naive) if self.naive else None

    @property
    def r_limit(self) -> float | None:
        """Ours over the limit."""
        return shortened(self.ours / self.limit) if self.limit else None

    def as_json(self) -> dict[str, object]:
        """Return the row as it is written down."""
        return {**asdict(self), "r_naive": self.r_naive, "r_limit": self.r_limit}


def in_turn(
    competitors: Mapping[str, Callable[[int], float]], rounds: int = ROUNDS
) -> dict[str, float]:
    """Run every competitor once a round, from another one each time; return their medians.

    A competitor takes the number of the round and returns its figure.
    """
    figures: dict[str, list[float]] = {name: [] for name in competitors}
    names = list(competitors)
    for number in range(rounds):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            figures[name].append(competitors[name](number))
    for name in names:
        say(f"  {name:8} " + "  ".join(f"{figure:10.1f}" for figure in figures[name]))
    return {name: shortened(median(each)) for name, each in figures.items()}


def percentile(values: list[float], percent: float) -> float:
    """Return the smallest value that ``percent`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def shortened(figure: float) -> float:
    """Return three digits that mean something."""
    return float(f"{figure:.3g}")


def say(line: str) -> None:
    """Tell who watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
