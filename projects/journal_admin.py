"""The journal of one's own fund: whose money each entry moves, and what is behind it."""

from uuid import UUID

from django.contrib import admin
from django.db.models import BigIntegerField, F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, JSONObject, NullIf
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from accounts.admin_base import OfficialsAdmin, link, won
from accounts.models import User
from ledger.models import JournalTransfer, Kind, OtherIncome
from projects.entry_admin import link_to
from projects.models import Assignment, FundProject, Purpose, Spending

PROJECT = Func(F("designation"), Value(":"), Value(2), function="split_part")
"""Of ``project:3`` the number; of a purpose, or of no designation, nothing."""

PAGES = {
    Kind.DONATION: "donations_donation",
    Kind.RETURN: "donations_donationreturn",
    Kind.SPENDING: "projects_spending",
    Kind.INCOME: "ledger_otherincome",
    Kind.ASSIGNMENT: "projects_assignment",
}
"""Where that stands whose entry it is: what is booked has the name of its entry."""


@admin.register(JournalTransfer)
class JournalTransferAdmin(OfficialsAdmin):
    """The newest first."""

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
        "behind",
        "municipality",
        "booked_on",
        "kind",
        "debit_account",
        "credit_account",
        "amount",
        "designated_for",
        "posted_at",
    )
    readonly_fields = ("amount", "designated_for", "behind")

    @override
    def visible(self, user: User) -> QuerySet[JournalTransfer]:
        """Return the rows, each with the project whose money it moves."""
        if user.municipality is None:
            return JournalTransfer.objects.none()
        own = JournalTransfer.objects.filter(municipality_id__in=user.municipality.lineage_codes())
        number = Cast(NullIf(PROJECT, Value("")), BigIntegerField())
        named = JSONObject(pk="pk", name_ko="name_ko", name_en="name_en", season="season")
        project = FundProject.objects.filter(pk=OuterRef("project_number")).values(told=named)
        return own.alias(project_number=number).annotate(project=Subquery(project))

    @display(description=_("Amount (won)"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, transfer: JournalTransfer) -> SafeString | str:
        return won(transfer.amount_krw)

    @display(description=_("designation"))  # type: ignore[untyped-decorator]
    def designated_for(self, transfer: JournalTransfer) -> SafeString | str:
        """Name the purpose, or the project, and lead there."""
        if told := getattr(transfer, "project", None):
            return link_to(FundProject(**told))
        if transfer.designation in Purpose.values:
            return str(Purpose(transfer.designation).label)
        return transfer.designation or "–"

    @display(description=_("what was booked"))  # type: ignore[untyped-decorator]
    def behind(self, transfer: JournalTransfer) -> SafeString | str:
        """Lead to what the entry is of; the closing of a year has no page of its own."""
        page, key = _behind(transfer)
        if page is None:
            return "–"
        address = reverse(f"admin:{page}_change", args=[key])
        return link(address, transfer.get_kind_display())


def _behind(transfer: JournalTransfer) -> tuple[str | None, UUID]:
    """Return the page and the key of what the entry is of; no page where there is none."""
    kind, entry = Kind(transfer.kind), transfer.entry
    if kind == Kind.REVERSAL:
        if spending := Spending.objects.filter(reversal=entry).first():
            return PAGES[Kind.SPENDING], spending.pk
        income = OtherIncome.objects.filter(reversal=entry).first()
        return (PAGES[Kind.INCOME], income.pk) if income else (None, entry)
    if kind == Kind.ASSIGNMENT and not Assignment.objects.filter(pk=entry).exists():
        kind = Kind.RETURN  # the value of a gift that the donor keeps
    return PAGES.get(kind), entry
