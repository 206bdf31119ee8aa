"""The pages of donor merges: ask with both numbers, look at both years, decide, undo."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.admin_base import OfficialRequest
from desk.pages import DeskPages
from donations.merge_models import DonorMerge, MergeStatus
from donations.merging import (
    MAY_DECIDE_MERGE,
    MAY_REQUEST_MERGE,
    Numbers,
    approve_merge,
    refuse_merge,
    request_merge,
    request_undo,
    undo_merge,
    years_together,
)


def _line(label: Any, **more: Any) -> forms.CharField:
    """Return a line that the browser neither completes nor keeps."""
    widget = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, widget=widget, **{"max_length": 60, **more})


class MergeForm(forms.Form):
    """Both numbers of a person, and the document that shows that they are one."""

    kept_number = _line(_("Number in use now"), max_length=14)
    kept_name = _line(_("Name under this number"))
    alias_number = _line(_("Earlier number"), max_length=14)
    alias_name = _line(_("Name under the earlier number"))
    document = _line(
        _("Document"),
        max_length=100,
        help_text=_("For example the certificate that names both numbers; its kind and number."),
    )
    note = _line(_("Note for the official who decides"), max_length=300, required=False)


@admin.register(DonorMerge)
class DonorMergeAdmin(DeskPages):
    """Persons who had two numbers."""

    list_display = ("requested_at", "alias_name_masked", "kept_name_masked", "status")
    list_display_links = ("requested_at", "alias_name_masked")
    list_filter = ("status",)
    ordering = ("-requested_at",)

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_REQUEST_MERGE)

    @override
    def new(self, request: OfficialRequest) -> HttpResponse:
        """Ask for a merge."""

        def step(given: dict[str, Any]) -> str:
            numbers = Numbers(
                given["kept_number"], given["kept_name"], given["alias_number"], given["alias_name"]
            )
            return self.address_of(
                request_merge(
                    numbers, document=given["document"], note=given["note"], actor=request.user
                )
            )

        context = {"title": _("One person under two numbers"), "do": _("Ask")}
        return self.ask(request, MergeForm(request.POST or None), step, context)

    @override
    def show(self, request: OfficialRequest, row: DonorMerge) -> HttpResponse:
        """Show both and their years; take the step that was asked for."""
        if request.method == "POST" and self._step(request, row):
            return HttpResponseRedirect(self.address_of(row))
        years = years_together(row)
        context = {
            "title": _("One person under two numbers"),
            "merge": row,
            "years": years,
            "is_above": any(year.excess_krw for year in years),
            "is_requested": row.status == MergeStatus.REQUESTED,
            "is_merged": row.status == MergeStatus.MERGED,
            "is_undoing": row.status == MergeStatus.UNDO_REQUESTED,
            "may_decide": request.user.has_perm(MAY_DECIDE_MERGE),
        }
        return self.page(request, "desk/merge.html", context)

    def _step(self, request: OfficialRequest, merge: DonorMerge) -> bool:
        actor, posted = request.user, request.POST
        steps = {
            "approve": (
                lambda: approve_merge(
                    merge.pk, accept_excess="accept_excess" in posted, actor=actor
                ),
                _("Both numbers are one person from now on."),
            ),
            "refuse": (
                lambda: refuse_merge(merge.pk, actor=actor),
                _("Refused. Both stay as they are."),
            ),
            "ask_undo": (
                lambda: request_undo(merge.pk, actor=actor),
                _("Another official has to confirm it."),
            ),
            "undo": (
                lambda: undo_merge(merge.pk, actor=actor),
                _("Both numbers are two persons again."),
            ),
        }
        for name, (step, done) in steps.items():
            if name in posted:
                return self.try_step(request, step, done)
        return False
