from django.contrib import admin
from unfold.contrib.filters.admin import RangeDateTimeFilter

from accounts.admin_base import OfficialsAdmin
from audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(OfficialsAdmin):
    """Who did what, when, in one's own local government."""

    list_display = ("happened_at", "kind", "subject", "official", "portal")
    list_select_related = ("official", "portal")
    list_filter = (("happened_at", RangeDateTimeFilter),)
    search_fields = ("=subject", "=kind")
    search_help_text = "receipt.downloaded, donation:…"
    ordering = ("-id",)
    fields = ("happened_at", "kind", "subject", "official", "portal", "municipality", "facts")
