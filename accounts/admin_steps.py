"""Steps on the officials' site: a button, a dialog that asks, and the use case behind it.

A refusal of the use case comes back as a message on the page that the step was taken from.
"""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from typing_extensions import override
from unfold.admin import ModelAdmin
from unfold.dataclasses import ActionDialog, UnfoldAction
from unfold.decorators import action
from unfold.forms import BaseDialogForm

from accounts.admin_base import OfficialRequest
from accounts.models import User
from kernel.errors import DomainError


def dialog(title: Any, description: Any, form: type[BaseDialogForm] | None, do: Any) -> Any:
    """Return how a step asks before it is taken."""
    return ActionDialog(title=title, description=description, form_class=form, form_submit_text=do)


def role_carries(permission: str) -> Any:
    """Return a page's method ``has_…_permission``: whether the reader's role carries it."""

    def has(
        _page: ModelAdmin,
        request: OfficialRequest,
        _object_id: str | Model | None = None,
    ) -> bool:
        return request.user.has_perm(permission)

    return has


Given = Mapping[str, Any]
"""What a dialog was told, by the names of its fields."""


def step(
    name: str,
    label: Any,
    *,
    needs: str,
    icon: str,
    asks: Any,
    done: Any,
    take: Callable[[Any, Given, User], object],
) -> Any:
    """Return a step of one row, as the action of its page that is called ``name``.

    ``needs`` is what :func:`role_carries` was given a name for; ``asks`` the :func:`dialog`;
    ``take`` calls the use case with the row's key, what the dialog was told, and the official.
    """

    def act(
        page: "TakesSteps", request: OfficialRequest, form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        key = page.get_object(request, object_id).pk
        told = {field: form.cleaned_data[field] for field in form.fields if field[0] != "_"}
        return page.take(request, lambda: take(key, told, request.user), done, page.address_of(key))

    act.__name__ = name
    asked = action(
        description=label,
        url_path=name.replace("_", "-"),
        permissions=[needs],
        icon=icon,
        dialog=asks,
    )(act)

    @wraps(asked)
    def ask(page: "TakesSteps", request: OfficialRequest, object_id: str) -> HttpResponse:
        """Ask in the page of the row; lead there whoever opens the dialog's own address."""
        answer: HttpResponse = asked(page, request, object_id=object_id)
        if request.method == "POST" or request.headers.get("HX-Request"):
            return answer
        return HttpResponseRedirect(page.address_of(object_id))

    return ask


class TakesSteps(ModelAdmin):  # type: ignore[misc]
    """A page whose actions call use cases."""

    def address_of(self, key: object) -> str:
        """Return the address of the page of one row."""
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[key])

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


class OffersNextSteps(TakesSteps):
    """A page that offers the steps that lead on from where its row stands.

    ``next_by_status`` says which; a page that looks at more than the status overrides
    ``next_steps``. ``not_by`` and ``only_by`` keep a button from those whom the use case would
    refuse: step -> the columns of officials who may not take it, because another has to; and step
    -> the column of the one official who may.
    """

    next_by_status: ClassVar[Mapping[str, Collection[str]]] = {}
    not_by: ClassVar[Mapping[str, Collection[str]]] = {}
    only_by: ClassVar[Mapping[str, str]] = {}

    def next_steps(self, row: Any, official: User) -> Collection[str]:  # noqa: ARG002
        """Return the names of the steps that ``official`` may be offered, role apart."""
        return self.next_by_status.get(row.status, ())

    @override
    def get_actions_detail(self, request: OfficialRequest, object_id: str) -> list[UnfoldAction]:
        """Offer the steps that lead on, that the role carries and that the reader may take."""
        row, official = self.get_object(request, object_id), request.user
        names = [
            name
            for name in self.next_steps(row, official)
            if official.pk not in [getattr(row, f"{by}_id") for by in self.not_by.get(name, ())]
            and (
                name not in self.only_by or getattr(row, f"{self.only_by[name]}_id") == official.pk
            )
        ]
        allowed = super().get_actions_detail(request, object_id)
        return [each for each in allowed if each.method.original_function_name in names]


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
