import sys
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from receipts import fonts
from receipts.fonts import INSTRUCTIONS, LEAN, can_show, font_files, font_folders


def test_lean_copies_draw_every_character_as_the_fonts_they_were_made_of():
    lean = Path(font_folders()[0])
    whole = [path for path in font_files() if LEAN in path.parts]

    assert sorted(path.name for path in lean.iterdir()) == sorted(path.name for path in whole)
    for path in whole:
        with TTFont(path, lazy=True) as one, TTFont(lean / path.name, lazy=True) as other:
            assert other.getBestCmap() == one.getBestCmap()
            assert not set(INSTRUCTIONS) & set(other.keys())
            assert other["hmtx"].metrics == one["hmtx"].metrics
            for character in "가뷁뙇힣金A1원":
                name = one.getBestCmap()[ord(character)]
                drawn, again = (
                    font["glyf"][name].getCoordinates(font["glyf"]) for font in (one, other)
                )
                assert [list(each) for each in drawn] == [list(each) for each in again]


def test_what_can_be_shown_is_what_the_fonts_have_and_nothing_else():
    had = set()
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            had.update(font.getBestCmap())

    shown = {code for code in range(sys.maxunicode + 1) if can_show(chr(code))}

    assert shown == had


def test_fonts_are_read_in_the_process_apart(monkeypatch):
    monkeypatch.setitem(sys.modules, "fontTools.ttLib", None)  # it cannot be imported in this one
    fonts._shown.cache_clear()

    assert can_show("가")
    assert not can_show("\ue000")
