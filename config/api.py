"""How every error of the API looks: ``application/problem+json`` (RFC 9457), in two languages."""

import logging
import sys
import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from config.parsers import Malformed
from kernel.errors import DomainError, NotFound
from kernel.problem import problem_document
from kernel.validation import Invalid, flatten

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5


class Unauthenticated(DomainError):
    """No token, or one that is unknown or has run out."""

    code = "unauthenticated"
    status = 401
    title = _("A valid access token is needed")
    detail = _(
        "Get a token from POST /oauth/token and send it as “Authorization: Bearer …”. "
        "Tokens live for at most 15 minutes."
    )


class ScopeMissing(DomainError):
    """The token does not carry the scope."""

    code = "scope_missing"
    status = 403
    title = _("The token does not allow this")
    detail = _("This portal's credentials do not allow this call.")


class TooManyRequests(DomainError):
    """The caller goes too fast."""

    code = "too_many_requests"
    status = 429
    title = _("Too many requests")
    detail = _("Wait as long as Retry-After says, then try again.")


class Unavailable(DomainError):
    """The database cannot be reached. Nothing was written; the same request may be repeated."""

    code = "unavailable"
    status = 503
    title = _("The service cannot answer now")
    detail = _("Nothing was written. Repeat the same request after the time in Retry-After.")


class UnsupportedMediaType(Malformed):
    """The body is of another kind than JSON."""

    status = 415
    detail = _("Send the body as application/json, not as “%(problem)s”.")


class MethodNotAllowed(DomainError):
    """This address does not know that verb."""

    code = "method_not_allowed"
    status = 405
    title = _("Method not allowed")
    detail = _("This address does not take %(method)s.")


class NotAcceptable(DomainError):
    """The caller accepts no form that is on offer."""

    code = "not_acceptable"
    status = 406
    title = _("No such form")
    detail = _("This address answers in JSON only.")


class Internal(DomainError):
    """Our own fault."""

    code = "internal_error"
    status = 500
    title = _("Something went wrong here")
    detail = _("The fault is ours and has been logged. Quote the trace_id when you report it.")


def problem(raised: Exception, context: dict[str, Any]) -> Response | None:
    """Answer for an exception that left an API view (DRF's EXCEPTION_HANDLER)."""
    request = context.get("request")
    refusal = as_refusal(raised)
    if refusal is None:
        return None
    headers = {}
    if isinstance(refusal, Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if wait := getattr(raised, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    elif refusal.status in {429, 503}:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if isinstance(refusal, Unavailable):
        log.warning("database unavailable: %s", type(raised).__name__)
    return Response(
        problem_document(refusal, trace_id(request)),
        status=refusal.status,
        headers=headers,
        content_type="application/problem+json",
    )


def as_refusal(raised: Exception) -> DomainError | None:  # noqa: C901, PLR0911
    """Return ``raised`` in our own words; None if it is a fault of ours."""
    match raised:
        case DomainError():
            return raised
        case exceptions.ValidationError():
            return Invalid(
                [
                    {"pointer": pointer, "detail_ko": message, "detail_en": message}
                    for pointer, message in flatten(raised.detail)
                ]
            )
        case exceptions.ParseError():
            return Malformed(problem=str(raised.detail))
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return Unauthenticated()
        case exceptions.PermissionDenied() | PermissionDenied():
            return ScopeMissing()
        case exceptions.NotFound() | Http404():
            return NotFound()
        case exceptions.MethodNotAllowed():
            return MethodNotAllowed(method=str(raised.args[0]) if raised.args else "this verb")
        case exceptions.NotAcceptable():
            return NotAcceptable()
        case exceptions.UnsupportedMediaType():
            return UnsupportedMediaType(problem=str(raised.args[0]) if raised.args else "")
        case exceptions.Throttled():
            return TooManyRequests()
        case OperationalError() | InterfaceError():
            return Unavailable()
    return None


def trace_id(request: Any) -> str:
    """Return the caller's W3C trace id, or a new one."""
    parent = request.headers.get("traceparent", "").split("-") if request is not None else []
    known = len(parent) == 4 and len(parent[1]) == 32 and parent[1].isalnum()
    return parent[1] if known else uuid.uuid4().hex


def is_api(request: HttpRequest) -> bool:
    """Tell whether the caller is a program."""
    return request.path.startswith(("/api/", "/oauth/"))


def answer(request: HttpRequest, refusal: DomainError, template: str) -> HttpResponse:
    """Answer outside the API views: a problem to programs, a page to people."""
    if is_api(request):
        return JsonResponse(
            problem_document(refusal, trace_id(request)),
            status=refusal.status,
            content_type="application/problem+json",
        )
    return render(request, template, {"refusal": refusal}, status=refusal.status)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer for an address that does not exist."""
    return answer(request, NotFound(), "404.html")


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer for a fault of ours, or for a database that went away before any view was reached."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return answer(request, Internal(), "500.html")


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer that the database cannot be reached, and when to try again."""
    response = answer(request, Unavailable(), "503.html")
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


class UnavailableMiddleware:
    """Answer 503, not 500, when the database cannot be reached outside the API's own views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """Turn a lost database into a polite answer."""
        if not isinstance(raised, OperationalError | InterfaceError):
            return None
        return unavailable(request)
