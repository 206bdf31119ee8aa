"""The tax office's papers for officials: is the year complete, what is due, hand it out."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.admin_base import OfficialRequest, OfficialsAdmin
from accounts.models import User
from desk.models import TaxYear
from donations.tax_papers import MAY_EXPORT, ask_tax_paper, take_paper_without_persons
from donations.tax_year import completeness_of, received_krw
from kernel.dates import seoul_date
from kernel.errors import DomainError
from receipts.tax_office.duties import duties
from receipts.tax_office.export import WITHOUT_PERSONS, Paper, Reason

MOST_COMPARED = 200_000
"""Receipts of a year that a page compares while one waits; beyond it the command does."""


class ExportForm(forms.Form):
    """Which paper, and why: the reason is recorded with the name."""

    paper = forms.ChoiceField(
        label=_("Paper"), choices=Paper.choices, widget=UnfoldAdminSelectWidget
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", "–"), *Reason.choices],
        widget=UnfoldAdminSelectWidget,
        help_text=_("Recorded in the audit trail, with your name and the number of receipts."),
    )


@admin.register(TaxYear)
class TaxYearAdmin(OfficialsAdmin):
    """One page for each issuer and year."""

    list_display = ("year", "issuer", "last_number")
    list_display_links = ("year", "issuer")
    ordering = ("-year", "issuer_id")

    @override
    def visible(self, user: User) -> QuerySet[TaxYear]:
        codes = user.municipality.lineage_codes() if user.municipality else []
        return TaxYear.objects.filter(issuer_id__in=codes).select_related("issuer")

    @override
    def change_view(
        self, request: OfficialRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> Any:
        """Show what is complete and due; hand a paper out, or ask for one with persons."""
        year: TaxYear = self.get_object(request, object_id)
        may_export = request.user.has_perm(MAY_EXPORT)
        form = ExportForm(request.POST if request.method == "POST" else None)
        if may_export and form.is_bound and form.is_valid():
            try:
                return self._hand_out(request, year, form.cleaned_data)
            except DomainError as refusal:
                self.message_user(request, f"{refusal.title}: {refusal}", messages.ERROR)
        codes = year.issuer.lineage_codes()
        owed = duties(year.year, last_year_krw=received_krw(codes, year.year - 1))
        today = seoul_date(timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Tax papers"),
            "year": year,
            "is_over": today.year > year.year,
            "found": self._completeness(year),
            "owed": owed,
            "days_left": (owed.electronic_due_on - today).days,
            "form": form if may_export else None,
        }
        answer = TemplateResponse(request, "desk/tax_papers.html", context)
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _completeness(self, year: TaxYear) -> Any:
        if year.last_number > MOST_COMPARED:
            return None
        return completeness_of(year.issuer_id, year.year)

    def _hand_out(self, request: OfficialRequest, year: TaxYear, asked: dict[str, str]) -> Any:
        paper, reason = Paper(asked["paper"]), Reason(asked["reason"])
        of_the_year = (paper, year.issuer_id, year.year)
        if paper not in WITHOUT_PERSONS:
            export = ask_tax_paper(*of_the_year, reason=reason, actor=request.user)
            self.message_user(request, str(_("Asked for. A second official grants it here.")))
            address = reverse("admin:donations_export_change", args=[export.pk])
            return HttpResponseRedirect(address)
        with tempfile.TemporaryDirectory() as folder:
            path = take_paper_without_persons(
                *of_the_year, Path(folder), reason=reason, actor=request.user
            )
            # Once open, the file is read to its end although its name is gone.
            answer: Any = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
        answer["Cache-Control"] = "private, no-store"
        return answer
