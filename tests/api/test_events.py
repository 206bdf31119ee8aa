"""The feed of events: in an order that nobody can overtake, and without personal data.

Its reader sees no further than the oldest transaction that still writes, and tests of other
workers write on the same server: so each test has its own database with real commits, and waits
for what is due.
"""

import json
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from rest_framework.test import APIClient

from accounts import scope
from accounts.models import Portal, Role, User
from audit.models import AuditEvent
from audit.record import record
from donations.acceptance import accept_donation
from donations.feed import NotACursor, Place, cursor_of, events_after, place_of
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from tests.api.conftest import client_of
from tests.people import BUSAN_JUNG, make_body, make_offer
from tests.races import race

URL = "/api/v1/events"
PATIENCE = 60


def write(portal: Portal, name: str) -> None:
    """Write one event in the running transaction."""
    record("return.requested", "return:x", actor=portal, portal_reference=name, donation_id="d")


def names(events: list[AuditEvent]) -> list[str]:
    return [event.facts["portal_reference"] for event in events]


def follow(client: APIClient, until: int, **query: str) -> list[dict[str, Any]]:
    """Read on from the start, page by page, until there are so many events."""
    seen: list[dict[str, Any]] = []
    after, end = "", monotonic() + PATIENCE
    while len(seen) < until and monotonic() < end:
        page = client.get(URL, {"after": after, **query}).json()
        seen += page["results"]
        after = page["next"] or after
        if not page["results"]:
            sleep(0.05)
    return seen


def test_the_feed_tells_what_became_of_a_donation(own_database, portal, api, report):
    donation = report(make_body()).json()
    first, second = (
        User.objects.create(
            email=f"{name}@example.org", role=Role.MANAGER, municipality_id=BUSAN_JUNG
        )
        for name in ("first", "second")
    )
    ask = ReturnAsk(Ground.RESIDENT, note="비밀", portal_reference="R-1")
    case, _is_new = request_return(UUID(donation["id"]), ask, actor=portal)
    approve_return(case.pk, gift_value_krw=30_000, actor=first)
    pay_out_return(case.pk, actor=second)
    api.get(f"/api/v1/receipts/{donation['receipt']['number']}/pdf")

    seen = follow(api, until=6)

    assert [event["kind"] for event in seen] == [
        "donation.accepted",
        "return.requested",
        "return.approved",
        "return.paid_out",
        "donation.returned",
        "receipt.cancelled",
    ]
    for event in seen:
        assert event.keys() == {
            "id",
            "kind",
            "happened_at",
            "donation_id",
            "portal_reference",
            "facts",
        }
        assert event["donation_id"] == donation["id"]
        assert event["portal_reference"] == donation["portal_reference"]
    assert seen[2]["facts"]["returned_krw"] == 70_000
    assert seen[5]["facts"]["cancellation"] == f"{donation['receipt']['number']}-C"
    text = json.dumps(seen, ensure_ascii=False)
    for secret in ("홍길동", "900101", "010-1234", "비밀", "example.org"):
        assert secret not in text


def test_a_reader_goes_on_by_cursor_and_waits_with_the_last_one(own_database, portal, api):
    for number in range(5):
        with transaction.atomic():
            write(portal, f"e{number}")
    assert len(follow(api, until=5)) == 5

    pages, after = [], ""
    for _page in range(4):
        answer = api.get(URL, {"after": after, "limit": "2"}).json()
        pages.append([event["portal_reference"] for event in answer["results"]])
        after = answer["next"] or after

    assert pages == [["e0", "e1"], ["e2", "e3"], ["e4"], []]
    assert answer["next"] is None
    with transaction.atomic():
        write(portal, "e5")
        write(portal, "e6")
    end = monotonic() + PATIENCE
    while not (more := api.get(URL, {"after": after}).json()["results"]) and monotonic() < end:
        sleep(0.05)
    assert [event["portal_reference"] for event in more] == ["e5", "e6"]


def test_a_portal_hears_of_its_own_donations_only(own_database, portal, api, other_api, report):
    report(make_body())

    assert len(follow(api, until=1)) == 1
    assert other_api.get(URL).json() == {"results": [], "next": None}


class SlowTransaction:
    """A transaction on a connection of its own that has written its event and does not commit."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.written, self.may_commit = Event(), Event()
        self.thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "SlowTransaction":
        self.thread.start()
        assert self.written.wait(PATIENCE)
        return self

    def __exit__(self, *_raised: object) -> None:
        self.commit()

    def commit(self) -> None:
        self.may_commit.set()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()

    def _run(self) -> None:
        try:
            with transaction.atomic():
                scope.enter_until_commit(scope.SYSTEM)
                write(self.portal, "slow")
                self.written.set()
                self.may_commit.wait(PATIENCE)
        finally:
            connections.close_all()


def test_fast_transactions_do_not_overtake_a_slow_one(own_database, portal, api):
    with SlowTransaction(portal) as slow:
        for number in range(3):
            offer = make_offer(portal_reference=f"fast{number}")
            accept_donation(offer, actor=portal)
        assert AuditEvent.objects.count() == 3
        assert api.get(URL).json() == {"results": [], "next": None}
        slow.commit()
        seen = follow(api, until=4)

    assert [event["portal_reference"] for event in seen] == ["slow", "fast0", "fast1", "fast2"]
    assert seen[0]["id"] < min(event["id"] for event in seen[1:])


def test_a_reader_that_goes_by_numbers_alone_misses_the_slow_one(own_database, portal):
    """The twin: show whatever is committed, ordered by number; it shows that the race is real."""

    def read(after: int) -> list[AuditEvent]:
        return list(AuditEvent.objects.filter(portal=portal, id__gt=after).order_by("id"))

    with SlowTransaction(portal) as slow:
        for number in range(3):
            accept_donation(make_offer(portal_reference=f"fast{number}"), actor=portal)
        seen = read(after=0)
        slow.commit()
    seen += read(after=seen[-1].pk)

    assert names(seen) == ["fast0", "fast1", "fast2"]
    assert AuditEvent.objects.count() == 4


def test_a_follower_misses_nothing_and_reads_nothing_twice_among_many_writers(own_database, portal):
    writers, turns = 6, 8

    def run(number: int) -> list[str]:
        if number == writers:
            return reader()
        for turn in range(turns):
            with transaction.atomic():
                write(portal, f"{number}.{turn}.a")
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(%s)", [0.03 * ((number + turn) % 4)])
                write(portal, f"{number}.{turn}.b")
        return []

    def reader() -> list[str]:
        seen: list[str] = []
        place: Place | None = None
        end = monotonic() + PATIENCE - 5
        while len(seen) < writers * turns * 2 and monotonic() < end:
            for event in events_after(place, portal, limit=7):
                place = Place(event.transaction, event.pk)
                seen.append(event.facts["portal_reference"])
            sleep(0.005)
        return seen

    seen = race(run, runners=writers + 1)[writers]

    expected = [
        f"{number}.{turn}.{half}"
        for number in range(writers)
        for turn in range(turns)
        for half in "ab"
    ]
    assert sorted(seen) == sorted(expected)
    for name in expected[::2]:
        assert seen.index(name) + 1 == seen.index(name[:-1] + "b")


def test_what_is_rolled_back_never_happened(own_database, portal, api):
    with transaction.atomic():
        write(portal, "never")
        transaction.set_rollback(True)
    with transaction.atomic():
        write(portal, "kept")

    assert [event["portal_reference"] for event in follow(api, until=1)] == ["kept"]


@pytest.mark.parametrize(
    "after", ["x", "%%%", "0", "MTI", "MTI6", "Ojc", "LTE6MQ", "a" * 61,
              "OTk5OTk5OTk5OTk5OTk5OTk5OTk6MQ"]
)  # fmt: skip
def test_a_cursor_that_is_none_is_invalid(api, after):
    answer = api.get(URL, {"after": after})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == "/after"


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1.5", ""])
def test_a_limit_that_is_none_is_invalid(api, limit):
    answer = api.get(URL, {"limit": limit})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == "/limit"


def test_more_than_two_hundred_are_cut(api):
    assert api.get(URL, {"limit": "100000"}).status_code == 200


@pytest.mark.parametrize("place", [(1, 1), (3, 2**63 - 1), (2**62, 7)])
def test_a_cursor_says_where_it_came_from(place):
    event = AuditEvent(pk=place[1], transaction=place[0])

    assert place_of(cursor_of(event)) == place


@pytest.mark.parametrize("cursor", ["1:1", "é", "MQ==MQ", "²"])
def test_a_strange_cursor_is_named_as_one(cursor):
    with pytest.raises(NotACursor):
        place_of(cursor)


def test_the_feed_needs_a_token_with_its_scope(portal):
    assert APIClient().get(URL).status_code == 401
    assert client_of(portal, "donations:write").get(URL).status_code == 403
    assert client_of(portal).post(URL).status_code == 405


def test_a_page_of_the_feed_is_read_by_its_index(own_database, portal):
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SET enable_bitmapscan = off")
    rows = AuditEvent.objects.filter(portal=portal).order_by("transaction", "id")

    assert "audit_feed_by_portal" in rows.filter(transaction__gte=7)[:50].explain()
