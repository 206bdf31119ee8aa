"""Receipts of one's own local government: to find, to look at and to hand out again."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import action, display

from accounts.admin_base import OfficialRequest, OfficialsAdmin, channel_name, won
from accounts.admin_steps import role_carries
from accounts.models import User
from receipts.documents import hand_out
from receipts.issuer_admin import IssuerRegistrationAdmin  # noqa: F401 - registers itself
from receipts.models import PERSONAL, Receipt, State
from receipts.register_admin import KeepsRegister
from receipts.render import Reissue
from receipts.reprint_admin import HandsOutAgain, asked_reissue


@admin.register(Receipt)
class ReceiptAdmin(KeepsRegister, HandsOutAgain, OfficialsAdmin):
    """The name is masked; whole it stands in the PDF only, and each download is recorded."""

    list_display = (
        "number",
        "masked_name",
        "amount",
        "donated_on",
        "issued_on",
        "came_through",
        "state",
    )
    list_filter = (("issued_on", RangeDateFilter), "year")
    search_fields = ("number__exact",)
    search_help_text = _("Receipt number, for example 43720-2026-0000001")
    ordering = ("-year", "-serial", "-id")
    owner = "issuer"
    actions_detail = ("download", "reprint")
    readonly_fields = ("masked_name", "amount", "came_through", "state", "corrects", "reissues")
    fieldsets = (
        (None, {"fields": ("number", "issued_on", "issuer", "masked_name", "amount", "state")}),
        (_("Life"), {"fields": ("corrects", "reissues")}),
        (
            _("The donation"),
            {"fields": ("donated_on", "came_through", "payment_method", "designation")},
        ),
        (
            _("Law"),
            {
                "fields": (
                    "legal_ground",
                    "law_version",
                    "disaster_declared_on",
                    "disaster_ends_on",
                    "disaster_cause",
                )
            },
        ),
    )

    @override
    def visible(self, user: User) -> QuerySet[Receipt]:
        return Receipt.objects.visible_to(user).with_state().defer(*PERSONAL)

    @override
    def get_search_results(
        self, request: OfficialRequest, queryset: QuerySet[Receipt], search_term: str
    ) -> tuple[QuerySet[Receipt], bool]:
        """Find every receipt of the donation that a number stands for."""
        typed = search_term.strip()
        if not typed:
            return queryset, False
        theirs = Receipt.objects.of_one_donation(typed)
        return queryset.filter(pk__in=theirs.values("pk")), False

    @display(description=_("donor"))  # type: ignore[untyped-decorator]
    def masked_name(self, receipt: Receipt) -> str:
        return receipt.name_masked

    @display(description=_("amount"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, receipt: Receipt) -> SafeString | str:
        return won(receipt.amount_krw)

    @display(description=_("channel"), ordering="channel")  # type: ignore[untyped-decorator]
    def came_through(self, receipt: Receipt) -> str:
        return channel_name(receipt.channel)

    @display(description=_("state"))  # type: ignore[untyped-decorator]
    def state(self, receipt: Receipt) -> str:
        if receipt.cancelled is not None:
            day = receipt.cancelled.cancelled_on.isoformat()
            return str(_("Cancelled on %(day)s") % {"day": day})
        if receipt.replaced_by is not None:
            return str(_("Replaced by %(number)s") % {"number": receipt.replaced_by.number})
        return str(State.ISSUED.label)

    @display(description=_("corrects"))  # type: ignore[untyped-decorator]
    def corrects(self, receipt: Receipt) -> str:
        return str(receipt.replaces.number) if receipt.replaces else "–"

    has_download_permission = role_carries("receipts.download_receipt")

    @action(  # type: ignore[untyped-decorator]
        description=_("Download the receipt (PDF)"),
        url_path="download",
        permissions=["download"],
        icon="download",
    )
    def download(self, request: OfficialRequest, object_id: str) -> HttpResponse:
        """Send the PDF, which shows the whole name; that it was taken is recorded."""
        receipt = self.get_object(request, object_id)
        again = asked_reissue(request, receipt)
        document = hand_out(
            receipt,
            actor=request.user,
            reissue=Reissue(again.reprinted_on, again.nth) if again else None,
        )
        answer = HttpResponse(document, content_type="application/pdf")
        how = "inline" if request.GET.get("show") == "1" else "attachment"
        answer["Content-Disposition"] = f'{how}; filename="{receipt.number}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer
