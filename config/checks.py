"""The service does not run on a database role that row-level security cannot hold."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

ROLE_QUERY = """
    SELECT r.rolsuper, r.rolbypassrls,
           EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relowner = r.oid AND n.nspname = 'public')
      FROM pg_roles r WHERE r.rolname = current_user
"""


def faults_of_role() -> list[str]:
    """Return what the application's database role has and must not have; empty is good.

    Raises:
        django.db.OperationalError: the database does not answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROLE_QUERY)
        is_superuser, passes_security, owns_tables = cursor.fetchone()
    return [
        fault
        for fault, found in (
            ("is a superuser", is_superuser),
            ("has BYPASSRLS", passes_security),
            ("owns tables", owns_tables),
        )
        if found
    ]


@register(Tags.database)
def application_role(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse a role that is superuser, passes row-level security or owns tables."""
    if "default" not in (databases or ()):
        return []
    return [
        Error(
            f"The role of DATABASE_URL {fault}: row-level security would not hold it.",
            hint="Give DATABASE_URL a plain role, and DATABASE_OWNER_URL the one that migrates.",
            id="hometown.E001",
        )
        for fault in faults_of_role()
    ]
