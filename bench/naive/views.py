import hashlib
import hmac
import json
import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bench.naive.models import ClosedMonth, Entry, Event, Gift, Person, PersonYear, Series, Slip
from bench.naive.serializers import GiftSerializer, QuestionSerializer, ReportSerializer
from donations import identity
from kernel.dates import seoul_date
from receipts.annual_cap import annual_cap_krw
from receipts.law import LEGAL_GROUND, law_version
from regions.models import Municipality, ParentLink, SpecialDisasterDeclaration


def keyed_hash(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def in_force(on: date) -> Q:
    return Q(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))


class GiftViewSet(viewsets.ModelViewSet[Gift]):
    queryset = Gift.objects.all()
    serializer_class = GiftSerializer

    def get_queryset(self) -> QuerySet[Gift]:
        seen = super().get_queryset().filter(portal_id=self.request.user.pk)
        return seen.select_related("recipient", "slip", "person")

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        report = ReportSerializer(data=request.data)
        report.is_valid(raise_exception=True)
        fields = report.validated_data
        content_hash = keyed_hash(json.dumps(request.data, sort_keys=True))
        with transaction.atomic():
            earlier = self.get_queryset().filter(portal_reference=fields["portal_reference"])
            if found := earlier.first():
                if found.content_hash != content_hash:
                    raise ValidationError("The reference was used for another donation.")
                return Response(GiftSerializer(found).data)
            gift = self._accept(request, fields, content_hash)
        return Response(GiftSerializer(gift).data, status=status.HTTP_201_CREATED)

    @action(detail=False, methods=["post"])
    def eligibility(self, request: Request) -> Response:
        asked = QuestionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        fields, today = asked.validated_data, seoul_date(timezone.now())
        refusals: list[Any] = []
        try:
            self._places(fields, today)
        except ValidationError as refusal:
            refusals.append(refusal.detail)
        given = PersonYear.objects.filter(
            person__identity_hash=keyed_hash(fields["donor"]["resident_number"]),
            tax_year=today.year,
        ).first()
        remaining_krw = annual_cap_krw(today) - (given.given_krw if given else 0)
        if fields["amount_krw"] > remaining_krw:
            refusals.append(ErrorDetail("More than is left of the annual cap."))
        return Response(
            {"eligible": not refusals, "remaining_krw": remaining_krw, "refusals": refusals}
        )

    def _places(self, fields: dict[str, Any], on: date) -> tuple[Municipality, Municipality]:
        if not fields["pledge"]["no_barred_relation"]:
            raise ValidationError("A donation under a barred relation.")
        places = Municipality.objects.filter(in_force(on))
        recipient = places.filter(code=fields["recipient_code"]).first()
        residence = places.filter(code=fields["residence_code"]).first()
        if recipient is None or residence is None:
            raise ValidationError("There is no such local government on that day.")
        links = ParentLink.objects.filter(in_force(on))
        if residence.level == "metropolitan" and links.filter(parent=residence).exists():
            raise ValidationError("Name the basic local government.")
        above = links.filter(child=residence).first()
        if recipient.code in {residence.code, above.parent_id if above else None}:
            raise ValidationError("The donor lives there.")
        return recipient, residence

    def _accept(self, request: Request, fields: dict[str, Any], content_hash: str) -> Gift:
        donated_on = seoul_date(fields["paid_at"])
        if donated_on < settings.DONATION_EARLIEST or fields["paid_at"] > timezone.now():
            raise ValidationError("The date is out of range.")
        if fields["pledge"]["signed_at"] > fields["paid_at"]:
            raise ValidationError("The form was signed after the payment.")
        recipient, residence = self._places(fields, donated_on)
        month = f"{donated_on:%Y-%m}"
        if ClosedMonth.objects.filter(municipality=recipient, month=month).exists():
            raise ValidationError("The month is closed.")
        person = self._person(fields["donor"])
        remaining_krw = self._count(person, donated_on, fields["amount_krw"])
        slip = self._slip(person, recipient, fields, donated_on)
        gift = Gift.objects.create(
            portal_id=request.user.pk,
            portal_reference=fields["portal_reference"],
            content_hash=content_hash,
            person=person,
            recipient=recipient,
            residence=residence,
            amount_krw=fields["amount_krw"],
            paid_at=fields["paid_at"],
            donated_on=donated_on,
            tax_year=donated_on.year,
            payment_method=fields["payment_method"],
            pledge_signed_at=fields["pledge"]["signed_at"],
            residence_method=fields["residence_check"]["method"],
            residence_consented_at=fields["residence_check"].get("consented_at"),
            gift_wish=fields["gift_wish"],
            remaining_krw=remaining_krw,
            slip=slip,
        )
        for account, side in (("1100", "debit_krw"), ("4100", "credit_krw")):
            Entry.objects.create(
                gift=gift,
                municipality=recipient,
                booked_on=donated_on,
                account=account,
                **{side: gift.amount_krw},
            )
        Event.objects.create(
            actor_id=request.user.pk,
            kind="donation.accepted",
            municipality=recipient,
            subject=f"donation:{gift.pk}",
            facts={"amount_krw": gift.amount_krw, "receipt": slip.number},
        )
        return gift

    def _person(self, fields: dict[str, str]) -> Person:
        person, _ = Person.objects.get_or_create(
            identity_hash=keyed_hash(fields["resident_number"]),
            defaults={
                "resident_number": fields["resident_number"],
                "name": fields["name"],
                "phone": fields.get("phone", ""),
                "email": fields.get("email", ""),
            },
        )
        if not identity.same_name(person.name, fields["name"]):
            raise ValidationError("The number belongs to somebody of another name.")
        return person

    def _count(self, person: Person, on: date, amount_krw: int) -> int:
        PersonYear.objects.get_or_create(person=person, tax_year=on.year)
        year = PersonYear.objects.select_for_update().get(person=person, tax_year=on.year)
        if year.given_krw + amount_krw > annual_cap_krw(on):
            raise ValidationError("More than is left of the annual cap.")
        year.given_krw += amount_krw
        year.save()
        return annual_cap_krw(on) - year.given_krw

    def _slip(
        self, person: Person, recipient: Municipality, fields: dict[str, Any], donated_on: date
    ) -> Slip:
        disasters = SpecialDisasterDeclaration.objects.filter(
            area__lineage_code=recipient.lineage_code, declared_on__lte=donated_on
        )
        disaster = disasters.order_by("-declared_on").first()
        Series.objects.get_or_create(issuer=recipient, year=donated_on.year)
        series = Series.objects.select_for_update().get(issuer=recipient, year=donated_on.year)
        series.last_number += 1
        series.save()
        return Slip.objects.create(
            issuer=recipient,
            number=f"{recipient.code}-{donated_on.year}-{series.last_number:07d}",
            verify_code=secrets.token_urlsafe(24),
            donor_name=person.name,
            donor_birth_date=identity.birth_date(person.resident_number).isoformat(),
            name_masked=identity.masked(person.name),
            issuer_name_ko=recipient.name_ko,
            issuer_name_en=recipient.name_en,
            legal_ground=LEGAL_GROUND,
            law_version=law_version(donated_on),
            amount_krw=fields["amount_krw"],
            donated_on=donated_on,
            payment_method=fields["payment_method"],
            disaster_cause=disaster.cause if disaster else "",
        )
