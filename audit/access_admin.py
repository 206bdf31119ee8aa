"""The record of access to personal data of one's own donors, for managers and auditors."""

from datetime import timedelta

from django.contrib import admin, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import action, display

from accounts.admin_base import OfficialRequest, OfficialsAdmin
from accounts.admin_steps import role_carries
from audit.access_models import Personal, PersonalAccess
from audit.review import (
    MAY_REVIEW,
    Mark,
    confirm_review,
    looks_of,
    month_after,
    month_of,
    reviews_of,
)
from kernel.dates import seoul_date
from kernel.errors import DomainError


@admin.register(PersonalAccess)
class PersonalAccessAdmin(OfficialsAdmin):
    """Who looked at whose data, newest first."""

    list_display = ("when", "official", "portal", "kind", "purpose", "subject", "shown", "people")
    list_select_related = ("official", "portal")
    list_filter = (("happened_at", RangeDateTimeFilter), "kind", "purpose")
    search_fields = ("=subject",)
    search_help_text = _("Subject, in full")
    ordering = ("-id",)
    owner = "municipality"
    readonly_fields = ("when", "shown")
    fields = (
        "when",
        "official",
        "portal",
        "kind",
        "purpose",
        "reason",
        "subject",
        "person",
        "people",
        "shown",
        "address",
        "agent",
        "municipality",
    )

    actions_list = ("review",)

    has_review_permission = role_carries(MAY_REVIEW)

    @action(  # type: ignore[untyped-decorator]
        description=_("Monthly review"),
        url_path="review",
        permissions=["review"],
        icon="fact_check",
    )
    def review(self, request: OfficialRequest) -> HttpResponse:
        """Show a month by official with what stands out; write down that it was looked through."""
        today = seoul_date(timezone.now())
        first = month_of(request.GET.get("month", ""), today)
        if request.method == "POST":
            try:
                confirm_review(first, today, actor=request.user)
            except DomainError as refusal:
                self.message_user(request, f"{refusal.title}: {refusal}", messages.ERROR)
            return HttpResponseRedirect(f"{request.path}?month={first:%Y-%m}")
        government = request.user.municipality
        context = {
            "title": _("Access to personal data: monthly review"),
            "first": first,
            "is_over": month_after(first) <= today,
            "before": (first - timedelta(days=1)).strftime("%Y-%m"),
            "after": month_after(first).strftime("%Y-%m"),
            "looks": looks_of(government.lineage_codes(), first) if government else [],
            "marks": Mark.labels,
            "reviews": reviews_of(request.user, first),
        }
        return self.page(request, "audit/review.html", context)

    @display(description=_("when"), ordering="id")  # type: ignore[untyped-decorator]
    def when(self, access: PersonalAccess) -> str:
        return f"{localtime(access.happened_at):%Y-%m-%d %H:%M:%S}"

    @display(description=_("data"))  # type: ignore[untyped-decorator]
    def shown(self, access: PersonalAccess) -> str:
        return ", ".join(str(Personal(each).label) for each in access.data)
