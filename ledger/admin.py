from django.contrib import admin
from django.db.models import QuerySet
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
        "designation",
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
        "designation",
        "posted_at",
    )
    readonly_fields = ("amount",)

    @override
    def visible(self, user: User) -> QuerySet[JournalTransfer]:
        if user.municipality is None:
            return JournalTransfer.objects.none()
        return JournalTransfer.objects.filter(municipality_id__in=user.municipality.lineage_codes())

    @display(description=_("amount"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, transfer: JournalTransfer) -> SafeString | str:
        return won(transfer.amount_krw)
