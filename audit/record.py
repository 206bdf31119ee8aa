"""Write down what happened, in the transaction in which it happens."""

from collections.abc import Iterable

from accounts import origin
from accounts.models import Actor, Portal, User
from audit.changes import Changes, ChangesOfRows
from audit.kinds import CHANGING
from audit.models import AuditEvent
from kernel.round_trips import built, insert


class ChangesMissing(ValueError):
    """A change is to be recorded, and not what it was before and is now."""


def event(
    kind: str,
    subject: str,
    *,
    actor: Actor,
    municipality_id: str | None = None,
    portal: Portal | None = None,
    changes: Changes | ChangesOfRows | None = None,
    **facts: object,
) -> AuditEvent:
    """Return an event to be recorded.

    ``subject`` names the row it is about (``donation:<id>``). ``portal`` is the portal that
    should hear of it; the acting portal hears of its own doings. ``changes`` are the old and new
    values of what a kind of ``audit.kinds.CHANGING`` changes; without them it is not recorded.
    ``facts`` must hold nothing that tells who a person is. From where the running request came is
    written down by itself.
    """
    if changes is not None:
        facts["changes"] = changes
    elif kind in CHANGING:
        raise ChangesMissing(kind)
    if isinstance(actor, Portal):
        portal = actor
    came_from = origin.current()
    return built(
        AuditEvent,
        {
            "id": None,
            "kind": kind,
            "official_id": actor.id if isinstance(actor, User) else None,
            "portal_id": portal.id if portal else None,
            "municipality_id": municipality_id,
            "subject": subject,
            "facts": facts,
            "address": came_from.address,
            "agent": came_from.agent,
        },
    )


def record_all(events: Iterable[AuditEvent]) -> None:
    """Append ``events`` in their order. A writer need not be able to read them again."""
    insert(list(events), "happened_at", "transaction")


def record(
    kind: str,
    subject: str,
    *,
    actor: Actor,
    municipality_id: str | None = None,
    portal: Portal | None = None,
    changes: Changes | ChangesOfRows | None = None,
    **facts: object,
) -> None:
    """Append one event; see :func:`event`."""
    record_all(
        [
            event(
                kind,
                subject,
                actor=actor,
                municipality_id=municipality_id,
                portal=portal,
                changes=changes,
                **facts,
            )
        ]
    )
