"""Correcting the receipt of a donation, on the donation's page."""

from django import forms
from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.admin_base import OfficialRequest
from accounts.admin_steps import TakesSteps, dialog
from donations.corrections import MAY_CORRECT, correct_receipt
from receipts.correct import CorrectedFacts


class CorrectionForm(BaseDialogForm):  # type: ignore[misc]
    """What the new receipt shall show; what is left empty stays as it was."""

    donor_name = forms.CharField(
        label=_("Name as it should be"),
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Leave it empty if the name is right."),
    )
    donor_address = forms.CharField(
        label=_("Address as it should be"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Leave it empty if the address is right."),
    )
    note = forms.CharField(
        label=_("Reason, for the file"),
        max_length=1000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Kept encrypted; neither the receipt nor the portal shows it."),
    )


class CorrectsReceipts(TakesSteps):
    """The page of a donation."""

    def has_correct_permission(
        self,
        request: OfficialRequest,
        object_id: str | Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Say whether the role corrects receipts."""
        return request.user.has_perm(MAY_CORRECT)

    @action(  # type: ignore[untyped-decorator]
        description=_("Correct the receipt"),
        url_path="correct-receipt",
        permissions=["correct"],
        icon="edit_document",
        dialog=dialog(
            _("Correct the receipt of this donation"),
            _(
                "A new receipt with a number of its own takes the place of the old one. Amount, "
                "day and year stay. A corrected name is kept on file, for gifts to come. What "
                "your local government has registered since is taken over too."
            ),
            CorrectionForm,
            _("Issue the corrected receipt"),
        ),
    )
    def correct(
        self, request: OfficialRequest, form: CorrectionForm, object_id: str
    ) -> HttpResponse:
        """Issue a corrected receipt."""
        donation = self.get_object(request, object_id)
        facts = CorrectedFacts(
            **{name: form.cleaned_data[name] for name in ("donor_name", "donor_address", "note")}
        )
        return self.take(
            request,
            lambda: correct_receipt(donation.pk, facts, actor=request.user),
            _("The corrected receipt is issued. The portal is told."),
            reverse("admin:donations_donation_change", args=[donation.pk]),
        )
