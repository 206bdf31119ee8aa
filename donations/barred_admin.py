"""The list of barred relations of one's own local government: to read, to add to, to lift from."""

from collections.abc import Collection
from datetime import date

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.admin_base import OfficialRequest, OfficialsAdmin
from accounts.admin_steps import OffersNextSteps, dialog, role_carries, step
from accounts.models import User
from accounts.typed_fields import DayField
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
    begins_on = DayField(label=_("First day"), initial=today_in_seoul)
    ends_on = DayField(label=_("Last day"), required=False)


@admin.register(BarredPerson)
class BarredPersonAdmin(OffersNextSteps, OfficialsAdmin):
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

    has_bar_permission = role_carries(MAY_BAR)

    @override
    def next_steps(self, row: BarredPerson, official: User) -> Collection[str]:
        """Offer to lift an entry that stands."""
        return ("lift",) if row.lifted_at is None else ()

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

    lift = step(
        "lift",
        _("Lift"),
        needs="bar",
        icon="lock_open",
        asks=dialog(
            _("Lift this entry"),
            _("Gifts of this person to us are taken in again from now on."),
            None,
            _("Lift"),
        ),
        take=lambda pk, _told, actor: lift_bar(pk, actor=actor),
        done=_("The entry is lifted."),
    )
