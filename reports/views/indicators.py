"""What each indicator means, and its values for both nations since launch."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from reports.api.serializers import BY_GIVING
from reports.conversion import rates_by_year
from reports.documents import words
from reports.documents.shown import Shown, shown
from reports.indicators.loaded import data_version, statistics_of
from reports.indicators.registry import DEFINITIONS, Definition, evaluate
from reports.indicators.statistics import LAUNCH, RECEIPT_BASIS, Ask, Place
from reports.kept import kept
from reports.models import Country, YearBasis
from reports.views.answering import language_of, page, tag_of, unchanged
from reports.years import newest_years


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """List all indicators with their formulas."""
    language = language_of(request)
    tag = tag_of("definitions", language)
    if same := unchanged(request, tag):
        return same
    with translation.override(language):
        found = [words_of(each, language) for each in DEFINITIONS.values()]
    return page(request, "reports/definitions.html", {"definitions": found}, tag)


@require_safe
def definition(request: HttpRequest, indicator: str) -> HttpResponse:
    """Show one definition with the values of both nations."""
    if indicator not in DEFINITIONS:
        raise Http404
    language, version = language_of(request), data_version()
    tag = tag_of("definition", indicator, language, version)
    if same := unchanged(request, tag):
        return same
    with translation.override(language):
        values = kept(
            f"nations:{version}:{indicator}:{language}",
            lambda: _nations(version, indicator, language),
        )
        context = {
            "definition": words_of(DEFINITIONS[indicator], language),
            "texts": DEFINITIONS[indicator].texts,
            "nations": [(country.label, values[country]) for country in Country],
        }
    return page(request, "reports/definition.html", context, tag)


def words_of(found: Definition, language: str) -> dict[str, Any]:
    """Return a definition in the language of now."""
    texts = found.texts
    by_giving = found.id in BY_GIVING
    japan = YearBasis.CALENDAR if by_giving else RECEIPT_BASIS[Country.JAPAN]
    units = dict.fromkeys(words.unit_words(found.unit_in(country)) for country in Country)
    return {
        "id": found.id,
        "number": found.number,
        "name": texts.name(language),
        "unit": " / ".join(units),
        "basis": "; ".join(
            f"{country.label}: {basis.label}"
            for country, basis in zip(Country, (RECEIPT_BASIS[Country.KOREA], japan), strict=True)
        ),
        **{
            name: gettext(getattr(texts, name)) for name in ("formula", "needs", "reading", "traps")
        },
    }


def _nations(version: str, indicator: str, language: str) -> dict[Country, list[Shown]]:
    data, rates, newest = statistics_of(version), rates_by_year(), newest_years(version)
    return {
        country: [
            shown(evaluate(indicator, Ask(data, Place(country), year)), rates[year], language)
            for year in range(newest[country], LAUNCH[country] - 1, -1)
        ]
        for country in Country
    }
