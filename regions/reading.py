"""Read a reference file strictly: what is wrong with it is said with file and line.

The files are UTF-8 without a byte-order mark, comma separated, LF, the first line a header. An
empty cell is "not published" and is read as None (a number, a date) or as an empty text; it is
never read as zero.
"""

import csv
import io
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from regions.periods import span


class BrokenReference(ValueError):
    """A reference file that must not be loaded; the text names the file and the line."""

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: {problem}")
        self.file, self.line, self.problem = file, line, problem


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, its cells read; ``line`` counts as an editor does, the header being 1."""

    file: str
    line: int
    cells: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]

    def refuse(self, problem: str) -> NoReturn:
        """Raise what is wrong with this line."""
        raise BrokenReference(self.file, self.line, problem)


Reader = Callable[[str], Any]
"""Turns a cell into a value, or raises ValueError saying what it should be."""


def read(path: Path, columns: Mapping[str, Reader], key: Sequence[str]) -> list[Row]:
    """Return the lines of ``path``, every cell read by its column's reader.

    Raises:
        BrokenReference: the file is missing, not UTF-8, has a byte-order mark, carriage returns
            or another header, a cell cannot be read, or two lines have the same ``key``.
    """
    records = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    if next(records, None) != list(columns):
        raise BrokenReference(path.name, 1, f"the header must be {','.join(columns)}")
    rows: list[Row] = []
    first_lines: dict[tuple[Any, ...], int] = {}
    line = records.line_num
    try:
        for record in records:
            start, line = line + 1, records.line_num
            row = Row(path.name, start, _cells(path.name, start, columns, record))
            known = first_lines.setdefault(tuple(row[column] for column in key), start)
            if known != start:
                row.refuse(f"the same {', '.join(key)} as line {known}")
            rows.append(row)
    except csv.Error as problem:
        raise BrokenReference(path.name, line + 1, str(problem)) from problem
    return rows


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError as problem:
        raise BrokenReference(path.name, None, "the file is missing") from problem
    if raw.startswith(b"\xef\xbb\xbf"):
        raise BrokenReference(path.name, 1, "begins with a byte-order mark; save without one")
    if b"\r" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\r")) + 1
        raise BrokenReference(path.name, line, "has a carriage return; lines end in LF only")
    try:
        return raw.decode()
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise BrokenReference(path.name, line, "is not UTF-8") from problem


def _cells(
    file: str, line: int, columns: Mapping[str, Reader], record: Sequence[str]
) -> dict[str, Any]:
    if len(record) != len(columns):
        raise BrokenReference(file, line, f"has {len(record)} cells, not {len(columns)}")
    cells: dict[str, Any] = {}
    for (column, reader), cell in zip(columns.items(), record, strict=True):
        try:
            cells[column] = reader(cell)
        except ValueError as problem:
            raise BrokenReference(
                file, line, f"{column} is “{cell}”, but must be {problem}"
            ) from problem
    return cells


def matching(pattern: str, meaning: str) -> Reader:
    """Return a reader of texts of one form."""
    form = re.compile(pattern)

    def reader(cell: str) -> str:
        if not form.fullmatch(cell):
            raise ValueError(meaning)
        return cell

    return reader


def one_of(*words: str) -> Reader:
    """Return a reader of a few known words."""

    def reader(cell: str) -> str:
        if cell not in words:
            raise ValueError("one of " + ", ".join(word or "(empty)" for word in words))
        return cell

    return reader


def maybe(reader: Reader) -> Reader:
    """Return a reader to which an empty cell is None."""
    return lambda cell: reader(cell) if cell else None


def within(length: int, *, empty: bool = False) -> Reader:
    """Return a reader of a text of at most ``length`` characters."""

    def reader(cell: str) -> str:
        if len(cell) > length or (not cell and not empty) or cell != cell.strip():
            raise ValueError(f"a text of at most {length} characters without blanks around it")
        return cell

    return reader


def day(cell: str) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(matching(r"\d{4}-\d{2}-\d{2}", "")(cell))
    except ValueError as problem:
        raise ValueError("a day as YYYY-MM-DD") from problem


def rough_date(cell: str) -> str:
    """Read a day, month or year, kept as printed."""
    try:
        span(cell)
    except ValueError as problem:
        raise ValueError("YYYY, YYYY-MM or YYYY-MM-DD") from problem
    return cell


def whole(cell: str) -> int:
    """Read a whole number of at most nine digits."""
    return int(matching(r"0|[1-9][0-9]{0,8}", "a whole number without separators")(cell))


def decimal(places: int, lowest: int, highest: int) -> Reader:
    """Return a reader of numbers from ``lowest`` to ``highest``."""
    meaning = f"a number from {lowest} to {highest} of at most {places} decimals"
    form = matching(rf"-?[0-9]{{1,3}}(\.[0-9]{{1,{places}}})?", meaning)

    def reader(cell: str) -> Decimal:
        number = Decimal(form(cell))
        if not lowest <= number <= highest:
            raise ValueError(meaning)
        return number

    return reader


def yes_no(cell: str) -> bool:
    """Read 1 or 0."""
    return bool(one_of("1", "0")(cell) == "1")


address = matching(r"https?://\S{1,190}", "an http address of at most 200 characters")
"""Reads where a figure comes from; every row has one."""


def known(row: Row, column: str, codes: Collection[str]) -> None:
    """Refuse ``row`` if its ``column`` is not among ``codes``."""
    if row[column] not in codes:
        row.refuse(f"{column} {row[column]} is unknown")
