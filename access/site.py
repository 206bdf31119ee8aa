"""The officials' site: nobody passes its log-in with a password alone."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.sites import UnfoldAdminSite

from access.forms import LogInForm
from access.sessions import Ended
from accounts.scope import is_verified

WHY_ENDED = {
    Ended.IDLE: _("You were logged out after 30 minutes without use. Please log in again."),
    Ended.ABSOLUTE: _("You were logged out after 8 hours. Please log in again."),
}


class OfficialsSite(UnfoldAdminSite):  # type: ignore[misc]
    """Django's admin site with a second factor."""

    login_form = LogInForm

    @override
    def has_permission(self, request: HttpRequest) -> bool:
        return bool(super().has_permission(request)) and is_verified(request.user)

    @override
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the password; whoever has given it goes on to the second factor."""
        has_password_only = request.user.is_authenticated and not is_verified(request.user)
        if request.method == "GET" and has_password_only:
            return HttpResponseRedirect(self.second_factor_address(request))
        ended = request.GET.get("ended", "")
        told = WHY_ENDED[Ended(ended)] if ended in list(Ended) else ""
        answer: HttpResponse = super().login(request, {**(extra_context or {}), "ended": told})
        return answer

    def second_factor_address(self, request: HttpRequest) -> str:
        """Return where the code is asked for; from there it goes on to ``next``."""
        address = reverse("admin:second_factor")
        following = request.GET.get("next", "")
        return f"{address}?{urlencode({'next': following})}" if following else address

    def extra_urls(self) -> list[URLPattern]:
        """Return the pages that this site has beside those of its models."""
        from access import invitation_views, views

        return [
            path("second-factor/", views.second_factor, name="second_factor"),
            path("second-factor/leave/", views.leave, name="leave"),
            path("invitation/", invitation_views.set_password, name="invitation"),
            path("invitation/<str:token>/", invitation_views.follow_link, name="invitation_link"),
            path("saved-filters/", self.admin_view(views.saved_filters), name="saved_filters"),
            path("session/", self.admin_view(views.session), name="session"),
            path("my-account/", self.admin_view(views.my_account), name="my_account"),
        ]
