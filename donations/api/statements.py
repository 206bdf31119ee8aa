"""The yearly statement of a donor, as far as one portal reported their donations."""

from typing import Any, ClassVar, cast

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Portal
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from audit.record import record
from donations import identity
from donations.models import Donation
from kernel.dates import seoul_date, tax_year
from kernel.errors import NotFound
from receipts.api.serializers import (
    DisasterSerializer,
    IssuerSerializer,
    TaxCreditSerializer,
)
from receipts.api.views import AnyAccept
from receipts.documents import signed
from receipts.links import statement_pdf_url
from receipts.models import Receipt
from receipts.render_statement import render_statement
from receipts.statement import FromOne, YearStatement, statement_of

COVERS = _("The donations that this portal reported, to all local governments; no other portal's.")


class StatementLineAnswer(serializers.Serializer[Receipt]):
    """One receipt that stands."""

    number = serializers.CharField()
    issued_on = serializers.DateField()
    donated_on = serializers.DateField()
    amount_krw = serializers.IntegerField()
    special_disaster = serializers.SerializerMethodField()

    @extend_schema_field(DisasterSerializer(allow_null=True))
    def get_special_disaster(self, receipt: Receipt) -> dict[str, Any] | None:
        """Return the window, or null."""
        return DisasterSerializer(receipt).data if receipt.disaster_declared_on else None


class ReturnedLineAnswer(serializers.Serializer[Receipt]):
    """One receipt that was taken back, because the donation was returned."""

    number = serializers.CharField()
    issuer = IssuerSerializer(source="*")
    donated_on = serializers.DateField()
    amount_krw = serializers.IntegerField()
    cancelled_on = serializers.DateField(source="cancelled.cancelled_on")


class FromOneAnswer(serializers.Serializer[FromOne]):
    """What was given to one local government, under its name of that day."""

    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()
    total_krw = serializers.IntegerField()
    receipts = StatementLineAnswer(many=True)


class StatementAnswer(serializers.Serializer[YearStatement]):
    """A donor's year; ``credit`` is the most that can be saved, null if nothing stands."""

    tax_year = serializers.IntegerField()
    is_over = serializers.BooleanField(help_text="before that, more donations may come")
    covers_ko = serializers.SerializerMethodField()
    covers_en = serializers.SerializerMethodField()
    name_masked = serializers.CharField(source="latest.name_masked")
    total_krw = serializers.IntegerField()
    recipients = FromOneAnswer(many=True)
    returned_krw = serializers.IntegerField(help_text="not counted in total_krw")
    returned = ReturnedLineAnswer(many=True)
    credit = TaxCreditSerializer(allow_null=True)

    def get_covers_ko(self, _statement: YearStatement) -> str:
        """Say in Korean which donations are in it."""
        return _covers("ko")

    def get_covers_en(self, _statement: YearStatement) -> str:
        """Say in English which donations are in it."""
        return _covers("en")


class StatementWithLinkAnswer(StatementAnswer):
    """The statement, and where its document is."""

    pdf_url = serializers.URLField()


def _covers(language: str) -> str:
    with translation.override(language):
        return str(COVERS)


class StatementView(APIView):
    """A donor's yearly statement."""

    required_scopes: ClassVar = {"GET": "receipts:read"}

    @extend_schema(responses=StatementWithLinkAnswer)
    def get(self, request: Request, donor: str, year: str) -> Response:
        """Return what a donor gave through this portal in a tax year, and the most it can save.

        ``donor`` is the portal's own id of them. 404 if it is no id of this portal's, or if the
        portal reported nothing of theirs in that year.
        """
        _pk, statement = _statement(request, donor, int(year))
        url = statement_pdf_url(donor, year)
        return Response({**StatementAnswer(statement).data, "pdf_url": url})


class StatementPdfView(APIView):
    """The yearly statement as a document."""

    required_scopes: ClassVar = {"GET": "receipts:read"}
    content_negotiation_class = AnyAccept

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, donor: str, year: str) -> HttpResponse:
        """Return the document. It shows the donor's name and birth date: the look is recorded."""
        donor_pk, statement = _statement(request, donor, int(year))
        portal = _portal(request)
        subject = f"statement:{donor}-{year}"
        record("statement.downloaded", subject, actor=portal)
        record_access(
            AccessKind.DOCUMENT,
            subject,
            actor=portal,
            municipality_id=None,
            purpose=AccessPurpose.RECEIPT,
            data=[Personal.NAME, Personal.BIRTH_DATE],
            person=donor_pk,
        )
        document = signed(render_statement(statement, through=portal.name))
        response = HttpResponse(document, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="statement-{year}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


def _statement(request: Request, donor: str, year: int) -> tuple[int, YearStatement]:
    """Return the donor's number, and their year as far as this portal may know it.

    Numbers that are merged are one person with one year: the credit is of a person.

    Raises:
        NotFound: the portal knows nobody by that id.
        NothingReceived: it reported nothing of theirs in that year.
    """
    portal = _portal(request)
    donor_pk = identity.donor_id_of(donor, portal.pk)
    if donor_pk is None:
        raise NotFound
    seen = Donation.objects.visible_to(portal)
    known = seen.filter(donor_id=donor_pk)
    person = known.values_list(Coalesce("donor__alias_of_id", "donor_id"), flat=True).first()
    if person is None:
        raise NotFound
    theirs = Q(donor=person) | Q(donor__alias_of=person)
    sources = seen.filter(theirs, tax_year=year).values_list("pk", flat=True)
    this_year = tax_year(seoul_date(timezone.now()))
    return donor_pk, statement_of(list(sources), year, is_over=year < this_year)


def _portal(request: Request) -> Portal:
    return cast("Portal", request.user)
