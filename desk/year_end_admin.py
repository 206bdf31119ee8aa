"""Year-end documents on the officials' site: plan, approve, watch, download."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from accounts.admin_base import OfficialRequest, OfficialsAdmin, won
from accounts.admin_steps import OffersNextSteps, dialog, role_carries, step
from accounts.models import User
from donations.year_end import plan_year_end
from kernel.dates import seoul_date
from kernel.errors import DomainError
from receipts.year_end.bundle import MAY_DOWNLOAD, open_bundle
from receipts.year_end.models import BatchStatus, YearEndBatch
from receipts.year_end.plan import MAY_APPROVE, MAY_PLAN, approve_batch, withdraw_batch

NEXT_STEPS: dict[str, tuple[str, ...]] = {
    BatchStatus.PLANNED: ("approve", "withdraw"),
    BatchStatus.APPROVED: ("withdraw",),
    BatchStatus.DONE: ("download",),
}
"""Status -> the steps that lead on from there."""


def last_year() -> int:
    """Return the year that ended last in Seoul."""
    return seoul_date(timezone.now()).year - 1


class PlanForm(BaseDialogForm):  # type: ignore[misc]
    """Of which year."""

    tax_year = forms.IntegerField(
        label=_("Tax year"),
        initial=last_year,
        min_value=2023,
        max_value=2200,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("A year that is over."),
    )


@admin.register(YearEndBatch)
class YearEndBatchAdmin(OffersNextSteps, OfficialsAdmin):
    """One document for each donor of a year, planned by one official and approved by another."""

    list_display = ("year", "issuer", "status", "progress", "rate", "documents", "amount")
    list_display_links = ("year", "issuer")
    list_filter = ("year", "status")
    ordering = ("-year", "-planned_at")
    actions_list = ("plan",)
    actions_detail = ("approve", "withdraw", "download")
    next_by_status = NEXT_STEPS
    not_by: ClassVar = {"approve": ("planned_by",)}
    readonly_fields = ("progress", "rate", "time_left", "amount", "size", "kept_until")
    fieldsets = (
        (None, {"fields": ("issuer", "year", "status", "progress", "rate", "time_left", "error")}),
        (_("The list"), {"fields": ("documents", "receipts", "amount", "list_sha256")}),
        (
            _("Decision"),
            {"fields": ("planned_by", "planned_at", "approved_by", "approved_at")},
        ),
        (
            _("The bundle"),
            {"fields": ("started_at", "finished_at", "size", "bundle_sha256", "kept_until")},
        ),
    )

    @override
    def next_steps(self, row: YearEndBatch, official: User) -> Collection[str]:
        """Offer the steps that lead on from where the batch stands; none once it is erased."""
        return () if row.erased_at else super().next_steps(row, official)

    @display(description=_("progress"))  # type: ignore[untyped-decorator]
    def progress(self, batch: YearEndBatch) -> SafeString:
        percent = f"{100 * batch.written / batch.documents:.1f}" if batch.documents else "0"
        return format_html(
            '<progress value="{}" max="{}"></progress> {} / {} ({} %)',
            *(batch.written, batch.documents),
            *(f"{batch.written:,}", f"{batch.documents:,}", percent),
        )

    @display(description=_("documents a second"))  # type: ignore[untyped-decorator]
    def rate(self, batch: YearEndBatch) -> str:
        return "–" if (rate := batch.rate) is None else f"{rate:,.1f}"

    @display(description=_("time left"))  # type: ignore[untyped-decorator]
    def time_left(self, batch: YearEndBatch) -> str:
        if batch.status != BatchStatus.RUNNING or not batch.rate:
            return "–"
        minutes = (batch.documents - batch.written) / batch.rate / 60
        if minutes < 1:
            return str(_("less than a minute"))
        return str(_("about %(minutes)s minutes") % {"minutes": f"{minutes:,.0f}"})

    @display(description=_("amount"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, batch: YearEndBatch) -> SafeString | str:
        return won(batch.amount_krw)

    @display(description=_("size"))  # type: ignore[untyped-decorator]
    def size(self, batch: YearEndBatch) -> str:
        return "–" if batch.bundle_bytes is None else f"{batch.bundle_bytes / 1e6:,.1f} MB"

    @display(description=_("kept until"))  # type: ignore[untyped-decorator]
    def kept_until(self, batch: YearEndBatch) -> str:
        if batch.erased_at is not None:
            return str(_("erased on %(day)s") % {"day": date_format(seoul_date(batch.erased_at))})
        return "–" if batch.kept_until is None else date_format(seoul_date(batch.kept_until))

    has_plan_permission = role_carries(MAY_PLAN)
    has_withdraw_permission = role_carries(MAY_PLAN)
    has_approve_permission = role_carries(MAY_APPROVE)
    has_download_permission = role_carries(MAY_DOWNLOAD)

    @action(  # type: ignore[untyped-decorator]
        description=_("Plan a year's documents"),
        url_path="plan",
        permissions=["plan"],
        icon="playlist_add",
        dialog=dialog(
            _("Plan the year-end documents"),
            _("The list of donors and receipts is frozen now. Another official approves it."),
            PlanForm,
            _("Plan"),
        ),
    )
    def plan(self, request: OfficialRequest, form: PlanForm) -> HttpResponse:
        """Freeze the list of a year."""
        return self.take(
            request,
            lambda: plan_year_end(form.cleaned_data["tax_year"], actor=request.user),
            _("Planned. An official other than you approves it."),
            reverse("admin:receipts_yearendbatch_changelist"),
        )

    approve = step(
        "approve",
        _("Approve"),
        needs="approve",
        icon="check",
        asks=dialog(
            _("Approve the list"),
            _("The documents are then made in the background, one for each donor."),
            None,
            _("Approve"),
        ),
        take=lambda pk, _told, actor: approve_batch(pk, actor=actor),
        done=_("Approved. The documents are being made."),
    )
    withdraw = step(
        "withdraw",
        _("Withdraw"),
        needs="withdraw",
        icon="close",
        asks=dialog(
            _("Withdraw the batch"),
            _("Nothing is made of it. Another one can be planned then."),
            None,
            _("Withdraw"),
        ),
        take=lambda pk, _told, actor: withdraw_batch(pk, actor=actor),
        done=_("Withdrawn."),
    )

    @action(  # type: ignore[untyped-decorator]
        description=_("Download the bundle (ZIP)"),
        url_path="download",
        permissions=["download"],
        icon="download",
    )
    def download(self, request: OfficialRequest, object_id: str) -> Any:
        """Send the bundle, which holds whole names; who took it, and from where, is recorded."""
        batch = self.get_object(request, object_id)
        try:
            file = open_bundle(batch.pk, actor=request.user)
        except DomainError as refusal:
            self.message_user(request, f"{refusal.title}: {refusal}", messages.ERROR)
            return HttpResponseRedirect(self.address_of(batch.pk))
        answer = FileResponse(file, as_attachment=True, filename=batch.file_name)
        answer["Cache-Control"] = "private, no-store"
        return answer
