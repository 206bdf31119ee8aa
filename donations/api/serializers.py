"""A donation as it comes in and as it goes out."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from donations import identity
from donations.api.fields import InstantField, PatternField, TextField, YesNoField
from donations.models import Donation, DonationStatus, GiftWish, PaymentMethod, ResidenceMethod
from donations.offer import UNPAID, Offer, Person, Pledge, ResidenceCheck
from kernel.whole_won import WholeWonField
from projects.models import Purpose

REFERENCE_PATTERN = r"[\x21-\x7e]{1,100}"
CODE_PATTERN = r"\d{5}"


class PersonSerializer(serializers.Serializer[Person]):
    """Who gives: number and name, or ``id`` from an earlier answer to the same portal."""

    id = TextField(required=False, max_length=32)
    resident_number = TextField(required=False, max_length=14)
    name = TextField(required=False, max_length=60)
    phone = TextField(required=False, allow_blank=True, max_length=30)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    address = TextField(
        required=False,
        allow_blank=True,
        max_length=200,
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
    document_reference = TextField(required=False, max_length=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the evidence that the method needs (Decree art. 4(3))."""
        needed = {
            ResidenceMethod.SHARED_INFORMATION.value: "consented_at",
            ResidenceMethod.DOCUMENT.value: "document_reference",
        }[attrs["method"]]
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
    gift_wish = serializers.ChoiceField(GiftWish.choices, default=GiftWish.UNDECIDED.value)
    hold_id = serializers.UUIDField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a consent that was given after the payment it had to precede."""
        consented_at = attrs["residence_check"].get("consented_at")
        if consented_at and consented_at > attrs["paid_at"]:
            raise serializers.ValidationError(
                {"residence_check": {"consented_at": [_("The consent must precede the payment.")]}}
            )
        number = attrs["donor"].get("resident_number")
        if number and identity.birth_date(number) > attrs["paid_at"].date():
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
        gift_wish=fields.get("gift_wish", GiftWish.UNDECIDED.value),
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


class DonationSerializer(serializers.ModelSerializer[Donation]):
    """An accepted donation; the same bytes for every repeat of its report."""

    recipient = RecipientAnswer()
    designation = serializers.SerializerMethodField()
    receipt = serializers.SerializerMethodField()
    donor = serializers.SerializerMethodField()

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

    @extend_schema_field(DesignationAnswer(allow_null=True))
    def get_designation(self, donation: Donation) -> dict[str, object] | None:
        """Return the designation, or null."""
        return donation.designation

    @extend_schema_field(ReceiptAnswer)
    def get_receipt(self, donation: Donation) -> dict[str, object]:
        """Return where the receipt is."""
        receipt = donation.receipt
        return {
            "number": receipt.number,
            "issued_on": receipt.issued_on.isoformat(),
            "verify_url": f"{settings.PUBLIC_URL}/verify/{receipt.verify_code}/",
            "pdf_url": f"{settings.PUBLIC_URL}/api/v1/receipts/{receipt.number}/pdf",
        }

    @extend_schema_field(DonorAnswer)
    def get_donor(self, donation: Donation) -> dict[str, object]:
        """Return the donor under this portal's name for them, called as the first receipt did."""
        return {
            "id": identity.pseudonym(donation.portal_id, donation.donor_id),
            "name_masked": donation.receipt.name_masked,
            "remaining_krw": donation.remaining_krw,
        }


@cache
def _writer() -> DonationSerializer:
    """Return a serializer that is kept: each new one makes all its fields anew."""
    return DonationSerializer()


def answer_for(donation: Donation) -> dict[str, Any]:
    """Return what is said of a donation when it is reported.

    A repeat is answered as the first report was, also when the donation has been returned since.
    """
    return {**_writer().to_representation(donation), "status": DonationStatus.ACCEPTED.value}
