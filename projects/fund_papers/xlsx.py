"""A fund's paper as a spreadsheet whose sums and balances are formulas that live.

Texts are written as texts, so nothing in them can act as a formula. The file carries no time of
making: the same figures give the same bytes.
"""

import io
import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from projects.fund_papers.shapes import Chapter, Paper, Row, Table, figure

FIXED_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - the library writes it as it is
WON = "#,##0"
LETTERS = "BCDEFGH"
"""The columns of won; names stand in A."""
TEXT_OVER = 5
"""A text runs over B to F."""
LETTERS_A_LINE = 50
"""Of Korean, in those columns."""
LINE_HEIGHT = 15.0
TALLEST = 408.75
"""A row of a spreadsheet grows no further."""


def xlsx_of(paper: Paper) -> bytes:
    """Return the spreadsheet: one sheet, table below table."""
    import xlsxwriter  # two megabytes, only where workbooks are made

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": str(paper.title), "created": FIXED_DAY})
    _Sheet(book, paper).write()
    book.close()
    return out.getvalue()


class _Sheet:
    """One sheet of one book and its formats."""

    def __init__(self, book: Any, paper: Paper) -> None:
        self._paper = paper
        self._sheet = book.add_worksheet(str(paper.title)[:31])
        self._sheet.set_column(0, 0, 46)
        self._sheet.set_column(1, len(LETTERS), 20)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format(
            {"bold": True, "bg_color": "#e8eef3", "text_wrap": True, "align": "center"}
        )
        self._name = book.add_format({"text_wrap": True, "valign": "top"})
        self._won = book.add_format({"num_format": WON, "valign": "top"})
        self._unknown = book.add_format({"align": "right", "valign": "top"})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._sum_name = book.add_format({"bold": True, "top": 1})
        self._sum = book.add_format({"bold": True, "top": 1, "num_format": WON})
        self._note = book.add_format({"italic": True, "font_color": "#55606a"})

    def write(self) -> None:
        """Write the paper from top to bottom."""
        paper = self._paper
        self._sheet.write_string(0, 0, f"{paper.fund} {paper.title} {paper.year}", self._title)
        standing = _("Final figures") if paper.is_final else _("Not closed yet: figures may change")
        self._sheet.write_string(1, 0, f"{standing} · {paper.basis}", self._note)
        if paper.is_demo:
            self._sheet.write_string(2, 0, _("Demonstration: sample data"), self._note)
        at = 4
        for table in paper.tables:
            at = self._table(at, table) + 1
        if paper.chapter is not None:
            self._chapter(at, paper.chapter)

    def _table(self, at: int, table: Table) -> int:
        """Write ``table`` from row ``at`` on; return the row below it."""
        self._sheet.write_string(at, 0, str(table.title), self._head)
        for place, column in enumerate(table.columns, start=1):
            self._sheet.write_string(at, place, str(column.title), self._head)
        first = at + 1
        at = first
        for row in table.rows:
            self._row(at, table, row)
            at += 1
        if table.total is not None:
            self._sheet.write_string(at, 0, str(table.total), self._sum_name)
            for place, krw in enumerate(table.sums):
                letter = LETTERS[place]
                formula = f"=SUM({letter}{first + 1}:{letter}{at})" if table.rows else "=0"
                self._sheet.write_formula(at, place + 1, formula, self._sum, krw)
            at += 1
        if table.note is not None:
            self._sheet.write_string(at, 0, str(table.note), self._note)
            at += 1
        return at

    def _row(self, at: int, table: Table, row: Row) -> None:
        name = f"{row.code} {row.title}" if row.code else str(row.title)
        self._sheet.write_string(at, 0, name, self._name)
        for place, (column, krw) in enumerate(zip(table.columns, row.amounts, strict=True), 1):
            if column.follows:
                formula = re.sub(r"([A-Z])", rf"\g<1>{at + 1}", column.follows)
                self._sheet.write_formula(at, place, f"={formula}", self._won, krw)
            elif krw is None:
                self._sheet.write_string(at, place, figure(krw), self._unknown)
            else:
                self._sheet.write_number(at, place, krw, self._won)

    def _chapter(self, at: int, chapter: Chapter) -> None:
        """Write texts beside their titles, each in one cell over the columns of won."""
        self._sheet.write_string(at, 0, str(chapter.title), self._head)
        for passage in chapter.passages:
            at += 1
            self._sheet.write_string(at, 0, f"{passage.title}\n{passage.origin}", self._name)
            self._sheet.merge_range(at, 1, at, TEXT_OVER, str(passage.text), self._text)
            self._sheet.set_row(at, _height(str(passage.text)))
        self._sheet.write_string(at + 1, 0, str(chapter.note), self._note)


def _height(text: str) -> float:
    """Return the height of a row for ``text``: a merged cell does not make it grow."""
    lines = sum(len(line) // LETTERS_A_LINE + 1 for line in text.split("\n"))
    return min(LINE_HEIGHT * max(lines, 3), TALLEST)
