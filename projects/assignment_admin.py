"""Decisions that gave designated money to a project: entered once, and never changed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import display

from accounts.admin_base import OfficialRequest, won
from accounts.models import User
from kernel.dates import seoul_date
from projects.assignment import MAY_ASSIGN, AssignmentAsk, assign_designated_money
from projects.entry_admin import EntersByForm
from projects.models import Assignment, Purpose
from projects.money_forms import AssignmentForm
from projects.money_left import money_left


@admin.register(Assignment)
class AssignmentAdmin(EntersByForm):
    """The newest first."""

    may_enter = MAY_ASSIGN
    entry_title = _("Assign designated money")
    entry_done = _("The decision is entered and booked.")

    list_display = ("booked_on", "comes_from", "project", "amount", "decision_reference")
    list_display_links = ("booked_on", "comes_from")
    ordering = ("-booked_on", "-id")
    readonly_fields = ("comes_from", "amount")
    fields = (
        "comes_from",
        "project",
        "amount",
        "decided_on",
        "decision_reference",
        "reason",
        "booked_on",
        "entered_by",
    )

    @override
    def visible(self, user: User) -> QuerySet[Assignment]:
        if user.municipality is None:
            return Assignment.objects.none()
        own = Assignment.objects.filter(municipality_id__in=user.municipality.lineage_codes())
        return own.select_related("project", "from_project", "entered_by")

    @override
    def entry_form(self, request: OfficialRequest, data: Any, files: Any) -> forms.Form:
        return AssignmentForm(request.user, data)

    @override
    def entry_context(self, request: OfficialRequest) -> dict[str, Any]:
        return {"left": money_left(request.user, seoul_date(timezone.now()))}

    @override
    def enter(self, request: OfficialRequest, given: Mapping[str, Any]) -> Assignment:
        source = given["from_project"]
        ask = AssignmentAsk(
            project_id=given["project"].pk,
            amount_krw=given["amount_krw"],
            decided_on=given["decided_on"],
            decision_reference=given["decision_reference"],
            from_purpose=given["from_purpose"],
            from_project_id=source.pk if source else None,
            reason=given["reason"],
        )
        return assign_designated_money(ask, at=timezone.now(), actor=request.user)

    @display(description=_("from"))  # type: ignore[untyped-decorator]
    def comes_from(self, assignment: Assignment) -> str:
        return str(assignment.from_project or Purpose(assignment.from_purpose).label)

    @display(description=_("amount (won)"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, assignment: Assignment) -> SafeString | str:
        return won(assignment.amount_krw)
