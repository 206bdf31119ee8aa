"""The monthly review of who looked: sums by official, and what stands out by stated rules."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Role
from audit import review
from audit.models import AuditEvent
from audit.review import Mark, NotYetOver, confirm_review, looks_of, month_of
from tests.admin.conftest import clerk, login, make_official, manager
from tests.people import BUSAN_JUNG, SANCHEONG

__all__ = ["clerk", "login", "manager"]

NOON = "2026-10-07T12:00:00+09:00"
OCTOBER = date(2026, 10, 1)


def look(official, at: str = NOON, *, person: int = 1, kind: str = "show", **columns) -> None:
    told = {"code": BUSAN_JUNG, "address": "10.0.0.1", "data": ["name"], **columns}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_personalaccess (happened_at, kind, purpose, reason, official_id,"
            " municipality_id, subject, person, people, data, address, agent)"
            " VALUES (%s, %s, 'inquiry', '', %s, %s, 'x', %s, 1, %s, %s, '')",
            [at, kind, official.pk, told["code"], person, told["data"], told["address"]],
        )


def marks_of(official) -> list[Mark]:
    (found,) = looks_of([BUSAN_JUNG], OCTOBER)
    assert found.official == official.email
    return found.marks


def test_a_quiet_month_marks_nobody(clerk):
    for person in range(4):
        look(clerk, person=person)

    assert marks_of(clerk) == []


@pytest.mark.parametrize(
    ("at", "marked"),
    [
        ("2026-10-07T06:59:59+09:00", True),
        ("2026-10-07T07:00:00+09:00", False),
        ("2026-10-07T19:59:59+09:00", False),
        ("2026-10-07T20:00:00+09:00", True),
        ("2026-10-10T12:00:00+09:00", True),
        ("2026-10-07T00:30:00+00:00", False),
    ],
)
def test_looks_outside_office_hours_in_seoul_are_marked(clerk, at, marked):
    look(clerk, at)

    assert (Mark.HOURS in marks_of(clerk)) is marked


def test_the_same_donor_five_times_and_more_than_fifty_people_a_day_are_marked(clerk):
    for _time in range(4):
        look(clerk)
    assert marks_of(clerk) == []
    look(clerk)
    assert marks_of(clerk) == [Mark.SAME]
    for person in range(2, 51):
        look(clerk, person=person)
    assert marks_of(clerk) == [Mark.SAME]
    look(clerk, person=51)
    assert marks_of(clerk) == [Mark.MANY, Mark.SAME]


def test_many_addresses_and_files_with_persons_are_marked(clerk):
    for number in range(4):
        look(clerk, address=f"10.0.0.{number}", person=number)
    assert marks_of(clerk) == [Mark.ADDRESSES]
    look(clerk, kind="export", data=[])
    assert Mark.FILES not in marks_of(clerk)
    look(clerk, kind="export")
    assert Mark.FILES in marks_of(clerk)


def test_other_months_and_governments_are_left_out(clerk):
    look(clerk, "2026-09-30T23:59:59+09:00")
    look(clerk, "2026-11-01T00:00:00+09:00")
    look(clerk, code=SANCHEONG)

    assert looks_of([BUSAN_JUNG], OCTOBER) == []


def test_the_page_shows_a_month_and_writes_down_who_looked_through_it(login, clerk, manager):
    look(clerk, "2026-10-07T23:00:00+09:00")
    client = login(manager)
    address = reverse("admin:audit_personalaccess_review") + "?month=2026-10"
    page = client.get(address).content.decode()
    assert clerk.email in page
    assert str(Mark.HOURS.label) in page

    after = client.post(address, follow=True).content.decode()

    event = AuditEvent.objects.get(kind="access.reviewed")
    assert (event.subject, event.official, event.facts) == (
        "month:2026-10",
        manager,
        {"officials": 1, "looks": 1, "marked": 1},
    )
    assert manager.email in after
    assert login(clerk).get(address).status_code == 403


def test_a_month_that_is_not_over_is_not_reviewed(manager):
    with pytest.raises(NotYetOver):
        confirm_review(OCTOBER, date(2026, 10, 31), actor=manager)
    confirm_review(OCTOBER, date(2026, 11, 1), actor=manager)
    assert AuditEvent.objects.filter(kind="access.reviewed").count() == 1


@pytest.mark.parametrize(
    "text", ["", "x", "2026-13", "2026-10-01", "%00", "9999-12", "0001-01", "2026-12"]
)
def test_what_is_no_month_is_the_one_before(text):
    assert month_of(text, date(2026, 11, 5)) == OCTOBER
    assert month_of("2025-12", date(2026, 11, 5)) == date(2025, 12, 1)
    assert review.month_after(date(2025, 12, 1)) == date(2026, 1, 1)


def test_an_auditor_reviews_too(login):
    auditor = make_official(Role.AUDITOR)
    assert login(auditor).get(reverse("admin:audit_personalaccess_review")).status_code == 200


def test_the_trail_says_what_happened_in_words_and_is_narrowed_by_kind_and_official(
    login, clerk, manager
):
    login(clerk)
    client = login(manager)
    listing = reverse("admin:audit_auditevent_changelist")
    page = client.get(listing).content.decode()
    assert "Log-in" in page

    of_clerk = client.get(listing, {"kind": "official.logged_in", "official": str(clerk.pk)})
    found = of_clerk.context["cl"].result_list
    assert [(each.kind, each.official) for each in found] == [("official.logged_in", clerk)]
    for nothing in ({"official": "x"}, {"kind": "x"}, {"official": "99999999"}):
        assert client.get(listing, nothing).status_code == 200
