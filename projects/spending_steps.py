"""The steps of a spending on the officials' site: each asks in a dialog and calls its use case."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from accounts.admin_steps import OffersNextSteps, dialog, role_carries, step
from accounts.models import User
from kernel.dates import seoul_date
from projects.models import Spending, SpendingStatus
from projects.money_forms import PaidBackForm, PaymentForm, ReasonForm
from projects.paying import MAY_PAY, pay_spending, reverse_spending
from projects.spending import (
    MAY_DECIDE,
    MAY_REQUEST,
    approve_spending,
    carry_over_spending,
    refuse_spending,
    revoke_approval,
    withdraw_spending,
)


class MovesSpendings(OffersNextSteps):
    """The page of a spending, with the steps that its reader may take."""

    actions_detail = ("approve", "refuse", "withdraw", "pay", "revoke", "carry_over", "reverse")
    next_by_status = {
        SpendingStatus.REQUESTED: ("approve", "refuse", "withdraw"),
        SpendingStatus.APPROVED: ("pay", "revoke", "carry_over"),
        SpendingStatus.PAID: ("reverse",),
    }
    not_by = {
        "approve": ("requested_by",),
        "refuse": ("requested_by",),
        "pay": ("decided_by",),
        "reverse": ("paid_by",),
    }
    only_by = {"withdraw": "requested_by"}

    @override
    def next_steps(self, row: Spending, official: User) -> Collection[str]:
        """Leave out what only a year that is over allows."""
        steps = super().next_steps(row, official)
        is_over = row.fiscal_year < seoul_date(timezone.now()).year
        return [each for each in steps if is_over or each != "carry_over"]

    has_request_permission = role_carries(MAY_REQUEST)
    has_decide_permission = role_carries(MAY_DECIDE)
    has_pay_permission = role_carries(MAY_PAY)

    approve = step(
        "approve",
        _("Approve"),
        needs="decide",
        icon="check",
        asks=dialog(
            _("Approve this spending"),
            _("The money is bound from now on. Another official pays and enters the payment."),
            None,
            _("Approve"),
        ),
        take=lambda pk, _told, actor: approve_spending(pk, at=timezone.now(), actor=actor),
        done=_("Approved. Another official has to enter the payment."),
    )
    refuse = step(
        "refuse",
        _("Refuse"),
        needs="decide",
        icon="close",
        asks=dialog(_("Refuse this spending"), _("No money moves."), ReasonForm, _("Refuse")),
        take=lambda pk, told, actor: refuse_spending(pk, **told, at=timezone.now(), actor=actor),
        done=_("Refused. No money moves."),
    )
    withdraw = step(
        "withdraw",
        _("Withdraw my request"),
        needs="request",
        icon="undo",
        asks=dialog(
            _("Withdraw this request"), _("Only whoever asked can do this."), None, _("Withdraw")
        ),
        take=lambda pk, _told, actor: withdraw_spending(pk, actor=actor),
        done=_("The request is withdrawn."),
    )
    pay = step(
        "pay",
        _("Enter the payment"),
        needs="pay",
        icon="payments",
        asks=dialog(
            _("The money has been paid"),
            _("It is booked on the day on which it was paid."),
            PaymentForm,
            _("Book"),
        ),
        take=lambda pk, told, actor: pay_spending(pk, **told, at=timezone.now(), actor=actor),
        done=_("Paid and booked."),
    )
    revoke = step(
        "revoke",
        _("Take the approval back"),
        needs="decide",
        icon="block",
        asks=dialog(
            _("Take this approval back"),
            _("The money is free again."),
            ReasonForm,
            _("Take the approval back"),
        ),
        take=lambda pk, told, actor: revoke_approval(pk, **told, actor=actor),
        done=_("The approval is taken back; the money is free again."),
    )
    carry_over = step(
        "carry_over",
        _("Carry over to the next year"),
        needs="decide",
        icon="event_repeat",
        asks=dialog(
            _("Carry this promise over"),
            _("It is approved but not paid; from now on it counts in the next fiscal year."),
            None,
            _("Carry over"),
        ),
        take=lambda pk, _told, actor: carry_over_spending(pk, at=timezone.now(), actor=actor),
        done=_("Carried over to the next fiscal year."),
    )
    reverse = step(
        "reverse",
        _("Enter that it came back"),
        needs="pay",
        icon="keyboard_return",
        asks=dialog(
            _("The money has come back"),
            _("The payment stays in the journal; a reversal is booked beside it."),
            PaidBackForm,
            _("Book"),
        ),
        take=lambda pk, told, actor: reverse_spending(pk, **told, at=timezone.now(), actor=actor),
        done=_("Booked. The money can be spent again."),
    )
