"""Fiscal years of one's own fund: opened, looked at as papers, closed and published."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import display

from accounts.admin_base import OfficialRequest, won
from accounts.admin_steps import OffersNextSteps, dialog, role_carries, step
from accounts.models import User
from ledger.calendar import calendar_of
from ledger.models import FundYear, FundYearStatus
from projects.entry_admin import EntersByForm, Entry
from projects.fund_papers.files import file_of, paper_of_year
from projects.fund_papers.paper import TITLES
from projects.fund_papers.shapes import Kind
from projects.fund_years import MAY_OPEN, open_fund_year
from projects.money_forms import FundYearForm
from projects.told_admin import PublishForm, TellsOfYears
from projects.year_end import MAY_CLOSE, MAY_PUBLISH, close_fund_year, publish_fund_year


def open_year(given: Mapping[str, Any], official: User) -> FundYear:
    """Open the year that the form says."""
    return open_fund_year(**given, at=timezone.now(), actor=official)


@admin.register(FundYear)
class FundYearAdmin(OffersNextSteps, TellsOfYears, EntersByForm):
    """The newest first; each with its papers."""

    entry = Entry(
        needs=MAY_OPEN,
        title=_("Open a fiscal year"),
        done=_("The fiscal year is open."),
        form=FundYearForm,
        enter=open_year,
    )
    next_by_status = {FundYearStatus.OPEN: ("close",), FundYearStatus.CLOSED: ("publish",)}

    list_display = ("year", "municipality", "status", "running_left", "gift_left", "plan_reference")
    list_filter = ("status",)
    ordering = ("-year",)
    actions_detail = ("close", "publish")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "year",
                    "municipality",
                    "status",
                    "plan_reference",
                    "planned_on",
                    "papers",
                )
            },
        ),
        (_("Ceilings of the law"), {"fields": ("running", "gift", "last_year")}),
        (_("Calendar"), {"fields": ("due",)}),
        (_("Closing"), {"fields": ("closed_at", "closed_by")}),
        (_("Yearly publication"), {"fields": ("published_at", "gifts_entered")}),
    )

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        """Return all of the year itself; what is told of it stands in rows of its own."""
        return flatten_fieldsets(self.get_fieldsets(request, obj))

    @override
    def visible(self, user: User) -> QuerySet[FundYear]:
        return FundYear.objects.visible_to(user).select_related("municipality", "closed_by")

    @override
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/papers/<str:kind>/", wrap(self.paper_view), name="ledger_fundyear_paper"
            ),
            path(
                "<int:pk>/papers/<str:kind>.<str:ending>",
                wrap(self.file_view),
                name="ledger_fundyear_file",
            ),
            *super().get_urls(),
        ]

    def paper_view(self, request: OfficialRequest, pk: int, kind: str) -> HttpResponse:
        """Show one of the papers of a year."""
        year, which = self._asked(request, pk, kind)
        context = {
            **self.admin_site.each_context(request),
            "title": TITLES[which],
            "paper": paper_of_year(year, which, is_demo=settings.DEMO),
            "year": year,
        }
        answer = TemplateResponse(request, "projects/fund_paper_admin.html", context)
        answer["Cache-Control"] = "private, no-store"
        return answer

    def file_view(self, request: OfficialRequest, pk: int, kind: str, ending: str) -> HttpResponse:
        """Send a paper as spreadsheet or PDF."""
        year, which = self._asked(request, pk, kind)
        return file_of(paper_of_year(year, which, is_demo=settings.DEMO), ending)

    def _asked(self, request: OfficialRequest, pk: int, kind: str) -> tuple[FundYear, Kind]:
        if kind not in set(Kind) or not self.has_view_permission(request):
            raise Http404
        return self.get_object(request, str(pk)), Kind(kind)

    @display(description=_("running cost: left (won)"))  # type: ignore[untyped-decorator]
    def running_left(self, year: FundYear) -> SafeString | str:
        return won(year.running_ceiling_krw - year.running_bound_krw)

    @display(description=_("gift cost: left (won)"))  # type: ignore[untyped-decorator]
    def gift_left(self, year: FundYear) -> SafeString | str:
        return won(year.gift_ceiling_krw - year.gift_bound_krw)

    @display(description=_("running cost"))  # type: ignore[untyped-decorator]
    def running(self, year: FundYear) -> str:
        return _below(year.running_bound_krw, year.running_ceiling_krw)

    @display(description=_("gift cost"))  # type: ignore[untyped-decorator]
    def gift(self, year: FundYear) -> str:
        return _below(year.gift_bound_krw, year.gift_ceiling_krw)

    @display(description=_("donations of the year before"))  # type: ignore[untyped-decorator]
    def last_year(self, year: FundYear) -> SafeString | str:
        return str(_("as booked here")) if year.last_year_krw is None else won(year.last_year_krw)

    @display(description=_("last days"))  # type: ignore[untyped-decorator]
    def due(self, year: FundYear) -> SafeString:
        calendar = calendar_of(year.year)
        days = (
            (_("Expenses may come back until"), calendar.expenses_return_until),
            (_("Money may be paid in until"), calendar.pay_in_until),
            (_("The cash office works until"), calendar.office_open_until),
            (_("Publication is due on"), calendar.publication_due_on),
            (_("The settlement report is due on"), calendar.settlement_due_on),
        )
        told = ((what, date_format(on)) for what, on in days)
        return format_html_join("", "<div>{} {}</div>", told)

    @display(description=_("papers"))  # type: ignore[untyped-decorator]
    def papers(self, year: FundYear) -> SafeString:
        return format_html_join(
            " · ",
            '<a class="underline" href="{}">{}</a>',
            (
                (reverse("admin:ledger_fundyear_paper", args=[year.pk, kind.value]), TITLES[kind])
                for kind in Kind
            ),
        )

    has_close_permission = role_carries(MAY_CLOSE)
    has_publish_permission = role_carries(MAY_PUBLISH)

    close = step(
        "close",
        _("Close the year"),
        needs="close",
        icon="lock",
        asks=dialog(
            _("Close this fiscal year"),
            _(
                "What is left is carried over, pot by pot, and the year takes no further entry. "
                "It cannot be taken back."
            ),
            None,
            _("Close the books"),
        ),
        take=lambda pk, _told, actor: close_fund_year(pk, at=timezone.now(), actor=actor),
        done=_("The year is closed and carried over."),
    )
    publish = step(
        "publish",
        _("Publish"),
        needs="publish",
        icon="public",
        asks=dialog(
            _("Publish this year"),
            _(
                "Donations, use of the fund, gifts and their cost are shown to everybody from now "
                "on, and nothing of it changes any more."
            ),
            PublishForm,
            _("Publish"),
        ),
        take=lambda pk, _told, actor: publish_fund_year(pk, at=timezone.now(), actor=actor),
        done=_("The year is published."),
    )


def _below(bound_krw: int, ceiling_krw: int) -> str:
    return str(
        _("%(bound)s of %(ceiling)s won approved; %(left)s won left")
        % {
            "bound": f"{bound_krw:,}",
            "ceiling": f"{ceiling_krw:,}",
            "left": f"{ceiling_krw - bound_krw:,}",
        }
    )
