"""Tables of what stands beside the values: outliers, intervals, one currency, parts.

They show what a single number hides, each with its own nature and standing.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from reports.documents import part_words, words
from reports.documents.addresses import address_of
from reports.documents.facts import Facts
from reports.documents.tables import Table
from reports.indicators.registry import DEFINITIONS
from reports.indicators.without_outliers import WITHOUT_BODIES, WITHOUT_GIFT
from reports.models import Country, Origin, ReportRow, Scope

WITHOUT = (WITHOUT_GIFT, WITHOUT_BODIES)
FIRST_CONVERTED = 2023
"""Both systems have receipts from here on."""


def outliers_table(facts: Facts, language: str, names: Mapping[str, str]) -> Table:
    """Return each value of the nation or an area that a named outlier moves, with and without."""
    lines, links = [], []
    for row in (*_national(facts), *_of_areas(facts)):
        indicator = DEFINITIONS[row.indicator].texts.name(language)
        for part in row.parts:
            if part["name"] in WITHOUT:
                lines.append(
                    [
                        f"{names[row.region]}: {indicator}" if row.region else indicator,
                        words.year_words(row.year, row.year_basis),
                        words.number(row.value, row.unit),
                        part_words.number(part),
                        words.unit_words(row.unit),
                        _(part["note"]),
                    ]
                )
                links.append(["", "", address_of(row, language), address_of(row, language), "", ""])
    return Table(
        title=_("Japan with and without named outliers"),
        header=[
            _("Indicator"),
            _("Year"),
            _("Value"),
            _("Without"),
            _("Unit"),
            _("What is left out"),
        ],
        rows=lines,
        align="llrrll",
        links=links,
    )


def ranges_table(facts: Facts, language: str) -> Table:
    """Return what can be said from partial data: samples as samples, bounds and intervals."""
    lines, links = [], []
    for row in _national(facts):
        if not row.interval_method and row.sample is None:
            continue
        low, high = (
            "" if end is None else words.number(end, row.unit)
            for end in (row.interval_low, row.interval_high)
        )
        lines.append(
            [
                f"{Country(row.country).label}: {DEFINITIONS[row.indicator].texts.name(language)}",
                words.year_words(row.year, row.year_basis),
                words.number(row.value, row.unit),
                "" if row.sample is None else words.number(row.sample, row.unit),
                f"{low}–{high}" if row.interval_method else "",
                row.coverage,
                _(row.interval_method) if row.interval_method else words.status_words(row.status),
            ]
        )
        at = address_of(row, language)
        links.append(["", "", at, at, at, at, ""])
    return Table(
        title=_("What can be said from partial data"),
        header=[
            _("Indicator"),
            _("Year"),
            _("Value"),
            _("Biased sample alone"),
            _("May lie between"),
            _("Coverage"),
            _("What that rests on"),
        ],
        rows=lines,
        align="llrrrrl",
        note=_(
            "A sample of those that did well says nothing about the nation, however narrow its "
            "interval is. Bounds hold for every distribution that agrees with what was published."
        ),
        links=links,
    )


def one_currency_table(facts: Facts, language: str) -> Table:
    """Return receipts per head and per donation of both countries in won, at both rates."""
    lines, links = [], []
    for indicator in ("receipts_per_head", "mean_per_donation"):
        for year in range(FIRST_CONVERTED, facts.year + 1):
            korea, japan = (facts.row(indicator, country, year) for country in Country)
            lines.append(
                [
                    DEFINITIONS[indicator].texts.name(language),
                    str(year),
                    words.number(korea.value, korea.unit),
                    words.number(japan.value, japan.unit),
                    _or_none(japan.converted_ecb),
                    _or_none(japan.converted_ppp),
                    _times(korea.value, japan.converted_ecb),
                    _times(korea.value, japan.converted_ppp),
                ]
            )
            at_japan = address_of(japan, language)
            at_korea = address_of(korea, language)
            links.append(["", "", at_korea, *[at_japan] * 5])
    return Table(
        title=_("In one currency: market rate and purchasing power"),
        header=[
            _("Indicator"),
            _("Year"),
            _("Korea, won"),
            _("Japan, yen"),
            _("Japan in won, market"),
            _("Japan in won, PPP"),
            _("Japan ÷ Korea, market"),
            _("Japan ÷ Korea, PPP"),
        ],
        rows=lines,
        align="llrrrrrr",
        note=_(
            "Japan's fiscal year stands at the rate of the calendar year of the same number. "
            "A year without a published rate has none; none is carried on."
        ),
        links=links,
    )


def parts_table(facts: Facts, language: str, country: Country) -> Table:
    """Return the cells, variants and models that belong to the values of the year."""
    lines, links = [], []
    for row in _national(facts):
        if row.country != country or row.year != facts.year:
            continue
        for part in row.parts:
            lines.append(
                [
                    DEFINITIONS[row.indicator].texts.name(language),
                    part_words.name(part["name"]),
                    part_words.number(part),
                    words.unit_words(part["unit"]),
                    words.nature_words(part["nature"]),
                    _(part["note"]) if part["note"] else "",
                ]
            )
            links.append(["", "", address_of(row, language), "", "", ""])
    return Table(
        title=_("What stands beside the values: %(country)s") % {"country": country.label},
        header=[_("Indicator"), _("Part"), _("Value"), _("Unit"), _("Nature"), _("Remark")],
        rows=lines,
        align="llrlll",
        links=links,
    )


def _national(facts: Facts) -> Iterator[ReportRow]:
    """Yield the published rows of both nations, the newest year of an indicator first."""
    order = list(DEFINITIONS)
    rows = [
        row for row in facts.rows if row.scope == Scope.NATION and row.origin == Origin.PUBLISHED
    ]
    yield from sorted(rows, key=lambda row: (order.index(row.indicator), row.country, -row.year))


def _of_areas(facts: Facts) -> Iterator[ReportRow]:
    """Yield the published rows of provinces and prefectures, in the order of the report."""
    for row in facts.rows:
        if row.scope == Scope.AREA and row.origin == Origin.PUBLISHED:
            yield row


def _or_none(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _times(korea: Decimal | None, japan: Decimal | None) -> str:
    return f"{japan / korea:,.1f}" if korea and japan else "–"
