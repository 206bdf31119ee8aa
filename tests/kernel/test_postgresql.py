"""A connection that died between two requests is replaced, and a living one is not asked."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kernel.round_trips import one_round_trip, run_prepared


@pytest.fixture
def onlooker(own_database: str) -> Iterator[BaseDatabaseWrapper]:
    """Give another connection of the same role."""
    with closing(connection.copy()) as other:
        yield other


def begin_request() -> None:
    """Have the connection checked at its next use, as Django does when a request begins."""
    connection.close_if_unusable_or_obsolete()


def ask(on: BaseDatabaseWrapper, question: str, *values: int) -> list[tuple[Any, ...]]:
    with on.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def by_cursor() -> str:
    return str(ask(connection, "SELECT 'alive'")[0][0])


def prepared() -> str:
    return str(run_prepared("SELECT 'alive'", []).fetchone()[0])


def together() -> str:
    with one_round_trip():
        asked = connection.connection.execute("SELECT 'alive'")
    return str(asked.fetchone()[0])


def in_a_transaction() -> str:
    with transaction.atomic():
        return prepared()


@pytest.mark.parametrize("first", [by_cursor, prepared, together, in_a_transaction])
def test_a_request_after_the_server_hung_up_gets_a_new_connection(first, onlooker):
    ((before,),) = ask(connection, "SELECT pg_backend_pid()")
    ask(onlooker, "SELECT pg_terminate_backend(%s)", before)
    for _ in range(200):
        if not ask(onlooker, "SELECT 1 FROM pg_stat_activity WHERE pid = %s", before):
            break
        time.sleep(0.05)

    begin_request()

    assert first() == "alive"
    assert ask(connection, "SELECT pg_backend_pid()") != [(before,)]


def test_a_living_connection_is_kept_and_asked_nothing(onlooker):
    ((before,),) = ask(connection, "SELECT pg_backend_pid() /* the last */")

    begin_request()
    connection.close_if_health_check_failed()

    asked = ask(onlooker, "SELECT query FROM pg_stat_activity WHERE pid = %s", before)
    assert asked == [("SELECT pg_backend_pid() /* the last */",)]
    assert ask(connection, "SELECT pg_backend_pid()") == [(before,)]


def test_within_a_transaction_that_failed_it_is_not_usable(own_database):
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        with pytest.raises(DataError):
            cursor.execute("SELECT 1 / 0")
        connection.errors_occurred = False

        assert not connection.is_usable()

        cursor.execute("ROLLBACK")
    assert connection.is_usable()


def test_after_an_error_it_is_asked(onlooker):
    ((before,),) = ask(connection, "SELECT pg_backend_pid()")
    connection.errors_occurred = True

    assert connection.is_usable()

    asked = ask(onlooker, "SELECT query FROM pg_stat_activity WHERE pid = %s", before)
    assert asked == [("SELECT 1",)]
