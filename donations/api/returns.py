"""Returns over the API: ask for one, and see what became of it."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Portal
from donations.api.fields import PatternField, TextField
from donations.api.serializers import REFERENCE_PATTERN
from donations.api.views import with_reference
from donations.models import Donation
from donations.return_models import DonationReturn, Ground, ReturnStatus
from donations.returns import ReturnAsk, request_return
from kernel.errors import NotFound
from kernel.validation import validated

LONGEST_NOTE = 1000


class ReturnAskSerializer(serializers.Serializer[ReturnAsk]):
    """A return, as a portal asks for it."""

    portal_reference = PatternField(f"^{REFERENCE_PATTERN}$")
    ground = serializers.ChoiceField(Ground.choices)
    note = TextField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_NOTE,
        help_text=_("What the official should know. Kept encrypted; put no resident number here."),
    )


class ReturnAskedAnswer(serializers.Serializer[DonationReturn]):
    """A request as taken; the same bytes for every repeat of it."""

    id = serializers.UUIDField()
    status = serializers.SerializerMethodField()
    ground = serializers.ChoiceField(Ground.choices)

    @extend_schema_field(serializers.ChoiceField([ReturnStatus.REQUESTED.value]))
    def get_status(self, _case: DonationReturn) -> str:
        """Say where a request starts; ask for the return itself to see where it stands."""
        return ReturnStatus.REQUESTED.value


class ReturnSerializer(serializers.ModelSerializer[DonationReturn]):
    """A return and what became of it."""

    donation_id = serializers.UUIDField()
    note = serializers.SerializerMethodField(help_text=_("the portal's own; empty for others'"))

    class Meta:
        model = DonationReturn
        fields = [
            "id",
            "portal_reference",
            "donation_id",
            "status",
            "ground",
            "note",
            "returned_krw",
            "requested_at",
            "decided_at",
        ]

    def get_note(self, case: DonationReturn) -> str:
        """Return what the portal wrote; what an official wrote is for the file."""
        return str(case.note) if case.portal_id else ""


class ReturnsView(generics.ListAPIView[DonationReturn]):
    """The returns of one donation that this portal reported."""

    required_scopes: ClassVar = {"GET": "donations:read", "POST": "donations:write"}
    serializer_class = ReturnSerializer

    def get_queryset(self) -> QuerySet[DonationReturn]:
        """Return those of the donation.

        Raises:
            NotFound: there is no such donation, or it is another's.
        """
        if getattr(self, "swagger_fake_view", False):
            return DonationReturn.objects.none()
        portal = _portal(self.request)
        donation = Donation.objects.visible_to(portal).filter(pk=self.kwargs["pk"])
        if not donation.exists():
            raise NotFound
        return DonationReturn.objects.visible_to(portal).filter(donation_id=self.kwargs["pk"])

    @extend_schema(
        parameters=[OpenApiParameter("limit", int, description="1 to 200; more are cut to 200")],
        responses=ReturnSerializer(many=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the returns of a donation, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=ReturnAskSerializer,
        responses={201: ReturnAskedAnswer, 200: ReturnAskedAnswer},
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                description="may carry portal_reference instead of the body",
            )
        ],
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask for the return (반환) of a donation; two officials decide.

        201 with the request; 200 with the same answer for an equal repeat; 409
        ``reference_reused`` for other content, ``already_returned`` if a return of the donation is
        open or granted.
        """
        fields = validated(ReturnAskSerializer, with_reference(request))
        ask = ReturnAsk(
            ground=Ground(fields["ground"]),
            note=fields["note"],
            portal_reference=fields["portal_reference"],
        )
        case, is_new = request_return(pk, ask, actor=_portal(request))
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(ReturnAskedAnswer(case).data, status=code)


class ReturnView(generics.RetrieveAPIView[DonationReturn]):
    """One return."""

    required_scopes: ClassVar = {"GET": "donations:read"}
    serializer_class = ReturnSerializer
    lookup_url_kwarg = "return_pk"

    def get_queryset(self) -> QuerySet[DonationReturn]:
        """Return those of the donation, if this portal reported it."""
        if getattr(self, "swagger_fake_view", False):
            return DonationReturn.objects.none()
        seen = DonationReturn.objects.visible_to(_portal(self.request))
        return seen.filter(donation_id=self.kwargs["pk"])


def _portal(request: Request) -> Portal:
    return cast("Portal", request.user)
