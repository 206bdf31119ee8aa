"""What became of a donation, for whoever holds its receipt; never who gave it.

Reached by the receipt's verification code, with the limit on requests that the verification has.
"""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import scope
from accounts.addresses import address_of
from donations.models import Donation
from donations.path import Path, path_of
from projects.models import FundProject, ProjectStory
from receipts.authenticity import LIMIT
from receipts.models import Receipt
from receipts.rate_limit import is_too_fast, seconds_left
from receipts.verify_codes import codes_in

SHOWN = (
    "amount_krw",
    "donated_on",
    "purpose",
    "status",
    "project",
    "recipient",
)


@require_safe
def donation_path(request: HttpRequest, code: str) -> HttpResponse:
    """Show the path of the donation whose receipt bears ``code``."""
    if is_too_fast(LIMIT, address_of(request)):
        response = _page(request, {"is_too_fast": True}, status=429)
        response["Retry-After"] = str(seconds_left())
        return response
    found = _found(code)
    if found is None:
        return _page(request, {"is_unknown": True}, status=404)
    number, path = found
    context = {"code": code, "number": number, "path": path, "projects": _told(path)}
    return _page(request, context)


def _found(code: str) -> tuple[str, Path] | None:
    """Return the number of the receipt that was asked about, and its donation's path."""
    codes = codes_in(code)
    if not codes:
        return None
    with scope.within(scope.SYSTEM):
        asked = Receipt.objects.filter(verify_code__in=codes).values("number", "source").first()
        if asked is None:
            return None
        donation = (
            Donation.objects.filter(pk=asked["source"])
            .select_related("project__recipient", "recipient")
            .only(*SHOWN, *(f"project__{name}" for name in _COLUMNS), "project__recipient")
            .first()
        )
        return (asked["number"], path_of(donation)) if donation else None


_COLUMNS = tuple(column.name for column in FundProject._meta.concrete_fields)


def _told(path: Path) -> list[FundProject]:
    """Return the projects that the gift reached, with results and stories that are out."""
    out = ProjectStory.objects.filter(published_at__isnull=False)
    projects = FundProject.objects.filter(pk__in=[each.pk for each in path.projects])
    return list(
        projects.select_related("recipient")
        .prefetch_related("results", Prefetch("stories", queryset=out))
        .order_by("pk")
    )


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["demo"] = settings.DEMO
    response = render(request, "donations/path.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
