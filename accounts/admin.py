"""Officials of one's own local government, and the local governments themselves."""

from django.contrib import admin

from accounts.admin_base import OfficialsAdmin, SharedRowsAdmin
from accounts.models import User
from regions.models import Municipality


@admin.register(User)
class OfficialAdmin(OfficialsAdmin):
    """Who else works here; for the manager."""

    list_display = ("email", "name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "role", "municipality", "is_active", "joined_at", "last_login")
    list_select_related = ("municipality",)


@admin.register(Municipality)
class MunicipalityAdmin(SharedRowsAdmin):
    """Local governments of both countries through time; loaded, not edited."""

    list_display = (
        "code",
        "name_ko",
        "name_en",
        "country",
        "level",
        "kind",
        "valid_from",
        "valid_to",
    )
    list_filter = ("country", "level")
    search_fields = ("code", "name_ko", "name_ja", "name_en")
    ordering = ("code",)
