"""Donations over the API: report one, list and read one's own."""

from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Portal
from donations.acceptance import Acceptance, accept_donation, accept_donations
from donations.api.at_once import read_offer
from donations.api.batch import BatchAnswer, BatchSerializer
from donations.api.listing import Listing
from donations.api.serializers import (
    CODE_PATTERN,
    Answered,
    DonationSerializer,
    HoldAnswer,
    HoldAskSerializer,
    OfferSerializer,
    QuestionSerializer,
    VerdictAnswer,
    answer_for,
)
from donations.eligibility import judge
from donations.holds import make_hold, release_hold
from donations.models import Donation, DonationStatus
from donations.offer import Offer
from kernel.errors import DomainError
from kernel.garbage import not_looked_for
from kernel.problem import problem_document, short_problem
from kernel.validation import invalid_at, validated


class FilterSerializer(serializers.Serializer[dict[str, Any]]):
    """The filters of the list."""

    recipient_code = serializers.RegexField(f"^{CODE_PATTERN}$", required=False)
    donated_on_from = serializers.DateField(required=False)
    donated_on_to = serializers.DateField(required=False)
    status = serializers.ChoiceField(DonationStatus.choices, required=False)
    portal_reference = serializers.CharField(required=False, max_length=100)


class DonationsView(generics.ListAPIView[Donation]):
    """A portal's donations: list them, or report one as paid."""

    required_scopes: ClassVar = {"GET": "donations:read", "POST": "donations:write"}
    enters_own_scope: ClassVar = {"GET", "POST"}
    serializer_class = DonationSerializer

    @extend_schema(
        parameters=[
            FilterSerializer,
            OpenApiParameter("limit", int, description="1 to 200; more are cut to 200"),
        ],
        responses=DonationSerializer(many=True),
    )
    def get(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """List this portal's donations, newest first."""
        filters = validated(FilterSerializer, request.query_params.dict())
        listing: Any = Listing(_portal(request), tuple(filters.items()))
        page = self.paginate_queryset(listing) or []
        return self.get_paginated_response(DonationSerializer(page, many=True).data)

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
        offer = read_offer(OfferSerializer, with_reference(request))
        acceptance = accept_donation(offer, actor=_portal(request))
        code = status.HTTP_201_CREATED if acceptance.is_new else status.HTTP_200_OK
        return Response(answer_for(acceptance.donation), status=code)


class DonationView(generics.RetrieveAPIView[Donation]):
    """One donation that this portal reported."""

    required_scopes: ClassVar = {"GET": "donations:read"}
    serializer_class = DonationSerializer

    def get_queryset(self) -> QuerySet[Donation]:
        """Return what this portal reported."""
        return _answered(Donation.objects.visible_to(_portal(self.request)))


class BatchView(APIView):
    """Up to a thousand donations in one call."""

    required_scopes: ClassVar = {"POST": "donations:write"}
    enters_own_scope: ClassVar = {"POST"}

    @extend_schema(request=BatchSerializer, responses={200: BatchAnswer})
    @not_looked_for()
    def post(self, request: Request) -> HttpResponse:
        """Report up to 1,000 paid donations; each row stands alone.

        Answers 200 with one outcome a row: the donation, or the problem that a single report
        would have met. Safe to repeat as a whole.
        """
        rows = validated(BatchSerializer, request.data)["donations"]
        read = [_read(row) for row in rows]
        rows.clear()  # DRF's request and response hold each other, and what they hold, for long
        offers = [each for each in read if isinstance(each, Offer)]
        judged = iter(accept_donations(offers, actor=_portal(request)))
        outcomes = [next(judged) if isinstance(each, Offer) else each for each in read]
        accepted = sum(isinstance(outcome, Acceptance) for outcome in outcomes)
        answer = {
            "accepted": accepted,
            "refused": len(outcomes) - accepted,
            "results": [
                {"index": index, **_outcome(outcome)} for index, outcome in enumerate(outcomes)
            ],
        }
        renderer = request.accepted_renderer
        written = renderer.render(answer, request.accepted_media_type, {})
        return HttpResponse(written, content_type=renderer.media_type)


class HoldsView(APIView):
    """Keep an amount while the donor pays."""

    required_scopes: ClassVar = {"POST": "donations:write"}
    enters_own_scope: ClassVar = {"POST"}

    @extend_schema(request=HoldAskSerializer, responses={201: HoldAnswer, 200: HoldAnswer})
    def post(self, request: Request) -> Response:
        """Make every check and keep the amount for 15 minutes over all portals (KR-INT-05).

        201 with the hold; 200 with the same answer for an equal repeat.
        """
        offer = read_offer(HoldAskSerializer, with_reference(request))
        hold, is_new = make_hold(offer, actor=_portal(request))
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(HoldAnswer(hold).data, status=code)


class HoldView(APIView):
    """One hold."""

    required_scopes: ClassVar = {"DELETE": "donations:write"}

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Give the amount free again."""
        release_hold(pk, actor=_portal(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class EligibilityView(APIView):
    """May this person give this?"""

    required_scopes: ClassVar = {"POST": "donations:write"}
    enters_own_scope: ClassVar = {"POST"}

    @extend_schema(request=QuestionSerializer, responses={200: VerdictAnswer})
    def post(self, request: Request) -> Response:
        """Name every refusal the donation would meet now, not only the first; writes nothing."""
        offer = read_offer(QuestionSerializer, request.data)
        verdict = judge(offer, actor=_portal(request))
        return Response(
            {
                "eligible": not verdict.refusals,
                "remaining_krw": verdict.remaining_krw,
                "refusals": [short_problem(refusal) for refusal in verdict.refusals],
            }
        )


def _answered(donations: QuerySet[Donation]) -> QuerySet[Donation]:
    """Return ``donations`` as :class:`Answered`: an instance of five tables costs three times that.

    DRF's views know no other type than that of the model.
    """
    rows: Any = donations.values_list(*Answered._fields, named=True)
    return rows  # type: ignore[no-any-return]


def _read(row: object) -> Offer | DomainError:
    """Return the offer in a row of a batch, or what is wrong with its form."""
    try:
        return read_offer(OfferSerializer, row)
    except DomainError as fault:
        return fault


def _outcome(outcome: Acceptance | DomainError) -> dict[str, Any]:
    if isinstance(outcome, DomainError):
        return {"status": "refused", "problem": problem_document(outcome, uuid4().hex)}
    return {"status": "accepted", "donation": answer_for(outcome.donation)}


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
