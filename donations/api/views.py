"""Donations over the API: report one, list and read one's own."""

from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Portal
from donations.acceptance import accept_donation
from donations.api.serializers import (
    CODE_PATTERN,
    DonationSerializer,
    OfferSerializer,
    offer_from,
)
from donations.models import Donation, DonationStatus
from kernel.validation import invalid_at, validated


class FilterSerializer(serializers.Serializer[dict[str, Any]]):
    """The filters of the list."""

    recipient_code = serializers.RegexField(f"^{CODE_PATTERN}$", required=False)
    donated_on_from = serializers.DateField(required=False)
    donated_on_to = serializers.DateField(required=False)
    status = serializers.ChoiceField(DonationStatus.choices, required=False)
    portal_reference = serializers.CharField(required=False, max_length=100)


LOOKUPS = {
    "recipient_code": "recipient_id",
    "donated_on_from": "donated_on__gte",
    "donated_on_to": "donated_on__lte",
}


class DonationsView(generics.ListAPIView[Donation]):
    """A portal's donations: list them, or report one as paid."""

    required_scopes: ClassVar = {"GET": "donations:read", "POST": "donations:write"}
    serializer_class = DonationSerializer

    def get_queryset(self) -> QuerySet[Donation]:
        """Return what this portal reported, within the filters."""
        fields = validated(FilterSerializer, self.request.query_params.dict())
        seen = Donation.objects.visible_to(_portal(self.request)).with_answer()
        return seen.filter(**{LOOKUPS.get(name, name): value for name, value in fields.items()})

    @extend_schema(
        parameters=[
            FilterSerializer,
            OpenApiParameter("limit", int, description="1 to 200; more are cut to 200"),
        ],
        responses=DonationSerializer(many=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List this portal's donations, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=OfferSerializer,
        responses={201: DonationSerializer, 200: DonationSerializer},
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                description="may carry portal_reference instead of the body",
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Report a paid donation; repeat it safely with the same portal reference.

        201 with the donation; 200 with the same answer for an equal repeat; 409 for the same
        reference with other content; 422 with the legal basis for a refusal.
        """
        offer = offer_from(validated(OfferSerializer, with_reference(request)))
        acceptance = accept_donation(offer, actor=_portal(request))
        code = status.HTTP_201_CREATED if acceptance.is_new else status.HTTP_200_OK
        return Response(DonationSerializer(acceptance.donation).data, status=code)


class DonationView(generics.RetrieveAPIView[Donation]):
    """One donation that this portal reported."""

    required_scopes: ClassVar = {"GET": "donations:read"}
    serializer_class = DonationSerializer

    def get_queryset(self) -> QuerySet[Donation]:
        """Return what this portal reported."""
        return Donation.objects.visible_to(_portal(self.request)).with_answer()


def _portal(request: Request) -> Portal:
    return cast("Portal", request.user)


def with_reference(request: Request) -> object:
    """Return the body, with the reference of an ``Idempotency-Key`` header filled in.

    Raises:
        Invalid: body and header both carry one, and they differ.
    """
    body: Any = request.data
    key = request.headers.get("Idempotency-Key")
    if key is None or not isinstance(body, dict):
        return body
    key = key.strip('"')
    if body.get("portal_reference", key) != key:
        raise invalid_at(
            "/portal_reference",
            _("The Idempotency-Key header names another reference. Send one, or both equal."),
        )
    return {**body, "portal_reference": key}
