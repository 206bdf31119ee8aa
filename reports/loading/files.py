"""Reading a reference file row by row, so that whatever is wrong can be named by file and row."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from regions.reading import BrokenReference

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file; an empty cell was not published or not found, and reads as None."""

    file: str
    number: int
    cells: dict[str, str]

    def refuse(self, reason: str) -> BrokenReference:
        """Return the refusal of this row, to be raised."""
        return BrokenReference(self.file, self.number, reason)

    def text(self, name: str) -> str:
        """Return a cell as it is written; empty if empty."""
        return self.cells[name]

    def required(self, name: str) -> str:
        """Return a cell that may not be empty."""
        if not (value := self.cells[name]):
            raise self.refuse(f"{name} is empty")
        return value

    def whole(self, name: str, *, signed: bool = False) -> int | None:
        """Return a whole number, not negative unless ``signed``."""
        value = self.cells[name]
        if not value:
            return None
        digits = value.removeprefix("-") if signed else value
        if not (digits.isascii() and digits.isdigit()):
            raise self.refuse(f"{name} is {value!r}, not a whole number")
        return int(value)

    def year(self, name: str, first: int, last: int) -> int:
        """Return a year between two years."""
        value = self.whole(name)
        if value is None or not first <= value <= last:
            raise self.refuse(f"{name} is {self.cells[name]!r}, not {first} to {last}")
        return value

    def number_or_none(self, name: str) -> Decimal | None:
        """Return a number that is not negative."""
        value = self.cells[name]
        if not value:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self.refuse(f"{name} is {value!r}, not a number") from None
        if not number.is_finite() or number < 0:
            raise self.refuse(f"{name} is {value!r}, not a number from zero up")
        return number

    def day(self, name: str) -> date:
        """Return a date written 2026-01-31."""
        try:
            return date.fromisoformat(self.cells[name])
        except ValueError:
            raise self.refuse(f"{name} is {self.cells[name]!r}, not a date") from None

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        """Return a cell that holds one of the words or codes known."""
        value = self.cells[name]
        if value not in allowed:
            raise self.refuse(f"{name} is {value!r}, which is not known")
        return value


def read(folder: Path, name: str, columns: str, count: int) -> list[Row]:
    """Return the rows of ``name``.

    Args:
        folder: where the file is.
        name: of the file.
        columns: the header that is expected, to the letter.
        count: how many rows are expected.

    Raises:
        BrokenReference: missing, not UTF-8, other columns, a ragged row, or too many or few rows.
    """
    rows = []
    try:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if ",".join(header) != columns:
                raise BrokenReference(name, 1, "the columns are not the expected ones")
            for cells in reader:
                if len(cells) != len(header):
                    raise BrokenReference(name, reader.line_num, f"{len(cells)} cells")
                rows.append(Row(name, reader.line_num, dict(zip(header, cells, strict=True))))
    except FileNotFoundError:
        raise BrokenReference(name, None, "the file is missing") from None
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BrokenReference(name, len(rows) + 2, str(problem)) from problem
    if len(rows) != count:
        raise BrokenReference(name, len(rows) + 1, f"{len(rows)} rows, expected {count}")
    return rows


def unique(rows: list[Row], *names: str) -> None:
    """Refuse the first row that says again what an earlier one said."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.cells[name] for name in names)
        if key in seen:
            raise row.refuse(f"{', '.join(key)} is already in row {seen[key]}")
        seen[key] = row.number


def sha256(path: Path) -> str:
    """Return a file's checksum.

    Raises:
        BrokenReference: the file is missing.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise BrokenReference(path.name, None, "the file is missing") from None
