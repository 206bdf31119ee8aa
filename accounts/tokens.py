"""A portal's access token: signed facts, so that checking it asks the database nothing.

A token names its portal, its scopes and, by its signature's timestamp, its age. What it cannot
know is whether the portal has been switched off since; :func:`portal_behind` looks that up at
most every ``PORTAL_KEPT_SECONDS`` per process, so a portal that is switched off or deleted is
refused within that time everywhere. Changing ``SECRET_KEY`` ends all tokens.

The OAuth library also writes a row per token, with its checksum alone; nothing here reads it.
"""

import time
from dataclasses import dataclass

from django.core import signing
from oauth2_provider.settings import oauth2_settings

from accounts.models import Portal

SALT = "hometown.portal-token"
PORTAL_KEPT_SECONDS = 5.0

_portals: dict[int, tuple[float, Portal | None]] = {}


class BadToken(Exception):
    """The token is not ours, was changed, is too old, or its portal is gone."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a valid token says."""

    portal: Portal
    scopes: frozenset[str]


def issue(portal: Portal, scopes: list[str]) -> str:
    """Return a new token of ``portal`` for ``scopes``; no two are the same."""
    facts = {"p": portal.pk, "s": " ".join(scopes), "n": time.time_ns()}
    return signing.dumps(facts, salt=SALT)


def read(token: str) -> Token:
    """Return what ``token`` says.

    Raises:
        BadToken: it is not to be trusted, for whatever reason; which one is not told.
    """
    try:
        lifetime = oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS
        facts = signing.loads(token, salt=SALT, max_age=lifetime)
    except signing.BadSignature as problem:
        raise BadToken from problem
    portal = portal_behind(facts["p"])
    if portal is None or not portal.is_active:
        raise BadToken
    return Token(portal, frozenset(facts["s"].split()) & frozenset(portal.granted_scopes))


def portal_behind(pk: int) -> Portal | None:
    """Return the portal, as it was at most ``PORTAL_KEPT_SECONDS`` ago."""
    now = time.monotonic()
    kept = _portals.get(pk)
    if kept is not None and now - kept[0] < PORTAL_KEPT_SECONDS:
        return kept[1]
    portal: Portal | None = Portal.objects.filter(pk=pk).first()
    _portals[pk] = (now, portal)
    return portal


def forget_portals() -> None:
    """Look every portal up anew."""
    _portals.clear()
