"""Is a receipt genuine? A public page that tells, and never says who gave.

The code has 140 random bits, so the limit on requests is against load, not against guessing.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.addresses import address_of
from receipts.authenticity import LIMIT, shown_for
from receipts.rate_limit import is_too_fast, seconds_left
from receipts.verify_codes import codes_in


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code; a whole address pasted from a receipt will do."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return _page(request, {})
    codes = codes_in(typed)
    if not codes:
        return _page(request, {"typed": typed, "is_unknown": True}, status=404)
    return HttpResponseRedirect(reverse("verify-code", args=[codes[0]]))


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Show the receipt of ``code``; an unknown code is answered kindly, with 404."""
    if is_too_fast(LIMIT, address_of(request)):
        response = _page(request, {"typed": code, "is_too_fast": True}, status=429)
        response["Retry-After"] = str(seconds_left())
        return response
    receipt = shown_for(code)
    if receipt is None:
        return _page(request, {"typed": code, "is_unknown": True}, status=404)
    return _page(request, {"typed": code, "receipt": receipt})


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["demo"] = settings.DEMO
    response = render(request, "receipts/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
