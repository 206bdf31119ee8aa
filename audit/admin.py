from django.contrib import admin
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from accounts.admin_base import OfficialsAdmin
from audit.access_admin import PersonalAccessAdmin
from audit.models import AuditEvent

__all__ = ["AuditEventAdmin", "PersonalAccessAdmin"]


@admin.register(AuditEvent)
class AuditEventAdmin(OfficialsAdmin):
    """Who did what, when, in one's own local government."""

    list_display = ("when", "kind", "subject", "official", "portal")
    list_select_related = ("official", "portal")
    list_filter = (("happened_at", RangeDateTimeFilter),)
    search_fields = ("=subject", "=kind")
    search_help_text = _("Subject or kind, in full")
    ordering = ("-id",)
    readonly_fields = ("when",)
    fields = (
        "when",
        "kind",
        "subject",
        "official",
        "portal",
        "address",
        "agent",
        "municipality",
        "facts",
    )

    @display(description=_("when"), ordering="id")  # type: ignore[untyped-decorator]
    def when(self, event: AuditEvent) -> str:
        return f"{localtime(event.happened_at):%Y-%m-%d %H:%M:%S}"
