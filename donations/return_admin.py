"""Returns of one's own local government: to ask for, to decide and to confirm as paid out.

Each step is a form of its own that calls its use case; refusals come back as messages.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Case, Model, QuerySet, Value, When
from django.db.models.expressions import Combinable, OrderBy
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from accounts.admin_base import OfficialRequest, OfficialsAdmin, won
from accounts.admin_steps import TakesSteps, dialog
from accounts.models import User
from audit.record import record
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

NEXT_STEPS = {ReturnStatus.REQUESTED: ("approve", "refuse"), ReturnStatus.APPROVED: ("pay_out",)}
"""Status -> the steps that lead on from there."""


class AskForm(BaseDialogForm):  # type: ignore[misc]
    """Why a donation shall go back."""

    ground = forms.ChoiceField(
        label=_("Ground"), choices=Ground.choices, widget=UnfoldAdminSelectWidget
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

    gift_value_krw = forms.IntegerField(
        label=_("Value of the gifts sent (won)"),
        initial=0,
        min_value=0,
        widget=UnfoldAdminIntegerFieldWidget,
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

    def has_request_permission(
        self,
        request: OfficialRequest,
        object_id: str | Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Say whether the role may ask for returns."""
        return request.user.has_perm(MAY_REQUEST)

    @action(  # type: ignore[untyped-decorator]
        description=_("Ask for its return"),
        url_path="ask-return",
        permissions=["request"],
        icon="undo",
        dialog=dialog(
            _("Ask for the return of this donation"),
            _("Another official, a manager, decides about it."),
            AskForm,
            _("Ask"),
        ),
    )
    def ask_return(self, request: OfficialRequest, form: AskForm, object_id: str) -> HttpResponse:
        """Ask for the return of the donation."""
        donation = self.get_object(request, object_id)
        ask = ReturnAsk(ground=Ground(form.cleaned_data["ground"]), note=form.cleaned_data["note"])
        return self.take(
            request,
            lambda: request_return(donation.pk, ask, actor=request.user),
            _("The return has been asked for. A manager other than you decides."),
            reverse("admin:donations_donation_change", args=[donation.pk]),
        )


@admin.register(DonationReturn)
class DonationReturnAdmin(TakesSteps, OfficialsAdmin):
    """What waits comes first, the oldest on top."""

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
        waiting = When(status__in=list(NEXT_STEPS), then=Value(0))
        return [Case(waiting, default=Value(1)).asc(), "requested_at"]

    @override
    def get_actions_detail(self, request: OfficialRequest, object_id: str) -> list[UnfoldAction]:
        """Offer the steps that lead on from where the return stands."""
        case = self.get_object(request, object_id)
        steps = NEXT_STEPS.get(case.status, ())
        allowed = super().get_actions_detail(request, object_id)
        return [each for each in allowed if each.method.original_function_name in steps]

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
        return format_html('<a class="underline" href="{}">{}</a>', address, case.donation.receipt)

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

    def has_decide_permission(
        self,
        request: OfficialRequest,
        object_id: str | Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Say whether the role decides."""
        return request.user.has_perm(MAY_DECIDE)

    def has_pay_permission(
        self,
        request: OfficialRequest,
        object_id: str | Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Say whether the role confirms pay-outs."""
        return request.user.has_perm(MAY_PAY_OUT)

    @action(  # type: ignore[untyped-decorator]
        description=_("Approve"),
        url_path="approve",
        permissions=["decide"],
        icon="check",
        dialog=dialog(
            _("Approve this return"),
            _("The books change when another official confirms the pay-out."),
            ApproveForm,
            _("Approve"),
        ),
    )
    def approve(self, request: OfficialRequest, form: ApproveForm, object_id: str) -> HttpResponse:
        """Grant the request."""
        case = self.get_object(request, object_id)
        return self.take(
            request,
            lambda: approve_return(
                case.pk, gift_value_krw=form.cleaned_data["gift_value_krw"], actor=request.user
            ),
            _("Approved. Another official has to confirm the pay-out."),
            self._address(case),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Refuse"),
        url_path="refuse",
        permissions=["decide"],
        icon="close",
        dialog=dialog(_("Refuse this return"), _("The donation stands."), RefuseForm, _("Refuse")),
    )
    def refuse(self, request: OfficialRequest, form: RefuseForm, object_id: str) -> HttpResponse:
        """Turn the request down."""
        case = self.get_object(request, object_id)
        return self.take(
            request,
            lambda: refuse_return(case.pk, reason=form.cleaned_data["reason"], actor=request.user),
            _("Refused. The donation stands."),
            self._address(case),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Confirm the pay-out"),
        url_path="pay-out",
        permissions=["pay"],
        icon="payments",
        dialog=dialog(
            _("Confirm that the money has gone back"),
            _(
                "This undoes the donation in every book: the journal, the donor's yearly "
                "allowance, the project, and the receipt, which is cancelled. It cannot be taken "
                "back."
            ),
            None,
            _("Confirm"),
        ),
    )
    def pay_out(
        self,
        request: OfficialRequest,
        form: BaseDialogForm,  # noqa: ARG002
        object_id: str,
    ) -> HttpResponse:
        """Undo the donation in every book."""
        case = self.get_object(request, object_id)
        return self.take(
            request,
            lambda: pay_out_return(case.pk, actor=request.user),
            _("Paid out. The donation is returned and its receipt cancelled."),
            self._address(case),
        )

    def _address(self, case: DonationReturn) -> str:
        return reverse("admin:donations_donationreturn_change", args=[case.pk])
