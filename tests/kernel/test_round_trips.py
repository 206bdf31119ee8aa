"""What is sent often is planned once a connection."""

import pytest
from django.db import connection, transaction

from accounts import scope
from donations.acceptance import BY_KEYS, REPORTED, accept_donation
from donations.errors import AnnualCapExceeded
from kernel.round_trips import run_prepared
from regions.snapshot import FINGERPRINT
from tests.people import make_offer, make_portal

CAP_KRW = 20_000_000


def prepared() -> dict[str, int]:
    """Return how often each statement was run that this connection keeps prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def test_a_statement_is_prepared_once_and_kept(own_database: str) -> None:
    for number in (1, 2, 3):
        assert run_prepared("SELECT %s::int", [number]).fetchall() == [(number,)]
    assert prepared()["SELECT $1::int"] == 3


def test_intake_keeps_its_statements_and_plans_them_for_any_values(own_database: str) -> None:
    portal = make_portal("bank")
    for number in (1, 2):
        accept_donation(make_offer(portal_reference=f"R-{number}", amount_krw=1000), actor=portal)
    runs = prepared()
    runs.pop(FINGERPRINT, None)  # asked when it falls due
    assert len(runs) >= 10
    assert sorted(set(runs.values())) == [1, 2], "a newcomer's row is made once, the rest twice"
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE custom_plans > 0")
        assert cursor.fetchall() == []


def test_a_refusal_that_wrote_nothing_leaves_them_prepared(own_database: str) -> None:
    portal = make_portal("bank")
    accept_donation(make_offer(portal_reference="R-1", amount_krw=CAP_KRW), actor=portal)
    kept = prepared()
    with pytest.raises(AnnualCapExceeded):
        accept_donation(make_offer(portal_reference="R-2", amount_krw=1000), actor=portal)
    assert set(kept) <= set(prepared())


@pytest.mark.django_db
def test_a_reference_is_looked_up_by_its_own_index_even_if_planned_over_nothing() -> None:
    explain = f"EXPLAIN (GENERIC_PLAN) {REPORTED.replace('%s', '$1', 1).replace('%s', '$2')}"
    with transaction.atomic(), connection.cursor() as cursor:
        scope.enter_until_commit(scope.SYSTEM)
        cursor.execute(BY_KEYS)
        cursor.execute(explain)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "donation_reported_once" in plan
    assert "Index Cond: ((portal_reference)::text = asked.reference)" in plan
