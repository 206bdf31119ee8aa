"""Officials of one's own local government, and the local governments themselves."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.admin_base import OfficialsAdmin, SharedRowsAdmin
from accounts.models import User
from regions.models import Municipality

admin.site.index_title = _("Today")


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
        "native_name",
        "name_en",
        "country",
        "level",
        "kind",
        "valid_from",
        "valid_to",
    )
    list_filter = ("country", "level")
    search_fields = ("code", "name_ko", "name_ja", "name_en")
    ordering = ("-country", "code")

    @display(description=_("name"), ordering="name_ko")  # type: ignore[untyped-decorator]
    def native_name(self, municipality: Municipality) -> str:
        return municipality.name_ko or municipality.name_ja
