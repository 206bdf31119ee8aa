"""The tables of a report, in the language of now; every cell is text, ready to be set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from reports.documents import words
from reports.documents.addresses import address_of, published_address
from reports.documents.facts import Facts
from reports.indicators.registry import DEFINITIONS
from reports.indicators.statistics import RECEIPT_BASIS
from reports.models import Country, ReportRow

SUMMARY = (
    "total_receipts",
    "donations",
    "growth_index",
    "receipts_per_head",
    "mean_per_donation",
    "year_end_share",
    "top10_share",
    "gini",
    "cost_ratio",
    "non_capital_share",
)
"""Indicators of the first page, in its order."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading; ``align`` has a letter a column: l for words, r for numbers.

    ``links`` has, for each row, the address that each cell leads to; empty: it leads nowhere.
    """

    title: str
    header: list[str]
    rows: list[list[str]]
    align: str
    note: str = ""
    links: list[list[str]] = field(default_factory=list)

    @property
    def head(self) -> list[tuple[str, bool]]:
        """Return the header's cells, each with whether it stands over numbers."""
        return self._marked(self.header)

    @property
    def body(self) -> list[list[tuple[str, bool, str]]]:
        """Return the rows' cells, each with whether it is a number and where it leads."""
        return [
            [(*cell, link) for cell, link in zip(self._marked(row), self._links(at), strict=True)]
            for at, row in enumerate(self.rows)
        ]

    def _links(self, at: int) -> list[str]:
        return self.links[at] if self.links else [""] * len(self.header)

    def _marked(self, cells: list[str]) -> list[tuple[str, bool]]:
        return [(cell, at == "r") for cell, at in zip(cells, self.align, strict=True)]


def summary_table(facts: Facts, language: str) -> Table:
    """Return the first page's table: one line an indicator, both countries side by side."""
    lines, links = [], []
    for indicator in SUMMARY:
        korea, japan = (facts.row(indicator, country) for country in Country)
        links.append(["", address_of(korea, language), "", address_of(japan, language), ""])
        lines.append(
            [
                DEFINITIONS[indicator].texts.name(language),
                _bounded(korea),
                _stand(korea),
                _bounded(japan),
                _stand(japan),
            ]
        )
    return Table(
        title=_("Key figures"),
        header=[
            _("Indicator"),
            _("Korea, %(year)s") % {"year": facts.year},
            _("Standing"),
            _("Japan, FY%(year)s") % {"year": facts.year},
            _("Standing"),
        ],
        rows=lines,
        align="lrlrl",
        note=_(
            "Korea's year runs January to December, Japan's April to March. Standing: the weakest "
            "of the inputs, and in brackets local governments with data out of all."
        ),
        links=links,
    )


def bounded(value: Decimal | None, unit: str, status: str) -> str:
    """Return a number; a lower bound says that it is one."""
    at_least = "≥ " if value is not None and status in words.LOWER_BOUNDS else ""
    return at_least + words.number(value, unit)


def _bounded(row: ReportRow) -> str:
    """Return a value for the summary; a lower bound says that it is one."""
    at_least = "≥ " if row.value is not None and row.status in words.LOWER_BOUNDS else ""
    return at_least + words.short(row.value, row.unit)


def _stand(row: ReportRow) -> str:
    if row.value is None:
        return f"({row.coverage})"
    return f"{words.status_words(row.status)} ({row.coverage})"


def full_table(facts: Facts, language: str, country: Country) -> Table:
    """Return all indicators of one country's year, with conversions and where they stand.

    A year without a parity has no column for one; the notes on method say so.
    """
    other = words.unit_words("JPY" if country == Country.KOREA else "KRW")
    by_indicator = {indicator: facts.row(indicator, country) for indicator in DEFINITIONS}
    has_parity = any(row.converted_ppp is not None for row in by_indicator.values())
    lines, links = [], []
    for indicator, row in by_indicator.items():
        to = address_of(row, language)
        conversions = [row.converted_ecb, row.converted_ppp][: 1 + has_parity]
        to_rates = ["" if each is None else to for each in conversions]
        links.append(["", "", to, *to_rates, "", "", "", ""])
        lines.append(
            [
                DEFINITIONS[indicator].texts.name(language),
                words.unit_words(row.unit),
                bounded(row.value, row.unit, row.status),
                _converted(row.converted_ecb, row.unit),
                *([_converted(row.converted_ppp, row.unit)] if has_parity else []),
                words.year_words(row.year, row.year_basis),
                row.coverage,
                "" if row.value is None else words.nature_words(row.nature),
                _("see doubts") if row.value is None else words.status_words(row.status),
            ]
        )
    return Table(
        title=all_indicators(country),
        header=[
            _("Indicator"),
            _("Unit"),
            _("Value"),
            _("in %(currency)s, market") % {"currency": other},
            *([_("in %(currency)s, PPP") % {"currency": other}] if has_parity else []),
            _("Year"),
            _("Coverage"),
            _("Nature"),
            _("Standing"),
        ],
        rows=lines,
        align="llrrrlrll" if has_parity else "llrrlrll",
        note=_(
            "Nature: measured is as published, derived is arithmetic over published figures, "
            "modelled rests on an assumption."
        ),
        links=links,
    )


def all_indicators(country: Country) -> str:
    """Return the heading of a country's table."""
    return _("All indicators: %(country)s") % {"country": country.label}


def _converted(value: Decimal | None, unit: str) -> str:
    return "–" if value is None else words.number(value, unit)


def area_table(facts: Facts, language: str, country: Country, names: dict[str, str]) -> Table:
    """Return provinces or prefectures with all their municipalities, largest first."""
    columns = ["total_receipts", "growth_index", "receipts_per_head", "mean_per_donation"]
    if country == Country.JAPAN:
        columns.append("net_flow")
    codes = sorted(
        facts.areas(country),
        key=lambda code: (-(facts.value("total_receipts", country, region=code) or -1), code),
    )
    lines = [
        [
            names[code],
            *(_cell(facts, column, country, code) for column in columns),
            words.standing_words(facts.row(columns[0], country, region=code)),
        ]
        for code in codes
    ]
    links = [
        [
            "",
            *(address_of(facts.row(column, country, region=code), language) for column in columns),
            "",
        ]
        for code in codes
    ]
    headings = [_("Province") if country == Country.KOREA else _("Prefecture")]
    for column in columns:
        name = DEFINITIONS[column].texts.name(language)
        unit = DEFINITIONS[column].unit_in(country)
        whole = column in ("total_receipts", "net_flow")
        unit_name = _millions(unit) if whole else words.unit_words(unit)
        headings.append(f"{name} ({unit_name})" if unit != "ratio" else name)
    headings.append(_("Standing"))
    year = words.year_words(facts.year, RECEIPT_BASIS[country])
    return Table(
        title=_("%(country)s by area, %(year)s") % {"country": country.label, "year": year},
        header=headings,
        rows=lines,
        align="l" + "r" * len(columns) + "l",
        note=_("A province or prefecture here is its office with all its municipalities."),
        links=links,
    )


def _millions(unit: str) -> str:
    return _("million won") if unit == "KRW" else _("million yen")


def _cell(facts: Facts, indicator: str, country: Country, code: str) -> str:
    row = facts.row(indicator, country, region=code)
    if row.value is None:
        return words.missing_words()
    if row.unit in ("KRW", "JPY"):
        return f"{row.value / words.MILLION:,.0f}".replace("-", "−")
    return words.number(row.value, row.unit)


def own_table(facts: Facts, language: str) -> Table:
    """Return the small section on our own closed books, apart from all published statistics."""
    return Table(
        title=_("From our own books (demonstration data)")
        if facts.run.is_demo
        else _("From our own books"),
        header=[_("Indicator"), _("Value"), _("Unit"), _("Coverage"), _("Standing")],
        rows=[
            [
                DEFINITIONS[row.indicator].texts.name(language),
                "–" if row.value is None else words.number(row.value, row.unit),
                words.unit_words(row.unit),
                row.coverage,
                words.status_words(row.status),
            ]
            for row in facts.own()
        ],
        align="lrlrl",
        note=_(
            "Closed months of the journal of this service only. They are not part of the published "
            "statistics above and are never added to them."
        ),
        links=[["", address_of(row, language), "", "", ""] for row in facts.own()],
    )


def reconciliation_table(facts: Facts, language: str, names: Mapping[str, str]) -> Table:
    """Return our own books beside published receipts: the nation, then each government."""
    rows = [row for row in facts.reconciled() if row.indicator == "total_receipts"]
    lines = []
    for row in rows:
        part = {each["name"]: each for each in row.parts}
        published, difference = part["published"], part["own_less_published"]
        months, of = part["closed_months"]["value"], part["months_of_the_year"]["value"]
        lines.append(
            [
                names.get(row.region, row.region) if row.region else _("The whole country"),
                words.number(row.value, row.unit),
                f"{months} / {of}",
                words.number(Decimal(str(published["value"])), row.unit),
                words.number(Decimal(str(difference["value"])), row.unit),
                words.status_words(published["note"]),
            ]
        )
    return Table(
        title=_("Our own books beside published receipts"),
        header=[
            _("Local government"),
            _("Our own books (won)"),
            _("Closed months"),
            _("Published (won)"),
            _("Difference (won)"),
            _("Standing of the published figure"),
        ],
        rows=lines,
        align="lrrrrl",
        note=_(
            "Only where both tell the same year. The two are subtracted here, never added; while "
            "months are open, or other portals keep their own books, they differ."
        ),
        links=[
            ["", address_of(row, language), "", published_address(row, language), "", ""]
            for row in rows
        ],
    )
