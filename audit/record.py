"""Write down what happened, in the transaction in which it happens."""

from accounts.models import Actor, Portal, User
from audit.models import AuditEvent


def record(
    kind: str,
    subject: str,
    *,
    actor: Actor,
    municipality_id: str | None = None,
    portal: Portal | None = None,
    **facts: object,
) -> None:
    """Append one event.

    ``subject`` names the row it is about (``donation:<id>``). ``portal`` is the portal that
    should hear of it; the acting portal hears of its own doings. ``facts`` must hold nothing
    that tells who a person is.
    """
    AuditEvent.objects.create(
        kind=kind,
        subject=subject,
        official=actor if isinstance(actor, User) else None,
        portal=actor if isinstance(actor, Portal) else portal,
        municipality_id=municipality_id,
        facts=facts,
    )
