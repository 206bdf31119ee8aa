"""Spending of one's own fund: asked for, decided, paid and undone, each step by a dialog."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Case, Model, QuerySet, Value, When
from django.db.models.expressions import Combinable, OrderBy
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from accounts.addresses import address_of
from accounts.admin_base import OfficialRequest, won
from accounts.admin_steps import TakesSteps, dialog
from accounts.models import User
from audit.record import record
from kernel.dates import seoul_date
from projects.entry_admin import EntersByForm
from projects.evidence import content_of
from projects.models import Category, Evidence, FundProject, Source, Spending, SpendingStatus
from projects.money_forms import PaidBackForm, PaymentForm, ReasonForm, SpendingForm
from projects.money_left import left_of, money_left
from projects.paying import MAY_PAY, pay_spending, reverse_spending
from projects.spending import (
    MAY_DECIDE,
    MAY_REQUEST,
    SpendingAsk,
    approve_spending,
    carry_over_spending,
    refuse_spending,
    request_spending,
    revoke_approval,
    withdraw_spending,
)

NEXT_STEPS = {
    SpendingStatus.REQUESTED: ("approve", "refuse", "withdraw"),
    SpendingStatus.APPROVED: ("pay", "revoke", "carry_over"),
    SpendingStatus.PAID: ("reverse",),
}
"""Status -> the steps that lead on from there."""

WAITING = (SpendingStatus.REQUESTED, SpendingStatus.APPROVED)


@admin.register(Spending)
class SpendingAdmin(TakesSteps, EntersByForm):
    """What waits comes first, the oldest on top."""

    may_enter = MAY_REQUEST
    entry_title = _("Ask for money of the fund")
    entry_done = _("The request is written down. A manager other than you decides.")

    list_display = ("requested_at", "what_for", "category", "project", "amount", "status")
    list_display_links = ("requested_at", "what_for")
    list_filter = ("status", "category", "fiscal_year")
    actions_detail = (
        "approve",
        "refuse",
        "withdraw",
        "pay",
        "revoke",
        "carry_over",
        "reverse",
    )
    readonly_fields = ("amount", "left", "papers", "account_name", "grounds", "payer")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "status",
                    "what_for",
                    "category",
                    "project",
                    "site",
                    "account_name",
                    "source",
                    "amount",
                    "left",
                    "fiscal_year",
                    "payee",
                    "grounds",
                    "papers",
                )
            },
        ),
        (_("Request"), {"fields": ("requested_at", "requested_by")}),
        (_("Decision"), {"fields": ("decided_at", "decided_by", "refusal")}),
        (_("Payment"), {"fields": ("paid_on", "payer")}),
        (_("Paid back"), {"fields": ("reversed_on", "reversed_by", "reversal_reason")}),
    )

    @override
    def visible(self, user: User) -> QuerySet[Spending]:
        return Spending.objects.visible_to(user).select_related(
            "project", "site", "requested_by", "decided_by", "paid_by", "reversed_by"
        )

    @override
    def get_ordering(self, request: OfficialRequest) -> list[OrderBy | str | Combinable]:
        waiting = When(status__in=WAITING, then=Value(0))
        return [Case(waiting, default=Value(1)).asc(), "requested_at", "id"]

    @override
    def get_actions_detail(self, request: OfficialRequest, object_id: str) -> list[UnfoldAction]:
        """Offer the steps that lead on from where the spending stands."""
        spending = self.get_object(request, object_id)
        steps = NEXT_STEPS.get(spending.status, ())
        allowed = super().get_actions_detail(request, object_id)
        return [each for each in allowed if each.method.original_function_name in steps]

    @override
    def entry_form(self, request: OfficialRequest, data: Any, files: Any) -> forms.Form:
        return SpendingForm(request.user, data, files)

    @override
    def entry_context(self, request: OfficialRequest) -> dict[str, Any]:
        return {"left": money_left(request.user, seoul_date(timezone.now()))}

    @override
    def enter(self, request: OfficialRequest, given: Mapping[str, Any]) -> Spending:
        project: FundProject | None = given["project"]
        site = given["site"]
        ask = SpendingAsk(
            category=Category(given["category"]),
            amount_krw=given["amount_krw"],
            what_for=given["what_for"],
            papers=given["papers"],
            project_id=project.pk if project else None,
            site_id=site.pk if site else None,
            account=given["account"] or None,
            source=Source(given["source"]),
            payee=given["payee"],
            basis=given["basis"],
        )
        return request_spending(ask, at=timezone.now(), actor=request.user)

    @override
    def change_view(
        self, request: OfficialRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> Any:
        """Show the spending; a payee may be a person, so that it was read is written down."""
        answer = super().change_view(request, object_id, *args, **kwargs)
        spending = self.get_object(request, object_id)
        if spending.payee:
            with transaction.atomic():
                record(
                    "payee.read",
                    f"spending:{spending.pk}",
                    actor=request.user,
                    municipality_id=spending.municipality_id,
                )
        return answer

    @override
    def get_urls(self) -> list[URLPattern]:
        send = self.admin_site.admin_view(self.evidence_view)
        return [
            path("evidence/<uuid:pk>/", send, name="projects_spending_evidence"),
            *super().get_urls(),
        ]

    def evidence_view(self, request: OfficialRequest, pk: str) -> HttpResponse:
        """Send a paper as a download; who took it, and from where, is recorded.

        Raises:
            Http404: there is none, or it is another's.
        """
        if not self.has_view_permission(request):
            raise Http404
        own = Evidence.objects.filter(spending__in=Spending.objects.visible_to(request.user))
        evidence = own.select_related("spending").filter(pk=pk).first()
        if evidence is None:
            raise Http404
        with transaction.atomic():
            record(
                "evidence.downloaded",
                f"spending:{evidence.spending_id}",
                actor=request.user,
                municipality_id=evidence.spending.municipality_id,
                address=address_of(request),
                sha256=evidence.sha256,
            )
        return HttpResponse(
            content_of(evidence),
            content_type=evidence.content_type,
            headers={
                "Content-Disposition": f'attachment; filename="evidence-{evidence.pk}"',
                "Cache-Control": "private, no-store",
                "Content-Security-Policy": "sandbox; default-src 'none'",
                "X-Content-Type-Options": "nosniff",
            },
        )

    @display(description=_("Basis"))  # type: ignore[untyped-decorator]
    def grounds(self, spending: Spending) -> str:
        return spending.basis or "–"

    @display(description=_("payment entered by"))  # type: ignore[untyped-decorator]
    def payer(self, spending: Spending) -> str:
        return str(spending.paid_by or "–")

    @display(description=_("amount (won)"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, spending: Spending) -> SafeString | str:
        return won(spending.amount_krw)

    @display(description=_("account"))  # type: ignore[untyped-decorator]
    def account_name(self, spending: Spending) -> str:
        return f"{spending.account} {spending.get_account_display()}"

    @display(description=_("left before it"))  # type: ignore[untyped-decorator]
    def left(self, spending: Spending) -> SafeString | str:
        if spending.status != SpendingStatus.REQUESTED:
            return "–"
        lines = left_of(spending, seoul_date(timezone.now()))
        return format_html_join(
            " · ", "{}: {}", ((line.title, won(line.amount_krw)) for line in lines)
        )

    @display(description=_("evidence"))  # type: ignore[untyped-decorator]
    def papers(self, spending: Spending) -> SafeString:
        return format_html_join(
            ", ",
            '<a class="underline" href="{}">{}</a> ({} KB)',
            (
                (
                    reverse("admin:projects_spending_evidence", args=[paper.pk]),
                    paper.name,
                    -(-paper.size // 1024),
                )
                for paper in spending.evidence.defer("content")
            ),
        ) or format_html("–")

    def has_request_permission(
        self,
        request: OfficialRequest,
        object_id: str | Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Say whether the role asks for money."""
        return request.user.has_perm(MAY_REQUEST)

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
        """Say whether the role enters payments."""
        return request.user.has_perm(MAY_PAY)

    @action(  # type: ignore[untyped-decorator]
        description=_("Approve"),
        url_path="approve",
        permissions=["decide"],
        icon="check",
        dialog=dialog(
            _("Approve this spending"),
            _("The money is bound from now on. Another official pays and enters the payment."),
            None,
            _("Approve"),
        ),
    )
    def approve(
        self,
        request: OfficialRequest,
        form: BaseDialogForm,  # noqa: ARG002
        object_id: str,
    ) -> HttpResponse:
        """Bind the money."""
        return self._step(
            request,
            object_id,
            lambda pk: approve_spending(pk, at=timezone.now(), actor=request.user),
            _("Approved. Another official has to enter the payment."),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Refuse"),
        url_path="refuse",
        permissions=["decide"],
        icon="close",
        dialog=dialog(_("Refuse this spending"), _("No money moves."), ReasonForm, _("Refuse")),
    )
    def refuse(self, request: OfficialRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """Turn the request down."""
        reason = form.cleaned_data["reason"]
        return self._step(
            request,
            object_id,
            lambda pk: refuse_spending(pk, reason=reason, at=timezone.now(), actor=request.user),
            _("Refused. No money moves."),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Withdraw my request"),
        url_path="withdraw",
        permissions=["request"],
        icon="undo",
        dialog=dialog(
            _("Withdraw this request"), _("Only whoever asked can do this."), None, _("Withdraw")
        ),
    )
    def withdraw(
        self,
        request: OfficialRequest,
        form: BaseDialogForm,  # noqa: ARG002
        object_id: str,
    ) -> HttpResponse:
        """Take one's own request back."""
        return self._step(
            request,
            object_id,
            lambda pk: withdraw_spending(pk, actor=request.user),
            _("The request is withdrawn."),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Enter the payment"),
        url_path="pay",
        permissions=["pay"],
        icon="payments",
        dialog=dialog(
            _("The money has been paid"),
            _("It is booked on the day on which it was paid."),
            PaymentForm,
            _("Book"),
        ),
    )
    def pay(self, request: OfficialRequest, form: PaymentForm, object_id: str) -> HttpResponse:
        """Book the payment."""
        paid_on = form.cleaned_data["paid_on"]
        return self._step(
            request,
            object_id,
            lambda pk: pay_spending(pk, paid_on=paid_on, at=timezone.now(), actor=request.user),
            _("Paid and booked."),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Take the approval back"),
        url_path="revoke",
        permissions=["decide"],
        icon="block",
        dialog=dialog(
            _("Take this approval back"),
            _("The money is free again."),
            ReasonForm,
            _("Take the approval back"),
        ),
    )
    def revoke(self, request: OfficialRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """Free the money."""
        reason = form.cleaned_data["reason"]
        return self._step(
            request,
            object_id,
            lambda pk: revoke_approval(pk, reason=reason, actor=request.user),
            _("The approval is taken back; the money is free again."),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Carry over to the next year"),
        url_path="carry-over",
        permissions=["decide"],
        icon="event_repeat",
        dialog=dialog(
            _("Carry this promise over"),
            _("It is approved but not paid; from now on it counts in the next fiscal year."),
            None,
            _("Carry over"),
        ),
    )
    def carry_over(
        self,
        request: OfficialRequest,
        form: BaseDialogForm,  # noqa: ARG002
        object_id: str,
    ) -> HttpResponse:
        """Take the promise into the next year."""
        return self._step(
            request,
            object_id,
            lambda pk: carry_over_spending(pk, at=timezone.now(), actor=request.user),
            _("Carried over to the next fiscal year."),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Enter that it came back"),
        url_path="reverse",
        permissions=["pay"],
        icon="keyboard_return",
        dialog=dialog(
            _("The money has come back"),
            _("The payment stays in the journal; a reversal is booked beside it."),
            PaidBackForm,
            _("Book"),
        ),
    )
    def reverse(self, request: OfficialRequest, form: PaidBackForm, object_id: str) -> HttpResponse:
        """Book the reversal."""
        given = form.cleaned_data
        return self._step(
            request,
            object_id,
            lambda pk: reverse_spending(
                pk,
                returned_on=given["returned_on"],
                reason=given["reason"],
                at=timezone.now(),
                actor=request.user,
            ),
            _("Booked. The money can be spent again."),
        )

    def _step(
        self, request: OfficialRequest, object_id: str, step: Callable[[Any], object], done: Any
    ) -> HttpResponse:
        spending = self.get_object(request, object_id)
        address = reverse("admin:projects_spending_change", args=[spending.pk])
        return self.take(request, lambda: step(spending.pk), done, address)
