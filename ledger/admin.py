from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from accounts.admin_base import OfficialsAdmin, won
from accounts.models import User
from ledger.models import JournalTransfer


@admin.register(JournalTransfer)
class JournalTransferAdmin(OfficialsAdmin):
    """The journal of one's own fund."""

    list_display = (
        "booked_on",
        "kind",
        "debit_account",
        "credit_account",
        "amount",
        "designated_for",
    )
    list_filter = (("booked_on", RangeDateFilter), "kind", "credit_account")
    search_fields = ("entry__exact",)
    search_help_text = _("Entry, in full")
    ordering = ("-booked_on", "-id")
    owner = "municipality"
    fields = (
        "entry",
        "municipality",
        "booked_on",
        "kind",
        "debit_account",
        "credit_account",
        "amount",
        "designated_for",
        "posted_at",
    )
    readonly_fields = ("amount", "designated_for")

    @override
    def visible(self, user: User) -> QuerySet[JournalTransfer]:
        if user.municipality is None:
            return JournalTransfer.objects.none()
        return JournalTransfer.objects.filter(municipality_id__in=user.municipality.lineage_codes())

    @display(description=_("Amount (won)"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, transfer: JournalTransfer) -> SafeString | str:
        return won(transfer.amount_krw)

    @display(description=_("designation"))  # type: ignore[untyped-decorator]
    def designated_for(self, transfer: JournalTransfer) -> SafeString | str:
        """Lead to the project whose money it is; a purpose stands by its code."""
        thing, _colon, key = transfer.designation.partition(":")
        if thing != "project":
            return transfer.designation or "–"
        address = reverse("admin:projects_fundproject_change", args=[key])
        told = _("Project %(number)s") % {"number": key}
        return format_html('<a class="underline" href="{}">{}</a>', address, told)
