"""After too many failed tries to log in, nobody can try for a while.

A try is written down *before* it is judged and taken out when it succeeds, so tries at the same
time count each other: no burst gets more tries than the limit. A try that is refused here does
not count, so a lock ends by itself; a manager may end it sooner. Tries are in the database and
outlive a restart.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import FailedTry, Step
from accounts.models import User
from audit.changes import moved
from audit.record import record
from kernel.errors import DomainError

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of what is the same in ``same`` may fail within a time."""

    step: Step
    same: tuple[str, ...]
    tries: int
    within: timedelta


LIMITS = (
    Limit(Step.PASSWORD, ("account", "address"), 5, QUARTER),
    Limit(Step.PASSWORD, ("account",), 30, QUARTER),
    Limit(Step.PASSWORD, ("address",), 60, QUARTER),
    Limit(Step.CODE, ("account",), 5, QUARTER),
    Limit(Step.CODE, ("account",), 20, DAY),
)
"""Codes have the narrower limits: six digits, asked only of those who have the password."""
KEPT = DAY


class LockedOut(DomainError):
    """Too many tries have failed; this one was not judged."""

    code = "locked_out"
    status = 429
    title = _("Too many failed tries")
    detail = _(
        "Too many tries have failed. Try again in %(minutes)s minutes, or ask a manager of your "
        "local government to unlock the account."
    )


def account_of(email: str) -> str:
    """Return the keyed hash under which tries for an e-mail are counted."""
    key = hashlib.sha256(b"hometown.failed-try" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, email.strip().lower().encode(), hashlib.sha256).hexdigest()


def begin(email: str, address: str, step: Step, *, now: datetime | None = None) -> FailedTry:
    """Write down a try, to be taken out by :func:`succeed`.

    Raises:
        LockedOut: one limit is reached; what is tried is not to be looked at.
    """
    now = now or timezone.now()
    official = User.objects.filter(email=email.strip().lower()).first()
    attempt = FailedTry.objects.create(
        account=account_of(email), official=official, address=address, step=step, tried_at=now
    )
    waits = [wait for limit in LIMITS if (wait := _wait(limit, attempt, now))]
    if not waits:
        return attempt
    with transaction.atomic():
        if attempt.delete()[0] and official and not _is_noted(official, now):
            record(
                "official.locked_out",
                f"official:{official.pk}",
                actor=None,
                municipality_id=official.municipality_id,
                step=str(step),
            )
    raise LockedOut(minutes=max(1, -(-max(waits) // timedelta(minutes=1))))


def succeed(attempt: FailedTry) -> None:
    """Forget what failed before: the password from this address, or the code of this account."""
    tries = FailedTry.objects.filter(account=attempt.account, step=attempt.step)
    if attempt.step == Step.PASSWORD:
        tries = tries.filter(address=attempt.address)
    tries.delete()


def is_locked(official: User, *, now: datetime | None = None) -> bool:
    """Say whether a limit of the account as a whole, or from some address, is reached."""
    now = now or timezone.now()
    tries = FailedTry.objects.filter(official=official)
    return any(
        _wait(limit, attempt, now, spare=0)
        for attempt in tries.order_by("address", "step", "-pk").distinct("address", "step")
        for limit in LIMITS
    )


@transaction.atomic
def unlock(official: User, *, actor: User | None) -> bool:
    """Let ``official`` try again at once; returns whether there was something to forget."""
    forgotten, _by_model = FailedTry.objects.filter(official=official).delete()
    if forgotten:
        record(
            "official.unlocked",
            f"official:{official.pk}",
            actor=actor,
            municipality_id=official.municipality_id,
            changes=moved(forgotten, 0, "failed_tries"),
        )
    return bool(forgotten)


def forget_old_tries(now: datetime) -> int:
    """Delete what no limit asks about any more."""
    return FailedTry.objects.filter(tried_at__lt=now - KEPT).delete()[0]


def _wait(limit: Limit, attempt: FailedTry, now: datetime, *, spare: int = 1) -> timedelta | None:
    """Return how long ``attempt`` has to wait under ``limit``; ``spare`` is for itself."""
    if attempt.step != limit.step:
        return None
    same: QuerySet[FailedTry] = FailedTry.objects.filter(
        step=limit.step,
        tried_at__gt=now - limit.within,
        **{name: getattr(attempt, name) for name in limit.same},
    )
    latest = list(
        same.order_by("-tried_at")[: limit.tries + spare].values_list("tried_at", flat=True)
    )
    if len(latest) < limit.tries + spare:
        return None
    return max(latest[limit.tries + spare - 1] + limit.within - now, timedelta(seconds=1))


def _is_noted(official: User, now: datetime) -> bool:
    """Say whether the lock that holds now is in the audit trail already."""
    from accounts import scope
    from audit.models import AuditEvent

    with scope.within(scope.SYSTEM):
        return AuditEvent.objects.filter(
            kind="official.locked_out",
            subject=f"official:{official.pk}",
            happened_at__gt=now - QUARTER,
        ).exists()
