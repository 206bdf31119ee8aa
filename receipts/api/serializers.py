"""What comes in and what goes out: tax credits and receipts."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.dates import FIRST_DAY
from kernel.whole_won import WholeWonField
from receipts.authenticity import Shown
from receipts.credit_notices import notices
from receipts.links import pdf_url, verify_url
from receipts.models import Receipt, ReceiptCancellation, ReceiptReprint, State
from receipts.tax_credit import TaxCredit

MOST_DONATIONS = 1000


class TrueOrFalseField(serializers.BooleanField):
    """A JSON boolean; ``"true"``, ``1`` and ``null`` are refused."""

    def to_internal_value(self, data: Any) -> bool:
        """Return ``data`` if it is a boolean."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class GiftSerializer(serializers.Serializer[dict[str, Any]]):
    """One donation of the year.

    With ``recipient_code`` the special-disaster window of that local government on that day
    decides about the higher rate; ``special_disaster`` says it outright.
    """

    amount_krw = WholeWonField()
    donated_on = serializers.DateField()
    special_disaster = TrueOrFalseField(required=False)
    recipient_code = serializers.RegexField(r"\A\d{5}\Z", required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a date before the scheme began, and two answers to one question."""
        if attrs["donated_on"] < FIRST_DAY:
            raise serializers.ValidationError(
                {"donated_on": _("There was no donation scheme before 2023-01-01.")}
            )
        if "special_disaster" in attrs and "recipient_code" in attrs:
            raise serializers.ValidationError(
                {"special_disaster": _("Give either special_disaster or recipient_code.")}
            )
        return attrs


class TaxCreditRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """The donations of one person in one tax year.

    ``business_owner``: the person has business income, so that the credit ends at 100,000 won.
    """

    business_owner = TrueOrFalseField(default=False)
    donations = serializers.ListField(
        child=GiftSerializer(), allow_empty=False, max_length=MOST_DONATIONS
    )

    def validate_donations(self, gifts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse a second tax year, at the first donation that is of another than the first."""
        year = gifts[0]["donated_on"].year
        faults: list[dict[str, Any]] = [
            {}
            if gift["donated_on"].year == year
            else {"donated_on": [_("All donations must be of one tax year.")]}
            for gift in gifts
        ]
        if any(faults):
            raise serializers.ValidationError(faults)
        return gifts


class LineSerializer(serializers.Serializer[Any]):
    """One part of the year's total under one rate."""

    bracket = serializers.CharField()
    base_krw = serializers.IntegerField()
    national_rate = serializers.CharField(help_text="exact: 100/110, 0.15")
    local_rate = serializers.CharField(help_text="exact: 10/110, 0.015")
    national_krw = serializers.IntegerField()
    local_krw = serializers.IntegerField()
    legal_basis = serializers.CharField()


class TaxCreditSerializer(serializers.Serializer[TaxCredit]):
    """The most that the year's donations can save."""

    tax_year = serializers.IntegerField()
    total_krw = serializers.IntegerField()
    credit_total_krw = serializers.IntegerField()
    national_krw = serializers.IntegerField()
    local_krw = serializers.IntegerField()
    local_floored_krw = serializers.IntegerField(
        help_text="the local credit floored by itself, as a tax form may ask for it"
    )
    deductible_krw = serializers.IntegerField(
        help_text="what a business owner may deduct from income in place of a credit"
    )
    lines = LineSerializer(many=True)
    notice_ko = serializers.SerializerMethodField()
    notice_en = serializers.SerializerMethodField()

    def get_notice_ko(self, credit: TaxCredit) -> str:
        """Say in Korean how to read it."""
        return _notice(credit, "ko")

    def get_notice_en(self, credit: TaxCredit) -> str:
        """Say in English how to read it."""
        return _notice(credit, "en")


def _notice(credit: TaxCredit, language: str) -> str:
    with translation.override(language):
        return " ".join(str(notice) for notice in notices(credit))


class IssuerSerializer(serializers.Serializer[Receipt]):
    """The local government that issued a receipt, under its code and names of that day."""

    code = serializers.CharField(source="issuer_id")
    name_ko = serializers.CharField(source="issuer_name_ko")
    name_en = serializers.CharField(source="issuer_name_en")


class MaskedDonorSerializer(serializers.Serializer[Receipt]):
    """The donor, as far as a portal is told."""

    name_masked = serializers.CharField()


class DisasterSerializer(serializers.Serializer[Receipt]):
    """The special-disaster window that the donation fell in."""

    declared_on = serializers.DateField(source="disaster_declared_on")
    ends_on = serializers.DateField(source="disaster_ends_on")
    cause = serializers.CharField(source="disaster_cause")


class CancellationSerializer(serializers.Serializer[ReceiptCancellation]):
    """The document that took a receipt back."""

    number = serializers.CharField()
    cancelled_on = serializers.DateField()
    ground = serializers.CharField()
    reason = serializers.CharField(help_text="the legal ground, in Korean")


class ReprintSerializer(serializers.Serializer[ReceiptReprint]):
    """One time that the receipt was handed out again, under its number."""

    nth = serializers.IntegerField()
    reprinted_on = serializers.DateField()


class ReceiptSerializer(serializers.Serializer[Receipt]):
    """A receipt as issued, and whether it still stands."""

    number = serializers.CharField()
    issued_on = serializers.DateField()
    issuer = IssuerSerializer(source="*")
    amount_krw = serializers.IntegerField()
    donated_on = serializers.DateField()
    donor = MaskedDonorSerializer(source="*")
    designation = serializers.SerializerMethodField()
    special_disaster = serializers.SerializerMethodField()
    verify_url = serializers.SerializerMethodField()
    pdf_url = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    cancelled_on = serializers.SerializerMethodField()
    cancellation = serializers.SerializerMethodField()
    replaces = serializers.SerializerMethodField()
    replaced_by = serializers.SerializerMethodField()
    replaced_on = serializers.SerializerMethodField()
    reprints = ReprintSerializer(many=True)

    def get_designation(self, receipt: Receipt) -> str | None:
        """Return what the donor chose; null for a general donation."""
        return receipt.designation or None

    def get_special_disaster(self, receipt: Receipt) -> dict[str, Any] | None:
        """Return the window, or null."""
        return DisasterSerializer(receipt).data if receipt.disaster_declared_on else None

    def get_verify_url(self, receipt: Receipt) -> str:
        """Return the public page that tells whether it is genuine."""
        return verify_url(receipt)

    def get_pdf_url(self, receipt: Receipt) -> str:
        """Return where its PDF is."""
        return pdf_url(receipt)

    @extend_schema_field(serializers.ChoiceField(State.choices))
    def get_status(self, receipt: Receipt) -> str:
        """Say where it stands."""
        return receipt.state.value

    def get_cancelled_on(self, receipt: Receipt) -> date | None:
        """Return the day on which it was taken back, or null."""
        return receipt.cancelled.cancelled_on if receipt.cancelled else None

    @extend_schema_field(CancellationSerializer(allow_null=True))
    def get_cancellation(self, receipt: Receipt) -> dict[str, Any] | None:
        """Return the document that took it back, or null."""
        return CancellationSerializer(receipt.cancelled).data if receipt.cancelled else None

    def get_replaces(self, receipt: Receipt) -> str | None:
        """Return the number of the receipt that this one corrects, or null."""
        return receipt.replaces.number if receipt.replaces else None

    def get_replaced_by(self, receipt: Receipt) -> str | None:
        """Return the number of the corrected receipt that took its place, or null."""
        return receipt.replaced_by.number if receipt.replaced_by else None

    def get_replaced_on(self, receipt: Receipt) -> date | None:
        """Return the day on which it was replaced, or null."""
        return receipt.replaced_by.issued_on if receipt.replaced_by else None


class VerifiedIssuerSerializer(serializers.Serializer[Shown]):
    """Who issued it, under code and names of that day."""

    code = serializers.CharField(source="issuer_id")
    name_ko = serializers.CharField(source="issuer_name_ko")
    name_en = serializers.CharField(source="issuer_name_en")


class VerifiedSerializer(serializers.Serializer[Shown]):
    """A receipt as anybody who holds its code may see it."""

    number = serializers.CharField()
    state = serializers.SerializerMethodField()
    issued_on = serializers.DateField()
    issuer = VerifiedIssuerSerializer(source="*")
    amount_krw = serializers.IntegerField()
    name_masked = serializers.CharField()
    cancelled_on = serializers.DateField(allow_null=True)
    replaced_on = serializers.DateField(allow_null=True)
    replaced_by = serializers.SerializerMethodField()
    replaces = serializers.SerializerMethodField()
    reprinted = serializers.IntegerField(source="reissued", help_text="how often")
    last_reprinted_on = serializers.DateField(source="last_reissued_on", allow_null=True)

    @extend_schema_field(serializers.ChoiceField(["valid", "replaced", "cancelled"]))
    def get_state(self, shown: Shown) -> str:
        """Say whether it can be relied on: only ``valid`` can."""
        return "valid" if shown.state is State.ISSUED else shown.state.value

    def get_replaced_by(self, shown: Shown) -> str | None:
        """Return the number of the corrected receipt that took its place, or null."""
        return shown.replaced_by or None

    def get_replaces(self, shown: Shown) -> str | None:
        """Return the number of the receipt that this one corrects, or null."""
        return shown.replaces or None
