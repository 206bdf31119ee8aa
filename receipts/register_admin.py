"""The register on the officials' site: by issuer and year, page by page, the same on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.admin import ModelAdmin

from accounts.admin_base import OfficialRequest
from receipts.register import entries, statement, totals, years_of
from receipts.reprint_admin import whole_number
from regions.models import Municipality

MAY_VIEW = "receipts.view_receipt"
PAGE = 500


class KeepsRegister(ModelAdmin):  # type: ignore[misc]
    """The page of receipts, from which the register opens."""

    @override
    def get_urls(self) -> list[URLPattern]:
        register = self.admin_site.admin_view(self.register_view)
        return [path("register/", register, name="receipts_receipt_register"), *super().get_urls()]

    def register_view(self, request: OfficialRequest) -> HttpResponse:
        """Show one issuer's year behind a serial number; own government and predecessors only."""
        if not request.user.has_perm(MAY_VIEW):
            raise Http404
        own = request.user.municipality.lineage_codes() if request.user.municipality else []
        choices = years_of(own)
        context = {"title": _("Register of receipts"), "choices": self._named(choices)}
        if choices:
            code, year = self._chosen(request, choices)
            after = whole_number(request.GET.get("after", "")) or 0
            lines = list(entries(code, year, after=after, limit=PAGE + 1))
            context |= {
                "chosen": f"{code}-{year}",
                "issuer": Municipality.objects.get(pk=code),
                "year": year,
                "statement": statement(code, year),
                "totals": totals(code, year),
                "lines": lines[:PAGE],
                "next": lines[PAGE - 1].serial if len(lines) > PAGE else None,
                "after": after,
                "address": reverse("admin:receipts_receipt_register"),
                "receipts": reverse("admin:receipts_receipt_changelist"),
            }
        everywhere = self.admin_site.each_context(request)
        answer = TemplateResponse(request, "receipts/register.html", {**everywhere, **context})
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _chosen(self, request: HttpRequest, choices: list[tuple[str, int]]) -> tuple[str, int]:
        """Return what was asked for, or the newest year of the first."""
        asked = request.GET.get("of", "")
        if not asked:
            return choices[0]
        for code, year in choices:
            if asked == f"{code}-{year}":
                return code, year
        raise Http404

    def _named(self, choices: list[tuple[str, int]]) -> list[tuple[str, str]]:
        names = Municipality.objects.in_bulk({code for code, _year in choices})
        return [(f"{code}-{year}", f"{year} {names[code]} ({code})") for code, year in choices]
