"""Projects of one's own local government: plan them, follow them, tell what came of them.

The form is the plan, free while the project is a draft; places and results are told in its run;
everything else is a step (``projects.step_admin``). What is saved goes through the use cases of
``projects.planning``, in the one transaction of the page.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, Q, QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.admin import TabularInline
from unfold.decorators import display

from accounts.admin_base import NamedInputs, OfficialRequest, OfficialsAdmin, OnlyShown, link, won
from accounts.admin_steps import SavesByUseCase
from accounts.models import User
from projects.life import APPROVED, BEGUN, CANCELLED, DRAFT, MAY_PLAN, SPENDS
from projects.models import (
    Approval,
    Category,
    FundingLine,
    FundProject,
    ProjectResult,
    ProjectSite,
    ProjectStatus,
    ProjectStep,
    TargetChange,
)
from projects.planning import (
    PLAN,
    change_plan,
    keep_funding,
    keep_results,
    keep_sites,
    plan_project,
)
from projects.spending import MAY_REQUEST
from projects.step_admin import MovesProjects


def is_own(user: object, project: FundProject) -> bool:
    """Say whether ``project`` is of the local government of ``user``."""
    government = user.municipality if isinstance(user, User) else None
    return government is not None and project.recipient_id in government.lineage_codes()


class PlanInline(NamedInputs):
    """Rows of a project that its officials keep, in some of its states."""

    extra = 0
    tab = True
    kept_at: ClassVar[Collection[str]]
    """The states of the project in which the rows may change."""

    def may_keep(self, request: OfficialRequest, project: FundProject | None) -> bool:
        """Say whether the reader may change the rows of ``project`` now."""
        if not request.user.has_perm(MAY_PLAN):
            return False
        if project is None:
            return DRAFT in self.kept_at
        return is_own(request.user, project) and project.status in self.kept_at

    @override
    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    @override
    def has_add_permission(self, request: OfficialRequest, obj: FundProject | None = None) -> bool:
        return self.may_keep(request, obj)

    @override
    def has_change_permission(
        self, request: OfficialRequest, obj: FundProject | None = None
    ) -> bool:
        return self.may_keep(request, obj)

    @override
    def has_delete_permission(
        self, request: OfficialRequest, obj: FundProject | None = None
    ) -> bool:
        return self.may_keep(request, obj)


class FundingInline(PlanInline):
    model = FundingLine
    fields = ("source", "payer", "planned_krw", "note")
    autocomplete_fields = ("payer",)
    kept_at = (DRAFT,)


class SiteInline(PlanInline):
    model = ProjectSite
    fields = (
        "place",
        "place_en",
        "status",
        "opened_on",
        "operator",
        "operator_en",
        "equipment",
        "equipment_en",
    )
    kept_at = (DRAFT, APPROVED, *BEGUN)


class ResultInline(PlanInline):
    model = ProjectResult
    fields = ("metric_ko", "metric_en", "value", "unit", "unit_en", "as_of", "source_url")
    kept_at = BEGUN

    @override
    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Take an address without a scheme as one of the safe web."""
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class HistoryInline(OnlyShown, TabularInline):  # type: ignore[misc]
    """What was decided and done: only ever added to, by steps."""

    extra = 0
    can_delete = False
    tab = True


class ApprovalInline(HistoryInline):
    model = Approval
    fields = ("body", "decided_on", "document_reference", "approved_krw", "entered_by")


class TargetChangeInline(HistoryInline):
    model = TargetChange
    fields = ("before_krw", "after_krw", "reason", "changed_by", "changed_at")
    readonly_fields = ("changed_at",)


class StepInline(HistoryInline):
    model = ProjectStep
    fields = ("status", "reason", "taken_by", "taken_at")
    readonly_fields = ("taken_at",)


MONEY_LINKS = ("left", "spendings", "asking")

KEEP: dict[Any, Callable[..., None]] = {
    FundingLine: keep_funding,
    ProjectSite: keep_sites,
    ProjectResult: keep_results,
}
"""What the form keeps besides the plan -> its use case."""


@admin.register(FundProject)
class FundProjectAdmin(MovesProjects, SavesByUseCase, OfficialsAdmin):
    """Fund projects of one's own local government; those of others are on the public page."""

    list_display = ("name_ko", "kind", "purpose_code", "status", "season", "raised", "target")
    list_filter = ("status", "kind", "purpose_code")
    search_fields = ("name_ko", "name_en")
    ordering = ("-id",)
    readonly_fields = (
        "recipient",
        "status",
        "season",
        "donor_count",
        "raised",
        "assigned",
        "general",
        "bound",
        "spent",
        *MONEY_LINKS,
        "target",
    )
    plan_fieldsets = (
        (
            None,
            {"fields": (("name_ko", "name_en"), "purpose", "purpose_en", ("purpose_code", "kind"))},
        ),
        (
            _("Whom it serves"),
            {"fields": (("beneficiaries", "beneficiaries_en"), "beneficiary_count")},
        ),
        (_("Campaign"), {"fields": ("target_krw", ("opens_on", "closes_on"))}),
        (
            _("What happens when"),
            {
                "fields": (
                    "when_reached",
                    "when_surplus",
                    "when_short",
                    ("may_close_early", "is_disaster_relief"),
                )
            },
        ),
    )
    state_fieldsets = (
        (_("State"), {"fields": (("recipient", "status", "season"),)}),
        (
            _("Money"),
            {"fields": (("raised", "donor_count", "assigned"), ("general", "bound", "spent"))},
        ),
    )
    inlines = (
        FundingInline,
        SiteInline,
        ApprovalInline,
        ResultInline,
        TargetChangeInline,
        StepInline,
    )

    @override
    def visible(self, user: User) -> QuerySet[FundProject]:
        if user.municipality is None:
            hidden = Q(status__in=[ProjectStatus.DRAFT, ProjectStatus.CANCELLED])
            return FundProject.objects.exclude(hidden)
        return FundProject.objects.filter(recipient_id__in=user.municipality.lineage_codes())

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_PLAN)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not request.user.has_perm(MAY_PLAN):
            return False
        if not isinstance(obj, FundProject):
            return obj is None
        return is_own(request.user, obj) and obj.status != CANCELLED

    @override
    def get_fieldsets(self, request: HttpRequest, obj: FundProject | None = None) -> Any:
        """Show the state of a project that is there, and the plan."""
        if obj is None:
            return self.plan_fieldsets
        if obj.status == DRAFT:
            return (*self.state_fieldsets[:1], *self.plan_fieldsets)
        official = request.user
        offered = {
            "left": True,
            "spendings": official.has_perm("projects.view_spending"),
            "asking": official.has_perm(MAY_REQUEST) and obj.status in SPENDS,
        }
        state, (title, money) = self.state_fieldsets
        links = tuple(name for name in MONEY_LINKS if offered[name])
        shown = {"fields": (*money["fields"], links)}
        campaign = {"fields": ("target", ("opens_on", "closes_on"))}
        told = [
            (name, campaign if "target_krw" in options["fields"] else options)
            for name, options in self.plan_fieldsets
        ]
        return (state, (title, shown), *told)

    @override
    def get_readonly_fields(
        self, request: HttpRequest, obj: FundProject | None = None
    ) -> tuple[str, ...]:
        if obj is None or obj.status == DRAFT:
            return self.readonly_fields
        return (*self.readonly_fields, *PLAN)

    @override
    def get_inlines(self, request: HttpRequest, obj: FundProject | None) -> Any:
        """Leave out what cannot be there yet."""
        if obj is None:
            return (FundingInline, SiteInline)
        if obj.status == DRAFT:
            return (FundingInline, SiteInline, ApprovalInline)
        return self.inlines

    @override
    def save_model(
        self, request: OfficialRequest, obj: FundProject, form: Any, change: bool
    ) -> None:
        """Plan the project, or change its plan."""
        if not change:
            obj.pk = plan_project(obj, actor=request.user).pk
        elif obj.status == DRAFT:
            change_plan(obj, actor=request.user)

    @override
    def save_formset(
        self,
        request: OfficialRequest,
        form: Any,
        formset: Any,
        change: bool,
    ) -> None:
        """Keep funding, places and results."""
        kept = formset.save(commit=False)
        if kept or formset.deleted_objects:
            keep = KEEP[formset.model]
            pk = form.instance.pk
            for row in kept:
                row.project_id = pk
            keep(pk, kept=kept, dropped=formset.deleted_objects, actor=request.user)

    @display(description=_("raised"), ordering="raised_krw")  # type: ignore[untyped-decorator]
    def raised(self, project: FundProject) -> SafeString | str:
        return won(project.raised_krw)

    @display(description=_("spent"), ordering="spent_krw")  # type: ignore[untyped-decorator]
    def spent(self, project: FundProject) -> SafeString | str:
        return won(project.spent_krw)

    @display(description=_("target"), ordering="target_krw")  # type: ignore[untyped-decorator]
    def target(self, project: FundProject) -> SafeString | str:
        return won(project.target_krw)

    @display(description=_("designated money moved here"))  # type: ignore[untyped-decorator]
    def assigned(self, project: FundProject) -> SafeString | str:
        return won(project.assigned_krw)

    @display(description=_("general money of the fund"))  # type: ignore[untyped-decorator]
    def general(self, project: FundProject) -> SafeString | str:
        return won(project.general_krw)

    @display(description=_("approved to be spent"))  # type: ignore[untyped-decorator]
    def bound(self, project: FundProject) -> SafeString | str:
        return won(project.bound_designated_krw + project.bound_general_krw)

    @display(description=_("not approved for anything yet"))  # type: ignore[untyped-decorator]
    def left(self, project: FundProject) -> SafeString | str:
        return won(project.designated_left_krw + project.general_left_krw)

    @display(description=_("spendings"))  # type: ignore[untyped-decorator]
    def spendings(self, project: FundProject) -> SafeString:
        """Lead to what was asked for."""
        asked = {"project__id__exact": str(project.pk)}
        return _spending_link("changelist", asked, _("What was asked for"))

    @display(description=_("ask for money"))  # type: ignore[untyped-decorator]
    def asking(self, project: FundProject) -> SafeString:
        """Lead to the form that asks for more, this project named in it."""
        told = {"category": Category.PROJECT.value, "project": str(project.pk)}
        return _spending_link("add", told, _("Ask for money of the fund"))


def _spending_link(page: str, told: Mapping[str, str], title: Any) -> SafeString:
    address = f"{reverse(f'admin:projects_spending_{page}')}?{urlencode(told)}"
    return link(address, title)
