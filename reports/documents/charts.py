"""The charts of a report: SVG made on the server, the same bytes for the same rows.

Letters are drawn as paths, so that no font need be installed where they are read. Korea is blue
with circles, Japan orange with squares (a palette that all kinds of colour vision tell apart), and
lines differ in style too, for print without colour. Behind each chart stands a table.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kernel.apart import apart
from reports.documents import painting, words
from reports.documents.addresses import address_of
from reports.documents.drawing import BLUE, ORANGE, float_of
from reports.documents.facts import Facts
from reports.documents.painting import Columns, Line
from reports.documents.tables import Table
from reports.indicators.registry import DEFINITIONS
from reports.indicators.statistics import LAUNCH, RECEIPT_BASIS
from reports.models import Country

COLOURS = {Country.KOREA: BLUE, Country.JAPAN: ORANGE}
MARKERS = {Country.KOREA: "o", Country.JAPAN: "s"}
LINES = {Country.KOREA: "-", Country.JAPAN: "--"}
LARGEST_AREAS = 10


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture, what it shows in words (``alt``), and the table behind it."""

    name: str
    title: str
    alt: str
    svg: str
    table: Table
    note: str = ""


def charts(facts: Facts, language: str, names: dict[str, str]) -> list[Chart]:
    """Return the charts of a report, in the language of now."""
    found = [_growth(facts), _receipts(facts), _december(facts), _concentration(facts, language)]
    return found + [_areas(facts, country, names) for country in Country]


def _growth(facts: Facts) -> Chart:
    """Growth on a common axis of age, as far as Korea's age reaches."""
    ages = range(1, facts.year - LAUNCH[Country.KOREA] + 2)
    series = {
        country: [facts.value("growth_index", country, LAUNCH[country] + age - 1) for age in ages]
        for country in Country
    }

    ticks = [_("year %(age)s") % {"age": age} for age in ages]
    lines = [
        Line(
            str(country.label),
            COLOURS[country],
            LINES[country],
            MARKERS[country],
            [float_of(value) for value in values],
        )
        for country, values in series.items()
    ]
    rows = [
        [
            ticks[age - 1],
            words.year_words(LAUNCH[Country.KOREA] + age - 1, RECEIPT_BASIS[Country.KOREA]),
            words.number(series[Country.KOREA][age - 1], "ratio"),
            words.year_words(LAUNCH[Country.JAPAN] + age - 1, RECEIPT_BASIS[Country.JAPAN]),
            words.number(series[Country.JAPAN][age - 1], "ratio"),
        ]
        for age in ages
    ]
    title = _("Growth at the same age")
    return Chart(
        "growth",
        title,
        _("Line chart: receipts over those of the first year, by age of the system. %(series)s")
        % {"series": _spoken(series)},
        apart(painting.growth, lines, ticks, _("first year = 1")),
        Table(
            title,
            [
                pgettext("of a system", "Age"),
                _("Korea, year"),
                _("Korea"),
                _("Japan, year"),
                _("Japan"),
            ],
            rows,
            "llrlr",
            links=[
                [
                    "",
                    "",
                    _to(facts, "growth_index", Country.KOREA, LAUNCH[Country.KOREA] + age - 1),
                    "",
                    _to(facts, "growth_index", Country.JAPAN, LAUNCH[Country.JAPAN] + age - 1),
                ]
                for age in ages
            ],
        ),
        _("Receipts of each year over those of the launch year: Korea 2023, Japan FY2008."),
    )


def _receipts(facts: Facts) -> Chart:
    """Receipts since launch, each country in its own currency and on its own axis."""
    series = {country: facts.series("total_receipts", country) for country in Country}

    panels = []
    for country in Country:
        scale, label = _scale(country)
        years = [year for year, _value in series[country]]
        heights = [float_of(value, scale) for _year, value in series[country]]
        panels.append(Columns(f"{country.label} ({label})", COLOURS[country], years, heights))
    rows = [
        [
            words.year_words(year, RECEIPT_BASIS[country]),
            str(country.label),
            words.number(value, "KRW"),
            words.unit_words("KRW" if country == Country.KOREA else "JPY"),
        ]
        for country in Country
        for year, value in series[country]
    ]
    title = _("Receipts since launch")
    return Chart(
        "receipts",
        title,
        _("Two bar charts: receipts by year, Korea in won, Japan in yen."),
        apart(painting.receipts, panels),
        Table(
            title,
            [_("Year"), _("Country"), pgettext("money received", "Receipts"), _("Currency")],
            rows,
            "llrl",
            links=[
                ["", "", _to(facts, "total_receipts", country, year), ""]
                for country in Country
                for year, _value in series[country]
            ],
        ),
        _("Two currencies, two scales and two kinds of years: compare shapes, not heights."),
    )


def _scale(country: Country) -> tuple[int, str]:
    """Return the unit that people of the language count large sums in."""
    is_won = country == Country.KOREA
    if get_language() in ("ko", "ja"):
        unit = _("hundred million won") if is_won else _("hundred million yen")
        return words.HUNDRED_MILLION, unit
    return words.BILLION, _("billion won") if is_won else _("billion yen")


def _december(facts: Facts) -> Chart:
    series = facts.series("year_end_share", Country.KOREA)
    labels = [str(year) for year, _value in series]
    shares = [float_of(value) for _year, value in series]
    unit = _("percent of the year's receipts: December, other months")
    title = _("Korea: December's share of the year")
    return Chart(
        "december",
        title,
        _("Bar chart: December's share of the year's receipts in Korea. %(series)s")
        % {"series": "; ".join(f"{y}: {words.number(v, 'percent')} %" for y, v in series)},
        apart(painting.december, labels, shares, unit),
        Table(
            title,
            [_("Year"), _("December's share (%)")],
            [[str(year), words.number(value, "percent")] for year, value in series],
            "lr",
            links=[["", _to(facts, "year_end_share", Country.KOREA, year)] for year, _v in series],
        ),
        _("Japan publishes no monthly series."),
    )


def _concentration(facts: Facts, language: str) -> Chart:
    gini = facts.series("gini", Country.JAPAN)
    top = facts.series("top10_share", Country.JAPAN)
    years = [year for year, _value in gini]
    panels = [
        (DEFINITIONS[name].texts.name(language), [float_of(value) for _year, value in values])
        for name, values in (("gini", gini), ("top10_share", top))
    ]
    title = _("Japan: concentration of receipts among municipalities")
    return Chart(
        "concentration",
        title,
        _("Two line charts: Gini coefficient and share of the ten largest of Japan by year."),
        apart(painting.concentration, years, *panels),
        Table(
            title,
            [_("Year"), _("Gini coefficient"), _("Top-10 share (%)")],
            [
                [
                    words.year_words(year, RECEIPT_BASIS[Country.JAPAN]),
                    words.number(value, "index"),
                    words.number(share, "percent"),
                ]
                for (year, value), (_year, share) in zip(gini, top, strict=True)
            ],
            "lrr",
            links=[
                ["", *(_to(facts, name, Country.JAPAN, year) for name in ("gini", "top10_share"))]
                for year, _value in gini
            ],
        ),
        _("Korea is not shown: its figures by local government are a biased partial sample."),
    )


def _areas(facts: Facts, country: Country, names: dict[str, str]) -> Chart:
    amounts = [
        (facts.value("total_receipts", country, region=code), code) for code in facts.areas(country)
    ]
    known = sorted(((v, c) for v, c in amounts if v is not None), key=lambda vc: (-vc[0], vc[1]))
    shown = known[:LARGEST_AREAS]
    absent = [names[code] for value, code in amounts if value is None]
    scale, label = _scale(country)
    labels = [names[code] for _value, code in shown]
    heights = [float_of(value, scale) for value, _code in shown]
    year = words.year_words(facts.year, RECEIPT_BASIS[country])
    title = _("%(country)s: receipts by area, %(year)s") % {"country": country.label, "year": year}
    note = _("An area is its upper-tier government with all its municipalities.")
    if absent:
        note += " " + _("No published total: %(names)s.") % {"names": ", ".join(absent)}
    return Chart(
        f"areas-{country.value.lower()}",
        title,
        _("Bar chart: the areas with the largest receipts known. %(series)s")
        % {"series": "; ".join(f"{names[c]} {float_of(v, scale):,.1f}" for v, c in shown)},
        apart(painting.areas, labels, heights, COLOURS[country], label),
        Table(
            title,
            [_("Area"), f"{pgettext('money received', 'Receipts')} ({label})"],
            [[names[code], f"{float_of(value, scale):,.1f}"] for value, code in shown]
            + [[name, words.missing_words()] for name in absent],
            "lr",
            links=[
                ["", _to(facts, "total_receipts", country, region=code)] for _value, code in shown
            ]
            + [["", ""] for _name in absent],
        ),
        note,
    )


def _spoken(series: dict[Country, list[Decimal | None]]) -> str:
    return "; ".join(
        f"{country.label}: " + " → ".join(words.number(value, "ratio") for value in values)
        for country, values in series.items()
    )


def _to(
    facts: Facts, indicator: str, country: Country, year: int | None = None, region: str = ""
) -> str:
    return address_of(facts.row(indicator, country, year, region), (get_language() or "ko")[:2])
