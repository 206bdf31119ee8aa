"""Bearer tokens of portals, for the API."""

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from typing_extensions import override

from accounts import scope, tokens
from accounts.models import Portal


class PortalRequest(Request):
    """A request that carries a portal's valid token; ``accounts.permissions`` makes it true.

    ``auth`` holds the scopes that the token grants.
    """

    user: Portal
    auth: frozenset[str]


class PortalAuthentication(BaseAuthentication):
    """``Authorization: Bearer …`` makes the request the portal's, in the portal's scope.

    A view that names a method in ``enters_own_scope`` is left in the scope that sees nothing: what
    it does for that method enters one in the round trip of its first question.
    """

    def authenticate(self, request: Request) -> tuple[Portal, frozenset[str]] | None:
        """Return the portal and the scopes of its token; None without a Bearer header.

        Raises:
            AuthenticationFailed: the token is forged, too old or its portal switched off.
        """
        scheme, _space, credentials = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        try:
            token = tokens.read(credentials.decode("ascii"))
        except (tokens.BadToken, UnicodeDecodeError) as problem:
            raise AuthenticationFailed(
                _("The access token is not valid or no longer.")
            ) from problem
        view = request.parser_context["view"]
        if request.method not in getattr(view, "enters_own_scope", ()):
            scope.enter(scope.scope_of(token.portal))
        return token.portal, token.scopes

    @override
    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="hometown"'
