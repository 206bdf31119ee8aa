"""Whose rows this database session may reach: the key to row-level security.

PostgreSQL decides row by row (policies on donors, donor years, donations and receipts) from one
session setting, ``hometown.scope``:

- ``portal:7``: what portal 7 reported;
- ``official:46110,12110``: what those local governments received (an official also sees what
  their government's predecessors received);
- ``system``: everything; for scheduled jobs, and inside the intake transaction, where the
  annual cap must count what other portals reported;
- empty, the state in which a connection starts: nothing at all.

The setting is made on the connection, so it holds for raw SQL as much as for the ORM.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from accounts.models import Portal, Role, User

NOTHING = ""
SYSTEM = "system"


def scope_of(actor: User | Portal) -> str:
    """Return the scope that ``actor`` works in."""
    if isinstance(actor, Portal):
        return f"portal:{actor.pk}"
    if actor.role == Role.NATIONAL or actor.municipality is None:
        return NOTHING
    return "official:" + ",".join(actor.municipality.lineage_codes())


def enter(scope: str) -> None:
    """Put the connection into ``scope`` until :func:`leave`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hometown.scope', %s, false)", [scope])
    connection.hometown_scope = scope  # type: ignore[attr-defined]


def leave() -> None:
    """Put the connection back to seeing nothing; costs nothing if it already is."""
    if getattr(connection, "hometown_scope", NOTHING) != NOTHING and connection.connection:
        enter(NOTHING)


def enter_until_commit(scope: str) -> None:
    """Put the running transaction into ``scope``; it ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hometown.scope', %s, true)", [scope])


@contextmanager
def within(scope: str) -> Iterator[None]:
    """Run a block in ``scope``, then go back to the scope before."""
    before = getattr(connection, "hometown_scope", NOTHING)
    enter(scope)
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.connection:
            enter(before)
