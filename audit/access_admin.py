"""The record of access to personal data of one's own donors, for managers and auditors."""

from django.contrib import admin
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from accounts.admin_base import OfficialsAdmin
from audit.access_models import Personal, PersonalAccess


@admin.register(PersonalAccess)
class PersonalAccessAdmin(OfficialsAdmin):
    """Who looked at whose data, newest first."""

    list_display = ("when", "official", "portal", "kind", "purpose", "subject", "shown", "people")
    list_select_related = ("official", "portal")
    list_filter = (("happened_at", RangeDateTimeFilter), "kind", "purpose")
    search_fields = ("=subject",)
    search_help_text = _("Subject, in full")
    ordering = ("-id",)
    readonly_fields = ("when", "shown")
    fields = (
        "when",
        "official",
        "portal",
        "kind",
        "purpose",
        "reason",
        "subject",
        "person",
        "people",
        "shown",
        "address",
        "agent",
        "municipality",
    )

    @display(description=_("when"), ordering="id")  # type: ignore[untyped-decorator]
    def when(self, access: PersonalAccess) -> str:
        return f"{localtime(access.happened_at):%Y-%m-%d %H:%M:%S}"

    @display(description=_("data"))  # type: ignore[untyped-decorator]
    def shown(self, access: PersonalAccess) -> str:
        return ", ".join(str(Personal(each).label) for each in access.data)
