"""The local governments themselves."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.admin_base import SharedRowsAdmin
from regions.models import Municipality

admin.site.index_title = _("Today")


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
