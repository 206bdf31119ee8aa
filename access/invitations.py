"""A manager invites a colleague; the colleague sets the password and the second factor alone.

An invitation makes a clerk. Any other role is a change of role, which takes a second official
(:mod:`access.role_changes`), so no manager makes another by handing a link to a friend. The link
is shown once and kept as a checksum; it works once, for three days.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from access.staff_errors import LinkVoid, NothingToChange, StepNotAllowed
from access.staff_models import Invitation
from accounts import scope
from accounts.enrolment import EmailTaken, check_region, enrol_official
from accounts.models import Role, User
from audit.changes import Changes, moved
from audit.record import record
from kernel.errors import NotFound

LIFETIME = timedelta(days=3)
MAY_INVITE = "accounts.invite_user"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its token, which is in no table and is never shown again."""

    invitation: Invitation
    token: str


@transaction.atomic(durable=True)
def invite(email: str, name: str, *, actor: User) -> Invited:
    """Invite somebody to become a clerk of the local government of ``actor``.

    Raises:
        StepNotAllowed: ``actor`` may not invite.
        EmailTaken: there is an official with that e-mail.
        RegionRefused: the local government of ``actor`` has ended.
        django.core.exceptions.ValidationError: that is no e-mail, or too long for one.
    """
    if not actor.has_perm(MAY_INVITE) or actor.municipality is None:
        raise StepNotAllowed
    User._meta.get_field("email").run_validators(email)
    check_region(Role.CLERK, actor.municipality_id)
    if User.objects.filter(email=email.lower()).exists():
        raise EmailTaken(email=email.lower())
    token = secrets.token_urlsafe(32)
    scope.enter_until_commit(scope.SYSTEM)
    invitation = Invitation.objects.create(
        digest=_digest(token),
        email=email.lower(),
        name=name,
        municipality=actor.municipality,
        invited_by=actor,
        expires_at=timezone.now() + LIFETIME,
    )
    _note("official.invited", invitation, actor)
    return Invited(invitation, token)


@transaction.atomic(durable=True)
def withdraw(invitation_id: int, *, actor: User) -> None:
    """Make an invitation void that nobody has used.

    Raises:
        NotFound: ``actor`` sees no such invitation.
        StepNotAllowed: ``actor`` may not invite.
        NothingToChange: it was used or withdrawn before.
    """
    invitation = Invitation.objects.visible_to(actor).filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound
    if not actor.has_perm(MAY_INVITE):
        raise StepNotAllowed
    scope.enter_until_commit(scope.SYSTEM)
    unused = Invitation.objects.filter(pk=invitation_id, official=None, withdrawn_at=None)
    now = timezone.now()
    if unused.update(withdrawn_at=now) != 1:
        raise NothingToChange
    _note("invitation.withdrawn", invitation, actor, moved(None, now, "withdrawn_at"))


def open_invitation(token: str, *, now: datetime | None = None) -> Invitation:
    """Return the invitation behind ``token``, if it can still be used.

    Raises:
        LinkVoid: it cannot.
    """
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        rows = Invitation.objects.filter(
            digest=_digest(token),
            official=None,
            withdrawn_at=None,
            expires_at__gt=now or timezone.now(),
        )
        invitation: Invitation | None = rows.select_related("municipality").first()
    if invitation is None:
        raise LinkVoid
    return invitation


@transaction.atomic(durable=True)
def accept_invitation(token: str, password: str, *, now: datetime | None = None) -> User:
    """Make the clerk whom the invitation names, with a password that nobody else knows.

    Raises:
        LinkVoid: the link cannot be used, also for one of two who use it at once.
        EmailTaken: somebody with that e-mail was let in meanwhile.
        RegionRefused: the local government has ended since.
        django.core.exceptions.ValidationError: the password does not do.
    """
    scope.enter_until_commit(scope.SYSTEM)
    rows = Invitation.objects.select_for_update().filter(
        digest=_digest(token),
        official=None,
        withdrawn_at=None,
        expires_at__gt=now or timezone.now(),
    )
    invitation = rows.first()
    if invitation is None:
        raise LinkVoid
    official = enrol_official(
        invitation.email, password, role=Role.CLERK, region=invitation.municipality_id
    )
    official.name = invitation.name
    official.save(update_fields=["name"])
    invitation.official = official
    invitation.save(update_fields=["official"])
    record(
        "official.created",
        f"official:{official.pk}",
        actor=official,
        municipality_id=official.municipality_id,
        role=official.role,
        invitation=invitation.pk,
        invited_by=invitation.invited_by_id,
    )
    return official


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _note(kind: str, invitation: Invitation, actor: User, changes: Changes | None = None) -> None:
    record(
        kind,
        f"invitation:{invitation.pk}",
        actor=actor,
        municipality_id=invitation.municipality_id,
        changes=changes,
    )
