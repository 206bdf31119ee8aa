"""Local governments of both countries, as of any day. Public."""

import hashlib
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import BasePagination, CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.dates import seoul_date
from kernel.errors import NotFound
from kernel.validation import invalid_at
from regions.api.serializers import RegionSerializer, region
from regions.disasters import partial_counts
from regions.errors import RegionNotInForce
from regions.models import Country, Level, Municipality, ParentLink
from regions.snapshot import snapshot

FRESH_SECONDS = 300
PAGE_ROWS = 200

ON = OpenApiParameter(
    "on", OpenApiTypes.DATE, description="The Seoul day asked about; today when left out."
)


class PublicReference(APIView):
    """Reference data: open to all, cacheable, answered with 304 to who has it already."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Let the caller keep the answer, and say when what it has still holds."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code != status.HTTP_200_OK:
            return response
        place = request.build_absolute_uri()
        mark = f"{snapshot().fingerprint} {today()} {partial_counts()} {place}"
        etag = f'"{hashlib.sha256(mark.encode()).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
        return get_conditional_response(request, etag=etag, response=response)


class RegionsView(PublicReference, GenericAPIView[Municipality]):
    """The local governments in force on a day."""

    serializer_class = RegionSerializer

    @property
    def paginator(self) -> BasePagination | None:
        """The service's lists by cursor, here by code: the order never changes."""
        paginator = super().paginator
        if isinstance(paginator, CursorPagination):
            paginator.ordering = ("code",)
            paginator.page_size = PAGE_ROWS
        return paginator

    @extend_schema(
        operation_id="regions_list",
        auth=[],
        parameters=[
            ON,
            OpenApiParameter("country", enum=Country.values),
            OpenApiParameter("level", enum=Level.values),
            OpenApiParameter("parent", description="Code of the upper government on that day."),
            OpenApiParameter("q", description="Part of a name in any of the languages."),
        ],
        responses=RegionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List local governments in force on the day ``on``, by code."""
        on = asked_day(request) or today()
        rows = self.paginate_queryset(self.asked(request, on)) or []
        known = snapshot()
        return self.get_paginated_response([region(row, on, known) for row in rows])

    def asked(self, request: Request, on: date) -> QuerySet[Municipality]:
        """Return the governments that the filters of ``request`` leave."""
        rows = Municipality.objects.in_force(on)
        if country := asked_word(request, "country", Country.values):
            rows = rows.filter(country=country)
        if level := asked_word(request, "level", Level.values):
            rows = rows.filter(level=level)
        if parent := request.query_params.get("parent"):
            links = ParentLink.objects.filter(
                Q(valid_from__isnull=True) | Q(valid_from__lte=on),
                Q(valid_to__isnull=True) | Q(valid_to__gte=on),
                parent=parent.replace("\0", ""),
            )
            rows = rows.filter(pk__in=links.values("child"))
        if part := request.query_params.get("q", "").replace("\0", "").strip():
            rows = rows.filter(
                Q(name_ko__icontains=part)
                | Q(short_ko__icontains=part)
                | Q(name_ja__icontains=part)
                | Q(name_en__icontains=part)
            )
        return rows


class RegionView(PublicReference):
    """One local government."""

    @extend_schema(
        operation_id="regions_retrieve",
        auth=[],
        parameters=[ON],
        responses=RegionSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        """Return the local government with this code as of ``on``.

        Without ``on`` the answer is as of today; a code that has ended is shown as on its last
        day, with its successors, and one that is still to come as on its first.
        """
        asked = asked_day(request)
        known = snapshot()
        municipality = known.municipalities.get(code)
        if municipality is None:
            raise NotFound
        if asked is not None and not municipality.is_in_force(asked):
            raise RegionNotInForce(
                region_code=code,
                on=asked.isoformat(),
                successor_codes=known.successors_in_force(code, asked),
            )
        return Response(region(municipality, asked or nearest_day(municipality), known))


def today() -> date:
    """Return the day in Seoul."""
    return seoul_date(timezone.now())


def nearest_day(municipality: Municipality) -> date:
    """Return today, or the day nearest to it on which ``municipality`` is in force."""
    on = min(today(), municipality.valid_to or date.max)
    return max(on, municipality.valid_from or date.min)


def asked_day(request: Request) -> date | None:
    """Return the day in the parameter ``on``; None when it is left out.

    Raises:
        Invalid: it is not a day written as YYYY-MM-DD.
    """
    asked = request.query_params.get("on")
    if asked is None:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = None
    if day is None or day.isoformat() != asked:
        raise invalid_at("/on", _("Give a day as YYYY-MM-DD."))
    return day


def asked_word(request: Request, name: str, words: list[str]) -> str | None:
    """Return the parameter ``name``, which must be one of ``words``; None when it is left out.

    Raises:
        Invalid: it is another word.
    """
    asked = request.query_params.get(name)
    if asked is not None and asked not in words:
        raise invalid_at(f"/{name}", _("This value is not one of the known ones."))
    return asked
