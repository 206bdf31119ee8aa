from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401


class OfficialsAdminConfig(AdminConfig):
    default_site = "access.site.OfficialsSite"
