"""Statements that a connection keeps prepared."""

import pytest
from django.db import connection

from kernel.round_trips import run_prepared

pytestmark = pytest.mark.django_db


def test_what_is_run_prepared_is_kept_by_the_connection() -> None:
    text = "SELECT %s::integer + 1 AS kept_by_this_test"
    results = []
    for number in (1, 2, 3):
        with run_prepared(text, [number]) as cursor:
            results.append(cursor.fetchone()[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE %s",
            ["%kept_by_this_test%"],
        )
        planned = cursor.fetchall()

    assert results == [2, 3, 4]
    assert planned == [(3,)]
