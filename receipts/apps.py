from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class ReceiptsConfig(AppConfig):
    name = "receipts"
    verbose_name = _("Receipts")

    @override
    def ready(self) -> None:
        from receipts import checks  # noqa: F401 - registers the checks
