"""Reading a new table, CSV or spreadsheet, into rows that can be named by file and row."""

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from regions.reading import BrokenReference
from reports.loading.files import Row


def read_table(path: Path) -> list[Row]:
    """Return the rows of a table; the first row names its columns.

    Of a spreadsheet the first sheet is read, values and not formulas.

    Raises:
        BrokenReference: missing, unreadable, empty, a column without a name or named twice, or a
            row that is longer or shorter than its header.
    """
    try:
        lines = _sheet(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    except FileNotFoundError:
        raise BrokenReference(path.name, None, "the file is missing") from None
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BrokenReference(path.name, None, str(problem)) from problem
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise BrokenReference(path.name, None, f"not a spreadsheet: {problem}") from problem
    if len(lines) < 2:
        raise BrokenReference(path.name, 1, "the table has no rows")
    _line, header = lines[0]
    if "" in header or len(set(header)) != len(header):
        raise BrokenReference(path.name, 1, "a column has no name, or two have the same")
    rows = []
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            raise BrokenReference(path.name, number, f"{len(cells)} cells, {len(header)} columns")
        rows.append(Row(path.name, number, dict(zip(header, cells, strict=True))))
    return rows


def _csv(path: Path) -> list[tuple[int, list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        return [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if cells]


def _sheet(path: Path) -> list[tuple[int, list[str]]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        found = [
            (number, [_text(cell) for cell in cells])
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
        ]
    finally:
        book.close()
    return [(number, cells) for number, cells in found if any(cells)]


def _text(cell: object) -> str:
    """Return a cell as it would be written in CSV; a float that is whole, without its point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell).strip()
