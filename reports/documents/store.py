"""Where documents are kept: made from the rows of a finished run, and made again if lost."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from reports.documents.flat import csv_document, json_document
from reports.documents.html import html_document
from reports.documents.pdf import pdf_document
from reports.documents.report import LANGUAGES, charts, report_of
from reports.documents.xlsx import xlsx_document
from reports.models import ReportRun

LAYOUT = 3
"""Raise it when documents are laid out otherwise: older files are then no longer used."""
DEFAULT_LANGUAGE = "ko"
MADE_AHEAD = LANGUAGES

Maker = Callable[[ReportRun, str], bytes]

MAKERS: dict[str, Maker] = {
    "pdf": lambda run, language: pdf_document(report_of(run.pk, language), charts(run, language)),
    "html": lambda run, language: html_document(report_of(run.pk, language), charts(run, language)),
    "xlsx": lambda run, language: xlsx_document(run, report_of(run.pk, language)),
    "csv": lambda run, _language: csv_document(run),
    "json": lambda run, _language: json_document(run),
}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
HALF = ".half-"
"""How the file begins that a document is written to before it has its name."""
ABANDONED_SECONDS = 300
"""No document takes as long to write: a half one of that age is nobody's."""
WITHOUT_LANGUAGE = ("csv", "json")
"""They hold the names in all languages."""


def file_name(run: ReportRun, kind: str, language: str) -> str:
    """Return what a document is called when it is saved."""
    language = "" if kind in WITHOUT_LANGUAGE else f"-{language}"
    return f"{run.slug}{language}.{kind}"


def artifact(run: ReportRun, kind: str, language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return a document of a finished run.

    A folder that cannot be written (a full disk) costs time, not the document.

    Raises:
        KeyError: there is no such kind of document.
    """
    make = MAKERS[kind]
    if language not in LANGUAGES:
        language = DEFAULT_LANGUAGE
    folder = Path(settings.MEDIA_ROOT) / "reports" / str(run.pk) / f"layout-{LAYOUT}"
    path = folder / file_name(run, kind, language)
    try:
        return path.read_bytes()
    except OSError:
        document = make(run, language)
    try:
        _write(path, document)
    except OSError:
        return document
    return document


def _write(path: Path, document: bytes) -> None:
    """Write whole or not at all: a reader or a crash never meets half a document.

    What a writer that was killed left behind is cleared away by the next one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(path.parent)
    with NamedTemporaryFile(dir=path.parent, prefix=HALF, delete=False) as file:
        file.write(document)
    os.replace(file.name, path)  # noqa: PTH105 - both names are at hand as text


def _clear_abandoned(folder: Path) -> None:
    oldest = time.time() - ABANDONED_SECONDS
    for half in folder.glob(f"{HALF}*"):
        with suppress(FileNotFoundError):
            if half.stat().st_mtime < oldest:
                half.unlink()
