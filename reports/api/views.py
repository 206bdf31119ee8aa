"""Published reports and indicators, for everybody."""

import hashlib
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.errors import NotFound
from reports.api.query import cursor_at, read_query
from reports.api.serializers import (
    DefinitionsSerializer,
    IndicatorPageSerializer,
    ReportRunSerializer,
    WhatIfSerializer,
    definition_json,
    value_json,
)
from reports.code_fingerprint import code_fingerprint
from reports.conversion import rates_by_year
from reports.documents import store
from reports.documents.report import LANGUAGES
from reports.indicators.loaded import data_version, statistics_of
from reports.indicators.registry import DEFINITIONS, PER_BODY, evaluate
from reports.indicators.statistics import Ask
from reports.kept import kept
from reports.models import Country, ReportRun, RunStatus, Scope
from reports.what_if.answer import as_json
from reports.what_if.inputs import INPUTS
from reports.what_if.scenario import scenario
from reports.years import newest_years

FRESH_SECONDS = 300


class Public(APIView):
    """Open to everybody, without a token."""

    authentication_classes = []
    permission_classes = [AllowAny]


def _parameter(name: str, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, description=description, **more)


class IndicatorsView(Public):
    """Values of indicators, each with coverage, standing, year basis and sources."""

    @extend_schema(
        parameters=[
            _parameter("country", "KR or JP; both when left out", many=True),
            _parameter("indicator", "ids of the registry; all when left out", many=True),
            OpenApiParameter("year", OpenApiTypes.INT, many=True, description="all if left out"),
            _parameter("region", "codes; empty: the nation", many=True),
            _parameter(
                "scope",
                "without region: nation, or list every area or body; with the code of an upper "
                "tier: area (with its municipalities) or body (its office alone)",
                enum=Scope.values,
            ),
            _parameter("cursor", "opaque"),
            OpenApiParameter("limit", OpenApiTypes.INT, description="1 to 200; 100 if left out"),
        ],
        responses=IndicatorPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        """Answer a page of values; a value that is missing is null, with the reason."""
        version = data_version()
        asked = f"{version} {request.get_host()} {request.META['QUERY_STRING']}"
        key = hashlib.sha256(asked.encode()).hexdigest()
        answer = kept(f"indicators:{key}", lambda: _answer(request, version))
        return _cacheable(request, Response(answer), key)


class DefinitionsView(Public):
    """What each indicator means."""

    @extend_schema(responses=DefinitionsSerializer)
    def get(self, request: Request) -> HttpResponse:
        """Answer the whole registry."""
        results = [
            definition_json(definition, per_region=definition.id in PER_BODY)
            for definition in DEFINITIONS.values()
        ]
        return _cacheable(request, Response({"results": results}), "definitions")


class WhatIfView(Public):
    """A year under other rules: a model; nothing in the answer was measured under them."""

    @extend_schema(
        operation_id="what_if",
        parameters=[
            OpenApiParameter("country", OpenApiTypes.STR, enum=Country.values),
            OpenApiParameter("year", OpenApiTypes.INT),
            _parameter("rules", "own, other (of the other country), or a year: of that year"),
            *(
                _parameter(each.name, f"{each.label} {each.help}".strip())
                for each in INPUTS.values()
            ),
        ],
        responses=WhatIfSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        """Answer the year as it was and as it would be, with every input and assumption."""
        version = data_version()
        texts = {name: request.query_params.get(name, "") for name in request.query_params}
        key = hashlib.sha256(f"{version} {sorted(texts.items())}".encode()).hexdigest()
        answer = as_json(scenario(statistics_of(version), texts, rates_by_year()))
        return _cacheable(request, Response(answer), f"what-if-{key}")


class ReportsView(Public, ListAPIView[ReportRun]):
    """Finished reports, newest first."""

    serializer_class = ReportRunSerializer

    def get_queryset(self) -> QuerySet[ReportRun]:
        return ReportRun.objects.filter(status=RunStatus.DONE)


class ReportView(Public, RetrieveAPIView[ReportRun]):
    """One report run, finished or not."""

    serializer_class = ReportRunSerializer

    def get_object(self) -> ReportRun:
        run = ReportRun.objects.filter(pk=self.kwargs["pk"]).first()
        if run is None:
            raise NotFound
        return run


class ArtifactView(Public):
    """A document of a finished report."""

    @extend_schema(
        parameters=[_parameter("lang", "language of the document", enum=list(LANGUAGES))],
        responses={(200, kind): OpenApiTypes.BINARY for kind in store.CONTENT_TYPES.values()},
    )
    def get(self, request: Request, pk: UUID, kind: str) -> HttpResponse:
        """Answer the document; it is made again from the rows if the file was lost."""
        run = ReportRun.objects.filter(pk=pk, status=RunStatus.DONE).first()
        if run is None or kind not in store.MAKERS:
            raise NotFound
        language = request.query_params.get("lang", store.DEFAULT_LANGUAGE)
        if language not in LANGUAGES:
            language = store.DEFAULT_LANGUAGE
        shown = "inline" if kind in ("html", "pdf") else "attachment"
        name = store.file_name(run, kind, language)
        response = HttpResponse(
            store.artifact(run, kind, language),
            content_type=store.CONTENT_TYPES[kind],
            headers={
                "Content-Disposition": f'{shown}; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
            },
        )
        return _cacheable(request, response, f"{run.data_sha256}-{kind}-{language}-{store.LAYOUT}")


def _answer(request: Request, version: str) -> dict[str, Any]:
    query = read_query(request.query_params, newest_years(version))
    data = statistics_of(version)
    questions, total = query.page()
    after, before = query.offset + query.limit, max(query.offset - query.limit, 0)
    data.read_ahead(asked.place for _indicator, asked, _year in questions)
    rates = rates_by_year()
    return {
        "results": [
            value_json(evaluate(indicator, Ask(data, asked.place, year)), asked.region, rates[year])
            for indicator, asked, year in questions
        ],
        "next": _link(request, after) if after < total else None,
        "previous": _link(request, before) if query.offset else None,
    }


def _link(request: Request, offset: int) -> str:
    params = request.query_params.copy()
    params["cursor"] = cursor_at(offset)
    pairs = [(name, value) for name in params for value in params.getlist(name)]
    return request.build_absolute_uri(f"{request.path}?{urlencode(pairs)}")


def _cacheable(request: Request, response: HttpResponse, tag: str) -> HttpResponse:
    """Let caches keep an answer for a while, and answer 304 to who already has it.

    ``tag`` names the data and the question; other code has other tags.
    """
    response["ETag"] = f'"{code_fingerprint()[:16]}-{tag}"'
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    conditional = get_conditional_response(request._request, etag=response["ETag"])
    if conditional is not None:
        patch_cache_control(conditional, public=True, max_age=FRESH_SECONDS)
        return conditional
    return response
