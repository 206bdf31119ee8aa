"""The list of barred relations of one's own local government: to read, to add to, to lift from."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.admin_base import OfficialRequest, OfficialsAdmin
from accounts.admin_steps import TakesSteps, dialog
from donations.barred import MAY_BAR, bar_person, lift_bar
from donations.barred_models import BarredPerson, Relation
from kernel.dates import seoul_date


def today_in_seoul() -> date:
    """Return the Seoul date of this moment."""
    return seoul_date(timezone.now())


class BarForm(BaseDialogForm):  # type: ignore[misc]
    """Who, why and for how long."""

    resident_number = forms.CharField(
        label=_("Resident number"),
        max_length=14,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Kept as a keyed hash only; it cannot be read back."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=_("Kept masked and encrypted."),
    )
    relation = forms.ChoiceField(
        label=_("Relation"), choices=Relation.choices, widget=UnfoldAdminSelectWidget
    )
    begins_on = forms.DateField(
        label=_("First day"), initial=today_in_seoul, widget=UnfoldAdminSingleDateWidget
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=UnfoldAdminSingleDateWidget
    )


@admin.register(BarredPerson)
class BarredPersonAdmin(TakesSteps, OfficialsAdmin):
    """Newest first; who it is stands there masked."""

    list_display = ("name_masked", "relation", "begins_on", "ends_on", "entered_by", "lifted_at")
    list_select_related = ("entered_by",)
    list_filter = ("relation",)
    ordering = ("-id",)
    fields = (
        "name_masked",
        "relation",
        "municipality",
        "begins_on",
        "ends_on",
        "entered_by",
        "entered_at",
        "lifted_by",
        "lifted_at",
    )
    readonly_fields = fields
    actions_list = ("bar",)
    actions_detail = ("lift",)

    def has_bar_permission(self, request: OfficialRequest, *_arguments: Any) -> bool:
        """Say whether the role may put people on the list and lift entries."""
        return request.user.has_perm(MAY_BAR)

    @override
    def get_actions_detail(self, request: OfficialRequest, object_id: str) -> list[UnfoldAction]:
        """Offer to lift an entry that stands."""
        if self.get_object(request, object_id).lifted_at is not None:
            return []
        allowed: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        return allowed

    @action(  # type: ignore[untyped-decorator]
        description=_("Put a person on the list"),
        url_path="bar",
        permissions=["bar"],
        icon="block",
        dialog=dialog(
            _("Put a person on the list of barred relations"),
            _("From the first day on, no gift of this person to us is taken in anywhere."),
            BarForm,
            _("Put on the list"),
        ),
    )
    def bar(self, request: OfficialRequest, form: BarForm) -> HttpResponse:
        """Put a person on the list."""
        asked = form.cleaned_data
        return self.take(
            request,
            lambda: bar_person(
                resident_number=asked["resident_number"],
                name=asked["name"],
                relation=Relation(asked["relation"]),
                begins_on=asked["begins_on"],
                ends_on=asked["ends_on"],
                actor=request.user,
            ),
            _("The person is on the list."),
            reverse("admin:donations_barredperson_changelist"),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Lift"),
        url_path="lift",
        permissions=["bar"],
        icon="lock_open",
        dialog=dialog(
            _("Lift this entry"),
            _("Gifts of this person to us are taken in again from now on."),
            None,
            _("Lift"),
        ),
    )
    def lift(
        self,
        request: OfficialRequest,
        form: BaseDialogForm,  # noqa: ARG002
        object_id: str,
    ) -> HttpResponse:
        """Lift the entry."""
        entry = self.get_object(request, object_id)
        return self.take(
            request,
            lambda: lift_bar(entry.pk, actor=request.user),
            _("The entry is lifted."),
            reverse("admin:donations_barredperson_change", args=[entry.pk]),
        )
