"""What the dialogs of a project's steps ask for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.typed_fields import DayField, WonField
from kernel.dates import seoul_date
from projects.models import ApprovalBody, FundProject

LONGEST_REASON = 300
LONGEST_REFERENCE = 120


def _today() -> Any:
    return seoul_date(timezone.now())


def _reason(label: Any, *, required: bool, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_REASON,
        widget=UnfoldAdminTextareaWidget,
        help_text=help_text,
    )


def _document() -> forms.CharField:
    return forms.CharField(
        label=_("Document"),
        max_length=LONGEST_REFERENCE,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Number and name of the minutes, so that everybody finds them."),
    )


class ApprovalForm(BaseDialogForm):  # type: ignore[misc]
    """Who agreed, when, and where that is written."""

    body = forms.ChoiceField(
        label=_("Body"), choices=ApprovalBody.choices, widget=UnfoldAdminSelectWidget
    )
    decided_on = DayField(label=_("Decided on"), initial=_today)
    document_reference = _document()
    approved_krw = WonField(label=_("Amount approved (won)"), min_value=1, required=False)

    def clean_body(self) -> ApprovalBody:
        """Return the body."""
        return ApprovalBody(self.cleaned_data["body"])


class GeneralMoneyForm(BaseDialogForm):  # type: ignore[misc]
    """More general money of the fund, and the vote on it."""

    amount_krw = WonField(label=_("Amount (won)"), min_value=1)
    decided_on = DayField(label=_("Decided on"), initial=_today)
    document_reference = _document()


class CloseForm(BaseDialogForm):  # type: ignore[misc]
    """An early close says why."""

    reason = _reason(
        _("Reason"),
        required=False,
        help_text=_("Needed when it closes before its day; the plan must allow that."),
    )


class CancelForm(BaseDialogForm):  # type: ignore[misc]
    """Why it is given up."""

    reason = _reason(_("Reason"), required=True)


class TargetForm(BaseDialogForm):  # type: ignore[misc]
    """Another target or last day; it starts from what stands now."""

    target_krw = WonField(label=_("Target (won)"), min_value=1)
    closes_on = DayField(label=_("Last day"), required=False)
    reason = _reason(
        _("Reason"), required=False, help_text=_("Needed once the campaign is open; kept for ever.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project = FundProject.objects.filter(pk=self.object_id).first()
        if project is not None:
            self.fields["target_krw"].initial = project.target_krw
            self.fields["closes_on"].initial = project.closes_on


class SeasonForm(BaseDialogForm):  # type: ignore[misc]
    """The target and days of the next season."""

    target_krw = WonField(label=_("Target (won)"), min_value=1, required=False)
    opens_on = DayField(label=_("First day"), required=False)
    closes_on = DayField(label=_("Last day"), required=False)
