"""Steps on the officials' site: a button, a dialog that asks, and the use case behind it.

A refusal of the use case comes back as a message on the page that the step was taken from.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from typing_extensions import override
from unfold.admin import ModelAdmin
from unfold.dataclasses import ActionDialog
from unfold.forms import BaseDialogForm

from accounts.admin_base import OfficialRequest
from kernel.errors import DomainError


def dialog(title: Any, description: Any, form: type[BaseDialogForm] | None, do: Any) -> Any:
    """Return how a step asks before it is taken."""
    return ActionDialog(title=title, description=description, form_class=form, form_submit_text=do)


class TakesSteps(ModelAdmin):  # type: ignore[misc]
    """A page whose actions call use cases."""

    def take(
        self, request: OfficialRequest, step: Callable[[], object], done: Any, address: str
    ) -> HttpResponse:
        """Take ``step``, say what became of it, and lead to ``address``."""
        try:
            step()
        except DomainError as refusal:
            self.message_user(request, f"{refusal.title}: {refusal}", messages.ERROR)
        else:
            self.message_user(request, str(done), messages.SUCCESS)
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)


class SavesByUseCase(ModelAdmin):  # type: ignore[misc]
    """A form whose ``save_model`` and ``save_formset`` call use cases.

    What they refuse comes back as a message. They write the audit trail, so the log of the
    admin site itself stays empty.
    """

    @override
    def changeform_view(
        self,
        request: OfficialRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the page."""
        try:
            answer: HttpResponse = super().changeform_view(
                request, object_id, form_url, extra_context
            )
        except DomainError as refusal:
            self.message_user(request, f"{refusal.title}: {refusal}", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return answer

    @override
    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The audit trail has it."""

    @override
    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The audit trail has it."""

    @override
    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The audit trail has it."""
