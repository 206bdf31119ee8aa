"""The list of people who may not give to a local government, and who reaches it."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import scope
from accounts.models import Role, User
from audit.models import AuditEvent
from donations.acceptance import accept_donation, accept_donations
from donations.barred import BarRefused, OnBlockList, bar_person, lift_bar
from donations.barred_models import BarredPerson, Relation
from donations.eligibility import judge
from donations.holds import make_hold
from donations.identity import pseudonym
from donations.models import Donation, Donor, Hold
from donations.offer import Person
from kernel.dates import SEOUL
from kernel.errors import NotFound
from tests.people import BUSAN_JUNG, HONG, KIM, make_offer, make_portal

pytestmark = pytest.mark.django_db

ALWAYS = date(2023, 1, 1)


def make_official(code: str, role: Role = Role.MANAGER) -> User:
    return User.objects.create_official(f"{role}@{code}.kr", "x", role=role, municipality_id=code)


def bar(official: User, **changes: object) -> BarredPerson:
    asked: dict[str, Any] = {
        "resident_number": HONG.resident_number,
        "name": HONG.name,
        "relation": Relation.CONTRACT,
        "begins_on": ALWAYS,
        **changes,
    }
    return bar_person(**asked, actor=official)


def test_who_is_on_the_list_is_refused_through_every_door():
    portal = make_portal("portal")
    accept_donation(make_offer(portal_reference="before"), actor=portal)
    bar(make_official(BUSAN_JUNG))
    by_name = Person(known_as=pseudonym(portal.pk, Donor.objects.get().pk))

    for person in (HONG, by_name):
        offer = make_offer(portal_reference="after", donor=person)
        with pytest.raises(OnBlockList) as refused:
            accept_donation(offer, actor=portal)
        with pytest.raises(OnBlockList):
            make_hold(offer, actor=portal)
        (outcome,) = accept_donations([offer], actor=portal)
        assert isinstance(outcome, OnBlockList)
        assert [each.code for each in judge(offer, actor=portal).refusals] == ["barred_relation"]
        assert "중구" in str(refused.value.detail_in("ko"))

    assert Donation.objects.count() == 1
    assert not Hold.objects.exists()


def test_a_newcomer_on_the_list_leaves_no_row_of_theirs():
    bar(make_official(BUSAN_JUNG))

    with pytest.raises(OnBlockList):
        accept_donation(make_offer(), actor=make_portal("portal"))

    assert not Donor.objects.exists()


def test_others_may_give_there_and_the_barred_person_elsewhere():
    portal = make_portal("portal")
    bar(make_official(BUSAN_JUNG))

    accept_donation(make_offer(donor=KIM, portal_reference="1"), actor=portal)
    accept_donation(make_offer(recipient_code="48860", portal_reference="2"), actor=portal)

    assert Donation.objects.count() == 2


@pytest.mark.parametrize(
    ("paid_at", "is_barred"),
    [
        (datetime(2026, 3, 1, 23, 59, 59, tzinfo=SEOUL), False),
        (datetime(2026, 3, 2, 0, 0, tzinfo=SEOUL), True),
        (datetime(2026, 3, 5, 23, 59, 59, tzinfo=SEOUL), True),
        (datetime(2026, 3, 6, 0, 0, tzinfo=SEOUL), False),
    ],
)
def test_an_entry_counts_from_its_first_to_its_last_day(paid_at, is_barred):
    bar(make_official(BUSAN_JUNG), begins_on=date(2026, 3, 2), ends_on=date(2026, 3, 5))

    (outcome,) = accept_donations([make_offer(paid_at=paid_at)], actor=make_portal("portal"))

    assert isinstance(outcome, OnBlockList) is is_barred


def test_an_entry_passes_to_whoever_carries_on():
    """Gokseong is 46720 until 2026-06-30 and 12720 from the next day."""
    bar(make_official("46720"))

    (outcome,) = accept_donations([make_offer(recipient_code="12720")], actor=make_portal("p"))

    assert isinstance(outcome, OnBlockList)


def test_a_lifted_entry_bars_nobody_and_is_not_lifted_again():
    manager = make_official(BUSAN_JUNG)
    entry = bar(manager)

    lift_bar(entry.pk, actor=manager)

    accept_donation(make_offer(), actor=make_portal("portal"))
    with pytest.raises(NotFound):
        lift_bar(entry.pk, actor=manager)
    kinds = AuditEvent.objects.filter(subject=f"bar:{entry.pk}").values_list("kind", flat=True)
    assert list(kinds.order_by("id")) == ["relation.barred", "relation.unbarred"]


def test_only_a_manager_of_the_same_local_government_lifts():
    entry = bar(make_official(BUSAN_JUNG))

    for stranger in (make_official("48860"), make_official(BUSAN_JUNG, Role.CLERK)):
        with pytest.raises(NotFound):
            lift_bar(entry.pk, actor=stranger)

    entry.refresh_from_db()
    assert entry.lifted_at is None


@pytest.mark.parametrize(
    "changes",
    [
        {"resident_number": "901301-1234567"},
        {"begins_on": date(2026, 3, 2), "ends_on": date(2026, 3, 1)},
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(changes):
    with pytest.raises(BarRefused):
        bar(make_official(BUSAN_JUNG), **changes)

    assert not BarredPerson.objects.exists()


def test_a_clerk_puts_nobody_on_the_list():
    with pytest.raises(NotFound):
        bar(make_official(BUSAN_JUNG, Role.CLERK))

    assert not BarredPerson.objects.exists()


def test_neither_number_nor_name_is_kept_in_the_clear():
    entry = bar(make_official(BUSAN_JUNG))

    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM donations_barredperson t")
        (row,) = cursor.fetchone()
    assert HONG.resident_number not in row
    assert HONG.name not in row
    assert "홍*동" not in row
    assert entry.name_masked == "홍*동"
    assert HONG.name not in str(AuditEvent.objects.latest("id").facts)


def test_each_local_government_reaches_its_own_list_below_the_orm_too():
    own, other = make_official(BUSAN_JUNG), make_official("48860")
    bar(own)
    bar(other)

    scope.enter(scope.scope_of(own))

    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id FROM donations_barredperson")
        assert cursor.fetchall() == [(BUSAN_JUNG,)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE donations_barredperson SET ends_on = '2026-01-01'",
        "UPDATE donations_barredperson SET lifted_at = now(), relation = 'work'",
        "DELETE FROM donations_barredperson",
    ],
)
def test_an_entry_is_changed_in_no_other_way(change):
    bar(make_official(BUSAN_JUNG))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
