"""Tax credits for everybody; receipts for the portal that reported the donation."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.addresses import address_of
from accounts.models import Portal
from kernel.errors import NotFound
from kernel.validation import invalid_at, validated
from receipts.api.serializers import (
    ReceiptSerializer,
    TaxCreditRequestSerializer,
    TaxCreditSerializer,
    VerifiedSerializer,
)
from receipts.authenticity import LIMIT, shown_for
from receipts.documents import hand_out
from receipts.errors import NoReceiptHasThisCode
from receipts.models import Receipt
from receipts.rate_limit import is_too_fast, seconds_left
from receipts.tax_credit import Gift, Order, tax_credit
from regions.disasters import special_disaster_window
from regions.models import Country, Municipality


class TaxCreditView(APIView):
    """How much tax a year's donations may save. Public; nothing is kept."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(request=TaxCreditRequestSerializer, responses=TaxCreditSerializer)
    def post(self, request: Request) -> Response:
        """Work out the national and the local credit over one tax year, as the law does."""
        asked = validated(TaxCreditRequestSerializer, request.data)
        _check_recipients(asked["donations"])
        credit = tax_credit(
            [_gift(each) for each in asked["donations"]],
            order=Order(settings.TAX_CREDIT_MIXED_ORDER),
            business_owner=asked["business_owner"],
        )
        return Response(TaxCreditSerializer(credit).data)


def _check_recipients(asked: list[dict[str, Any]]) -> None:
    codes = {each["recipient_code"] for each in asked if "recipient_code" in each}
    if not codes:
        return
    found = Municipality.objects.filter(country=Country.KR, pk__in=codes)
    known = set(found.values_list("pk", flat=True))
    for index, each in enumerate(asked):
        if each.get("recipient_code", "") in codes - known:
            raise invalid_at(
                f"/donations/{index}/recipient_code",
                _("There is no local government with this code."),
            )


def _gift(asked: dict[str, Any]) -> Gift:
    donated_on = asked["donated_on"]
    special = asked.get("special_disaster", False)
    if "recipient_code" in asked:
        special = special_disaster_window(asked["recipient_code"], donated_on) is not None
    return Gift(asked["amount_krw"], donated_on, special_disaster=special)


class ReceiptView(APIView):
    """One receipt of a donation that this portal reported."""

    required_scopes: ClassVar = {"GET": "receipts:read"}

    @extend_schema(responses=ReceiptSerializer)
    def get(self, request: Request, number: str) -> Response:  # noqa: ARG002
        """Return the receipt; 404 if there is none, or it is another portal's."""
        return Response(ReceiptSerializer(_receipt(number)).data)


class AnyAccept(BaseContentNegotiation):
    """Answer as the view does, whatever the client says it accepts: a PDF is not negotiated."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:  # noqa: ARG002
        """Take the first."""
        return next(iter(parsers))

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        """Take the first, which writes problems."""
        first = next(iter(renderers))
        return first, str(first.media_type)


class ReceiptPdfView(APIView):
    """The PDF of a receipt, made now from the stored facts."""

    required_scopes: ClassVar = {"GET": "receipts:read"}
    content_negotiation_class = AnyAccept

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, number: str) -> HttpResponse:
        """Return the document. It shows the donor's name and birth date: the look is recorded."""
        receipt = _receipt(number)
        portal = request.user if isinstance(request.user, Portal) else None
        response = HttpResponse(hand_out(receipt, actor=portal), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="receipt-{receipt.number}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


class VerifyView(APIView):
    """Whether a receipt is genuine. Public; never tells who gave."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(responses=VerifiedSerializer, auth=[])
    def get(self, request: Request, code: str) -> Response:
        """Tell whether the receipt with this code stands; 404 if no receipt has it.

        Small letters, spaces and hyphens in the code are forgiven. At most 60 a minute from one
        address, the page ``/verify/`` included.
        """
        if is_too_fast(LIMIT, address_of(request)):
            raise Throttled(wait=seconds_left())
        shown = shown_for(code)
        if shown is None:
            raise NoReceiptHasThisCode
        response = Response(VerifiedSerializer(shown).data)
        response["Cache-Control"] = "private, no-store"
        return response


def _receipt(number: str) -> Receipt:
    """Return the receipt, if row-level security lets this session see it."""
    found = Receipt.objects.with_state().prefetch_related("reprints").filter(number=number)
    receipt = found.first()
    if receipt is None:
        raise NotFound
    return receipt
