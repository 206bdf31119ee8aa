"""The pages of reconciliation: compare a file, and give each difference its reason."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
)

from accounts.admin_base import OfficialRequest
from accounts.models import User
from accounts.typed_fields import DayField
from desk.pages import DeskPages
from desk.reconciliation.models import LineResolution, Reason, Settlement
from desk.reconciliation.settling import MAY_COMPARE, compare_file, portals_of, resolve_line
from kernel.dates import seoul_date

LINES_ON_A_PAGE = 200
"""More differences than these are no differences: it is the wrong file or the wrong days."""


class SettlementForm(forms.Form):
    """Whose file, and which days it covers."""

    portal = forms.ChoiceField(label=_("Portal or bank"), widget=UnfoldAdminSelectWidget)
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("To"))
    file = forms.FileField(
        label=_("Settlement file"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=_("With a reference, an amount and a day in each row; CSV or Excel .xlsx."),
    )

    def __init__(self, official: User, *args: Any) -> None:
        yesterday = seoul_date(timezone.now() - timedelta(days=1))
        super().__init__(*args)
        self.initial = {"first_on": yesterday, "last_on": yesterday}
        portal = self.fields["portal"]
        assert isinstance(portal, forms.ChoiceField)  # noqa: S101
        portal.choices = [(str(each.pk), each.name) for each in portals_of(official)]


class ReasonForm(forms.Form):
    """Why a line differs."""

    line = forms.IntegerField()
    reason = forms.ChoiceField(choices=Reason.choices)
    note = forms.CharField(required=False, max_length=300)


@admin.register(Settlement)
class SettlementAdmin(DeskPages):
    """The days that were compared, and what is open of each."""

    list_display = ("first_on", "last_on", "portal", "their_number", "our_number", "open_lines")
    list_display_links = ("first_on", "last_on")
    ordering = ("-uploaded_at",)

    @override
    def visible(self, user: User) -> QuerySet[Settlement]:
        given = LineResolution.objects.filter(line=OuterRef("lines__pk"))
        rows = Settlement.objects.visible_to(user).select_related("portal", "uploaded_by")
        is_open = Q(~Exists(given), lines__isnull=False)
        return rows.annotate(number_open=Count("lines", filter=is_open))

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_COMPARE)

    @display(description=_("open differences"))  # type: ignore[untyped-decorator]
    def open_lines(self, settlement: Settlement) -> int:
        return settlement.number_open  # type: ignore[attr-defined,no-any-return]

    @override
    def new(self, request: OfficialRequest) -> HttpResponse:
        """Compare a file; lead to what was found."""

        def step(given: dict[str, Any]) -> str:
            return self.address_of(
                compare_file(
                    given["file"].file,
                    portal_id=int(given["portal"]),
                    first_on=given["first_on"],
                    last_on=given["last_on"],
                    actor=request.user,
                )
            )

        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = SettlementForm(request.user, *posted)
        context = {"title": _("Compare a settlement file"), "do": _("Compare"), "is_upload": True}
        return self.ask(request, form, step, context)

    @override
    def show(self, request: OfficialRequest, row: Settlement) -> HttpResponse:
        """Show the differences; take the reason of one."""
        if request.method == "POST":
            form = ReasonForm(request.POST)
            given = form.cleaned_data if form.is_valid() else {}
            if given and self.try_step(
                request,
                lambda: resolve_line(
                    given["line"], Reason(given["reason"]), note=given["note"], actor=request.user
                ),
                _("The reason is kept."),
            ):
                return HttpResponseRedirect(self.address_of(row))
        lines = row.lines.order_by("kind", "reference")[:LINES_ON_A_PAGE]
        context = {
            "title": _("Settlement of %(portal)s") % {"portal": row.portal.name},
            "settlement": row,
            "lines": lines.prefetch_related("resolutions__resolved_by"),
            "is_more": row.lines.count() > LINES_ON_A_PAGE,
            "reasons": Reason.choices,
            "may_resolve": self.has_add_permission(request),
        }
        return self.page(request, "desk/reconciliation/settlement.html", context)
