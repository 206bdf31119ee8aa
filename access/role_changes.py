"""Switch an official off, by one manager; everything that gives rights, by two officials.

Whoever leaves is switched off at once and stays in the books by name; the sessions end with it.
Another role, or a way back in, is asked for by a manager and decided by another manager or the
auditor within a week, and never touches the account of either of them; whoever asked may withdraw
it before. An official of a government that was merged keeps their own role until the successor's
officials change it; with that the official belongs to the successor.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from access import lock_out, second_factor
from access.staff_errors import (
    NothingToChange,
    NotOneself,
    RanOut,
    SecondOfficialNeeded,
    StepNotAllowed,
)
from access.staff_models import ChangeStatus, RoleChange
from accounts import scope
from accounts.models import Role, User
from audit.changes import Changes, differences, moved, values_of
from audit.record import record
from kernel.errors import NotFound

LIFETIME = timedelta(days=7)
MAY_SWITCH_OFF = "accounts.switch_user"
MAY_REQUEST = "access.request_rolechange"
MAY_DECIDE = "access.decide_rolechange"
GIVEN = ("role", "is_active", "municipality")
OF_ONE_GOVERNMENT = frozenset({Role.CLERK, Role.MANAGER, Role.AUDITOR})


@transaction.atomic(durable=True)
def switch_off(official_id: int, *, actor: User) -> None:
    """Let an official in no more, from this moment on.

    Raises:
        NotFound: ``actor`` sees no such official.
        StepNotAllowed: ``actor`` may not.
        NotOneself: it is ``actor``.
        NothingToChange: the official is switched off already.
    """
    official = _colleague(official_id, actor, MAY_SWITCH_OFF)
    if User.objects.filter(pk=official.pk, is_active=True).update(is_active=False) != 1:
        raise NothingToChange
    record(
        "official.switched_off",
        f"official:{official.pk}",
        actor=actor,
        municipality_id=official.municipality_id,
        changes={"is_active": [True, False]},
        role=official.role,
    )


@transaction.atomic(durable=True)
def reset_access(official_id: int, *, actor: User) -> None:
    """End an official's lock and have a new authenticator set up at the next log-in.

    Raises as :func:`switch_off` does; NothingToChange where there is neither.
    """
    official = _colleague(official_id, actor, MAY_SWITCH_OFF)
    removed = second_factor.remove(official, actor=actor)
    unlocked = lock_out.unlock(official, actor=actor)
    if not (removed or unlocked):
        raise NothingToChange


@transaction.atomic(durable=True)
def request_role_change(
    official_id: int, role: Role, *, actor: User, now: datetime | None = None
) -> RoleChange:
    """Ask for another role of an official, or to let a switched-off one in again.

    Raises:
        NotFound: ``actor`` sees no such official.
        StepNotAllowed: ``actor`` may not, or the role is none of a local government's.
        NotOneself: it is ``actor``.
        NothingToChange: the official has that role and is switched on.
    """
    official = _colleague(official_id, actor, MAY_REQUEST)
    if role not in OF_ONE_GOVERNMENT or actor.municipality is None:
        raise StepNotAllowed
    stays = official.role == role and official.municipality_id == actor.municipality_id
    if stays and official.is_active:
        raise NothingToChange
    scope.enter_until_commit(scope.SYSTEM)
    moment = now or timezone.now()
    change: RoleChange = RoleChange.objects.create(
        official=official,
        municipality=actor.municipality,
        role_before=official.role,
        role_after=role,
        requested_by=actor,
        requested_at=moment,
        expires_at=moment + LIFETIME,
    )
    _note_change("role_change.requested", change, actor)
    return change


@transaction.atomic(durable=True)
def decide_role_change(
    change_id: int, *, grant: bool, actor: User, now: datetime | None = None
) -> RoleChange:
    """Grant or refuse a change of role as a second official.

    Raises:
        NotFound: ``actor`` sees no such change.
        StepNotAllowed: ``actor`` may not decide.
        NotOneself: it is about ``actor``.
        SecondOfficialNeeded: ``actor`` asked for it.
        RanOut: it was asked for more than a week ago.
        NothingToChange: it is decided, or the official's role has changed since.
    """
    if not RoleChange.objects.visible_to(actor).filter(pk=change_id).exists():
        raise NotFound
    if not actor.has_perm(MAY_DECIDE):
        raise StepNotAllowed
    scope.enter_until_commit(scope.SYSTEM)
    rows = RoleChange.objects.select_for_update(of=("self",)).select_related("official")
    change: RoleChange = rows.get(pk=change_id)
    moment = now or timezone.now()
    if change.status != ChangeStatus.REQUESTED:
        raise NothingToChange
    if change.official_id == actor.pk:
        raise NotOneself
    if change.requested_by_id == actor.pk:
        raise SecondOfficialNeeded
    if grant and change.expires_at <= moment:
        raise RanOut
    change.status = ChangeStatus.APPROVED if grant else ChangeStatus.REFUSED
    changes = moved(ChangeStatus.REQUESTED, change.status)
    change.decided_by, change.decided_at = actor, moment
    change.save(update_fields=["status", "decided_by", "decided_at"])
    if grant:
        unchanged = User.objects.filter(pk=change.official_id, role=change.role_before)
        given = {
            "role": change.role_after,
            "is_active": True,
            "municipality_id": change.municipality_id,
        }
        changes |= differences(values_of(change.official, GIVEN), given)
        if unchanged.update(**given) != 1:
            raise NothingToChange
    kind = "role_change.approved" if grant else "role_change.refused"
    _note_change(kind, change, actor, changes)
    return change


@transaction.atomic(durable=True)
def withdraw_role_change(change_id: int, *, actor: User) -> RoleChange:
    """Withdraw a change of role that ``actor`` asked for and nobody has decided.

    Raises:
        NotFound: ``actor`` did not ask for it.
        StepNotAllowed: ``actor`` may ask for none any more.
        NothingToChange: it is decided, or withdrawn.
    """
    asked = RoleChange.objects.visible_to(actor).filter(pk=change_id, requested_by=actor)
    change: RoleChange | None = asked.first()
    if change is None:
        raise NotFound
    if not actor.has_perm(MAY_REQUEST):
        raise StepNotAllowed
    scope.enter_until_commit(scope.SYSTEM)
    open_still = RoleChange.objects.filter(pk=change.pk, status=ChangeStatus.REQUESTED)
    if open_still.update(status=ChangeStatus.WITHDRAWN) != 1:
        raise NothingToChange
    change.status = ChangeStatus.WITHDRAWN
    changes = moved(ChangeStatus.REQUESTED, change.status)
    _note_change("role_change.withdrawn", change, actor, changes)
    return change


def _colleague(official_id: int, actor: User, permission: str) -> User:
    official = User.objects.visible_to(actor).filter(pk=official_id).first()
    if official is None:
        raise NotFound
    if not actor.has_perm(permission):
        raise StepNotAllowed
    if official.pk == actor.pk:
        raise NotOneself
    return official


def _note_change(
    kind: str, change: RoleChange, actor: User, changes: Changes | None = None
) -> None:
    record(
        kind,
        f"official:{change.official_id}",
        actor=actor,
        municipality_id=change.municipality_id,
        changes=changes,
        before=change.role_before,
        after=change.role_after,
        change=change.pk,
    )
