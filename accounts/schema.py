"""How the OpenAPI file describes the access tokens of portals.

Apart from :mod:`accounts.authentication`, which DRF imports while it reads its own settings.
"""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from oauth2_provider.settings import oauth2_settings
from typing_extensions import override

from accounts.authentication import PortalAuthentication


class PortalAuthenticationScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes :class:`PortalAuthentication`."""

    target_class = PortalAuthentication
    name = "portal"

    @override
    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, object]:
        return {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "/oauth/token",
                    "scopes": dict(oauth2_settings.SCOPES),
                }
            },
        }

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        required = getattr(auto_schema.view, "required_scopes", {})
        wanted = required.get(auto_schema.method)
        return {self.name: [wanted] if wanted else []}
