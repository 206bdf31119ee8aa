"""A reference file that is not in order is refused, and its line is named."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from regions.japan_files import check_digit
from regions.loading import DATA, read_tables
from regions.reading import BrokenReference


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files."""
    for file in DATA.glob("*.csv"):
        shutil.copyfile(file, tmp_path / file.name)
    return tmp_path


def edit(path: Path, change: Callable[[list[str]], None]) -> None:
    """Change the lines of a file; index 0 is the header, line 1."""
    lines = path.read_text().split("\n")
    change(lines)
    path.write_text("\n".join(lines))


def replace(line: int, old: str, new: str) -> Callable[[list[str]], None]:
    """Return the change of ``old`` to ``new`` in one line, counted as an editor does."""

    def change(lines: list[str]) -> None:
        assert old in lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new, 1)

    return change


def line_of(path: Path, start: str) -> int:
    """Return the number of the first line that begins with ``start``."""
    lines = path.read_text().split("\n")
    return next(n for n, line in enumerate(lines, 1) if line.startswith(start))


def test_the_files_are_in_order(folder):
    counts = {table.name: len(table.records) for table in read_tables(folder)}

    assert counts == {
        "regions_municipality": 2098,
        "regions_parentlink": 2031,
        "regions_succession": 69,
        "regions_japaneseprofile": 1788,
        "regions_populationdeclinearea": 107,
        "regions_specialdisasterdeclaration": 124,
        "regions_population": 6403,
        "regions_fiscalselfreliance": 244,
    }


@pytest.mark.parametrize(
    ("file", "start", "old", "new", "problem"),
    [
        ("kr_regions", "26110", ",26000,", ",99000,", "parent_code 99000 is unknown"),
        ("kr_regions", "26110", ",26000,", ",26140,", "parent_code 26140 is no upper government"),
        ("kr_regions", "26110", ",26000,", ",29000,", "on days when its parent 29000 is not"),
        ("kr_regions", "26140", "26140", "26110", "the same code as line"),
        ("kr_regions", "46110", "12110", "12999", "successor_code 12999 is unknown"),
        ("kr_regions", "46110", "2026-06-30", "2026-06-29", "not on the day after"),
        ("kr_regions", "46110", ",12110,", ",,", "names its successors"),
        ("kr_regions", "11110", "basic", "base", "must be one of metropolitan, basic"),
        ("kr_regions", "47720", "2023-06-30", "2023-06-31", "must be a day as YYYY-MM-DD"),
        ("kr_regions", "11110", "1111000000", "1114000000", "is not 11110 and five zeros"),
        ("kr_regions", "11110", ",구,", ",특별시,", "do not fit together"),
        ("kr_population_decline", "27720", "27720", "47720", "code 47720 is unknown"),
        ("kr_special_disaster", "2025-07-22,48860", "48860", "12110", "code 12110 is unknown"),
        ("kr_special_disaster", "2025-07-22,48860", "whole", "partial", "sub_areas must be named"),
        ("kr_special_disaster", "2025-07-22,48860", "2025-07", "2025-7", "declared_on is"),
        ("kr_population", "2023,2023-12,11000", "2023-12", "2020-12", "not in the year 2023"),
        ("kr_fiscal_self_reliance", "2023,11110", "46.7", "46,7", "has 8 cells, not 7"),
        ("kr_fiscal_self_reliance", "2023,11110", "46.7", "146.7", "a number from 0 to 100"),
        ("kr_fiscal_self_reliance", "2023,11110", "basic", "metropolitan", "but 11110 is basic"),
        ("jp_regions", "011002", "011002", "011003", "is not code5 and its check digit"),
        ("jp_regions", "011002", ",010006,", ",020001,", "is not the prefecture 01"),
        ("jp_population", "2019-01-01,011002", "1955457", "1955457.5", "a whole number"),
        ("jp_municipality_attributes", "011002", "1973395", "1973396", "differs from the census"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(folder, file, start, old, new, problem):
    path = folder / f"{file}.csv"
    line = line_of(path, start)
    edit(path, replace(line, old, new))

    with pytest.raises(BrokenReference) as raised:
        read_tables(folder)

    assert problem in raised.value.problem
    assert (raised.value.file, raised.value.line) == (path.name, line)
    assert str(raised.value).startswith(f"{path.name}, line {line}: ")


def test_two_lines_about_the_same_government_are_refused(folder):
    path = folder / "kr_regions.csv"
    edit(path, lambda lines: lines.insert(9, lines[4]))

    with pytest.raises(BrokenReference, match=r"kr_regions.csv, line 10: the same code as line 5"):
        read_tables(folder)


def test_a_lost_government_is_noticed_on_its_first_day(folder):
    path = folder / "kr_regions.csv"
    line = line_of(path, "28290")
    edit(path, lambda lines: lines.__delitem__(line - 1))
    edit(path, replace(line_of(path, "28260"), "28275;28290", "28275"))

    with pytest.raises(BrokenReference, match=r"on 2026-07-01 there are \(16, 75, 82, 69\)"):
        read_tables(folder)


def test_a_lost_decline_area_is_noticed(folder):
    path = folder / "kr_population_decline.csv"
    edit(path, lambda lines: lines.__delitem__(1))

    with pytest.raises(BrokenReference, match=r"88 lines with category decline; there must be 89"):
        read_tables(folder)


def test_populations_must_add_up(folder):
    path = folder / "jp_population.csv"
    edit(path, replace(line_of(path, "2025-01-01,011002"), "札幌市,1", "札幌市,2"))

    with pytest.raises(BrokenReference, match=r"北海道 on 2025-01-01 .* add up to"):
        read_tables(folder)


@pytest.mark.parametrize(
    ("spoil", "line", "problem"),
    [
        (lambda raw: b"\xef\xbb\xbf" + raw, 1, "byte-order mark"),
        (lambda raw: raw.replace(b"\n", b"\r\n"), 1, "carriage return"),
        (lambda raw: raw.replace("종로구".encode(), "종로구".encode("cp949")), 3, "not UTF-8"),
        (lambda raw: raw.replace(b"name_ko", b"name", 1), 1, "the header must be"),
        (lambda _raw: b"", 1, "the header must be"),
    ],
)
def test_the_form_of_a_file_is_kept(folder, spoil, line, problem):
    path = folder / "kr_regions.csv"
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(BrokenReference) as raised:
        read_tables(folder)

    assert (raised.value.file, raised.value.line) == ("kr_regions.csv", line)
    assert problem in raised.value.problem


def test_the_readme_names_the_checksum_of_every_file():
    readme = (DATA / "README.md").read_text()

    for file in DATA.glob("*.csv"):
        assert f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" in readme


def test_a_missing_file_is_named(folder):
    (folder / "jp_regions.csv").unlink()

    with pytest.raises(BrokenReference, match=r"jp_regions.csv: the file is missing"):
        read_tables(folder)


@pytest.mark.parametrize(("code5", "digit"), [("01000", "6"), ("01100", "2"), ("13101", "6")])
def test_japanese_codes_end_in_their_check_digit(code5, digit):
    assert check_digit(code5) == digit
