"""The one page of the counter, in the order in which a donor's form is read."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from accounts.models import User
from desk.places import code_of
from donations import identity
from donations.api.at_once import read_offer
from donations.api.serializers import OfferSerializer
from donations.models import GiftWish, PaymentMethod, ResidenceMethod
from donations.offer import Offer
from kernel.dates import seoul_date
from kernel.errors import DomainError
from kernel.typed import typed_won
from kernel.validation import Invalid
from projects.models import FundProject, ProjectKind, ProjectStatus, Purpose

FIELD_OF = {
    "/donor/name": "name",
    "/donor/resident_number": "resident_number",
    "/donor/phone": "phone",
    "/donor/address": "address",
    "/residence_code": "residence",
    "/amount_krw": "amount",
    "/residence_check/document_reference": "document_reference",
}
"""JSON pointer of the API -> field of this form."""


class Line(UnfoldAdminTextInputWidget):  # type: ignore[misc]
    """A line that the browser neither completes nor corrects."""

    def __init__(self, **attrs: str) -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false", **attrs})


class CounterForm(forms.Form):
    """What the official reads from the donor's form (기탁서): what every gift needs comes first."""

    reference = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=_("Name"),
        max_length=identity.LONGEST_NAME,
        error_messages={"max_length": identity.NAME_TOO_LONG},
        widget=Line(autofocus="autofocus"),
    )
    resident_number = forms.CharField(
        label=_("Resident number"),
        max_length=14,
        widget=Line(inputmode="numeric", placeholder="900101-1234567"),
        help_text=_("Resident, foreigner or domestic-residence number; kept encrypted."),
    )
    residence = forms.CharField(
        label=_("Residence"),
        max_length=60,
        widget=Line(list="desk-places"),
        help_text=_("City, county or district of the registered address; name or code."),
    )
    amount = forms.CharField(
        label=_("Amount (won)"),
        max_length=20,
        widget=Line(inputmode="numeric", placeholder="100,000"),
        help_text=_("100000, 100,000 or 10만."),
    )
    is_signed = forms.BooleanField(
        label=_("The donor has signed the donation form, with the consent on it"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    is_unrelated = forms.BooleanField(
        label=_("The donor declares to have no barred relation with us"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    residence_method = forms.ChoiceField(
        label=_("Residence checked by"),
        choices=ResidenceMethod.choices,
        initial=ResidenceMethod.SHARED_INFORMATION.value,
        widget=UnfoldAdminSelectWidget,
    )
    document_reference = forms.CharField(
        label=_("Document"),
        max_length=100,
        required=False,
        widget=Line(),
        help_text=_("Only where a document was handed in: its number or kind."),
    )
    designation = forms.ChoiceField(
        label=_("Designation"), required=False, widget=UnfoldAdminSelectWidget
    )
    payment_method = forms.ChoiceField(
        label=_("Paid by"),
        choices=PaymentMethod.choices,
        initial=PaymentMethod.COUNTER.value,
        widget=UnfoldAdminSelectWidget,
    )
    gift_wish = forms.ChoiceField(
        label=_("Return gift"),
        choices=GiftWish.choices,
        initial=GiftWish.UNDECIDED.value,
        widget=UnfoldAdminSelectWidget,
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        widget=Line(),
        help_text=_("Shown on the receipt, if the donor wants it there; kept encrypted."),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=Line(inputmode="tel")
    )

    def __init__(self, official: User, data: Any = None) -> None:
        super().__init__(data)
        self.official = official
        self.offer: Offer | None = None
        designation = self.fields["designation"]
        assert isinstance(designation, forms.ChoiceField)  # noqa: S101
        designation.choices = designations(official)

    def clean_amount(self) -> int:
        """Return whole won."""
        amount_krw = typed_won(self.cleaned_data["amount"])
        if amount_krw is None:
            raise forms.ValidationError(_("Write whole won, for example 100,000 or 10만."))
        return amount_krw

    def clean_residence(self) -> str:
        """Return the code of the place."""
        try:
            return code_of(self.cleaned_data["residence"], seoul_date(timezone.now()))
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        """Read the form as the API reads a donation; every fault goes to its field."""
        given = self.cleaned_data
        if not self.errors:
            try:
                self.offer = read_offer(OfferSerializer, self._body(timezone.now()))
            except Invalid as invalid:
                for fault in invalid.errors:
                    self._show(fault)
        return given

    def _show(self, fault: dict[str, str]) -> None:
        korean = (get_language() or "ko").startswith("ko")
        message = fault["detail_ko" if korean else "detail_en"]
        self.add_error(FIELD_OF.get(fault["pointer"]), message)

    def _body(self, now: datetime) -> dict[str, Any]:
        given = self.cleaned_data
        shared = given["residence_method"] == ResidenceMethod.SHARED_INFORMATION
        check: dict[str, Any] = {"method": given["residence_method"]}
        if shared:
            check["consented_at"] = now.isoformat()
        else:
            check["document_reference"] = given["document_reference"]
        pledge = {"signed_at": now.isoformat(), "no_barred_relation": given["is_unrelated"]}
        kind, _colon, value = given["designation"].partition(":")
        designation = {"project_id": int(value)} if kind == "project" else {"purpose": kind}
        return {
            "portal_reference": f"{given['reference']}",
            "donor": {
                "resident_number": given["resident_number"],
                "name": given["name"],
                "phone": given["phone"],
                "address": given["address"],
            },
            "residence_code": given["residence"],
            "recipient_code": self.official.municipality_id,
            "amount_krw": given["amount"],
            "paid_at": now.isoformat(),
            "payment_method": given["payment_method"],
            "gift_wish": given["gift_wish"],
            "pledge": pledge if given["is_signed"] else None,
            "residence_check": check,
            "designation": designation if kind else None,
        }


def designations(official: User) -> list[tuple[str, Any]]:
    """Return what may be designated now: open projects of the official's government, purposes."""
    projects = FundProject.objects.filter(
        recipient_id=official.municipality_id,
        kind=ProjectKind.DESIGNATED,
        status=ProjectStatus.OPEN,
    ).order_by("name_ko")
    return [
        ("", _("None: a general donation")),
        *((f"project:{project.pk}", str(project)) for project in projects),
        *Purpose.choices,
    ]
