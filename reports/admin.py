from django.contrib import admin

from accounts.admin_base import SharedRowsAdmin
from reports.models import ReportRun


@admin.register(ReportRun)
class ReportRunAdmin(SharedRowsAdmin):
    """Makings of reports, and what became of each."""

    list_display = ("kind", "year", "status", "created_at", "finished_at", "data_sha256")
    list_filter = ("status", "kind", "year")
    fields = (
        "kind",
        "year",
        "status",
        "is_demo",
        "created_at",
        "finished_at",
        "attempts",
        "error",
        "inputs_sha256",
        "data_sha256",
        "code_version",
    )
