"""Exports: ask, decide as a second official, download."""

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.admin_base import OfficialRequest, OfficialsAdmin
from accounts.admin_steps import OffersNextSteps, dialog, role_carries, step
from accounts.models import User
from accounts.typed_fields import DayField
from audit.personal_access import AccessPurpose
from donations.export_models import Export, ExportFormat, ExportKind, ExportStatus
from donations.exports import (
    MAY_ASK,
    MAY_DECIDE,
    OF_DONATIONS,
    ExportAsk,
    ask_export,
    decide_export,
    download_export,
)
from donations.tax_papers import paper_of, reason_of, take_granted_paper
from kernel.errors import DomainError

TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportForm(forms.Form):
    """Which donations, what for and why."""

    kind = forms.ChoiceField(
        label=_("content"),
        choices=[each for each in ExportKind.choices if each[0] in OF_DONATIONS],
        widget=UnfoldAdminRadioSelectWidget,
    )
    file_format = forms.ChoiceField(
        label=_("format"),
        choices=[(each.value, each.label) for each in TYPES],
        widget=UnfoldAdminRadioSelectWidget,
    )
    first_on = DayField(
        label=_("donated from"), widget=UnfoldAdminTextInputWidget(attrs={"type": "date"})
    )
    last_on = DayField(
        label=_("donated to"), widget=UnfoldAdminTextInputWidget(attrs={"type": "date"})
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[("", "–"), *AccessPurpose.choices],
        widget=UnfoldAdminSelectWidget,
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget)

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards."""
        told = super().clean() or {}
        if told.get("first_on") and told.get("last_on") and told["first_on"] > told["last_on"]:
            self.add_error("last_on", _("The last day is before the first."))
        return told


@admin.register(Export)
class ExportAdmin(OffersNextSteps, OfficialsAdmin):
    """Files that left the service or shall: who asked, who decided, how often it went out."""

    list_display = (
        "asked_at",
        "kind",
        "first_on",
        "last_on",
        "rows",
        "asked_by",
        "status",
        "downloads",
    )
    list_select_related = ("asked_by", "decided_by")
    list_filter = ("status", "kind")
    ordering = ("-id",)
    fields = (
        "kind",
        "file_format",
        "first_on",
        "last_on",
        "rows",
        "purpose",
        "why",
        "asked_by",
        "asked_at",
        "status",
        "decided_by",
        "decided_at",
        "expires_at",
        "downloads",
    )
    readonly_fields = ("why",)
    actions_list = ("ask",)
    actions_detail = ("download", "approve", "refuse")

    @display(description=_("reason"))  # type: ignore[untyped-decorator]
    def why(self, export: Export) -> str:
        return reason_of(export)

    has_ask_permission = role_carries(MAY_ASK)
    has_decide_permission = role_carries(MAY_DECIDE)

    @override
    def next_steps(self, row: Export, official: User) -> Collection[str]:
        """Offer the file to whoever asked for it, and the decision to all others."""
        is_mine = row.asked_by_id == official.pk
        if row.status == ExportStatus.REQUESTED:
            return () if is_mine else ("approve", "refuse")
        return ("download",) if is_mine and row.status == ExportStatus.APPROVED else ()

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @action(  # type: ignore[untyped-decorator]
        description=_("Ask for an export"), url_path="ask", permissions=["ask"], icon="upload_file"
    )
    def ask(self, request: OfficialRequest) -> HttpResponse:
        """Ask for a file."""
        if not self.has_ask_permission(request):
            raise PermissionDenied
        form = ExportForm(request.POST or None)
        if form.is_valid():
            told = form.cleaned_data
            ask = ExportAsk(
                kind=ExportKind(told["kind"]),
                file_format=ExportFormat(told["file_format"]),
                first_on=told["first_on"],
                last_on=told["last_on"],
                purpose=AccessPurpose(told["purpose"]),
                reason=told["reason"],
            )
            try:
                export = ask_export(ask, actor=request.user)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                return HttpResponseRedirect(self.address_of(export.pk))
        context = {
            "title": _("Ask for an export"),
            "form": form,
            "back": reverse("admin:donations_export_changelist"),
        }
        return self.page(request, "donations/export.html", context)

    @action(  # type: ignore[untyped-decorator]
        description=_("Download"), url_path="download", permissions=["ask"], icon="download"
    )
    def download(self, request: OfficialRequest, object_id: str) -> HttpResponse:
        """Send the file, made now."""
        export = self.get_object(request, object_id)
        try:
            if paper_of(export) is not None:
                paper: HttpResponse = self._paper(request, export)
                return paper
            content = download_export(export.pk, actor=request.user)
        except DomainError as refusal:
            messages.error(request, f"{refusal.title}: {refusal}")
            return HttpResponseRedirect(self.address_of(export.pk))
        answer = HttpResponse(content, content_type=TYPES[export.file_format])
        name = f"{export.kind}-{export.first_on}-{export.last_on}.{export.file_format}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _paper(self, request: OfficialRequest, export: Export) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            path = take_granted_paper(export.pk, Path(folder), actor=request.user)
            # Once open, the file is read to its end although its name is gone.
            answer: Any = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
        answer["Cache-Control"] = "private, no-store"
        return answer

    approve = step(
        "approve",
        _("Approve"),
        needs="decide",
        icon="check",
        asks=dialog(
            _("Approve this export"),
            _("Who asked may download it three times within three days."),
            None,
            _("Approve"),
        ),
        take=lambda pk, _told, actor: decide_export(pk, grant=True, actor=actor),
        done=_("Approved."),
    )
    refuse = step(
        "refuse",
        _("Refuse"),
        needs="decide",
        icon="close",
        asks=dialog(_("Refuse this export"), _("No file is made."), None, _("Refuse")),
        take=lambda pk, _told, actor: decide_export(pk, grant=False, actor=actor),
        done=_("Refused. No file is made."),
    )
