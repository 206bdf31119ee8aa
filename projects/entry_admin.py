"""A page with one form that enters something new through a use case, and shows its refusals."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from typing_extensions import override

from accounts.admin_base import OfficialRequest, OfficialsAdmin
from kernel.errors import DomainError


class EntersByForm(OfficialsAdmin):
    """Rows that are entered by a form of their own and never edited."""

    may_enter: ClassVar[str]
    entry_title: ClassVar[str | Promise]
    entry_done: ClassVar[str | Promise]

    def entry_form(self, request: OfficialRequest, data: Any, files: Any) -> forms.Form:
        """Return the form, filled with what was sent if anything was."""
        raise NotImplementedError

    def enter(self, request: OfficialRequest, given: Mapping[str, Any]) -> Any:
        """Call the use case; return what it made."""
        raise NotImplementedError

    def entry_context(self, request: OfficialRequest) -> dict[str, Any]:  # noqa: ARG002
        """Return what the page shows beside the form."""
        return {}

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.may_enter)

    @override
    def add_view(
        self,
        request: OfficialRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, or enter what it says and lead to the new row."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = self.entry_form(
            request, request.POST if is_sent else None, request.FILES if is_sent else None
        )
        refusals: list[DomainError] = []
        if is_sent and form.is_valid():
            try:
                made = self.enter(request, form.cleaned_data)
            except DomainError as refusal:
                refusals = [refusal]
            else:
                self.message_user(request, str(self.entry_done), messages.SUCCESS)
                meta = self.model._meta
                page = f"admin:{meta.app_label}_{meta.model_name}_change"
                return HttpResponseRedirect(reverse(page, args=[made.pk]))
        context = {
            **self.admin_site.each_context(request),
            **self.entry_context(request),
            "title": self.entry_title,
            "form": form,
            "refusals": refusals,
            "government": request.user.municipality,
        }
        answer = TemplateResponse(request, "projects/entry.html", context)
        answer["Cache-Control"] = "private, no-store"
        return answer
