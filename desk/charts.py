"""A chart of two years by month as SVG text: made here, readable in print and without colours.

This year's bars are full, last year's hatched; the table beside the chart holds the same figures
for those who do not see it.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.tallies import Sum
from desk.won import short_won

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 240, 86, 26, 14
STEPS = 4


def months_chart(this: Sequence[Sum], last: Sequence[Sum], year: int) -> SafeString:
    """Return bars of ``this`` year's months so far beside those of ``last``."""
    most = _ceiling(max(told.amount_krw for told in [*this, *last, Sum(amount_krw=1)]))
    room = HEIGHT - BOTTOM - TOP
    slot = (WIDTH - LEFT) / 12

    def bar(month: int, told: Sum, offset: float, fill: str) -> SafeString:
        height = max(told.amount_krw, 0) * room / most
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="#17624a"/>',
            f"{LEFT + month * slot + offset:.1f}",
            f"{HEIGHT - BOTTOM - height:.1f}",
            f"{slot * 0.36:.1f}",
            f"{height:.1f}",
            fill,
        )

    bars = [bar(month, told, slot * 0.1, "url(#before)") for month, told in enumerate(last)]
    bars += [bar(month, told, slot * 0.5, "#17624a") for month, told in enumerate(this)]
    lines = [
        (
            LEFT,
            f"{HEIGHT - BOTTOM - step * room / STEPS:.1f}",
            WIDTH,
            LEFT - 6,
            f"{HEIGHT - BOTTOM - step * room / STEPS + 4:.1f}",
            short_won(most * step // STEPS),
        )
        for step in range(STEPS + 1)
    ]
    names = [(f"{LEFT + (month + 0.5) * slot:.1f}", HEIGHT - 8, month + 1) for month in range(12)]
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" font-size="11" fill="#1f2937">'
        '<defs><pattern id="before" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<rect width="5" height="5" fill="#fff"/><path d="M0 5 5 0" stroke="#17624a"/>'
        "</pattern></defs>{}{}{}</svg>",
        WIDTH,
        HEIGHT,
        _("Receipts by month of %(year)s and of the year before") % {"year": str(year)},
        format_html_join(
            "",
            '<line x1="{0}" y1="{1}" x2="{2}" y2="{1}" stroke="#d1d5db"/>'
            '<text x="{3}" y="{4}" text-anchor="end">{5}</text>',
            lines,
        ),
        format_html_join("", "{}", ((each,) for each in bars)),
        format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', names),
    )


def _ceiling(most: int) -> int:
    """Return the next round amount at or above ``most`` that four steps divide well."""
    unit = 10_000
    while True:
        for factor in (4, 8, 12, 20):
            if unit * factor >= most:
                return unit * factor
        unit *= 10
