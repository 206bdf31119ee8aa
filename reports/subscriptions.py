"""Who is sent reports: entered by a manager of a local government, ended by whoever gets them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import User
from audit.changes import changes_of, moved
from audit.record import record
from kernel.errors import DomainError
from reports.models import EDITIONS, Subscriber

SIGNER = Signer(salt="reports.unsubscribe")


class AlreadySubscribed(DomainError):
    """The address is on the list of this local government."""

    code = "already_subscribed"
    title = _("This address is subscribed already")
    detail = _("Change the subscription that there is.")


class NoAddress(DomainError):
    """It is no e-mail address, or no edition was chosen."""

    code = "invalid"
    status = 400
    title = _("The subscription is incomplete")
    detail = _("It needs an e-mail address and at least one edition.")


@transaction.atomic
def subscribe(
    email: str, editions: Sequence[str], *, language: str = "ko", actor: User
) -> Subscriber:
    """Enter ``email`` for the local government of ``actor``.

    An address that unsubscribed may be entered again, as a new subscription.

    Raises:
        NoAddress: it is no address, or no edition was chosen.
        AlreadySubscribed: it is subscribed.
    """
    email = _checked(email, editions)
    code = actor.municipality_id
    if code is None:
        raise NoAddress
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"subscribers:{code}"])
    if subscribed(email, actor):
        raise AlreadySubscribed
    subscriber = Subscriber.objects.create(
        municipality_id=code, email=email, language=language, editions=sorted(editions)
    )
    _record("report.subscribed", subscriber, actor)
    return subscriber


@transaction.atomic
def change_subscription(
    subscriber_id: UUID, editions: Sequence[str], *, language: str, actor: User
) -> None:
    """Send other editions, or in another language."""
    subscriber = Subscriber.objects.visible_to(actor).select_for_update().get(pk=subscriber_id)
    _checked(subscriber.email, editions)
    subscriber.editions, subscriber.language = sorted(editions), language
    changes = changes_of(subscriber, ("editions", "language"))
    subscriber.save(update_fields=["editions", "language"])
    _record("report.subscription_changed", subscriber, actor, changes=changes)


@transaction.atomic
def unsubscribe(subscriber_id: UUID, *, actor: User | None) -> bool:
    """End a subscription; False if it has ended already. ``actor`` is None for the subscriber."""
    with scope.within(scope.SYSTEM):
        going = Subscriber.objects.filter(pk=subscriber_id, unsubscribed_at=None)
        subscriber = going.first()
        now = timezone.now()
        if subscriber is None or going.update(unsubscribed_at=now) != 1:
            return False
        changes = moved(None, now, "unsubscribed_at")
        _record("report.unsubscribed", subscriber, actor, changes=changes)
    return True


def subscribed(email: str, actor: User) -> bool:
    """Say whether the local government of ``actor`` has entered ``email``.

    Addresses are encrypted, so each is opened; a list has tens of them.
    """
    same = Subscriber.objects.visible_to(actor).filter(unsubscribed_at=None)
    return any(subscriber.email == email.strip().lower() for subscriber in same)


def unsubscribe_url(subscriber: Subscriber) -> str:
    """Return the address at which a subscriber ends their subscription; it does not run out."""
    path = reverse("report-unsubscribe", args=[SIGNER.sign(str(subscriber.pk))])
    return f"{settings.PUBLIC_URL}{path}"


def subscriber_named(token: str) -> UUID | None:
    """Return whom a link to unsubscribe is for; None if it is not one of ours."""
    try:
        return UUID(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None


def _checked(email: str, editions: Sequence[str]) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as problem:
        raise NoAddress from problem
    if not editions or not set(editions) <= set(dict(EDITIONS)):
        raise NoAddress
    return email


def _record(kind: str, subscriber: Subscriber, actor: User | None, **facts: Any) -> None:
    record(
        kind,
        f"subscriber:{subscriber.pk}",
        actor=actor,
        municipality_id=subscriber.municipality_id,
        editions=subscriber.editions,
        **facts,
    )
