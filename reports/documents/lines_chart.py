"""A few places' values as lines: told apart by colour, dash and mark, and named at their ends."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.documents.drawing import GREY, draw, float_of

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8a6d00", "#333333")
DASHES = ("-", "--", "-.", ":", "-", "--")
MARKS = ("o", "s", "^", "D", "v", "x")
SIZE = (7.4, 3.4)


def draw_lines(series: Sequence[tuple[str, Sequence[Decimal | None]]], heads: list[str]) -> str:
    """Return the SVG; a missing value leaves a gap."""

    def paint(axes: list[Any]) -> None:
        (axis,) = axes
        places = range(len(heads))
        for (name, values), colour, dash, mark in zip(series, COLOURS, DASHES, MARKS, strict=False):
            numbers = [float_of(value) for value in values]
            axis.plot(places, numbers, dash, color=colour, marker=mark, linewidth=1.8, label=name)
        axis.set_xticks(places, heads)
        axis.set_ylim(bottom=min(0, axis.get_ylim()[0]))
        axis.yaxis.set_major_formatter(lambda value, _at: f"{value:,.10g}")
        axis.grid(axis="y", color=GREY, alpha=0.25)
        if any(value is not None for _name, values in series for value in values):
            axis.legend(frameon=False, fontsize=9)

    return draw(SIZE, 1, paint)
