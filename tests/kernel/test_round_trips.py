"""What is sent often is planned once a connection, and what all rows share travels once."""

import json

import pytest
from django.db import connection, transaction

from accounts import scope
from audit.models import AuditEvent
from donations.acceptance import BY_KEYS, REPORTED, accept_donation
from donations.errors import AnnualCapExceeded
from donations.models import Donor
from kernel.encryption import decrypt
from kernel.round_trips import built, insert, insert_values, run_prepared, shape_of
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


def make_event(subject: str, municipality_id: str | None) -> AuditEvent:
    return built(
        AuditEvent,
        {
            "id": None,
            "kind": "test",
            "subject": subject,
            "facts": {"of": subject},
            "official_id": None,
            "portal_id": None,
            "municipality_id": municipality_id,
            "address": "",
            "agent": "test",
        },
    )


@pytest.mark.django_db
def test_rows_arrive_in_their_order_whatever_they_share_and_whatever_is_empty() -> None:
    columns = ("subject", "municipality_id", "official_id", "facts", "agent")
    given = [("one", "26110"), ("two", None), ("three", "26110")]
    insert([make_event(*each) for each in given], "happened_at", "transaction")
    insert([make_event("alone", None)], "happened_at", "transaction")
    insert_values(AuditEvent, [], "happened_at", "transaction")

    written = AuditEvent.objects.order_by("id").values_list(*columns)
    assert list(written) == [
        ("one", "26110", None, {"of": "one"}, "test"),
        ("two", None, None, {"of": "two"}, "test"),
        ("three", "26110", None, {"of": "three"}, "test"),
        ("alone", None, None, {"of": "alone"}, "test"),
    ]


def test_what_all_rows_share_travels_once_and_each_secret_by_itself() -> None:
    row = {"alias_of_id": None, "identity_hash": "a", "lookup_hash": "", "resident_number": "1"}
    people: list[dict[str, object]] = [
        {**row, "name": "Hong", "phone": "", "email": "", "other": 1},
        {**row, "name": "Kim", "phone": "", "email": "k@example.org", "other": 2},
        {**row, "name": "Hong", "phone": "", "email": ""},
    ]

    common, own = map(json.loads, shape_of(Donor, "first_seen_at").documents(people))

    assert common == {"alias_of_id": None, "identity_hash": "a", "lookup_hash": "", "phone": ""}
    assert {frozenset(each) for each in own} == {frozenset({"resident_number", "name", "email"})}
    numbers = [each["resident_number"] for each in own]
    assert [decrypt(each) for each in numbers] == ["1", "1", "1"]
    assert len(set(numbers)) == 3, "nobody sees that they are equal"
    assert [decrypt(each["name"]) for each in own] == ["Hong", "Kim", "Hong"]
    assert [each["email"] and decrypt(each["email"]) for each in own] == ["", "k@example.org", ""]
