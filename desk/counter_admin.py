"""The counter's pages: one form to take a donation in, what came of it, and today's list."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import display

from accounts.admin_base import OfficialRequest, won
from accounts.models import Channel, User
from desk.counter import MAY_TAKE_IN, NotEligible, check_at_counter, take_at_counter
from desk.counter_form import CounterForm
from desk.models import CounterDonation
from desk.pages import DeskPages
from desk.places import homes
from donations.models import Donation
from kernel.dates import seoul_date
from kernel.errors import DomainError
from receipts.models import PERSONAL


def _page_of(donation: Donation) -> str:
    return reverse("admin:donations_donation_change", args=[donation.pk])


@admin.register(CounterDonation)
class CounterDonationAdmin(DeskPages):
    """What the office itself took in, and the page on which it does."""

    list_display = ("accepted_at", "receipt_number", "masked_donor", "amount", "status")
    list_display_links = ("accepted_at", "receipt_number")
    ordering = ("-donated_on", "-id")
    owner = "recipient"

    @override
    def visible(self, user: User) -> QuerySet[Donation]:
        rows = CounterDonation.objects.visible_to(user).filter(channel=Channel.LG_OFFICE)
        return rows.select_related("receipt", "project", "residence").defer(
            *(f"receipt__{name}" for name in PERSONAL)
        )

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_TAKE_IN)

    @override
    def get_urls(self) -> list[URLPattern]:
        done = self.admin_site.admin_view(self.done_view)
        return [
            path("<uuid:pk>/done/", done, name="desk_counterdonation_done"),
            *super().get_urls(),
        ]

    @override
    def new(self, request: OfficialRequest) -> HttpResponse:
        """Show the form; check it; or take the donation in and lead to its receipt."""
        form = CounterForm(request.user, request.POST if request.method == "POST" else None)
        refusals: Sequence[DomainError] = []
        verdict = None
        if form.is_bound and form.is_valid() and form.offer is not None:
            try:
                if "check" in request.POST:
                    verdict = check_at_counter(form.offer, actor=request.user)
                    refusals = verdict.refusals
                else:
                    taken = take_at_counter(form.offer, actor=request.user)
                    address = reverse("admin:desk_counterdonation_done", args=[taken.donation.pk])
                    return HttpResponseRedirect(address)
            except NotEligible as refused:
                refusals = refused.refusals
            except DomainError as refusal:
                refusals = [refusal]
        today = seoul_date(timezone.now())
        context = {
            "title": _("Take in at the counter"),
            "form": form,
            "refusals": refusals,
            "verdict": verdict,
            "government": request.user.municipality,
            "today": today,
            "places": homes(today),
        }
        return self.page(request, "desk/counter.html", context)

    @override
    def show(self, request: OfficialRequest, row: Donation) -> HttpResponse:
        """Lead to the page of the donation, where everything about it is done."""
        return HttpResponseRedirect(_page_of(row))

    def done_view(self, request: OfficialRequest, pk: str) -> HttpResponse:
        """Say what was taken in, and lead to its receipt and to the next donation."""
        donation = self.get_object(request, str(pk))
        if not self.has_view_permission(request):
            raise PermissionDenied
        download = reverse("admin:receipts_receipt_download", args=[donation.receipt_id])
        context = {
            "title": _("The donation is taken in"),
            "donation": donation,
            "receipt_url": f"{download}?show=1",
            "next_url": reverse("admin:desk_counterdonation_add"),
            "donation_url": _page_of(donation),
            "general": _("None: a general donation"),
        }
        return self.page(request, "desk/counter_done.html", context)

    @display(description=_("receipt number"))  # type: ignore[untyped-decorator]
    def receipt_number(self, donation: Donation) -> str:
        return str(donation.receipt.number)

    @display(description=_("donor"))  # type: ignore[untyped-decorator]
    def masked_donor(self, donation: Donation) -> str:
        return donation.receipt.name_masked

    @display(description=_("amount"), ordering="amount_krw")  # type: ignore[untyped-decorator]
    def amount(self, donation: Donation) -> Any:
        return won(donation.amount_krw)
