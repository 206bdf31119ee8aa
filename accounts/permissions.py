"""What a portal's token must grant for a view of the API."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.authentication import PortalRequest
from accounts.models import Portal
from kernel.errors import DomainError

__all__ = ["PortalHasScope", "PortalRequest", "ScopeMissing"]

if TYPE_CHECKING:
    from rest_framework.views import APIView


class ScopeMissing(DomainError):
    """The token does not grant what the call needs."""

    code = "scope_missing"
    status = 403
    title = _("The token lacks a scope")
    detail = _("This call needs a token with the scope %(scope)s.")


class PortalHasScope(BasePermission):
    """A portal whose token grants the scope that the view names for this method.

    A view names them in ``required_scopes = {"GET": "donations:read"}``. A view, or a method it
    handles, without one is a mistake of ours and fails loudly instead of opening.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Say whether this is a portal's request; without a token the answer is 401.

        Raises:
            ScopeMissing: the token does not grant the scope.
            ImproperlyConfigured: the view names none.
        """
        wanted = required_scope(view, str(request.method))
        if not isinstance(request.user, Portal):
            return False
        granted: Any = request.auth
        if wanted is not None and wanted not in granted:
            raise ScopeMissing(scope=wanted)
        return True


def required_scope(view: "APIView", method: str) -> str | None:
    """Return the scope that ``view`` needs for ``method``; None for OPTIONS and refused methods.

    Raises:
        ImproperlyConfigured: the view handles the method and names no scope for it.
    """
    required: dict[str, str] | None = getattr(view, "required_scopes", None)
    if not required:
        raise ImproperlyConfigured(f"{type(view).__name__} names no required_scopes.")
    asked = "GET" if method == "HEAD" else method
    if asked in required:
        return required[asked]
    if method == "OPTIONS" or not hasattr(view, asked.lower()):
        return None
    raise ImproperlyConfigured(f"{type(view).__name__} names no scope for {asked}.")
