"""Is a receipt genuine? A public page that tells, and never says who gave.

It shows number, dates, issuer, amount, masked name and state. The code has 192 random bits, so
the limit on requests is against load, not against guessing.
"""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import scope
from receipts.models import Receipt
from receipts.rate_limit import is_too_fast, seconds_left

CODE = re.compile(r"[A-Za-z0-9_-]{32}")
SHOWN = (
    "number",
    "issued_on",
    "issuer_name_ko",
    "issuer_name_en",
    "amount_krw",
    "name_masked",
    "cancellation__cancelled_on",
    "cancellation__number",
)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code; a whole address pasted from a receipt will do."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return _page(request, {})
    code = typed.rstrip("/").rpartition("/")[2]
    if not CODE.fullmatch(code):
        return _page(request, {"typed": typed, "is_unknown": True}, status=404)
    return HttpResponseRedirect(reverse("verify-code", args=[code]))


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Show the receipt of ``code``; an unknown code is answered kindly, with 404."""
    if is_too_fast("verify", str(request.META["REMOTE_ADDR"])):
        response = _page(request, {"typed": code, "is_too_fast": True}, status=429)
        response["Retry-After"] = str(seconds_left())
        return response
    receipt = _shown(code)
    if receipt is None:
        return _page(request, {"typed": code, "is_unknown": True}, status=404)
    return _page(request, {"typed": code, "receipt": receipt})


def _shown(code: str) -> dict[str, Any] | None:
    """Return what may be shown of a receipt, and read nothing else of it."""
    if not CODE.fullmatch(code):
        return None
    with scope.within(scope.SYSTEM):
        found = Receipt.objects.filter(verify_code=code).values(*SHOWN).first()
    return dict(found) if found else None


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["demo"] = settings.DEMO
    response = render(request, "receipts/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
