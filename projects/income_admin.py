"""Income of one's own fund beside donations: entered, and reversed where it was a mistake."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from accounts.admin_base import OfficialRequest, won
from accounts.admin_steps import TakesSteps, dialog
from accounts.models import User
from ledger.models import OtherIncome
from projects.entry_admin import EntersByForm
from projects.income import MAY_ENTER, IncomeFacts, enter_income, reverse_income
from projects.money_forms import IncomeForm, ReasonForm


@admin.register(OtherIncome)
class OtherIncomeAdmin(TakesSteps, EntersByForm):
    """The newest first."""

    may_enter = MAY_ENTER
    entry_title = _("Enter income")
    entry_done = _("The income is entered and booked.")

    list_display = ("received_on", "account", "amount", "reference", "state")
    list_display_links = ("received_on", "account")
    list_filter = ("account",)
    ordering = ("-received_on", "-id")
    actions_detail = ("take_back",)
    readonly_fields = ("amount", "state")
    fields = (
        "account",
        "amount",
        "received_on",
        "paid_in_on",
        "reference",
        "state",
        "entered_by",
        "entered_at",
    )

    @override
    def visible(self, user: User) -> QuerySet[OtherIncome]:
        return OtherIncome.objects.visible_to(user).select_related("entered_by")

    @override
    def entry_form(self, request: OfficialRequest, data: Any, files: Any) -> forms.Form:
        return IncomeForm(data)

    @override
    def enter(self, request: OfficialRequest, given: Mapping[str, Any]) -> OtherIncome:
        return enter_income(IncomeFacts(**given), at=timezone.now(), actor=request.user)

    @override
    def get_actions_detail(self, request: OfficialRequest, object_id: str) -> list[UnfoldAction]:
        """Offer to take back what was not taken back."""
        allowed: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        return allowed if self.get_object(request, object_id).reversal is None else []

    @display(description=_("amount (won)"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, income: OtherIncome) -> SafeString | str:
        return won(income.amount_krw)

    @display(description=_("state"))  # type: ignore[untyped-decorator]
    def state(self, income: OtherIncome) -> str:
        return str(_("Booked") if income.reversal is None else _("Reversed"))

    def has_enter_permission(
        self,
        request: OfficialRequest,
        object_id: str | Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Say whether the role enters income."""
        return request.user.has_perm(MAY_ENTER)

    @action(  # type: ignore[untyped-decorator]
        description=_("Reverse"),
        url_path="reverse",
        permissions=["enter"],
        icon="undo",
        dialog=dialog(
            _("Reverse this income"),
            _("The entry stays in the journal; a reversal is booked beside it."),
            ReasonForm,
            _("Book"),
        ),
    )
    def take_back(self, request: OfficialRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """Book the reversal."""
        income = self.get_object(request, object_id)
        return self.take(
            request,
            lambda: reverse_income(
                income.pk,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
                actor=request.user,
            ),
            _("Reversed."),
            reverse("admin:ledger_otherincome_change", args=[income.pk]),
        )
