"""Whose rows this database session may reach: the key to row-level security.

PostgreSQL decides row by row (policies on donors, donor years, donations, receipts, audit events)
from one session setting, ``hometown.scope``:

- ``portal:7``: what portal 7 reported;
- ``official:46110,12110``: what those local governments received (an official also sees what
  their government's predecessors received);
- ``system``: everything; for scheduled jobs, and inside the intake transaction, where the
  annual cap must count what other portals reported;
- empty, the state in which a connection starts: nothing at all.

The setting is made on the connection, so it holds for raw SQL as much as for the ORM. Connections
outlive requests, so ``accounts.middleware`` puts them back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from accounts.models import Portal, Role, User
from kernel.round_trips import one_round_trip, run_prepared

NOTHING = ""
SYSTEM = "system"

ENTER = "SELECT set_config('hometown.scope', %s, false)"
ENTER_UNTIL_COMMIT = "SELECT set_config('hometown.scope', %s, true)"


def scope_of(actor: User | Portal) -> str:
    """Return the scope that ``actor`` works in."""
    if isinstance(actor, Portal):
        return f"portal:{actor.pk}"
    if actor.role == Role.NATIONAL or actor.municipality is None:
        return NOTHING
    return "official:" + ",".join(actor.municipality.lineage_codes())


def is_verified(user: object) -> bool:
    """Say whether a request's official has shown a second factor in this session."""
    return getattr(user, "otp_device", None) is not None


def current() -> str:
    """Return the scope last entered on this connection."""
    return getattr(connection, "hometown_scope", NOTHING)


def enter(scope: str) -> None:
    """Put the connection into ``scope`` until :func:`leave`.

    Inside a transaction that is rolled back, PostgreSQL goes back to the scope before.
    """
    run_prepared(ENTER, [scope]).close()
    connection.hometown_scope = scope  # type: ignore[attr-defined]
    connection.hometown_used = True  # type: ignore[attr-defined]


def leave() -> None:
    """Put the connection back to seeing nothing; costs nothing if no scope was ever entered.

    Within a transaction this may yet be rolled back, so the connection stays marked as used and
    the next call clears it again.
    """
    if not getattr(connection, "hometown_used", False):
        return
    if connection.connection is not None:
        enter(NOTHING)
    connection.hometown_scope = NOTHING  # type: ignore[attr-defined]
    connection.hometown_used = connection.in_atomic_block  # type: ignore[attr-defined]


def enter_until_commit(scope: str) -> None:
    """Put the running transaction into ``scope``; it ends with the transaction."""
    run_prepared(ENTER_UNTIL_COMMIT, [scope]).close()


@contextmanager
def within(scope: str) -> Iterator[None]:
    """Run a block in ``scope``, then go back to the scope before."""
    before = current()
    enter(scope)
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.connection:
            enter(before)


@contextmanager
def within_one_round_trip(scope: str) -> Iterator[None]:
    """Send the statements of a block in ``scope``, together with the change to it and back.

    Their answers are read after the block. PostgreSQL takes what is sent together for one
    transaction, so a statement that fails takes the scope back as well.
    """
    before = current()
    with one_round_trip():
        run_prepared(ENTER, [scope]).close()
        try:
            yield
        finally:
            run_prepared(ENTER, [before]).close()
