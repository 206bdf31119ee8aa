"""A page with one form that enters something new through a use case, and shows its refusals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from typing_extensions import override

from accounts.admin_base import OfficialRequest, OfficialsAdmin, link
from accounts.admin_steps import TakesSteps
from accounts.models import User
from kernel.dates import seoul_date
from kernel.errors import DomainError
from projects.models import FundProject
from projects.money_left import money_left


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How something new is entered.

    Attributes:
        needs: the permission.
        title: of the page, and of its button.
        done: what is said once it is entered.
        form: what is asked; made with the official, then what was sent, its files, and what the
            address of the page already says.
        enter: calls the use case with what the form found.
        shows_left: whether the page says what is left of the fund's money.
    """

    needs: str
    title: str | Promise
    done: str | Promise
    form: Callable[..., forms.Form]
    enter: Callable[[Mapping[str, Any], User], Model]
    shows_left: bool = False


def link_to(project: FundProject) -> SafeString:
    """Return a link to a project, its season named: two seasons are two projects."""
    address = reverse("admin:projects_fundproject_change", args=[project.pk])
    return link(address, project.full_name)


class EntersByForm(TakesSteps, OfficialsAdmin):
    """Rows that are entered by a form of their own and never edited."""

    entry: ClassVar[Entry]

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.entry.needs)

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
        entry, official = self.entry, request.user
        is_sent = request.method == "POST"
        form = (
            entry.form(official, request.POST, request.FILES)
            if is_sent
            else entry.form(official, initial=request.GET.dict())
        )
        refusals: list[DomainError] = []
        if is_sent and form.is_valid():
            try:
                made = entry.enter(form.cleaned_data, official)
            except DomainError as refusal:
                refusals = [refusal]
            else:
                self.message_user(request, str(entry.done), messages.SUCCESS)
                return HttpResponseRedirect(self.address_of(made.pk))
        today, meta = seoul_date(timezone.now()), self.model._meta
        context = {
            **self.admin_site.each_context(request),
            "left": money_left(official, today) if entry.shows_left else [],
            "title": entry.title,
            "form": form,
            "refusals": refusals,
            "government": official.municipality,
            "back": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
        }
        answer = TemplateResponse(request, "projects/entry.html", context)
        answer["Cache-Control"] = "private, no-store"
        return answer
