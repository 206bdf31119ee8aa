"""Tables filled with rows that are only ever read."""

import time
from collections.abc import Mapping

import psycopg
from psycopg import sql

from bench.rounds import QUICK
from bench.stage import Stage

SIZES = (2_000, 10_000) if QUICK else (100_000, 1_000_000)
PAGE = 50

ID = "('01900000-%s-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
"""Version 7, older than everything a benchmark makes, and in the order of n."""


def fill(
    stage: Stage, tables: Mapping[str, Mapping[str, str]], before: int, size: int, portal: int
) -> float:
    """Make rows ``before`` to ``size`` after the newest of each table; return the seconds.

    ``tables`` name the columns in which the rows differ, and how. Triggers and foreign keys are
    passed by: what is made is only ever read.
    """
    began = time.perf_counter()
    with psycopg.connect(stage.superuser_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET maintenance_work_mem = '512MB'")
        for table, columns in tables.items():
            _multiply(connection, table, columns, (before + 1, size), portal)
        for table in tables:
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
        connection.execute("CHECKPOINT")
    return time.perf_counter() - began


def _multiply(
    connection: psycopg.Connection,
    table: str,
    columns: Mapping[str, str],
    numbers: tuple[int, int],
    portal: int,
) -> None:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    ).fetchall()
    values = sql.SQL(", ").join(
        sql.SQL(columns[name].replace("%(portal)s", str(portal)))
        if name in columns
        else sql.Identifier("t", name)
        for (name,) in found
    )
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({names}) SELECT {values}"
            " FROM (SELECT * FROM {table} ORDER BY id DESC LIMIT 1) t, generate_series({a}, {b}) n"
        ).format(
            table=sql.Identifier(table),
            names=sql.SQL(", ").join(sql.Identifier(name) for (name,) in found),
            values=values,
            a=sql.Literal(numbers[0]),
            b=sql.Literal(numbers[1]),
        )
    )
