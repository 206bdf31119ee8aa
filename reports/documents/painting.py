"""The pictures of a report's charts, from plain numbers and texts, for the process apart.

A missing number is NaN and leaves a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from reports.documents.drawing import BLUE, GREY, ORANGE, draw

WIDE = (7.4, 3.3)
TALL = (7.4, 4.4)
LOW = (7.4, 2.1)
PAIR = (7.4, 2.7)
FEW = 10
"""So many columns can each be labelled."""
ABOVE = {"xytext": (0, 9), "ha": "center"}
BEHIND = {"xytext": (4, 0), "va": "center"}
"""Where a label stands by its point: in points of the paper."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its numbers at its points and its name at its end."""

    name: str
    colour: str
    dash: str
    mark: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Columns:
    """A panel of columns, one a year."""

    title: str
    colour: str
    years: Sequence[int]
    heights: Sequence[float]


def _label(
    axis: Any, text: str, point: tuple[float, float], where: dict[str, Any], **look: Any
) -> None:
    """Write ``text`` beside a point, as far from it on the paper whatever the scale."""
    axis.annotate(text, point, textcoords="offset points", **where, **look)


def _name_bars(axis: Any, labels: Sequence[str], unit: str) -> None:
    """Name lying bars, the first above."""
    axis.set_yticks(range(len(labels)), labels)
    axis.invert_yaxis()
    axis.set_xlabel(unit)


def growth(lines: Sequence[Line], ticks: Sequence[str], unit: str) -> str:
    """Return the SVG of lines that begin at 1 in the first of years of age."""
    ages = range(1, len(ticks) + 1)

    def paint(axes: list[Any]) -> None:
        (axis,) = axes
        for line in lines:
            axis.plot(
                list(ages),
                line.values,
                line.dash,
                marker=line.mark,
                color=line.colour,
                linewidth=2,
                markersize=7,
            )
            for age, value in zip(ages, line.values, strict=True):
                if age > 1 and not isnan(value):
                    _label(axis, f"{value:.2f}", (age, value), ABOVE, color=line.colour)
            if not isnan(line.values[-1]):
                end = ages[-1], line.values[-1]
                _label(axis, line.name, end, {"xytext": (14, -4)}, color=line.colour)
        axis.axhline(1, color=GREY, linewidth=0.8, linestyle=":")
        axis.set_xticks(list(ages), ticks)
        axis.set_xlim(0.8, len(ages) + 0.5)
        axis.set_ylim(bottom=0)
        axis.set_ylabel(unit)

    return draw(WIDE, 1, paint)


def receipts(panels: Sequence[Columns]) -> str:
    """Return the SVG of panels side by side, each on its own scale."""

    def paint(axes: list[Any]) -> None:
        for axis, panel in zip(axes, panels, strict=True):
            years, are_few = panel.years, len(panel.years) < FEW
            axis.bar(years, panel.heights, color=panel.colour, width=0.7)
            axis.set_title(panel.title, fontsize=10, loc="left")
            axis.set_xticks(years if are_few else years[::4])
            axis.yaxis.set_major_formatter(lambda value, _at: f"{value:,.0f}")
            for year, height in zip(years, panel.heights, strict=True):
                if are_few or year == years[-1]:
                    above = {**ABOVE, "xytext": (0, 3)}
                    _label(axis, f"{height:,.0f}", (year, height), above, fontsize=9)

    return draw(WIDE, len(panels), paint)


def december(labels: Sequence[str], shares: Sequence[float], unit: str) -> str:
    """Return the SVG of December's share of each year, in percent."""

    def paint(axes: list[Any]) -> None:
        (axis,) = axes
        rest = [100 - share for share in shares]
        places = range(len(labels))
        axis.barh(places, shares, color=BLUE, height=0.55)
        axis.barh(places, rest, left=shares, color="#d9e2e8", height=0.55)
        for place, share in zip(places, shares, strict=True):
            if not isnan(share):
                axis.text(
                    share / 2,
                    place,
                    f"{share:.1f} %",
                    color="white",
                    ha="center",
                    va="center",
                )
        _name_bars(axis, labels, unit)
        axis.set_xlim(0, 100)

    return draw(LOW, 1, paint)


def concentration(
    years: Sequence[int], gini: tuple[str, Sequence[float]], top: tuple[str, Sequence[float]]
) -> str:
    """Return the SVG of a coefficient and of a share by year, each with its title."""

    def paint(axes: list[Any]) -> None:
        for axis, (title, values) in zip(axes, (gini, top), strict=True):
            axis.plot(years, values, "--", color=ORANGE, marker="s", markersize=4, linewidth=1.8)
            axis.set_title(title, fontsize=10, loc="left")
            axis.set_xticks(years[::4])
            axis.set_ylim(bottom=0)
        axes[0].set_ylim(0, 1)
        axes[1].yaxis.set_major_formatter(lambda value, _at: f"{value:.0f} %")

    return draw(PAIR, 2, paint)


def areas(labels: Sequence[str], amounts: Sequence[float], colour: str, unit: str) -> str:
    """Return the SVG of the largest amounts, the largest above."""

    def paint(axes: list[Any]) -> None:
        (axis,) = axes
        axis.barh(range(len(labels)), amounts, color=colour, height=0.65)
        for at, amount in enumerate(amounts):
            _label(axis, f"{amount:,.1f}", (amount, at), BEHIND, fontsize=9)
        _name_bars(axis, labels, unit)
        axis.margins(x=0.12)

    return draw(TALL, 1, paint)
