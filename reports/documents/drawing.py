"""Drawing: SVG on the server, the same bytes for the same numbers.

Letters are drawn as paths, so that no font need be installed where they are read.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from io import StringIO
from threading import Lock
from typing import Any

from reports.documents.fonts import font_files

BLUE, ORANGE, GREY, INK = "#0072B2", "#D55E00", "#8a8a8a", "#222222"
STYLE = {
    "svg.hashsalt": "hometown",
    "svg.fonttype": "path",
    "font.family": ["NanumGothic", "IPAexGothic"],
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "axes.unicode_minus": False,
}

_one_at_a_time = Lock()
"""The library's settings are the process's, so charts are drawn one after the other."""


@cache
def _register_fonts() -> None:
    from matplotlib import font_manager

    for file in font_files():
        font_manager.fontManager.addfont(str(file))


def draw(size: tuple[float, float], panels: int, paint: Callable[[list[Any]], None]) -> str:
    """Return the SVG of so many panels side by side, which ``paint`` fills."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with _one_at_a_time, mpl.rc_context(STYLE):
        _register_fonts()
        figure = Figure(figsize=size, layout="constrained")
        axes = [figure.add_subplot(1, panels, at) for at in range(1, panels + 1)]
        paint(axes)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def float_of(value: Decimal | None, scale: int = 1) -> float:
    """Return a number to draw; a missing one is NaN, which leaves a gap and is never a zero."""
    return float("nan") if value is None else float(value / scale)
