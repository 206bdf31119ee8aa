"""The charts of a report: SVG made on the server, the same bytes for the same rows.

Letters are drawn as paths, so that no font need be installed where they are read. Korea is blue
with circles, Japan orange with squares (a palette that all kinds of colour vision tell apart), and
lines differ in style too, for print without colour. Behind each chart stands a table.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reports.documents import words
from reports.documents.addresses import address_of
from reports.documents.drawing import BLUE, GREY, ORANGE, draw, float_of
from reports.documents.facts import Facts
from reports.documents.tables import Table
from reports.indicators.registry import DEFINITIONS
from reports.indicators.statistics import LAUNCH, RECEIPT_BASIS
from reports.models import Country

COLOURS = {Country.KOREA: BLUE, Country.JAPAN: ORANGE}
MARKERS = {Country.KOREA: "o", Country.JAPAN: "s"}
LINES = {Country.KOREA: "-", Country.JAPAN: "--"}
LARGEST_AREAS = 10
WIDE = (7.4, 3.3)
TALL = (7.4, 4.4)


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

    def paint(axes: list[Any]) -> None:
        (axis,) = axes
        for country, values in series.items():
            axis.plot(
                list(ages),
                [float_of(v) for v in values],
                LINES[country],
                marker=MARKERS[country],
                color=COLOURS[country],
                linewidth=2,
                markersize=7,
            )
            for age, value in zip(ages, values, strict=True):
                if value is not None and age > 1:
                    axis.annotate(
                        f"{value:.2f}",
                        (age, float(value)),
                        textcoords="offset points",
                        xytext=(0, 9),
                        ha="center",
                        color=COLOURS[country],
                    )
            if values[-1] is not None:
                axis.annotate(
                    str(country.label),
                    (ages[-1], float(values[-1])),
                    textcoords="offset points",
                    xytext=(14, -4),
                    color=COLOURS[country],
                )
        axis.axhline(1, color=GREY, linewidth=0.8, linestyle=":")
        axis.set_xticks(list(ages), [_("year %(age)s") % {"age": age} for age in ages])
        axis.set_xlim(0.8, len(ages) + 0.5)
        axis.set_ylim(bottom=0)
        axis.set_ylabel(_("first year = 1"))

    rows = [
        [
            _("year %(age)s") % {"age": age},
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
        draw(WIDE, 1, paint),
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

    def paint(axes: list[Any]) -> None:
        for axis, country in zip(axes, Country, strict=True):
            scale, label = _scale(country)
            years = [year for year, _value in series[country]]
            heights = [float_of(value, scale) for _year, value in series[country]]
            axis.bar(years, heights, color=COLOURS[country], width=0.7)
            axis.set_title(f"{country.label} ({label})", fontsize=10, loc="left")
            axis.set_xticks(years if len(years) < LARGEST_AREAS else years[::4])
            axis.yaxis.set_major_formatter(lambda value, _at: f"{value:,.0f}")
            for year, height in zip(years, heights, strict=True):
                if len(years) < LARGEST_AREAS or year == years[-1]:
                    axis.annotate(
                        f"{height:,.0f}",
                        (year, height),
                        textcoords="offset points",
                        xytext=(0, 3),
                        ha="center",
                        fontsize=9,
                    )

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
        draw(WIDE, 2, paint),
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

    def paint(axes: list[Any]) -> None:
        (axis,) = axes
        labels = [str(year) for year, _value in series]
        december = [float_of(value) for _year, value in series]
        rest = [100 - share for share in december]
        places = range(len(labels))
        axis.barh(places, december, color=BLUE, height=0.55)
        axis.barh(places, rest, left=december, color="#d9e2e8", height=0.55)
        axis.set_yticks(places, labels)
        for place, share in zip(places, december, strict=True):
            if share == share:  # noqa: PLR0124
                axis.text(
                    share / 2,
                    place,
                    f"{share:.1f} %",
                    color="white",
                    ha="center",
                    va="center",
                )
        axis.invert_yaxis()
        axis.set_xlim(0, 100)
        axis.set_xlabel(_("percent of the year's receipts: December, other months"))

    title = _("Korea: December's share of the year")
    return Chart(
        "december",
        title,
        _("Bar chart: December's share of the year's receipts in Korea. %(series)s")
        % {"series": "; ".join(f"{y}: {words.number(v, 'percent')} %" for y, v in series)},
        draw((7.4, 2.1), 1, paint),
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

    def paint(axes: list[Any]) -> None:
        years = [year for year, _value in gini]
        names = [DEFINITIONS[name].texts for name in ("gini", "top10_share")]
        for axis, values, name in zip(axes, (gini, top), names, strict=True):
            axis.plot(
                years,
                [float_of(v) for _y, v in values],
                LINES[Country.JAPAN],
                color=ORANGE,
                marker="s",
                markersize=4,
                linewidth=1.8,
            )
            axis.set_title(name.name(language), fontsize=10, loc="left")
            axis.set_xticks(years[::4])
            axis.set_ylim(bottom=0)
        axes[0].set_ylim(0, 1)
        axes[1].yaxis.set_major_formatter(lambda value, _at: f"{value:.0f} %")

    title = _("Japan: concentration of receipts among municipalities")
    return Chart(
        "concentration",
        title,
        _("Two line charts: Gini coefficient and share of the ten largest of Japan by year."),
        draw((7.4, 2.7), 2, paint),
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

    def paint(axes: list[Any]) -> None:
        (axis,) = axes
        labels = [names[code] for _value, code in shown]
        axis.barh(
            range(len(labels)),
            [float_of(value, scale) for value, _code in shown],
            color=COLOURS[country],
            height=0.65,
        )
        for at, (value, _code) in enumerate(shown):
            axis.annotate(
                f"{float_of(value, scale):,.1f}",
                (float_of(value, scale), at),
                textcoords="offset points",
                xytext=(4, 0),
                va="center",
                fontsize=9,
            )
        axis.set_yticks(range(len(labels)), labels)
        axis.invert_yaxis()
        axis.set_xlabel(label)
        axis.margins(x=0.12)

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
        draw(TALL, 1, paint),
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
