"""The fonts of documents: Hangul and common Hanja, further Hanja and kana, then other scripts.

They come from installed packages, so a document looks the same on every machine. Of the Korean
ones lean copies are made, once, in the data folder: without the instructions for the pixels of
old screens, which nothing that shows a PDF follows, but which every document would carry (a
receipt is a quarter smaller without them).
"""

import secrets
import sys
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from kernel.apart import apart

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


def can_show(character: str) -> bool:
    """Say whether one of the fonts has ``character``."""
    place, bit = divmod(ord(character), 8)
    return bool(_shown()[place] >> bit & 1)


@cache
def _shown() -> bytes:
    return apart(read_characters, font_files())


def read_characters(fonts: list[Path]) -> bytes:
    """Return which code points ``fonts`` can show, a bit for each; for the process apart."""
    shown = bytearray(sys.maxunicode // 8 + 1)
    for path in fonts:
        with _opened(path) as font:
            for code in font.getBestCmap():
                shown[code // 8] |= 1 << code % 8
    return bytes(shown)


def _lean_copies() -> Path:
    """Return the folder of the lean copies; those that are missing are made."""
    folder: Path = settings.DATA_DIR / "fonts" / f"{LEAN}-{version(LEAN)}"
    folder.mkdir(parents=True, exist_ok=True)
    for package, file in FONTS:
        if package == LEAN and not (copy := folder / Path(file).name).exists():
            apart(write_lean, _folder(package) / file, copy)
    return folder


def write_lean(source: Path, copy: Path) -> None:
    """Write ``source`` without instructions; two that do it at once write the same bytes.

    For the process apart.
    """
    new = copy.with_name(f"{secrets.token_hex(8)}.new")
    with _opened(source, recalcBBoxes=False, recalcTimestamp=False) as font:
        for glyph in font["glyf"].glyphs.values():
            glyph.trim(remove_hinting=True)
        for table in INSTRUCTIONS:
            if table in font:
                del font[table]
        font.save(new, reorderTables=None)
    new.replace(copy)


def _opened(path: Path, **how: bool) -> Any:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # only where it is used

    return TTFont(path, lazy=True, **how)


def _folder(package: str) -> Path:
    """Return where ``package`` is installed, without importing it (and all of matplotlib)."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the fonts of {package} are not installed", name=package)
    return Path(spec.origin).parent
