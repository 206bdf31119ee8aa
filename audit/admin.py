"""The audit trail on the officials' site: who did what, when and from where, in one's own place."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from accounts.admin_base import OfficialsAdmin
from accounts.models import User
from audit.access_admin import PersonalAccessAdmin
from audit.kinds import WORDS, words_of
from audit.models import AuditEvent
from audit.telling import lines_of

__all__ = ["AuditEventAdmin", "PersonalAccessAdmin"]


class KindFilter(SimpleListFilter):
    """What happened, in words."""

    title = _("what")
    parameter_name = "kind"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return sorted(
            ((kind, words) for kind, words in WORDS.items()), key=lambda pair: str(pair[1])
        )

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        kind = self.value()
        return queryset.filter(kind=kind) if kind else queryset


class OfficialFilter(SimpleListFilter):
    """Who did it: the colleagues of the one who looks."""

    title = _("official")
    parameter_name = "official"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        if not isinstance(request.user, User) or request.user.municipality is None:
            return []
        codes = request.user.municipality.lineage_codes()
        colleagues = User.objects.get_queryset().filter(municipality_id__in=codes)
        return [(str(each.pk), str(each)) for each in colleagues.order_by("email")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        official = self.value()
        return queryset.filter(official=official) if official and official.isdigit() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(OfficialsAdmin):
    """Who did what, when, in one's own local government."""

    list_display = ("when", "what", "subject", "official", "portal", "address")
    list_select_related = ("official", "portal")
    list_filter = (KindFilter, OfficialFilter, ("happened_at", RangeDateTimeFilter))
    search_fields = ("=subject", "=kind")
    search_help_text = _("Subject or kind, in full")
    ordering = ("-id",)
    owner = "municipality"
    readonly_fields = ("when", "what", "changes")
    fields = (
        "when",
        "what",
        "kind",
        "subject",
        "official",
        "portal",
        "address",
        "agent",
        "municipality",
        "changes",
        "facts",
    )

    @display(description=_("when"), ordering="id")  # type: ignore[untyped-decorator]
    def when(self, event: AuditEvent) -> str:
        return f"{localtime(event.happened_at):%Y-%m-%d %H:%M:%S}"

    @display(description=_("what"))  # type: ignore[untyped-decorator]
    def what(self, event: AuditEvent) -> str:
        return words_of(event.kind)

    @display(description=_("changes"))  # type: ignore[untyped-decorator]
    def changes(self, event: AuditEvent) -> SafeString | str:
        """Show column by column what stood there and what stands there now."""
        lines = format_html_join("", "<dt>{}</dt><dd>{} → {}</dd>", lines_of(event))
        return format_html('<dl class="hometown-facts">{}</dl>', lines) if lines else "–"
