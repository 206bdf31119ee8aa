"""The token endpoint: client credentials only, and no scope beyond the portal's own.

The OAuth library does the protocol (RFC 6749 section 4.4). Here is what it asks us.
"""

from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import Request

from accounts import tokens
from accounts.models import Portal


class PortalScopes(BaseScopes):  # type: ignore[misc]
    """A portal may ask for what it was granted, and gets all of that if it names nothing."""

    def get_all_scopes(self) -> dict[str, str]:
        return dict(oauth2_settings.SCOPES)

    def get_available_scopes(
        self, application: Portal | None = None, *_args: object, **_kwargs: object
    ) -> list[str]:
        return application.granted_scopes if application is not None else []

    def get_default_scopes(
        self, application: Portal | None = None, *_args: object, **_kwargs: object
    ) -> list[str]:
        return self.get_available_scopes(application)


class PortalValidator(OAuth2Validator):  # type: ignore[misc]
    """The library's checks, for portals and their one grant."""

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Portal, request: Request, **kwargs: object
    ) -> bool:
        """Refuse every grant but client credentials, whatever the portal's row says."""
        return grant_type == "client_credentials" and bool(
            super().validate_grant_type(client_id, grant_type, client, request, **kwargs)
        )


def signed_token(request: Request) -> str:
    """Return the token for a granted request, in the form that ``accounts.tokens`` reads."""
    return tokens.issue(request.client, request.scopes)
