"""A local government's own page: its values, its rank, and those of like size in both countries."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regions.models import DeclineCategory, Level, Municipality, PopulationDeclineArea
from reports import ranking
from reports.conversion import rates_by_year
from reports.documents import words
from reports.documents.shown import shown
from reports.indicators.loaded import Loaded, data_version, statistics_of
from reports.indicators.registry import DEFINITIONS, PER_BODY, evaluate
from reports.indicators.statistics import LAUNCH, RECEIPT_BASIS, Ask, Place
from reports.models import Country, Scope
from reports.views.answering import language_of, page, tag_of, unchanged
from reports.views.trace import place_of
from reports.years import newest_years

MOST_FOUND = 200
PEER_FIGURES = ("total_receipts", "receipts_per_head")
LAST_YEARS = 18


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Find a local government by name or code; without a question, the upper tiers."""
    asked = request.GET.get("q", "").strip()[:40]
    tag = tag_of("places", language_of(request), data_version(), asked)
    if same := unchanged(request, tag):
        return same
    listed = Municipality.objects.filter(valid_to__isnull=True)
    if asked:
        names = ("name_ko", "name_ja", "name_en", "short_ko")
        matching = Q(code=asked)
        for name in names:
            matching |= Q(**{f"{name}__icontains": asked})
        listed = listed.filter(matching)
    else:
        listed = listed.filter(level=Level.METROPOLITAN)
    found = list(listed.order_by("country", "code")[:MOST_FOUND])
    groups = [(country, [each for each in found if each.country == country]) for country in Country]
    with translation.override(language_of(request)):
        shown_groups = [(country.label, each) for country, each in reversed(groups) if each]
    return page(request, "reports/places.html", {"q": asked, "found": shown_groups}, tag)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show one local government's year."""
    country = Country.KOREA if len(code) == 5 else Country.JAPAN
    asked_scope = request.GET.get("scope", "")
    at, municipality = place_of(country, code, asked_scope)
    if municipality is None:
        raise Http404
    language, version = language_of(request), data_version()
    newest = newest_years(version)
    year = _year(request.GET.get("year", ""), country, newest[country])
    tag = tag_of(request.path, language, version, str(year), asked_scope)
    if same := unchanged(request, tag):
        return same
    data = statistics_of(version)
    people = ranking.population(data, at, year)
    with translation.override(language):
        context = {
            "municipality": municipality,
            "upper": _upper(municipality),
            "country": country.label,
            "population": f"{people:,}" if people else "",
            "declining": _declining(municipality),
            "is_area": at.scope == Scope.AREA,
            "scope": asked_scope if asked_scope == Scope.BODY else "",
            "year": year,
            "year_words": words.year_words(year, RECEIPT_BASIS[country]),
            "years": [
                (each, words.year_words(each, RECEIPT_BASIS[country]))
                for each in range(newest[country], LAUNCH[country] - 1, -1)
            ],
            "values": _values(data, at, municipality, year, language),
            "peers": _peers(data, at, people, newest, year, language),
            "names": [DEFINITIONS[name].texts.name(language) for name in PEER_FIGURES],
            "api": f"{reverse('indicators')}?country={country}&region={code}&year={year}",
        }
    return page(request, "reports/place.html", context, tag)


def _year(text: str, country: Country, newest: int) -> int:
    if text.isascii() and text.isdigit() and LAUNCH[country] <= int(text[:6]) <= newest:
        return int(text)
    return newest


def _upper(municipality: Municipality) -> Municipality | None:
    links = municipality.parent_links.select_related("parent").order_by("valid_to")
    return next((link.parent for link in links if link.valid_to is None), None)


def _declining(municipality: Municipality) -> str:
    area = PopulationDeclineArea.objects.filter(
        area__lineage_code=municipality.lineage_code, designated_until=""
    ).first()
    return str(DeclineCategory(area.category).label) if area else ""


def _values(
    data: Loaded, at: Place, municipality: Municipality, year: int, language: str
) -> list[tuple[Any, str]]:
    rates = rates_by_year()[year]
    data.read_ahead([at])
    tier = None if at.scope == Scope.AREA else Level(municipality.level)
    found = []
    for indicator in PER_BODY:
        value = shown(evaluate(indicator, Ask(data, at, year)), rates, language)
        rank = ""
        if value.value.is_available and indicator in ranking.RANKED:
            order = ranking.ranks(data, indicator, at.country, year, at.scope, tier)
            if at.code in order:
                rank = f"{order[at.code]:,} / {len(order):,}"
        found.append((value, rank))
    return found


def _peers(
    data: Loaded,
    at: Place,
    people: int | None,
    newest: dict[Country, int],
    year: int,
    language: str,
) -> list[dict[str, Any]]:
    """Return those of like size: at home in the same year, abroad at the same age or the newest."""
    if people is None or at.scope == Scope.AREA:
        return []
    rates = rates_by_year()
    found = []
    for country in (at.country, *(each for each in Country if each != at.country)):
        then = min(max(year, LAUNCH[country]), newest[country])
        near = ranking.of_like_size(data, people, country, then, at.code)
        names = Municipality.objects.in_bulk([code for code, _persons in near])
        lines = []
        for code, persons in near:
            ask = Ask(data, Place(country, Scope.BODY, code), then)
            receipts, per_head = (
                shown(evaluate(each, ask), rates[then], language) for each in PEER_FIGURES
            )
            lines.append(
                {
                    "code": code,
                    "name": str(names[code]),
                    "population": f"{persons:,}",
                    "receipts": receipts,
                    "per_head": per_head,
                }
            )
        found.append(
            {"code": country.value, "year": then, "title": _title(country, then), "lines": lines}
        )
    return found


def _title(country: Country, year: int) -> str:
    return _("Of like size, with a figure: %(country)s, %(year)s") % {
        "country": country.label,
        "year": words.year_words(year, RECEIPT_BASIS[country]),
    }
