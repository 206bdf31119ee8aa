"""The two roles that the service uses, and its database, made by a role that may make them.

The owner's role owns the database and everything in it, and may make databases (tests clone
theirs). The application's role is no superuser, does not pass row-level security and owns
nothing. Whoever makes them, the embedded superuser or an operator's, is not used after that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Roles:
    """Names of the two roles of one database."""

    owner: str
    application: str


EMBEDDED = Roles("hometown_owner", "hometown_app")


def provision(
    conninfo: str, database: str, roles: Roles, password_of: Callable[[str], str]
) -> None:
    """Make ``roles`` and ``database``, or bring them into order; safe to repeat.

    Args:
        conninfo: connects as a superuser, or as a role that may make roles and owns or may make
            the database.
        database: its name.
        roles: the names of the two roles.
        password_of: tells a role's password.
    """
    with psycopg.connect(conninfo, autocommit=True) as connection:
        _make_role(connection, roles.owner, password_of(roles.owner), "CREATEDB")
        _make_role(connection, roles.application, password_of(roles.application), "NOCREATEDB")
        owner = sql.Identifier(roles.owner)
        if not is_superuser(connection):
            connection.execute(
                sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE").format(owner)
            )
        found = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
        name = sql.Identifier(database)
        if found is None:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
        elif found[0] != roles.owner:
            connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, owner))


def _make_role(connection: psycopg.Connection, name: str, password: str, may: str) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    order = "ALTER" if exists else "CREATE"
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOCREATEROLE {} PASSWORD {}").format(
            sql.SQL(order), sql.Identifier(name), sql.SQL(may), sql.Literal(password)
        )
    )


def is_superuser(connection: psycopg.Connection) -> bool:
    """Return whether the connection's role is a superuser."""
    row = connection.execute(
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def may_provision(connection: psycopg.Connection) -> bool:
    """Return whether the connection's role may make roles."""
    row = connection.execute(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def url_for(url: str, role: str, password: str, database: str) -> str:
    """Return ``url`` with another role, password and database."""
    scheme, rest = url.split("://", 1)
    place = rest.rpartition("@")[2]
    host, _, tail = place.partition("/")
    query = tail.partition("?")[2]
    found = f"{scheme}://{quote(role, safe='')}:{quote(password, safe='')}@{host}/{quote(database)}"
    return f"{found}?{query}" if query else found
