"""The report as a spreadsheet: data, growth with live formulas, notes and sources.

Texts are written as texts, so nothing in the data can act as a formula. The file carries no time
of making: the same rows give the same bytes.
"""

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.documents import words
from reports.documents.addresses import address_of
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
WIDTHS = (30, 10, 14, 8, 20, 18, 16, 18, 18, 14, 14, 14, 12, 12, 26, 40, 60, 60)


def xlsx_document(run: ReportRun, report: Report) -> bytes:
    """Return the spreadsheet in the report's language."""
    import xlsxwriter  # two megabytes, only where workbooks are made

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
        for country in Country:
            sheets.areas(facts, country, report.language)
        sheets.notes(report)
        sheets.definitions(report)
        sheets.sources(report)
    book.close()
    return out.getvalue()


class _Sheets:
    """The sheets of one book and the formats they share."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#e8eef3", "text_wrap": True})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._link = book.add_format({"font_color": "#17624a", "underline": 1})
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
            _("Biased sample alone"),
            _("lower end"),
            _("upper end"),
            _("Nature"),
            _("Coverage"),
            _("Standing"),
            _("Remarks"),
            _("Sources"),
            _("Page of the value, with its rows"),
        ]
        self._header(sheet, header)
        names = area_names(report.language)
        for at, row in enumerate(facts.rows, start=1):
            self._data_row(sheet, at, row, names, report)
        sheet.autofilter(0, 0, len(facts.rows), len(header) - 1)

    def _data_row(
        self, sheet: Any, at: int, row: ReportRow, names: dict[str, str], report: Report
    ) -> None:
        texts = {
            0: DEFINITIONS[row.indicator].texts.name(report.language),
            1: Country(row.country).label,
            2: names.get(row.region, row.region),
            4: words.basis_words(row.year_basis),
            6: words.unit_words(row.unit),
            12: words.nature_words(row.nature) if row.value is not None else "",
            13: row.coverage,
            14: words.status_words(row.status),
            15: "; ".join(_(note) for note in row.notes),
            16: " ".join(dict.fromkeys(source["url"] for source in row.sources)),
        }
        for column, text in texts.items():
            sheet.write_string(at, column, str(text))
        sheet.write_number(at, 3, row.year)
        numbers = {
            5: row.value,
            7: row.converted_ecb,
            8: row.converted_ppp,
            9: row.sample,
            10: row.interval_low,
            11: row.interval_high,
        }
        for column, value in numbers.items():
            self._number(sheet, at, column, value, row.unit)
        if link := address_of(row, report.language):
            sheet.write_url(at, 17, report.base + link, self._link)

    def areas(self, facts: Facts, country: Country, language: str) -> None:
        """Write receipts by area with their sum as a formula, beside the nation's as published."""
        sheet = self._sheet(str(country.label), (30, 24, 16, 26))
        unit = words.unit_words("KRW" if country == Country.KOREA else "JPY")
        received = f"{pgettext('money received', 'Receipts')} ({unit})"
        self._header(sheet, [_("Area"), received, _("Share of the nation (%)"), _("Standing")])
        names = area_names(language)
        codes = facts.areas(country)
        total = len(codes) + 2
        for at, code in enumerate(codes, start=1):
            row = facts.row("total_receipts", country, region=code)
            sheet.write_string(at, 0, names[code])
            sheet.write_string(at, 3, words.status_words(row.status))
            self._number(sheet, at, 1, row.value, row.unit)
            if row.value is not None:
                nation = facts.value("total_receipts", country)
                share = float(row.value / nation * 100) if nation else 0.0
                formula = f"=B{at + 1}/B${total + 1}*100"
                sheet.write_formula(at, 2, formula, self._format("percent"), share)
        self._sums(sheet, facts, country, codes, total)

    def _sums(
        self, sheet: Any, facts: Facts, country: Country, codes: list[str], total: int
    ) -> None:
        known = [facts.value("total_receipts", country, region=code) for code in codes]
        added = sum((value for value in known if value is not None), Decimal(0))
        nation = facts.row("total_receipts", country)
        sheet.write_string(total - 1, 0, _("Sum of the areas known"), self._head)
        formula = f"=SUM(B2:B{len(codes) + 1})"
        sheet.write_formula(total - 1, 1, formula, self._format(nation.unit), float(added))
        sheet.write_string(total, 0, _("The nation, as published"), self._head)
        self._number(sheet, total, 1, nation.value, nation.unit)
        sheet.write_string(total, 3, words.status_words(nation.status))
        sheet.write_string(total + 1, 0, _("Difference"), self._head)
        rest = float(nation.value - added) if nation.value is not None else 0.0
        formula = f"=B{total + 1}-B{total}"
        sheet.write_formula(total + 1, 1, formula, self._format(nation.unit), rest)
        if None in known:
            text = _("The difference is the receipts of the areas without a published total.")
            sheet.write_string(total + 2, 0, text)

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

    def definitions(self, report: Report) -> None:
        """Write what each indicator means."""
        sheet = self._sheet(_("Definitions"), (26, 30, 50, 50, 60))
        self._header(
            sheet,
            [_("Identifier"), _("Indicator"), _("Formula"), _("How to read it"), _("Traps")],
        )
        for at, definition in enumerate(DEFINITIONS.values(), start=1):
            texts = definition.texts
            cells = (
                definition.id,
                texts.name(report.language),
                _(texts.formula),
                _(texts.reading),
                _(texts.traps),
            )
            for column, text in enumerate(cells):
                sheet.write_string(at, column, text, self._wrap)

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
