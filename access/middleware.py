"""Ask of every request whether its session is over (``access.sessions``)."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from access import sessions

Answer = Callable[[HttpRequest], HttpResponseBase]


class SessionLimitsMiddleware:
    """A session that is over is logged out; on the officials' site its owner is told why."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_logged_in = (
            settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session
        )
        ended = sessions.use(request.session, time.time()) if is_logged_in else None
        if ended is None:
            return self.get_response(request)
        logout(request)
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        return log_in_again(request, ended)


def log_in_again(request: HttpRequest, ended: sessions.Ended) -> HttpResponse:
    """Lead to the log-in, which says why, and from there back to the page that was asked for."""
    back = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    address = f"{reverse('admin:login')}?{urlencode({'next': back, 'ended': ended})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
