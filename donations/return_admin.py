"""Returns of one's own local government: to ask for, to decide and to confirm as paid out.

Each step is a form of its own that calls its use case; refusals come back as messages.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.db.models.expressions import Combinable, OrderBy
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.dataclasses import UnfoldAction
from unfold.decorators import display
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from accounts.admin_base import OfficialRequest, OfficialsAdmin, link, won
from accounts.admin_steps import OffersNextSteps, TakesSteps, dialog, role_carries, step
from accounts.models import User
from accounts.typed_fields import WonField
from audit.record import record
from donations.models import Donation
from donations.return_models import DonationReturn, Ground, ReturnStatus
from donations.returns import (
    MAY_DECIDE,
    MAY_PAY_OUT,
    MAY_REQUEST,
    ReturnAsk,
    approve_return,
    pay_out_return,
    refuse_return,
    request_return,
)
from receipts.models import PERSONAL

LONGEST_TEXT = 1000

NEXT_STEPS: dict[str, tuple[str, ...]] = {
    ReturnStatus.REQUESTED: ("approve", "refuse"),
    ReturnStatus.APPROVED: ("pay_out",),
}
"""Status -> the steps that lead on from there."""


class AskForm(BaseDialogForm):  # type: ignore[misc]
    """Why a donation shall go back."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", _("Choose the ground")), *Ground.choices],
        widget=UnfoldAdminSelectWidget,
    )
    note = forms.CharField(
        label=_("Note for the official who decides"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("Kept encrypted; the portal does not get it."),
    )


class ApproveForm(BaseDialogForm):  # type: ignore[misc]
    """What was sent to the donor, which the Act deducts."""

    gift_value_krw = WonField(
        label=_("Value of the gifts sent (won)"),
        initial=0,
        min_value=0,
        help_text=_(
            "Deducted from what goes back (Act art. 14(2)). Leave it at 0 for a breach of the gift "
            "rules and for a payment made twice: those go back in full."
        ),
    )


class RefuseForm(BaseDialogForm):  # type: ignore[misc]
    """Why not."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_TEXT,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("Kept encrypted; the portal does not get it."),
    )


class AsksForReturns(TakesSteps):
    """The page of a donation, from which an official may ask for its return."""

    has_request_permission = role_carries(MAY_REQUEST)

    @override
    def get_actions_detail(self, request: OfficialRequest, object_id: str) -> list[UnfoldAction]:
        """Offer to ask for a return unless one was asked for that still stands."""
        allowed: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        asked = DonationReturn.objects.filter(donation=self.get_object(request, object_id))
        if not asked.exclude(status=ReturnStatus.REFUSED).exists():
            return allowed
        return [each for each in allowed if each.method.original_function_name != "ask_return"]

    @display(description=_("return"))  # type: ignore[untyped-decorator]
    def asked_return(self, donation: Donation) -> SafeString | str:
        """Lead to the return that was asked for last."""
        case = DonationReturn.objects.filter(donation=donation).order_by("-requested_at").first()
        if case is None:
            return "–"
        address = reverse("admin:donations_donationreturn_change", args=[case.pk])
        told = f"{case.get_status_display()} · {date_format(localtime(case.requested_at))}"
        return link(address, told)

    ask_return = step(
        "ask_return",
        _("Ask for its return"),
        needs="request",
        icon="undo",
        asks=dialog(
            _("Ask for the return of this donation"),
            _("Another official, a manager, decides about it."),
            AskForm,
            _("Ask"),
        ),
        take=lambda pk, told, actor: request_return(
            pk, ReturnAsk(ground=Ground(told["ground"]), note=told["note"]), actor=actor
        ),
        done=_("The return has been asked for. A manager other than you decides."),
    )


@admin.register(DonationReturn)
class DonationReturnAdmin(OffersNextSteps, OfficialsAdmin):
    """What waits comes first, the oldest on top; then what is done, the newest on top."""

    list_display = (
        "requested_at",
        "ground",
        "receipt_number",
        "masked_donor",
        "amount",
        "returned",
        "status",
    )
    list_display_links = ("requested_at", "ground")
    list_filter = ("status", "ground")
    actions_detail = ("approve", "refuse", "pay_out")
    next_by_status = NEXT_STEPS
    not_by = {
        "approve": ("requested_by",),
        "refuse": ("requested_by",),
        "pay_out": ("decided_by",),
    }
    readonly_fields = (
        "receipt_link",
        "masked_donor",
        "amount",
        "gift_value",
        "returned",
    )
    fieldsets = (
        (
            None,
            {"fields": ("status", "receipt_link", "masked_donor", "amount", "ground", "note")},
        ),
        (
            _("Request"),
            {"fields": ("requested_at", "portal", "portal_reference", "requested_by")},
        ),
        (
            _("Decision"),
            {"fields": ("decided_at", "decided_by", "gift_value", "returned", "refusal")},
        ),
        (_("Pay-out"), {"fields": ("paid_out_at", "paid_out_by")}),
    )

    @override
    def visible(self, user: User) -> QuerySet[DonationReturn]:
        rows = DonationReturn.objects.visible_to(user)
        return rows.select_related(
            "donation__receipt", "portal", "requested_by", "decided_by", "paid_out_by"
        ).defer(*(f"donation__receipt__{name}" for name in PERSONAL))

    @override
    def get_ordering(self, request: OfficialRequest) -> list[OrderBy | str | Combinable]:
        waiting = When(status__in=list(NEXT_STEPS), then="requested_at")
        return [Case(waiting).asc(nulls_last=True), "-requested_at"]

    @override
    def change_view(
        self, request: OfficialRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> Any:
        """Show the return; free text may name people, so that it was read is written down."""
        answer = super().change_view(request, object_id, *args, **kwargs)
        case = self.get_object(request, object_id)
        if case.note or case.refusal:
            with transaction.atomic():
                record(
                    "return_note.read",
                    f"return:{case.pk}",
                    actor=request.user,
                    municipality_id=case.donation.recipient_id,
                )
        return answer

    @display(description=_("receipt number"))  # type: ignore[untyped-decorator]
    def receipt_number(self, case: DonationReturn) -> str:
        return str(case.donation.receipt.number)

    @display(description=_("donation"))  # type: ignore[untyped-decorator]
    def receipt_link(self, case: DonationReturn) -> SafeString:
        address = reverse("admin:donations_donation_change", args=[case.donation_id])
        return link(address, case.donation.receipt)

    @display(description=_("donor"))  # type: ignore[untyped-decorator]
    def masked_donor(self, case: DonationReturn) -> str:
        return case.donation.receipt.name_masked

    @display(description=_("amount"))  # type: ignore[untyped-decorator]
    def amount(self, case: DonationReturn) -> SafeString | str:
        return won(case.donation.amount_krw)

    @display(description=_("value of gifts"))  # type: ignore[untyped-decorator]
    def gift_value(self, case: DonationReturn) -> SafeString | str:
        return won(case.gift_value_krw)

    @display(description=_("amount returned"))  # type: ignore[untyped-decorator]
    def returned(self, case: DonationReturn) -> SafeString | str:
        return won(case.returned_krw)

    has_decide_permission = role_carries(MAY_DECIDE)
    has_pay_permission = role_carries(MAY_PAY_OUT)

    approve = step(
        "approve",
        _("Approve"),
        needs="decide",
        icon="check",
        asks=dialog(
            _("Approve this return"),
            _("The books change when another official confirms the pay-out."),
            ApproveForm,
            _("Approve"),
        ),
        take=lambda pk, told, actor: approve_return(pk, **told, actor=actor),
        done=_("Approved. Another official has to confirm the pay-out."),
    )
    refuse = step(
        "refuse",
        _("Refuse"),
        needs="decide",
        icon="close",
        asks=dialog(_("Refuse this return"), _("The donation stands."), RefuseForm, _("Refuse")),
        take=lambda pk, told, actor: refuse_return(pk, **told, actor=actor),
        done=_("Refused. The donation stands."),
    )
    pay_out = step(
        "pay_out",
        _("Confirm the pay-out"),
        needs="pay",
        icon="payments",
        asks=dialog(
            _("Confirm that the money has gone back"),
            _(
                "This undoes the donation in every book: the journal, the donor's yearly "
                "allowance, the project, and the receipt, which is cancelled. It cannot be taken "
                "back."
            ),
            None,
            _("Confirm"),
        ),
        take=lambda pk, _told, actor: pay_out_return(pk, actor=actor),
        done=_("Paid out. The donation is returned and its receipt cancelled."),
    )
