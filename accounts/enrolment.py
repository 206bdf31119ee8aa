"""Let somebody in: a portal with its credentials, an official with a role."""

import re
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.settings import oauth2_settings

from accounts.models import Channel, Portal, Role, User
from kernel.dates import seoul_date
from kernel.errors import DomainError
from regions.models import Country, Municipality
from regions.snapshot import snapshot

CHANNEL = re.compile(
    r"(?P<kind>PORTAL|BANK_COUNTER|LG_OFFICE|PLATFORM|BANK_APP)"
    r"(?:(?<=PLATFORM|BANK_APP):(?P<code>[A-Za-z0-9_-]{1,24}))?"
)
"""A channel as KR-SYS-13 writes it."""


class UnknownScopes(DomainError):
    """A scope that the API does not have."""

    code = "unknown_scopes"
    title = _("Unknown scopes")
    detail = _("Unknown scopes: %(unknown)s. There are: %(known)s.")


class UnknownChannel(DomainError):
    """A channel that KR-SYS-13 does not list."""

    code = "unknown_channel"
    title = _("Unknown channel")
    detail = _(
        "There is no channel %(channel)s. There are: %(known)s; a platform or a bank's app may "
        "add a code of its own, as in PLATFORM:wegive."
    )


class EmailTaken(DomainError):
    """There is an official with that e-mail."""

    code = "email_taken"
    status = 409
    title = _("The e-mail is taken")
    detail = _("There is an official with the e-mail %(email)s already; nothing was changed.")


class RegionRefused(DomainError):
    """The role and the local government do not go together; each way of it has a class below."""

    code = "region_refused"
    title = _("The local government does not fit")


class RegionNeedless(RegionRefused):
    detail = _("The role national belongs to no local government.")


class RegionMissing(RegionRefused):
    detail = _("This role belongs to one local government: name its code.")


class RegionUnknown(RegionRefused):
    detail = _("There is no Korean local government with the code %(code)s.")


class RegionEnded(RegionRefused):
    detail = _("%(code)s is not in force today. Its successors: %(successors)s.")


DEMO_ENDING = ".demo"
"""How the e-mails of the demo's officials end; no real top-level domain is called so."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A new portal and its secret, which is stored hashed and never shown again."""

    portal: Portal
    client_secret: str


def enrol_portal(name: str, *, scopes: list[str], channel: str, requires_hold: bool) -> Credentials:
    """Make a portal that may ask for ``scopes`` and reports through ``channel`` (KR-SYS-13).

    Raises:
        UnknownChannel: ``channel`` is none of KR-SYS-13.
        UnknownScopes: the API has no such scope, or none was named.
    """
    written = CHANNEL.fullmatch(channel)
    if written is None:
        raise UnknownChannel(channel=channel, known=", ".join(Channel))
    known = list(oauth2_settings.SCOPES)
    if unknown := sorted(set(scopes) - set(known)) or ([] if scopes else ["-"]):
        raise UnknownScopes(unknown=" ".join(unknown), known=" ".join(known))
    secret = generate_client_secret()
    portal = Portal.objects.create(
        name=name,
        client_secret=secret,
        client_type=Portal.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Portal.GRANT_CLIENT_CREDENTIALS,
        scopes=" ".join(scope for scope in known if scope in scopes),
        channel=written["kind"],
        channel_id=written["code"] or "",
        requires_hold=requires_hold,
    )
    return Credentials(portal, secret)


def enrol_official(email: str, password: str, *, role: Role, region: str | None) -> User:
    """Make an official of the local government ``region``; of none if the role is national.

    Raises:
        RegionRefused: the region is missing, needless, unknown, Japanese or has ended.
        EmailTaken: the e-mail, in whatever case, belongs to somebody.
        django.core.exceptions.ValidationError: the e-mail or the password does not do.
    """
    validate_email(email)
    check_region(role, region)
    if User.objects.filter(email=email.lower()).exists():
        raise EmailTaken(email=email.lower())
    validate_password(password, User(email=email.lower()))
    return User.objects.create_official(email, password, role=role, municipality_id=region)


def check_region(role: Role, region: str | None) -> None:
    """Raise :class:`RegionRefused` unless an official of ``role`` may belong to ``region``."""
    if role == Role.NATIONAL:
        if region:
            raise RegionNeedless
        return
    if not region:
        raise RegionMissing
    municipality = Municipality.objects.filter(pk=region, country=Country.KR).first()
    if municipality is None:
        raise RegionUnknown(code=region)
    today = seoul_date(timezone.now())
    if not municipality.is_in_force(today):
        successors = ", ".join(snapshot().successors_in_force(region, today)) or "-"
        raise RegionEnded(code=region, successors=successors)


def is_of_demo(official: User) -> bool:
    """Say whether ``official`` is one of those that the demo makes."""
    return official.email.endswith(DEMO_ENDING)
