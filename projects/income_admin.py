"""Income of one's own fund beside donations: entered, and reversed where it was a mistake."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import display

from accounts.admin_base import won
from accounts.admin_steps import OffersNextSteps, dialog, role_carries, step
from accounts.models import User
from ledger.models import OtherIncome
from projects.entry_admin import EntersByForm, Entry
from projects.income import MAY_ENTER, IncomeFacts, enter_income, reverse_income
from projects.money_forms import IncomeForm, ReasonForm


def enter(given: Mapping[str, Any], official: User) -> OtherIncome:
    """Enter the income that the form says."""
    return enter_income(IncomeFacts(**given), at=timezone.now(), actor=official)


@admin.register(OtherIncome)
class OtherIncomeAdmin(OffersNextSteps, EntersByForm):
    """The newest first."""

    entry = Entry(
        needs=MAY_ENTER,
        title=_("Enter income"),
        done=_("The income is entered and booked."),
        form=IncomeForm,
        enter=enter,
    )

    list_display = ("received_on", "account", "amount", "reference", "state")
    list_display_links = ("received_on", "account")
    list_filter = ("account",)
    ordering = ("-received_on", "-id")
    actions_detail = ("reverse",)
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
    def next_steps(self, row: OtherIncome, official: User) -> Collection[str]:
        """Offer to take back what was not taken back."""
        return ("reverse",) if row.reversal is None else ()

    @display(description=_("Amount (won)"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, income: OtherIncome) -> SafeString | str:
        return won(income.amount_krw)

    @display(description=_("state"))  # type: ignore[untyped-decorator]
    def state(self, income: OtherIncome) -> str:
        return str(_("Booked") if income.reversal is None else _("Reversed"))

    has_enter_permission = role_carries(MAY_ENTER)

    reverse = step(
        "reverse",
        _("Reverse"),
        needs="enter",
        icon="undo",
        asks=dialog(
            _("Reverse this income"),
            _("The entry stays in the journal; a reversal is booked beside it."),
            ReasonForm,
            _("Book"),
        ),
        take=lambda pk, told, actor: reverse_income(pk, **told, at=timezone.now(), actor=actor),
        done=_("Reversed."),
    )
