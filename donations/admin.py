"""Donations of one's own local government: to find and to look at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import action, display

from accounts.admin_base import OfficialRequest, OfficialsAdmin, channel_name, link, won
from accounts.admin_steps import role_carries
from accounts.keyset import KeysetChangeList
from accounts.models import User
from donations.barred_admin import BarredPersonAdmin
from donations.correction_admin import CorrectsReceipts
from donations.corrections import as_corrected
from donations.export_admin import ExportAdmin
from donations.find_admin import FindsPeople, PersonFilter
from donations.models import Donation
from donations.return_admin import AsksForReturns
from donations.search import wanted
from donations.show_admin import ShowsDonors
from receipts.models import PERSONAL

__all__ = ["BarredPersonAdmin", "DonationAdmin", "ExportAdmin"]


class CorrectedChangeList(KeysetChangeList):
    """One page of donations, each with the receipt that stands."""

    @override
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = as_corrected(self.result_list)


@admin.register(Donation)
class DonationAdmin(FindsPeople, ShowsDonors, CorrectsReceipts, AsksForReturns, OfficialsAdmin):
    """Nobody's name in full: number and masked name are those of the receipt that stands."""

    list_display = (
        "donated_on",
        "receipt_number",
        "masked_donor",
        "amount",
        "came_through",
        "status",
    )
    list_display_links = ("donated_on", "receipt_number")
    list_filter = (PersonFilter, ("donated_on", RangeDateFilter), "status", "payment_method")
    search_fields = ("portal_reference__exact",)
    search_help_text = _("Receipt number, portal reference, or amount and day (10만 10. 5.)")
    ordering = ("-donated_on", "-id")
    owner = "recipient"
    actions_list = ("find",)
    actions_detail = ("download", "show", "correct", "ask_return", "keep", "release")
    readonly_fields = (
        "receipt_link",
        "masked_donor",
        "amount",
        "remaining",
        "designated",
        "came_through",
        "asked_return",
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "receipt_link",
                    "status",
                    "masked_donor",
                    "amount",
                    "donated_on",
                    "recipient",
                    "designated",
                    "gift_wish",
                    "asked_return",
                )
            },
        ),
        (
            _("How it came in"),
            {
                "fields": (
                    "came_through",
                    "portal_reference",
                    "payment_method",
                    "paid_at",
                    "accepted_at",
                    "is_demo",
                )
            },
        ),
        (
            _("Checks"),
            {
                "fields": (
                    "pledge_signed_at",
                    "residence",
                    "residence_method",
                    "residence_consented_at",
                    "residence_document",
                    "remaining",
                )
            },
        ),
    )

    @override
    def visible(self, user: User) -> QuerySet[Donation]:
        rows = Donation.objects.visible_to(user)
        personal = (f"receipt__{name}" for name in PERSONAL)
        return rows.select_related("receipt", "project").defer(*personal)

    @override
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetChangeList]:
        return CorrectedChangeList

    @override
    def get_object(
        self, request: OfficialRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return the donation with the receipt that stands; raises as the page of others does."""
        (donation,) = as_corrected([super().get_object(request, object_id, from_field)])
        return donation

    @override
    def get_search_results(
        self, request: OfficialRequest, queryset: QuerySet[Donation], search_term: str
    ) -> tuple[QuerySet[Donation], bool]:
        """Find by receipt number or by portal reference, each through its own index."""
        found = wanted(search_term)
        return (queryset if found is None else queryset.filter(found)), False

    @display(description=_("receipt number"))  # type: ignore[untyped-decorator]
    def receipt_number(self, donation: Donation) -> str:
        return str(donation.receipt.number)

    @display(description=_("receipt"))  # type: ignore[untyped-decorator]
    def receipt_link(self, donation: Donation) -> SafeString:
        address = reverse("admin:receipts_receipt_change", args=[donation.receipt_id])
        return link(address, donation.receipt)

    @display(description=_("donor"))  # type: ignore[untyped-decorator]
    def masked_donor(self, donation: Donation) -> str:
        return donation.receipt.name_masked

    @display(description=_("amount"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, donation: Donation) -> SafeString | str:
        return won(donation.amount_krw)

    @display(description=_("allowance left after it"))  # type: ignore[untyped-decorator]
    def remaining(self, donation: Donation) -> SafeString | str:
        return won(donation.remaining_krw)

    @display(description=_("designated for"))  # type: ignore[untyped-decorator]
    def designated(self, donation: Donation) -> str:
        if donation.project is not None:
            return str(donation.project)
        return donation.get_purpose_display() or "–"

    @display(description=_("channel"), ordering="channel")  # type: ignore[untyped-decorator]
    def came_through(self, donation: Donation) -> str:
        return channel_name(donation.channel)

    has_download_permission = role_carries("receipts.download_receipt")

    @action(  # type: ignore[untyped-decorator]
        description=_("Download the receipt (PDF)"),
        url_path="download",
        permissions=["download"],
        icon="download",
    )
    def download(self, request: OfficialRequest, object_id: str) -> HttpResponseRedirect:
        """Lead to the download of the receipt that stands, where it is recorded."""
        donation = self.get_object(request, object_id)
        address = reverse("admin:receipts_receipt_download", args=[donation.receipt_id])
        return HttpResponseRedirect(address)
