"""Charts of a project as SVG text: made here, without scripts, readable without colours.

A line has a mark and its value at each point, a bar its sum beside it; the table on the page holds
the same figures for those who do not see them. Blue is one that all kinds of colour vision tell
from the paper, at a contrast of 5 to 1.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BLUE, INK, GRID = "#0072B2", "#1d2522", "#d5ddd9"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 220, 56, 64, 30, 32
ROW, NAMES = 34, 250


def line_chart(points: Sequence[tuple[date, Decimal]], spoken: str) -> SafeString:
    """Return values over days as a line; the axis begins at zero. ``spoken`` says what it is."""
    first, last = points[0][0], points[-1][0]
    days = max((last - first).days, 1)
    most = max(*(value for _day, value in points), Decimal(1))

    def x(day: date) -> str:
        return f"{LEFT + (day - first).days * (WIDTH - LEFT - RIGHT) / days:.1f}"

    def y(value: Decimal) -> str:
        room = HEIGHT - TOP - BOTTOM
        return f"{HEIGHT - BOTTOM - float(max(value, Decimal(0)) / most) * room:.1f}"

    drawn = [(x(day), y(value), shown(value)) for day, value in points]
    ends = [(x(day), HEIGHT - 10, f"{day:%Y-%m-%d}") for day in dict.fromkeys((first, last))]
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" font-size="13" fill="{}">'
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>'
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5"/>{}{}</svg>',
        WIDTH,
        HEIGHT,
        spoken,
        INK,
        LEFT,
        HEIGHT - BOTTOM,
        WIDTH - RIGHT,
        HEIGHT - BOTTOM,
        GRID,
        " ".join(f"{at},{up}" for at, up, _told in drawn),
        BLUE,
        format_html_join(
            "",
            '<circle cx="{0}" cy="{1}" r="4.5" fill="' + BLUE + '"/>'
            '<text x="{0}" y="{1}" dy="-10" text-anchor="middle">{2}</text>',
            drawn,
        ),
        format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', ends),
    )


def bar_chart(rows: Sequence[tuple[str, int]], spoken: str) -> SafeString:
    """Return sums of won as bars, one under the other."""
    most = max(sum_krw for _name, sum_krw in rows)
    room = WIDTH - NAMES - 120
    told = [
        (
            NAMES - 10,
            number * ROW + 22,
            name,
            NAMES,
            number * ROW + 8,
            f"{max(room * sum_krw / most, 1):.1f}",
            f"{NAMES + room * sum_krw / most + 8:.1f}",
            f"{sum_krw:,}",
        )
        for number, (name, sum_krw) in enumerate(rows)
    ]
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" font-size="13" fill="{}">{}</svg>',
        WIDTH,
        len(rows) * ROW + 8,
        spoken,
        INK,
        format_html_join(
            "",
            '<text x="{0}" y="{1}" text-anchor="end">{2}</text>'
            '<rect x="{3}" y="{4}" width="{5}" height="20" rx="2" fill="' + BLUE + '"/>'
            '<text x="{6}" y="{1}">{7}</text>',
            told,
        ),
    )


def shown(value: Decimal) -> str:
    """Return a measured value with separators and no empty decimals."""
    places = 0 if value == value.to_integral() else 2
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
