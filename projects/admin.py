from django.contrib import admin
from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.admin import TabularInline
from unfold.decorators import display

from accounts.admin_base import OfficialsAdmin, won
from accounts.models import User
from projects.models import FundProject, ProjectResult, ProjectSite, ProjectStatus


class SiteInline(TabularInline):  # type: ignore[misc]
    model = ProjectSite
    extra = 0
    fields = ("place", "status", "opened_on", "operator")


class ResultInline(TabularInline):  # type: ignore[misc]
    model = ProjectResult
    extra = 0
    fields = ("metric_ko", "value", "unit", "as_of", "source_url")


@admin.register(FundProject)
class FundProjectAdmin(OfficialsAdmin):
    """Fund projects of one's own local government; those of others are on the public page."""

    list_display = ("name_ko", "kind", "purpose_code", "status", "season", "raised", "target")
    list_filter = ("status", "kind", "purpose_code")
    search_fields = ("name_ko", "name_en")
    ordering = ("-id",)
    readonly_fields = ("raised", "spent", "target")
    fieldsets = (
        (None, {"fields": ("name_ko", "name_en", "recipient", "purpose", "purpose_code")}),
        (_("State"), {"fields": ("kind", "status", "season", "opens_on", "closes_on", "is_demo")}),
        (_("Money"), {"fields": ("target", "raised", "spent", "donor_count")}),
    )
    inlines = (SiteInline, ResultInline)

    @override
    def visible(self, user: User) -> QuerySet[FundProject]:
        if user.municipality is None:
            hidden = Q(status__in=[ProjectStatus.DRAFT, ProjectStatus.CANCELLED])
            return FundProject.objects.exclude(hidden)
        return FundProject.objects.filter(recipient_id__in=user.municipality.lineage_codes())

    @display(description=_("raised"), ordering="raised_krw")  # type: ignore[untyped-decorator]
    def raised(self, project: FundProject) -> SafeString | str:
        return won(project.raised_krw)

    @display(description=_("spent"), ordering="spent_krw")  # type: ignore[untyped-decorator]
    def spent(self, project: FundProject) -> SafeString | str:
        return won(project.spent_krw)

    @display(description=_("target"), ordering="target_krw")  # type: ignore[untyped-decorator]
    def target(self, project: FundProject) -> SafeString | str:
        return won(project.target_krw)
