"""Each request in its own scope, on connections that serve many requests.

A scope (``accounts.scope``) is a setting of the database connection, and a connection outlives
the request. So a request starts and ends in the scope that sees nothing, whatever happens in
between; an official's request runs in the official's; a portal's enters the portal's when its
token is checked (``accounts.authentication``).

A streamed body is produced after all middleware has left, so it sees nothing: a view that streams
guarded rows enters the scope again around its own generator.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponseBase

from accounts import origin, scope
from accounts.models import User

Answer = Callable[[HttpRequest], HttpResponseBase]


class ScopeMiddleware:
    """No scope survives a request, nor an exception in one; meanwhile its origin is known."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        leave_surely()
        try:
            with origin.of_request(request):
                return self.get_response(request)
        finally:
            leave_surely()


class OfficialScopeMiddleware:
    """A request of an official who has shown the second factor runs in the official's scope."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and isinstance(request.user, User)
            and scope.is_verified(request.user)
        ):
            scope.enter(scope.scope_of(request.user))
        return self.get_response(request)


def leave_surely() -> None:
    """Leave the scope; a connection on which that fails is closed, and its scope with it."""
    try:
        scope.leave()
    except Error:
        connection.close()
