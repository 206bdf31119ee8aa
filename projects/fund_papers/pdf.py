"""A fund's paper as a PDF, A4, Korean with English beneath, set by Typst.

Fonts come from installed packages and the document carries no time of making, so the same
figures give the same bytes on every machine.
"""

import json
from pathlib import Path
from typing import Any

from kernel.typesetting import typeset
from projects.fund_papers.shapes import Chapter, Paper, Table, figure
from receipts.fonts import font_files

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "projects" / "fund_paper.typ"


def pdf_of(paper: Paper) -> bytes:
    """Return the PDF. Threads may call this at once; they take turns."""
    facts = json.dumps(_facts(paper), ensure_ascii=False)
    folders = sorted({str(file.parent) for file in font_files()})
    return typeset(TEMPLATE, folders, sys_inputs={"paper": facts})


def _facts(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title.both,
        "fund": paper.fund.both,
        "year": str(paper.year),
        "final": paper.is_final,
        "demo": paper.is_demo,
        "basis": paper.basis,
        "tables": [_table(table) for table in paper.tables],
        "chapter": _chapter(paper.chapter) if paper.chapter else None,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title.both,
        "columns": [column.title.both for column in table.columns],
        "rows": [
            {
                "title": row.title.both,
                "code": row.code,
                "amounts": [figure(each) for each in row.amounts],
            }
            for row in table.rows
        ],
        "total": table.total.both if table.total else None,
        "sums": [figure(each) for each in table.sums] if table.total else [],
        "note": table.note.both if table.note else None,
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "title": chapter.title.both,
        "passages": [
            {"title": each.title.both, "origin": each.origin.both, "text": each.text.both}
            for each in chapter.passages
        ],
        "note": chapter.note.both,
    }
