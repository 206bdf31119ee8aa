"""The report as a spreadsheet: data, growth with live formulas, notes and sources.

Texts are written as texts, so nothing in the data can act as a formula. The file carries no time
of making: the same rows give the same bytes.
"""

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.documents import words
from reports.documents.facts import Facts, area_names, facts_of
from reports.documents.report import Report
from reports.indicators.registry import DEFINITIONS
from reports.indicators.statistics import RECEIPT_BASIS
from reports.models import Country, ReportRow, ReportRun

FIXED_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - the library writes it as it is
FORMATS = {
    "percent": '0.0" %"',
    "ratio": "#,##0.00",
    "index": "0.000",
    "points": "#,##0.0",
}
WHOLE = "#,##0"
WIDTHS = (30, 10, 14, 8, 20, 18, 16, 18, 18, 12, 26, 60)


def xlsx_document(run: ReportRun, report: Report) -> bytes:
    """Return the spreadsheet in the report's language."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": report.title, "created": FIXED_DAY})
    with translation.override(report.language):
        facts = facts_of(run)
        sheets = _Sheets(book)
        sheets.data(facts, report)
        sheets.growth(facts)
        sheets.notes(report)
        sheets.sources(report)
    book.close()
    return out.getvalue()


class _Sheets:
    """The sheets of one book and the formats they share."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#e8eef3", "text_wrap": True})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._bold = book.add_format({"bold": True, "font_size": 14})
        self._numbers: dict[str, Any] = {}

    def data(self, facts: Facts, report: Report) -> None:
        """Write every row; a missing value is an empty cell with its reason beside it."""
        sheet = self._sheet(_("Data"), WIDTHS)
        header = [
            _("Indicator"),
            _("Country"),
            _("Area"),
            _("Year"),
            _("Year basis"),
            _("Value"),
            _("Unit"),
            _("In the other currency, market rate"),
            _("In the other currency, PPP"),
            _("Coverage"),
            _("Standing"),
            _("Sources"),
        ]
        self._header(sheet, header)
        names = area_names(report.language)
        for at, row in enumerate(facts.rows, start=1):
            self._data_row(sheet, at, row, names, report.language)
        sheet.autofilter(0, 0, len(facts.rows), len(header) - 1)

    def _data_row(
        self, sheet: Any, at: int, row: ReportRow, names: dict[str, str], language: str
    ) -> None:
        texts = {
            0: DEFINITIONS[row.indicator].texts.name(language),
            1: Country(row.country).label,
            2: names.get(row.region, row.region),
            4: words.basis_words(row.year_basis),
            6: words.unit_words(row.unit),
            9: row.coverage,
            10: words.status_words(row.status),
            11: " ".join(dict.fromkeys(source["url"] for source in row.sources)),
        }
        for column, text in texts.items():
            sheet.write_string(at, column, str(text))
        sheet.write_number(at, 3, row.year)
        for column, value in ((5, row.value), (7, row.converted_ecb), (8, row.converted_ppp)):
            self._number(sheet, at, column, value, row.unit)

    def growth(self, facts: Facts) -> None:
        """Write receipts, and growth as a formula over them."""
        sheet = self._sheet(_("Growth"), (8, 14, 22, 16, 4, 14, 22, 16))
        header = []
        for country in Country:
            unit = words.unit_words("KRW" if country == Country.KOREA else "JPY")
            header += [
                f"{country.label}: {_('Year')}",
                f"{pgettext('money received', 'Receipts')} ({unit})",
                _("Growth (first year = 1)"),
            ]
        self._header(sheet, [pgettext("of a system", "Age"), *header[:3], "", *header[3:]])
        for start, country in ((1, Country.KOREA), (5, Country.JAPAN)):
            amount = "C" if country == Country.KOREA else "G"
            for at, (year, value) in enumerate(facts.series("total_receipts", country), start=1):
                sheet.write_number(at, 0, at)
                sheet.write_string(at, start, words.year_words(year, RECEIPT_BASIS[country]))
                self._number(sheet, at, start + 1, value, "KRW")
                growth = facts.value("growth_index", country, year)
                if value is not None and growth is not None:
                    formula = f"={amount}{at + 1}/{amount}$2"
                    sheet.write_formula(
                        at, start + 2, formula, self._format("ratio"), float(growth)
                    )

    def notes(self, report: Report) -> None:
        """Write how the numbers were made and what is in doubt."""
        sheet = self._sheet(_("Notes"), (120,))
        lines = [report.headline, *report.points, *report.methods, *report.doubts]
        sheet.write_string(0, 0, report.title, self._bold)
        for at, line in enumerate(lines, start=2):
            sheet.write_string(at, 0, line, self._wrap)
        for at, (label, value) in enumerate(report.provenance, start=len(lines) + 3):
            sheet.write_string(at, 0, f"{label}: {value}", self._wrap)

    def sources(self, report: Report) -> None:
        """Write every address with the files and rows of the data that it stands behind."""
        sheet = self._sheet(_("Sources"), (6, 80, 14, 60))
        self._header(sheet, ["#", _("Address"), _("Published"), _("File and row")])
        for at, source in enumerate(report.sources, start=1):
            sheet.write_number(at, 0, source.number)
            for column, text in enumerate((source.url, source.published_on, source.places), 1):
                sheet.write_string(at, column, text)
        for at, text in enumerate(report.attributions, start=len(report.sources) + 3):
            sheet.write_string(at, 1, text, self._wrap)

    def _sheet(self, name: str, widths: tuple[int, ...]) -> Any:
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _header(self, sheet: Any, titles: list[str]) -> None:
        for column, title in enumerate(titles):
            sheet.write_string(0, column, str(title), self._head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def _number(self, sheet: Any, row: int, column: int, value: Decimal | None, unit: str) -> None:
        if value is not None:
            sheet.write_number(row, column, float(value), self._format(unit))

    def _format(self, unit: str) -> Any:
        if unit not in self._numbers:
            self._numbers[unit] = self._book.add_format({"num_format": FORMATS.get(unit, WHOLE)})
        return self._numbers[unit]
