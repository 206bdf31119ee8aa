"""A row that was changed or taken out behind the triggers' back shows in the chain."""

import io
import json
import time
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from accounts import scope
from audit import chain
from audit.chain_models import Book, ChainLink
from audit.models import AuditEvent
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from audit.record import record
from tests.people import BUSAN_JUNG

SETTLED = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > (
    SELECT greatest((SELECT max(transaction) FROM audit_auditevent),
                    (SELECT max(transaction) FROM audit_personalaccess)))
"""
PATIENCE = 120


def write_down(number: int) -> None:
    for each in range(number):
        record("test.happened", f"thing:{each}", actor=None, municipality_id=BUSAN_JUNG, step=each)
    record_access(
        AccessKind.SHOW,
        "donation:1",
        actor=None,
        municipality_id=BUSAN_JUNG,
        purpose=AccessPurpose.INQUIRY,
        data=[Personal.NAME],
    )


def seal() -> None:
    """Make the links of now, once no transaction on this server is older than the last row.

    Other workers' tests write on the same server; a row waits for the oldest of them.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(SETTLED)
            (is_settled,) = cursor.fetchone()
        if is_settled:
            break
        time.sleep(0.05)
    chain.seal()


@pytest.fixture
def sealed(own_database: str) -> None:
    """Two days: three rows, then two; each with its link."""
    write_down(3)
    seal()
    write_down(2)
    seal()


def as_owner(*statements: str) -> None:
    """Change what is sealed, with the triggers off, as only the owner of the tables can."""
    tables = ("audit_auditevent", "audit_personalaccess", "audit_chainlink")
    with connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def verify(*arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    try:
        call_command("verify_audit", "--json", *arguments, stdout=out)
    except CommandError:
        assert json.loads(out.getvalue())["ok"] is False
    return json.loads(out.getvalue())


def test_an_untouched_trail_holds_and_each_link_counts_its_rows(sealed):
    told = verify()

    assert (told["ok"], told["faults"]) == (True, [])
    rows = list(ChainLink.objects.order_by("book", "number").values_list("book", "number", "rows"))
    assert rows == [
        ("accesses", 1, 1),
        ("accesses", 2, 1),
        ("events", 1, 3),
        ("events", 2, 2),
    ]
    assert set(told["heads"]) == {"events", "accesses"}


FORGE = """
INSERT INTO audit_auditevent (kind, subject, facts, transaction, municipality_id)
SELECT 'forged', 'x', '{{}}', transaction, municipality_id FROM audit_auditevent WHERE id = {first}
"""
TAMPERINGS = [
    ("UPDATE audit_auditevent SET subject = 'thing:9' WHERE id = {first}", "events 1: a row"),
    ("UPDATE audit_auditevent SET facts = '{{}}' WHERE id = {last}", "events 2: a row"),
    ("UPDATE audit_auditevent SET official_id = NULL, kind = 'x' WHERE id = {last}", "events 2"),
    ("DELETE FROM audit_auditevent WHERE id = {first}", "events 1: 3 rows were sealed, 2 are"),
    ("UPDATE audit_personalaccess SET reason = 'x'", "accesses 1: a row"),
    ("DELETE FROM audit_personalaccess", "accesses 2: 1 rows were sealed, 0 are there"),
    ("DELETE FROM audit_chainlink WHERE number = 1 AND book = 'events'", "a link is missing"),
    ("UPDATE audit_chainlink SET digest = repeat('a', 64) WHERE number = 2", "the seal is not"),
    (FORGE, "events 1: 3 rows were sealed, 4 are there"),
]


@pytest.mark.parametrize(("statement", "fault"), TAMPERINGS)
def test_what_the_owner_changes_with_the_triggers_off_breaks_the_chain(sealed, statement, fault):
    ids = (
        AuditEvent.objects.filter(kind="test.happened").order_by("id").values_list("id", flat=True)
    )
    as_owner(statement.format(first=ids[0], last=ids[4]))

    told = verify()

    assert told["ok"] is False
    assert any(fault in each for each in told["faults"]), told["faults"]


def test_a_chain_that_was_computed_anew_lacks_our_seal(sealed):
    """Whoever owns the database and has no keys can make the digests fit, and not the seals."""
    kept = verify()["heads"]
    as_owner("DELETE FROM audit_auditevent WHERE subject = 'thing:0'")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id, first_transaction, end_transaction FROM audit_chainlink"
            " WHERE book = 'events' ORDER BY number"
        )
        before, forged = chain.NOTHING_BEFORE, []
        for number, (pk, first, end) in enumerate(cursor.fetchall(), 1):
            rows, content = chain._content(Book.EVENTS, first, end)
            before = chain._joined(before, Book.EVENTS, number, rows, content)
            forged.append(
                f"UPDATE audit_chainlink SET digest = '{before}', rows = {rows} WHERE id = {pk}"
            )
    as_owner(*forged)

    faults = verify("--head", kept["events"])["faults"]

    assert faults == [
        "events 1: the seal is not ours",
        "events 2: the seal is not ours",
        f"{kept['events']}: no link has this digest",
    ]


def test_links_that_were_cut_off_are_missed_by_a_copy_of_the_head(sealed):
    head = verify()["heads"]["events"]
    assert verify("--head", head)["ok"]
    as_owner("DELETE FROM audit_chainlink WHERE number = 2")

    assert verify()["ok"]
    assert verify("--head", head)["faults"] == [f"{head}: no link has this digest"]


def test_a_row_of_a_transaction_that_is_still_open_waits_for_the_next_link(sealed):
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT set_config('hometown.scope', 'system', false)")
            cursor.execute(
                "INSERT INTO audit_auditevent (kind, subject, facts) VALUES ('slow', 's', '{}')"
            )
            write_down(1)
            chain.seal()
            cursor.execute("COMMIT")
    finally:
        other.close()
    assert verify()["ok"]
    seal()
    assert verify()["ok"]
    newest = ChainLink.objects.filter(book="events").latest("number")
    assert newest.rows == 2


def test_sealing_twice_makes_no_second_link_over_nothing(sealed):
    with transaction.atomic():
        assert chain.seal() == [] or all(link.rows == 0 for link in chain.seal())
    assert verify()["ok"]


def test_the_application_changes_no_link_and_an_official_makes_none(sealed):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_chainlink SET rows = 0")
    with scope.within(f"official:{BUSAN_JUNG}"), pytest.raises(DatabaseError), transaction.atomic():
        ChainLink.objects.create(
            book="events",
            number=9,
            first_transaction=1,
            end_transaction=2,
            rows=0,
            digest="",
            seal="x",
        )
