"""Write down what happened, in the transaction in which it happens."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from accounts.models import Actor, Portal, User

APPEND = """
INSERT INTO audit_auditevent (kind, official_id, portal_id, municipality_id, subject, facts)
VALUES (%s, %s, %s, %s, %s, %s::jsonb)
"""
"""Not the ORM's INSERT, which reads the row back: a writer need not be able to read it again."""


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
    official_id = actor.pk if isinstance(actor, User) else None
    if isinstance(actor, Portal):
        portal = actor
    with connection.cursor() as cursor:
        cursor.execute(
            APPEND,
            [
                kind,
                official_id,
                portal.pk if portal else None,
                municipality_id,
                subject,
                json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False),
            ],
        )
