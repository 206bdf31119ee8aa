from typing import Any

from rest_framework import serializers

from bench.naive.models import Gift, Slip
from donations import identity
from donations.models import GiftWish, PaymentMethod, ResidenceMethod
from regions.models import Municipality


class PersonSerializer(serializers.Serializer[Any]):
    resident_number = serializers.CharField(max_length=14)
    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=30)
    email = serializers.EmailField(required=False, allow_blank=True)

    def validate_resident_number(self, number: str) -> str:
        try:
            identity.birth_date(number)
        except identity.NotAResidentNumber as problem:
            raise serializers.ValidationError(problem.args[0]) from problem
        return number

    def validate_name(self, name: str) -> str:
        name = identity.tidy_name(name)
        if identity.COMPANY.search(name):
            raise serializers.ValidationError("Only a natural person may give.")
        return name


class PledgeSerializer(serializers.Serializer[Any]):
    signed_at = serializers.DateTimeField()
    no_barred_relation = serializers.BooleanField()


class ResidenceCheckSerializer(serializers.Serializer[Any]):
    method = serializers.ChoiceField(ResidenceMethod.choices)
    consented_at = serializers.DateTimeField(required=False, allow_null=True)


class QuestionSerializer(serializers.Serializer[Any]):
    donor = PersonSerializer()
    residence_code = serializers.CharField(max_length=5)
    recipient_code = serializers.CharField(max_length=5)
    amount_krw = serializers.IntegerField(min_value=100)
    pledge = PledgeSerializer()
    residence_check = ResidenceCheckSerializer()


class ReportSerializer(QuestionSerializer):
    portal_reference = serializers.CharField(max_length=100)
    paid_at = serializers.DateTimeField()
    payment_method = serializers.ChoiceField(PaymentMethod.choices)
    gift_wish = serializers.ChoiceField(GiftWish.choices, default="undecided")


class MunicipalitySerializer(serializers.ModelSerializer[Municipality]):
    class Meta:
        model = Municipality
        fields = ["code", "name_ko", "name_en"]


class SlipSerializer(serializers.ModelSerializer[Slip]):
    class Meta:
        model = Slip
        fields = ["number", "issued_at", "verify_code"]


class GiftSerializer(serializers.ModelSerializer[Gift]):
    recipient = MunicipalitySerializer()
    slip = SlipSerializer()
    donor = serializers.SerializerMethodField()

    class Meta:
        model = Gift
        fields = [
            "id",
            "portal_reference",
            "status",
            "donated_on",
            "tax_year",
            "amount_krw",
            "recipient",
            "slip",
            "donor",
            "accepted_at",
        ]

    def get_donor(self, gift: Gift) -> dict[str, object]:
        return {
            "name_masked": identity.masked(gift.person.name),
            "remaining_krw": gift.remaining_krw,
        }
