"""Decisions that gave designated money to a project: entered once, and never changed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import display

from accounts.admin_base import won
from accounts.models import User
from projects.assignment import MAY_ASSIGN, AssignmentAsk, assign_designated_money
from projects.entry_admin import EntersByForm, Entry, link_to
from projects.models import Assignment, Purpose
from projects.money_forms import AssignmentForm


def assign(given: Mapping[str, Any], official: User) -> Assignment:
    """Enter the decision that the form says."""
    source, project = given["from_project"], given["project"]
    told = {name: value for name, value in given.items() if not name.endswith("project")}
    ask = AssignmentAsk(
        **told, project_id=project.pk, from_project_id=source.pk if source else None
    )
    return assign_designated_money(ask, at=timezone.now(), actor=official)


@admin.register(Assignment)
class AssignmentAdmin(EntersByForm):
    """The newest first."""

    entry = Entry(
        needs=MAY_ASSIGN,
        title=_("Assign designated money"),
        done=_("The decision is entered and booked."),
        form=AssignmentForm,
        enter=assign,
        shows_left=True,
    )

    list_display = ("booked_on", "comes_from", "goes_to", "amount", "decision_reference")
    list_display_links = ("booked_on",)
    ordering = ("-booked_on", "-id")
    readonly_fields = ("comes_from", "goes_to", "amount")
    fields = (
        "comes_from",
        "goes_to",
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

    @display(description=_("from"))  # type: ignore[untyped-decorator]
    def comes_from(self, assignment: Assignment) -> SafeString | str:
        if assignment.from_project:
            return link_to(assignment.from_project)
        return str(Purpose(assignment.from_purpose).label)

    @display(description=_("project"))  # type: ignore[untyped-decorator]
    def goes_to(self, assignment: Assignment) -> SafeString:
        return link_to(assignment.project)

    @display(description=_("Amount (won)"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, assignment: Assignment) -> SafeString | str:
        return won(assignment.amount_krw)
