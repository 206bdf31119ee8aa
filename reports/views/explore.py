"""One indicator for the places and years that somebody chooses, as a table with its lines."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.apart import apart
from regions.models import Municipality
from reports import ranking
from reports.api.query import CODE_LENGTH
from reports.conversion import Rates, converted, rates_by_year
from reports.documents import lines_chart, words
from reports.documents.html import data_address
from reports.documents.shown import shown
from reports.documents.tables import bounded
from reports.indicators.loaded import Loaded, data_version, statistics_of
from reports.indicators.registry import DEFINITIONS, Value, evaluate
from reports.indicators.statistics import CURRENCY, LAUNCH, RECEIPT_BASIS, Ask, Place
from reports.kept import kept
from reports.models import Country, Scope
from reports.views.answering import language_of, page, tag_of, unchanged
from reports.years import newest_years

PER_PAGE = 50
MOST_YEARS = 20
MOST_NAMES = 40
MOST_LINES = 6
"""As many lines as can still be told apart."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form asks for; a wrong entry is named in ``fault`` and nothing is shown."""

    indicator: str
    countries: tuple[Country, ...]
    scope: Scope
    names: tuple[str, ...]
    first: int
    last: int
    by_age: bool
    money: str
    start: int
    fault: str = ""
    asked: dict[str, str] = field(default_factory=dict)


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """Show the form and the figures asked for."""
    language, version = language_of(request), data_version()
    tag = tag_of("explore", language, version, request.META["QUERY_STRING"])
    if same := unchanged(request, tag):
        return same
    with translation.override(language):
        choice = _read(request.GET, newest_years(version))
        context: dict[str, Any] = {
            "asked": choice.asked,
            "fault": choice.fault,
            "countries": Country,
            "scopes": Scope.choices,
            "indicators": [(d.id, d.texts.name(language)) for d in DEFINITIONS.values()],
            "axes": [("year", _("years")), ("age", _("years since launch"))],
            "monies": [
                ("own", _("each in its own")),
                ("market", _("in the other currency, market rate")),
                ("ppp", _("in the other currency, PPP")),
            ],
        }
        if not choice.fault:
            data = statistics_of(version)
            key = f"explore:{version}:{language}:{urlencode(request.GET)}"
            context |= kept(key, lambda: _grid(data, choice, request.GET, language))
    return page(request, "reports/explore.html", context, tag, 400 if choice.fault else 200)


def _read(params: QueryDict, newest: dict[Country, int]) -> Choice:
    asked = {
        "indicator": params.get("indicator") or "total_receipts",
        "country": params.get("country", ""),
        "scope": params.get("scope") or Scope.NATION.value,
        "region": params.get("region", "")[:400],
        "axis": params.get("axis") or "year",
        "money": params.get("money") or "own",
    }
    last = max(newest.values())
    asked["to"] = params.get("to") or str(last)
    asked["from"] = params.get("from") or str(last - 2)
    fault = ""
    if asked["indicator"] not in DEFINITIONS:
        fault = _("There is no such indicator.")
    if asked["country"] not in ("", *Country.values) or asked["scope"] not in Scope.values:
        fault = _("There is no such country or kind of place.")
    if asked["axis"] not in ("year", "age") or asked["money"] not in ("own", "market", "ppp"):
        fault = _("There is no such choice of columns or money.")
    years = [asked[name] for name in ("from", "to")]
    if not all(year.isascii() and year.isdigit() and 1 <= int(year[:6]) <= 2100 for year in years):
        fault, years = _("Give years as whole numbers, for example 2025."), ["0", "0"]
    first, final = (int(year[:6]) for year in years)
    if not fault and not 0 <= final - first < MOST_YEARS:
        fault = _("The last year must not be before the first, and at most 20 years are shown.")
    start = params.get("start", "0")
    return Choice(
        asked["indicator"],
        (Country(asked["country"]),) if asked["country"] in Country.values else tuple(Country),
        Scope(asked["scope"]) if asked["scope"] in Scope.values else Scope.NATION,
        tuple(name.strip() for name in asked["region"].split(",") if name.strip())[:MOST_NAMES],
        first,
        final,
        asked["axis"] == "age",
        asked["money"],
        int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0,
        fault,
        asked,
    )


def _grid(data: Loaded, choice: Choice, params: QueryDict, language: str) -> dict[str, Any]:
    columns = _columns(choice)
    places = _ordered(data, choice, _places(data, choice), columns[-1])
    shown_places = places[choice.start : choice.start + PER_PAGE]
    rates = rates_by_year()
    data.read_ahead(shown_places)
    names = Municipality.objects.in_bulk([place.code for place in shown_places if place.code])
    grid, series = [], []
    for place in shown_places:
        values = [
            evaluate(choice.indicator, Ask(data, place, year))
            for column in columns
            if (year := _year_at(choice, place.country, column)) is not None
        ]
        name = str(names[place.code]) if place.code in names else str(place.country.label)
        last = shown(values[-1], rates[values[-1].year], language)
        grid.append(
            {
                "name": name,
                "href": reverse("place", args=[place.code]) if place.code else "",
                "cells": [_cell(value, rates[value.year], choice, language) for value in values],
                "unit": last.unit if choice.money == "own" else _other_unit(values[-1]),
                "standing": f"{last.standing} ({values[-1].coverage})",
            }
        )
        series.append((name, [_number(value, rates[value.year], choice) for value in values]))
    heads = [_head(choice, column) for column in columns]
    title = DEFINITIONS[choice.indicator].texts.name(language)
    picture = ""
    if 1 <= len(series) <= MOST_LINES and len(columns) > 1:
        picture = data_address(apart(lines_chart.draw_lines, series, heads))
    return {
        "title": title,
        "formula": _(DEFINITIONS[choice.indicator].texts.formula),
        "columns": heads,
        "grid": grid,
        "picture": picture,
        "shown_rows": len(grid),
        "all_rows": len(places),
        "before": _link(params, max(choice.start - PER_PAGE, 0)) if choice.start else "",
        "after": _link(params, choice.start + PER_PAGE)
        if choice.start + PER_PAGE < len(places)
        else "",
        "api": _api(choice),
    }


def _columns(choice: Choice) -> list[int]:
    """Return the columns: years, or with ages the years of the system those years are in Korea."""
    years = range(choice.first, choice.last + 1)
    if not choice.by_age:
        return list(years)
    launch = LAUNCH[Country.KOREA]
    ages = [year - launch + 1 for year in years if year >= launch]
    return ages or [1]


def _year_at(choice: Choice, country: Country, column: int) -> int | None:
    return LAUNCH[country] + column - 1 if choice.by_age else column


def _head(choice: Choice, column: int) -> str:
    if choice.by_age:
        return _("year %(age)s") % {"age": column}
    if choice.countries == (Country.JAPAN,):
        return words.year_words(column, RECEIPT_BASIS[Country.JAPAN])
    return str(column)


def _places(data: Loaded, choice: Choice) -> list[Place]:
    if choice.names:
        matching = Q(code__in=choice.names)
        for name in choice.names:
            for column in ("name_ko", "name_ja", "name_en", "short_ko"):
                matching |= Q(**{f"{column}__iexact": name})
        listed = Municipality.objects.filter(matching, country__in=choice.countries)
        return [_place(found, choice.scope) for found in listed.order_by("country", "code")]
    if choice.scope == Scope.NATION:
        return [Place(country) for country in choice.countries]
    return [
        Place(country, choice.scope, code)
        for country in choice.countries
        for code in ranking.codes_of(data, country, choice.scope)
    ]


def _place(found: Municipality, scope: Scope) -> Place:
    is_area = found.level == "metropolitan" and scope != Scope.BODY
    code = found.lineage_code or found.code
    return Place(Country(found.country), Scope.AREA if is_area else Scope.BODY, code)


def _ordered(data: Loaded, choice: Choice, places: list[Place], column: int) -> list[Place]:
    """Return the places by their value in the last column, largest first, those without last."""
    rates = rates_by_year()
    found = []
    for at, place in enumerate(places):
        year = _year_at(choice, place.country, column) or 0
        value = evaluate(choice.indicator, Ask(data, place, year))
        number = _number(value, rates[year], choice)
        found.append((place.country, number is None, -(number or 0), at))
    return [places[at] for _country, _none, _size, at in sorted(found, key=_key)]


def _key(each: tuple[Country, bool, Any, int]) -> tuple[int, bool, Any, int]:
    country, *rest = each
    return (list(Country).index(country), *rest)


def _number(value: Value, rates: Rates, choice: Choice) -> Any:
    if choice.money == "own" or value.unit[:3] not in CURRENCY.values():
        return value.value
    rate = rates.ecb if choice.money == "market" else rates.ppp
    return converted(value.value, value.unit, rate)


def _other_unit(value: Value) -> str:
    unit = value.unit
    swapped = {"KRW": "JPY", "JPY": "KRW"}.get(unit[:3], unit[:3]) + unit[3:]
    return words.unit_words(swapped)


def _cell(value: Value, rates: Rates, choice: Choice, language: str) -> dict[str, Any]:
    found = shown(value, rates, language)
    number = _number(value, rates, choice)
    return {
        "text": bounded(number, value.unit, value.status),
        "is_missing": number is None,
        "title": found.standing,
        "href": f"{found.href}{'&' if '?' in found.href else '?'}lang={language}",
    }


def _link(params: QueryDict, start: int) -> str:
    query = params.copy()
    query["start"] = str(start)
    return query.urlencode()


def _api(choice: Choice) -> str:
    query = [("indicator", choice.indicator), *(("country", c.value) for c in choice.countries)]
    query += [("year", str(year)) for year in range(choice.first, choice.last + 1)]
    codes = [name for name in choice.names if len(name) in CODE_LENGTH.values() and name.isdigit()]
    query += [("region", code) for code in codes] or [("scope", choice.scope.value)]
    return f"{reverse('indicators')}?{urlencode(query)}"
