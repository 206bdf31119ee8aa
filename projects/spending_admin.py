"""Spending of one's own fund: asked for, found and looked at; its steps: :mod:`.spending_steps`."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.db.models.expressions import Combinable, OrderBy
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import display

from accounts.addresses import address_of
from accounts.admin_base import OfficialRequest, won
from accounts.models import User
from audit.record import record
from kernel.dates import seoul_date
from projects.entry_admin import EntersByForm, Entry, link_to
from projects.evidence import content_of
from projects.models import (
    OPEN,
    Category,
    Evidence,
    FundProject,
    ProjectSite,
    Source,
    Spending,
    SpendingStatus,
)
from projects.money_forms import SpendingForm
from projects.money_left import left_of
from projects.spending import MAY_REQUEST, SpendingAsk, request_spending
from projects.spending_steps import MovesSpendings


def ask_for(given: Mapping[str, Any], official: User) -> Spending:
    """Ask for the money that the form says."""
    project: FundProject | None = given["project"]
    site: ProjectSite | None = given["site"]
    ask = SpendingAsk(
        category=Category(given["category"]),
        amount_krw=given["amount_krw"],
        what_for=given["what_for"],
        papers=given["papers"],
        fund_code=given.get("fund_code", ""),
        project_id=project.pk if project else None,
        site_id=site.pk if site else None,
        account=given["account"] or None,
        source=Source(given["source"]),
        payee=given["payee"],
        basis=given["basis"],
    )
    return request_spending(ask, at=timezone.now(), actor=official)


@admin.register(Spending)
class SpendingAdmin(MovesSpendings, EntersByForm):
    """What waits comes first, the oldest on top; then what is done, the newest on top."""

    entry = Entry(
        needs=MAY_REQUEST,
        title=_("Ask for money of the fund"),
        done=_("The request is written down. A manager other than you decides."),
        form=SpendingForm,
        enter=ask_for,
        shows_left=True,
    )

    list_display = ("requested_at", "what_for", "category", "of_project", "amount", "status")
    list_display_links = ("requested_at", "what_for")
    list_filter = ("status", "category", "fiscal_year")
    readonly_fields = (
        "amount",
        "left",
        "papers",
        "account_name",
        "grounds",
        "payer",
        "of_project",
        "in_journal",
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "status",
                    "what_for",
                    "category",
                    "of_project",
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
        (_("Payment"), {"fields": ("paid_on", "payer", "in_journal")}),
        (_("Paid back"), {"fields": ("reversed_on", "reversed_by", "reversal_reason")}),
    )

    @override
    def get_fieldsets(self, request: HttpRequest, obj: Spending | None = None) -> Any:
        """Leave out what has not happened."""
        if obj is None:
            return self.fieldsets
        has_not = {
            "left": obj.status != SpendingStatus.REQUESTED,
            "decided_at": obj.decided_at is None,
            "decided_by": obj.decided_by_id is None,
            "refusal": not obj.refusal,
            "site": obj.site_id is None,
            "of_project": obj.project_id is None,
            **dict.fromkeys(("paid_on", "payer", "in_journal"), obj.paid_on is None),
            **dict.fromkeys(
                ("reversed_on", "reversed_by", "reversal_reason"), obj.reversed_on is None
            ),
        }
        told = (
            (title, [name for name in options["fields"] if not has_not.get(name)])
            for title, options in self.fieldsets
        )
        return [(title, {"fields": names}) for title, names in told if names]

    @override
    def visible(self, user: User) -> QuerySet[Spending]:
        return Spending.objects.visible_to(user).select_related(
            "project", "site", "requested_by", "decided_by", "paid_by", "reversed_by"
        )

    @override
    def get_ordering(self, request: OfficialRequest) -> list[OrderBy | str | Combinable]:
        waiting = When(status__in=OPEN, then="requested_at")
        return [Case(waiting).asc(nulls_last=True), "-requested_at", "-id"]

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

    @display(description=_("project"), empty_value="–")  # type: ignore[untyped-decorator]
    def of_project(self, spending: Spending) -> SafeString | None:
        return link_to(spending.project) if spending.project else None

    @display(description=_("journal"))  # type: ignore[untyped-decorator]
    def in_journal(self, spending: Spending) -> SafeString:
        """Lead to what was booked: the payment, and what came back of it."""
        booked = [(_("Payment"), spending.pk), (_("Paid back"), spending.reversal)]
        journal = reverse("admin:ledger_journaltransfer_changelist")
        return format_html_join(
            " · ",
            '<a class="underline" href="{}?q={}">{}</a>',
            ((journal, entry, title) for title, entry in booked if entry),
        )

    @display(description=_("Basis"))  # type: ignore[untyped-decorator]
    def grounds(self, spending: Spending) -> str:
        return spending.basis or "–"

    @display(description=_("payment entered by"))  # type: ignore[untyped-decorator]
    def payer(self, spending: Spending) -> str:
        return str(spending.paid_by or "–")

    @display(description=_("Amount (won)"), ordering="amount_krw")  # type: ignore[untyped-decorator]
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
