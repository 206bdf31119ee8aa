"""CSV and JSON: the rows as they are, for programs. The same rows give the same bytes."""

import csv
import io
from pathlib import Path
from typing import Any

from reports.documents.facts import facts_of
from reports.indicators.registry import DEFINITIONS
from reports.inputs import SNAPSHOT, canonical
from reports.models import ReportRun
from reports.runs import as_json

SCHEMA = "hometown-report/1"
SHAPE = Path(__file__).with_name("report.schema.json")
COLUMNS = (
    "origin",
    "indicator",
    "name_ko",
    "name_en",
    "name_ja",
    "country",
    "scope",
    "region",
    "year",
    "year_basis",
    "value",
    "unit",
    "converted_ecb",
    "converted_ppp",
    "sample",
    "interval_low",
    "interval_high",
    "interval_method",
    "nature",
    "parts",
    "coverage",
    "status",
    "resolution",
    "notes",
    "sources",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_document(run: ReportRun) -> bytes:
    """Return the rows as tidy CSV (UTF-8 with a mark, so that spreadsheets read Hangul).

    A missing value is an empty cell. A text that a spreadsheet would take for a formula is
    preceded by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in facts_of(run).rows:
        cells = as_json(row) | _names(row.indicator)
        interval = cells.pop("interval") or {}
        for name in ("low", "high", "method"):
            cells[f"interval_{name}"] = interval.get(name)
        cells["parts"] = "; ".join(
            f"{part['name']}={'' if part['value'] is None else part['value']} {part['unit']}"
            for part in row.parts
        )
        cells["notes"] = "; ".join(row.notes)
        cells["sources"] = " ".join(dict.fromkeys(source["url"] for source in row.sources))
        writer.writerow({name: _cell(value) for name, value in cells.items()})
    return ("\ufeff" + out.getvalue()).encode()


def json_document(run: ReportRun) -> bytes:
    """Return the report as one JSON document with its definitions and checksums.

    Its shape is ``report.schema.json``. It names neither run nor time of making, so that making
    it again gives the same bytes.
    """
    facts = facts_of(run)
    document = {
        "schema": SCHEMA,
        "kind": run.kind,
        "year": run.year,
        "data_as_of": run.inputs.get("data_as_of", SNAPSHOT),
        "data_sha256": run.data_sha256,
        "inputs_sha256": run.inputs_sha256,
        "code_version": run.code_version,
        "inputs": run.inputs,
        "own_books_are_demonstration": run.is_demo,
        "indicators": [
            {
                "id": definition.id,
                **_names(definition.id),
                "formula": definition.texts.formula,
                "reading": definition.texts.reading,
                "traps": definition.texts.traps,
            }
            for definition in DEFINITIONS.values()
        ],
        "rows": [as_json(row) for row in facts.rows],
    }
    return (canonical(document) + "\n").encode()


def _names(indicator: str) -> dict[str, Any]:
    texts = DEFINITIONS[indicator].texts
    return {"name_ko": texts.name_ko, "name_en": texts.name_en, "name_ja": texts.name_ja}


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
