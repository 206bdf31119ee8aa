"""The fonts of documents: Hangul and common Hanja, further Hanja and kana, then other scripts.

They come from installed packages, so a document looks the same on every machine. Of the Korean
ones lean copies are made, once, in the data folder: without the instructions for the pixels of
old screens, which nothing that shows a PDF follows, but which every document would carry (a
receipt is a quarter smaller without them).
"""

import secrets
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS = (
    ("koreanize_matplotlib", "fonts/NanumGothic.ttf"),
    ("koreanize_matplotlib", "fonts/NanumGothicExtraBold.ttf"),
    ("matplotlib_fontja", "fonts/ipaexg.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf"),
)
"""Package and file, in the order in which a character is looked for."""

LEAN = "koreanize_matplotlib"
"""The package of which lean copies are made."""

INSTRUCTIONS = ("cvt ", "fpgm", "prep", "TSI0", "TSI1", "TSI2", "TSI3", "TSI5")
"""Tables of instructions and their sources."""


@cache
def font_files() -> list[Path]:
    """Return the fonts as they are installed."""
    return [_folder(package) / file for package, file in FONTS]


@cache
def font_folders() -> list[str]:
    """Return the folders that the typesetter takes its fonts from."""
    others = [_folder(package) / file for package, file in FONTS if package != LEAN]
    return [str(_lean_copies()), *dict.fromkeys(str(path.parent) for path in others)]


@cache
def characters() -> frozenset[int]:
    """Return the characters that the fonts can show."""
    shown: set[int] = set()
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            shown.update(font.getBestCmap())
    return frozenset(shown)


def _lean_copies() -> Path:
    """Return the folder of the lean copies; those that are missing are made."""
    folder: Path = settings.DATA_DIR / "fonts" / f"{LEAN}-{version(LEAN)}"
    folder.mkdir(parents=True, exist_ok=True)
    for package, file in FONTS:
        if package == LEAN and not (copy := folder / Path(file).name).exists():
            _write_lean(_folder(package) / file, copy)
    return folder


def _write_lean(source: Path, copy: Path) -> None:
    """Write ``source`` without instructions; two that do it at once write the same bytes."""
    new = copy.with_name(f"{secrets.token_hex(8)}.new")
    with TTFont(source, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        for glyph in font["glyf"].glyphs.values():
            glyph.trim(remove_hinting=True)
        for table in INSTRUCTIONS:
            if table in font:
                del font[table]
        font.save(new, reorderTables=None)
    new.replace(copy)


def _folder(package: str) -> Path:
    """Return where ``package`` is installed, without importing it (and all of matplotlib)."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the fonts of {package} are not installed", name=package)
    return Path(spec.origin).parent
