"""From a printed number to the row it was read from: the value's page, then the row's."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regions.models import Municipality
from reports.api.query import CODE_LENGTH
from reports.conversion import rates_by_year
from reports.documents import part_words, words
from reports.documents.shown import Shown, shown
from reports.indicators.loaded import data_version, statistics_of
from reports.indicators.registry import DEFINITIONS, evaluate, inputs_of
from reports.indicators.statistics import Ask, Datum, Place
from reports.loading.rates import FILE as RATES_FILE
from reports.models import (
    Country,
    Dataset,
    ExchangeRate,
    Origin,
    PublishedFigure,
    RateSeries,
    ReportRow,
    ReportRun,
    RunStatus,
    Scope,
)
from reports.source_rows import PER_PAGE, source_files
from reports.views.answering import language_of, page, tag_of, unchanged

FIRST_YEAR, LAST_YEAR = 2000, 2100


@require_safe
def value(
    request: HttpRequest, country: str, indicator: str, year: int, region: str = ""
) -> HttpResponse:
    """Show one value with all that travels with it, and every row it rests on."""
    if indicator not in DEFINITIONS or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    at, municipality = place_of(Country(country), region, request.GET.get("scope", ""))
    language, version = language_of(request), data_version()
    newest = _newest_run(year)
    start = _start(request)
    tag = tag_of(request.path, language, version, str(at), str(start), str(newest and newest.pk))
    if same := unchanged(request, tag):
        return same
    data = statistics_of(version)
    ask = Ask(data, at, year)
    inputs = inputs_of(indicator, ask)
    texts = DEFINITIONS[indicator].texts
    with translation.override(language):
        found = shown(evaluate(indicator, ask), rates_by_year()[year], language)
        context = {
            "shown": found,
            "place": str(municipality) if municipality else at.country.label,
            "municipality": municipality,
            "formula": _(texts.formula),
            "reading": _(texts.reading),
            "traps": _(texts.traps),
            "notes": [_(note) for note in found.value.notes],
            "parts": part_words.table(found.value.parts),
            "rates": _rates(found),
            "inputs": _inputs(inputs[start : start + PER_PAGE]),
            "inputs_in_all": len(inputs),
            "start": start,
            "before": max(start - PER_PAGE, 0) if start else None,
            "after": start + PER_PAGE if start + PER_PAGE < len(inputs) else None,
            "printed": _printed(newest, found),
            "api": _api(found),
        }
    return page(request, "reports/value.html", context, tag)


def place_of(country: Country, region: str, scope: str) -> tuple[Place, Municipality | None]:
    """Return the place behind a code, as the API reads it: an upper tier with all below it.

    Raises:
        Http404: no local government of that country has the code.
    """
    if not region:
        return Place(country), None
    found = Municipality.objects.filter(pk=region, country=country).first()
    if found is None or len(region) != CODE_LENGTH[country]:
        raise Http404
    alone = found.level != "metropolitan" or scope == Scope.BODY
    code = found.lineage_code or region
    return Place(country, Scope.BODY if alone else Scope.AREA, code), found


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """List the files that all figures were read from."""
    version = data_version()
    tag = tag_of("data", language_of(request), version)
    if same := unchanged(request, tag):
        return same
    context = {"datasets": Dataset.objects.order_by("name"), "version": version}
    return page(request, "reports/data.html", context, tag)


@require_safe
def data_file(request: HttpRequest, name: str) -> HttpResponse:
    """Show the lines of one file, a page of them."""
    file = source_files().get(name)
    if file is None:
        raise Http404
    start = _start(request)
    tag = tag_of("file", name, language_of(request), data_version(), str(start))
    if same := unchanged(request, tag):
        return same
    lines, more = file.page(start)
    context = {
        "name": name,
        "dataset": Dataset.objects.filter(pk=name).first(),
        "header": list(lines[0][1]) if lines else [],
        "lines": [(number, list(cells.values())) for number, cells in lines],
        "before": max(start - PER_PAGE, 0) if start else None,
        "after": start + PER_PAGE if more else None,
    }
    return page(request, "reports/data_file.html", context, tag)


@require_safe
def data_row(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Show one line of a file as it is, and what was stored of it."""
    file = source_files().get(name)
    cells = file.line(number) if file else None
    figures = list(PublishedFigure.objects.filter(dataset=name, row=number).order_by("metric")[:60])
    if cells is None and not figures:
        raise Http404
    tag = tag_of("row", name, language_of(request), data_version(), str(number))
    if same := unchanged(request, tag):
        return same
    context = {
        "name": name,
        "number": number,
        "cells": (cells or {}).items(),
        "figures": figures,
        "has_file": file is not None,
        "dataset": Dataset.objects.filter(pk=name).first(),
    }
    return page(request, "reports/data_row.html", context, tag)


def _start(request: HttpRequest) -> int:
    text = request.GET.get("from", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else 0


def _inputs(found: tuple[Datum, ...]) -> list[dict[str, Any]]:
    names = Municipality.objects.in_bulk({datum.area for datum in found if datum.area})
    return [
        {
            "metric": datum.metric,
            "area": str(names[datum.area]) if datum.area in names else "",
            "code": datum.area,
            "number": words.plain_number(datum.value),
            "unit": datum.unit,
            "standing": words.status_words(datum.status),
            "reference": datum.reference,
            "href": _row_path(datum),
            "note": datum.note,
        }
        for datum in found
    ]


def _rates(found: Shown) -> list[dict[str, str]]:
    """Return the rates behind the conversions, each with the row that it was read from."""
    used = {RateSeries.ECB: found.market, RateSeries.PPP: found.ppp}
    in_order = ExchangeRate.objects.filter(year=found.value.year).order_by("published_on", "pk")
    newest = {rate.series: rate for rate in in_order if used.get(RateSeries(rate.series))}
    return [
        {
            "name": rate.get_series_display(),
            "rate": f"{rate.krw_per_100jpy:,.2f}",
            "href": rate.source if rate.published_on else _rate_path(rate.year),
        }
        for _series, rate in sorted(newest.items())
    ]


def _rate_path(year: int) -> str:
    number = source_files()[RATES_FILE].number_of("year", str(year))
    return reverse("data-row", args=[RATES_FILE, number])


def _row_path(datum: Datum) -> str:
    at = datum.reference
    if at.row:
        return reverse("data-row", args=[at.file, at.row])
    return reverse("data-file", args=[at.file]) if at.file else ""


def _newest_run(year: int) -> ReportRun | None:
    done = ReportRun.objects.filter(status=RunStatus.DONE, year=year)
    return done.order_by("-finished_at", "-pk").first()


def _printed(run: ReportRun | None, found: Shown) -> dict[str, Any] | None:
    """Return what the newest report of the year printed for this value; None if it did not."""
    if run is None:
        return None
    at = found.value
    row = ReportRow.objects.filter(
        run=run,
        origin=Origin.PUBLISHED,
        indicator=at.indicator,
        country=at.country,
        scope=at.scope,
        region=at.region,
        year=at.year,
    ).first()
    if row is None:
        return None
    return {"run": run, "number": words.number(row.value, row.unit), "same": row.value == at.value}


def _api(found: Shown) -> str:
    at = found.value
    query = f"country={at.country}&indicator={at.indicator}&year={at.year}&region={at.region}"
    office = f"&scope={at.scope}" if at.scope == Scope.BODY else ""
    return f"{reverse('indicators')}?{query}{office}"
