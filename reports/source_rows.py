"""The files that figures were read from, line by line, so that any number can be traced to its row.

A line's number is that of the file, the header being line 1. A figure that came in otherwise (an
imported table) has no file here; then what was stored of its row is shown.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from regions.loading import DATA as REGIONS
from reports.loading.files import DATA as REPORTS

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of reference data."""

    name: str
    path: Path

    def lines(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each line's number and its cells by column."""
        with self.path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for cells in reader:
                yield reader.line_num, cells

    def line(self, number: int) -> dict[str, str] | None:
        """Return the cells of one line; None if there is no such line."""
        for at, cells in self.lines():
            if at == number:
                return cells
            if at > number:
                break
        return None

    def number_of(self, column: str, text: str) -> int:
        """Return the number of the first line with ``text`` in a column; 0 if there is none."""
        return next((number for number, cells in self.lines() if cells.get(column) == text), 0)

    def page(self, first: int) -> tuple[list[tuple[int, dict[str, str]]], bool]:
        """Return a page of lines from the ``first`` on, counted from 0, and whether more follow."""
        found = list(islice(self.lines(), first, first + PER_PAGE + 1))
        return found[:PER_PAGE], len(found) > PER_PAGE


def source_files() -> dict[str, SourceFile]:
    """Return all files by name."""
    folders = (REPORTS, REGIONS)
    paths = sorted(path for folder in folders for path in folder.glob("*.csv"))
    return {path.name: SourceFile(path.name, path) for path in paths}
