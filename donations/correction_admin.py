"""Correcting the receipt of a donation, on the donation's page."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.admin_steps import TakesSteps, dialog, role_carries, step
from donations import identity
from donations.corrections import MAY_CORRECT, correct_receipt
from receipts.correct import CorrectedFacts


class CorrectionForm(BaseDialogForm):  # type: ignore[misc]
    """What the new receipt shall show; what is left empty stays as it was."""

    donor_name = forms.CharField(
        label=_("Name as it should be"),
        required=False,
        max_length=identity.LONGEST_NAME,
        error_messages={"max_length": identity.NAME_TOO_LONG},
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

    has_correct_permission = role_carries(MAY_CORRECT)

    correct = step(
        "correct",
        _("Correct the receipt"),
        needs="correct",
        icon="edit_document",
        asks=dialog(
            _("Correct the receipt of this donation"),
            _(
                "A new receipt with a number of its own takes the place of the old one. Amount, "
                "day and year stay. A corrected name is kept on file, for gifts to come. What "
                "your local government has registered since is taken over too."
            ),
            CorrectionForm,
            _("Issue the corrected receipt"),
        ),
        take=lambda pk, told, actor: correct_receipt(pk, CorrectedFacts(**told), actor=actor),
        done=_("The corrected receipt is issued. The portal is told."),
    )
