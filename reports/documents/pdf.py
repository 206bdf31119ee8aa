"""The report as a PDF, set by Typst: one page of summary first, then charts, tables and notes.

Fonts come from installed packages and the document carries no time of making, so the same rows
give the same bytes on every machine.
"""

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.typesetting import typeset
from reports.documents.charts import Chart
from reports.documents.fonts import font_files
from reports.documents.report import Report

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "reports" / "report.typ"


def pdf_document(report: Report, charts: list[Chart]) -> bytes:
    """Return the PDF. Threads may call this at once; they take turns."""
    parts = {"charts": [asdict(chart) for chart in charts], "words": _headings(report.language)}
    facts = json.dumps(asdict(report) | parts, ensure_ascii=False)
    folders = dict.fromkeys(str(file.parent) for file in font_files())
    return typeset(TEMPLATE, list(folders), sys_inputs={"report": facts})


def _headings(language: str) -> dict[str, str | list[str]]:
    with translation.override(language):
        return {
            "summary": _("Summary"),
            "charts": _("Charts"),
            "contents": _("Contents"),
            "reading": _("How to read this report"),
            "reading_notes": [
                _(
                    "Each number leads to its page on %(address)s, and from there to the row of "
                    "the data that it was read from."
                )
                % {"address": settings.PUBLIC_URL},
                _(
                    "Standing is the weakest of what a number rests on; coverage is how many local "
                    "governments have data, out of all."
                ),
                _(
                    "Nature: measured is as published, derived is arithmetic over published "
                    "figures, modelled rests on an assumption."
                ),
                _("“≥” marks a lower bound. What is missing is said to be missing, never zero."),
            ],
            "tables": _("Tables"),
            "beside": _("What stands beside the values"),
            "own_books": _("Our own books"),
            "methods": _("How the numbers were made"),
            "doubts": _("Coverage and doubts"),
            "sources": _("Sources"),
            "provenance": _("Which data this is"),
            "demo": _("Demonstration: the section on our own books shows sample data."),
        }
