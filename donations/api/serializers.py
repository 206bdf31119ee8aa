"""A donation as it comes in and as it goes out."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from donations import identity
from donations.api.fields import InstantField, PatternField, TextField, YesNoField
from donations.models import Donation, DonationStatus, GiftWish, PaymentMethod, ResidenceMethod
from donations.offer import UNPAID, Offer, Person, Pledge, ResidenceCheck
from kernel.dates import seoul_date, told_in_seoul
from kernel.whole_won import WholeWonField
from projects.models import Purpose

REFERENCE_PATTERN = r"[\x21-\x7e]{1,100}"
CODE_PATTERN = r"\d{5}"
LONGEST_PHONE, LONGEST_MAIL, LONGEST_ADDRESS, LONGEST_DOCUMENT = 30, 254, 200, 100
ACCEPTED, UNDECIDED = DonationStatus.ACCEPTED.value, GiftWish.UNDECIDED.value
EVIDENCE = {
    ResidenceMethod.SHARED_INFORMATION.value: "consented_at",
    ResidenceMethod.DOCUMENT.value: "document_reference",
}
"""How the residence was checked -> the field that tells of it."""


class PersonSerializer(serializers.Serializer[Person]):
    """Who gives: number and name, or ``id`` from an earlier answer to the same portal."""

    id = TextField(required=False, max_length=32)
    resident_number = TextField(required=False, max_length=14)
    name = TextField(
        required=False,
        max_length=identity.LONGEST_NAME,
        error_messages={"max_length": identity.NAME_TOO_LONG},
    )
    phone = TextField(required=False, allow_blank=True, max_length=LONGEST_PHONE)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=LONGEST_MAIL)
    address = TextField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_ADDRESS,
        help_text=_("shown on this donation's receipt; kept encrypted and in no answer"),
    )

    def validate_resident_number(self, number: str) -> str:
        """Refuse a number that nobody can have."""
        try:
            identity.birth_date(number)
        except identity.NotAResidentNumber as problem:
            raise serializers.ValidationError(problem.args[0]) from problem
        return number

    def validate_name(self, name: str) -> str:
        """Refuse what cannot be a person's name."""
        try:
            return identity.persons_name(name)
        except identity.NotAPersonsName as problem:
            raise serializers.ValidationError(problem.args[0]) from problem

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for one way of naming the donor, not two."""
        if "id" in attrs:
            if "resident_number" in attrs or "name" in attrs:
                raise serializers.ValidationError(
                    _("Name the donor by “id” or by “resident_number” and “name”, not both.")
                )
            return attrs
        missing = {
            field: [_("This field is required.")]
            for field in ("resident_number", "name")
            if field not in attrs
        }
        if missing:
            raise serializers.ValidationError(missing)
        return attrs


class PledgeSerializer(serializers.Serializer[Pledge]):
    """The donation form (기탁서), signed before the payment."""

    signed_at = InstantField()
    no_barred_relation = YesNoField()


class ResidenceCheckSerializer(serializers.Serializer[ResidenceCheck]):
    """``shared_information`` with the consent's time, or ``document`` with its reference."""

    method = serializers.ChoiceField(ResidenceMethod.choices)
    consented_at = InstantField(required=False, allow_null=True)
    document_reference = TextField(required=False, max_length=LONGEST_DOCUMENT)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the evidence that the method needs (Decree art. 4(3))."""
        needed = EVIDENCE[attrs["method"]]
        if not attrs.get(needed):
            raise serializers.ValidationError({needed: [_("This method needs this field.")]})
        return attrs


class DesignationSerializer(serializers.Serializer[dict[str, Any]]):
    """A project or one of the four purposes (Act art. 8-2)."""

    project_id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    purpose = serializers.ChoiceField(Purpose.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for exactly one."""
        if len(attrs) != 1:
            raise serializers.ValidationError(
                _("Give either “project_id” or “purpose”; leave designation null for neither.")
            )
        return attrs


class QuestionSerializer(serializers.Serializer[Offer]):
    """A donation that is asked about before anybody pays."""

    donor = PersonSerializer()
    residence_code = PatternField(f"^{CODE_PATTERN}$")
    recipient_code = PatternField(f"^{CODE_PATTERN}$")
    amount_krw = WholeWonField()
    pledge = PledgeSerializer(required=False, allow_null=True)
    residence_check = ResidenceCheckSerializer()
    designation = DesignationSerializer(required=False, allow_null=True)
    portal_reference = PatternField(f"^{REFERENCE_PATTERN}$", required=False)


class HoldAskSerializer(QuestionSerializer):
    """A hold, as a portal asks for it."""

    portal_reference = PatternField(f"^{REFERENCE_PATTERN}$")


class OfferSerializer(QuestionSerializer):
    """A paid donation, as a portal reports it."""

    portal_reference = PatternField(f"^{REFERENCE_PATTERN}$")
    paid_at = InstantField()
    payment_method = serializers.ChoiceField(PaymentMethod.choices)
    gift_wish = serializers.ChoiceField(GiftWish.choices, default=UNDECIDED)
    hold_id = serializers.UUIDField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a consent that was given after the payment it had to precede."""
        consented_at = attrs["residence_check"].get("consented_at")
        if consented_at and consented_at > attrs["paid_at"]:
            raise serializers.ValidationError(
                {"residence_check": {"consented_at": [_("The consent must precede the payment.")]}}
            )
        number = attrs["donor"].get("resident_number")
        if number and identity.birth_date(number) > seoul_date(attrs["paid_at"]):
            raise serializers.ValidationError(
                {"donor": {"resident_number": [_("The birth date lies after the payment.")]}}
            )
        return attrs


def offer_from(fields: dict[str, Any]) -> Offer:
    """Return the offer in validated fields; one without ``paid_at`` is only asked about."""
    donor, pledge, check = fields["donor"], fields.get("pledge"), fields["residence_check"]
    designation = fields.get("designation") or {}
    return Offer(
        portal_reference=fields.get("portal_reference", ""),
        donor=Person(
            resident_number=donor.get("resident_number", ""),
            name=donor.get("name", ""),
            phone=donor.get("phone", ""),
            email=donor.get("email", ""),
            known_as=donor.get("id", ""),
            address=donor.get("address", ""),
        ),
        residence_code=fields["residence_code"],
        recipient_code=fields["recipient_code"],
        amount_krw=fields["amount_krw"],
        paid_at=fields.get("paid_at", UNPAID),
        payment_method=fields.get("payment_method", ""),
        pledge=Pledge(**pledge) if pledge else None,
        residence_check=ResidenceCheck(
            method=check["method"],
            consented_at=check.get("consented_at"),
            document_reference=check.get("document_reference", ""),
        ),
        project_id=designation.get("project_id"),
        purpose=designation.get("purpose", ""),
        gift_wish=fields.get("gift_wish", UNDECIDED),
        hold_id=fields.get("hold_id"),
    )


class HoldAnswer(serializers.Serializer[object]):
    """A hold, as made."""

    id = serializers.UUIDField()
    expires_at = serializers.DateTimeField()
    remaining_krw = serializers.IntegerField(help_text="what is left beside this hold")


class RefusalAnswer(serializers.Serializer[object]):
    """One thing that stands against a donation; facts such as ``remaining_krw`` may join it."""

    code = serializers.CharField()
    detail_ko = serializers.CharField()
    detail_en = serializers.CharField()
    legal_basis = serializers.CharField(allow_blank=True)


class VerdictAnswer(serializers.Serializer[object]):
    """All that stands against a donation now."""

    eligible = serializers.BooleanField()
    remaining_krw = serializers.IntegerField()
    refusals = RefusalAnswer(many=True)


class RecipientAnswer(serializers.Serializer[object]):
    """A local government, in short."""

    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()


class ReceiptAnswer(serializers.Serializer[object]):
    """Where the receipt is."""

    number = serializers.CharField()
    issued_on = serializers.DateField()
    verify_url = serializers.URLField()
    pdf_url = serializers.URLField()


class DonorAnswer(serializers.Serializer[object]):
    """The donor, as this portal may know them."""

    id = serializers.CharField()
    name_masked = serializers.CharField()
    remaining_krw = serializers.IntegerField(
        help_text="what the donor could still give in the year right after this donation"
    )


class DesignationAnswer(serializers.Serializer[object]):
    """What was designated."""

    project_id = serializers.IntegerField(required=False)
    name_ko = serializers.CharField(required=False)
    purpose = serializers.CharField(required=False)


class Answered(NamedTuple):
    """What the answer for a donation shows, each named as the lookup that finds it."""

    id: UUID
    portal_id: int
    portal_reference: str
    status: str
    donated_on: date
    tax_year: int
    amount_krw: int
    channel: str
    recipient_id: str
    recipient__name_ko: str
    recipient__name_en: str
    project_id: int | None
    project__name_ko: str | None
    purpose: str
    receipt__number: str
    receipt__issued_on: date
    receipt__verify_code: str
    receipt__name_masked: str
    donor_id: int
    remaining_krw: int
    accepted_at: datetime

    @classmethod
    def of(cls, donation: Donation) -> "Answered":
        """Return what the answer for ``donation`` shows, read ``with_answer`` or just written."""
        told, related = vars(donation), donation._state.fields_cache
        receipt, recipient, project = related["receipt"], related["recipient"], related["project"]
        return cls(
            told["id"],
            told["portal_id"],
            told["portal_reference"],
            told["status"],
            told["donated_on"],
            told["tax_year"],
            told["amount_krw"],
            told["channel"],
            recipient.code,
            recipient.name_ko,
            recipient.name_en,
            told["project_id"],
            project.name_ko if project else None,
            told["purpose"],
            receipt.number,
            receipt.issued_on,
            receipt.verify_code,
            receipt.name_masked,
            told["donor_id"],
            told["remaining_krw"],
            told["accepted_at"],
        )


class DonationSerializer(serializers.ModelSerializer[Donation]):
    """An accepted donation; the same bytes for every repeat of its report."""

    recipient = RecipientAnswer()
    designation = DesignationAnswer(allow_null=True)
    receipt = ReceiptAnswer()
    donor = DonorAnswer()

    class Meta:
        model = Donation
        fields = [
            "id",
            "portal_reference",
            "status",
            "donated_on",
            "tax_year",
            "amount_krw",
            "channel",
            "recipient",
            "designation",
            "receipt",
            "donor",
            "accepted_at",
        ]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return what is said of a donation, given as :class:`Answered`."""
        return _said_of(instance)


def _said_of(shown: Answered) -> dict[str, Any]:
    """Return the answer, written out.

    Asking each field of the serializer costs ten times as much; a test holds this to them.
    """
    number, public_url = shown.receipt__number, settings.PUBLIC_URL
    designation: dict[str, object] | None = None
    if shown.project_id is not None:
        designation = {"project_id": shown.project_id, "name_ko": shown.project__name_ko}
    elif shown.purpose:
        designation = {"purpose": shown.purpose}
    return {
        "id": str(shown.id),
        "portal_reference": shown.portal_reference,
        "status": str(shown.status),
        "donated_on": shown.donated_on.isoformat(),
        "tax_year": shown.tax_year,
        "amount_krw": shown.amount_krw,
        "channel": shown.channel,
        "recipient": {
            "code": shown.recipient_id,
            "name_ko": shown.recipient__name_ko,
            "name_en": shown.recipient__name_en,
        },
        "designation": designation,
        "receipt": {
            "number": number,
            "issued_on": shown.receipt__issued_on.isoformat(),
            "verify_url": f"{public_url}/verify/{shown.receipt__verify_code}/",
            "pdf_url": f"{public_url}/api/v1/receipts/{number}/pdf",
        },
        "donor": {
            "id": identity.pseudonym(shown.portal_id, shown.donor_id),
            "name_masked": shown.receipt__name_masked,
            "remaining_krw": shown.remaining_krw,
        },
        "accepted_at": told_in_seoul(shown.accepted_at),
    }


def answer_for(donation: Donation) -> dict[str, Any]:
    """Return what is said of a donation when it is reported.

    A repeat is answered as the first report was, also when the donation has been returned since.
    """
    answer = _said_of(Answered.of(donation))
    answer["status"] = ACCEPTED
    return answer
