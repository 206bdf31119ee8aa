"""The frame of the desk's own pages: a form that makes something, and the page of what was made."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from typing_extensions import override

from accounts.admin_base import OfficialRequest, OfficialsAdmin
from kernel.errors import DomainError, NotFound


class DeskPages(OfficialsAdmin):
    """Pages of the desk that are no plain lists and forms of a model."""

    def new(self, request: OfficialRequest) -> HttpResponse:
        """Return the page on which one is made, to whoever may."""
        page: HttpResponse = super().add_view(request)
        return page

    def show(self, request: OfficialRequest, row: Any) -> HttpResponse:
        """Return the page of ``row``, or take the step that was asked for."""
        page: HttpResponse = super().change_view(request, str(row.pk))
        return page

    @override
    def add_view(
        self,
        request: OfficialRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.new(request)

    @override
    def change_view(
        self,
        request: OfficialRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.show(request, row)

    def ask(
        self,
        request: OfficialRequest,
        form: forms.Form,
        step: Callable[[dict[str, Any]], str],
        context: Mapping[str, Any],
    ) -> HttpResponse:
        """Show ``form`` until ``step`` takes what was given, then lead to where it says.

        A refusal is shown at the file, if the form has one, else above the form.
        """
        if form.is_bound and form.is_valid():
            try:
                return HttpResponseRedirect(step(form.cleaned_data))
            except DomainError as refusal:
                form.add_error("file" if "file" in form.fields else None, str(refusal))
        form.visible_fields()[0].field.widget.attrs.setdefault("autofocus", "")
        return self.page(request, "desk/form.html", {"form": form, **context})

    def try_step(self, request: OfficialRequest, step: Callable[[], object], done: Any) -> bool:
        """Take a step and say what became of it; what is another's is not found."""
        try:
            step()
        except NotFound as missing:
            raise Http404 from missing
        except DomainError as refusal:
            messages.error(request, f"{refusal.title}: {refusal}")
            return False
        if done:
            messages.success(request, str(done))
        return True

    def address_of(self, row: Any) -> str:
        """Return where the page of ``row`` is."""
        options = self.model._meta
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])
