"""Steps on the officials' site: a button, a dialog that asks, and the use case behind it.

A refusal of the use case comes back as a message on the page that the step was taken from.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
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
