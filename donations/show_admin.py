"""The page on which an official says what for, and then sees who a donor is."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from accounts.admin_base import OfficialRequest
from accounts.admin_steps import TakesSteps, dialog, role_carries, step
from audit.personal_access import AccessPurpose, Personal
from donations.personal_data import MAY_SHOW, show_donor
from donations.retention import MAY_HOLD, hold_donor, is_held, lift_hold
from kernel.errors import DomainError

LONGEST_REASON = 200


class KeepForm(BaseDialogForm):  # type: ignore[misc]
    """Why the data have to stay."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=UnfoldAdminTextInputWidget
    )


class ShowForm(forms.Form):
    """What for, and which data."""

    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=AccessPurpose.choices, widget=UnfoldAdminRadioSelectWidget
    )
    wanted = forms.MultipleChoiceField(
        label=_("Data that you need"),
        choices=Personal.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("For example the number of the complaint. Kept encrypted, read at reviews."),
    )


class ShowsDonors(TakesSteps):
    """The page of a donation, from which an official may see who gave."""

    has_show_permission = role_carries(MAY_SHOW)
    has_keep_permission = role_carries(MAY_HOLD)

    @action(  # type: ignore[untyped-decorator]
        description=_("Show who gave"), url_path="show", permissions=["show"], icon="visibility"
    )
    def show(self, request: OfficialRequest, object_id: str) -> HttpResponse:
        """Ask for purpose and reason; show the data once, in the answer to that alone."""
        donation = self.get_object(request, object_id)
        form = ShowForm(request.POST or None)
        shown: Mapping[Personal, str] = {}
        if form.is_valid():
            try:
                shown = show_donor(
                    donation.pk,
                    [Personal(each) for each in form.cleaned_data["wanted"]],
                    purpose=AccessPurpose(form.cleaned_data["purpose"]),
                    reason=form.cleaned_data["reason"],
                    actor=request.user,
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal))
        context: dict[str, Any] = {
            "title": _("Show who gave"),
            "donation": donation,
            "form": form,
            "shown": [(each.label, value) for each, value in shown.items()],
            "back": reverse("admin:donations_donation_change", args=[donation.pk]),
        }
        answer: HttpResponse = self.page(request, "donations/show.html", context)
        return answer

    @override
    def get_actions_detail(self, request: OfficialRequest, object_id: str) -> list[UnfoldAction]:
        """Offer to keep a donor's data, or to end that."""
        allowed: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        if not request.user.has_perm(MAY_HOLD):
            return allowed
        hidden = "keep" if is_held(self.get_object(request, object_id)) else "release"
        return [each for each in allowed if each.method.original_function_name != hidden]

    keep = step(
        "keep",
        _("Keep the donor's data (legal hold)"),
        needs="keep",
        icon="gavel",
        asks=dialog(
            _("Keep this donor's data beyond their time"),
            _("For a suit or an audit. They are not erased until the hold is lifted."),
            KeepForm,
            _("Keep"),
        ),
        take=lambda pk, told, actor: hold_donor(pk, **told, actor=actor),
        done=_("The donor's data are kept until the hold is lifted."),
    )
    release = step(
        "release",
        _("Lift the legal hold"),
        needs="keep",
        icon="lock_open",
        asks=dialog(
            _("Lift the legal hold"),
            _("The data are erased when their time is over."),
            None,
            _("Lift"),
        ),
        take=lambda pk, _told, actor: lift_hold(pk, actor=actor),
        done=_("Lifted. The data end with their time."),
    )
