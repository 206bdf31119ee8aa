"""What a database session can reach, below every queryset (promise 8)."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import scope
from donations.acceptance import accept_donation
from tests.people import KIM, make_offer

TABLES = ("donations_donation", "donations_donor", "receipts_receipt", "donations_donoryear")


def reached() -> list[int]:
    """Count what raw SQL sees in this session."""
    with connection.cursor() as cursor:
        counts = []
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return counts


@pytest.fixture
def gifts(portal, other_portal):
    """Hong gives to Busan's Jung-gu through one portal, Kim to Sancheong through another."""
    accept_donation(make_offer(), actor=portal)
    kim = make_offer(donor=KIM, recipient_code="48860", portal_reference="B-1")
    accept_donation(kim, actor=other_portal)
    return portal, other_portal


def test_the_service_itself_reaches_everything(gifts):
    assert reached() == [2, 2, 2, 2]


def test_a_session_without_a_scope_reaches_nothing(gifts):
    with scope.within(scope.NOTHING):
        assert reached() == [0, 0, 0, 0]


def test_a_portal_reaches_its_own_donations_with_donor_and_receipt(gifts):
    for portal in gifts:
        with scope.within(scope.scope_of(portal)):
            assert reached() == [1, 1, 1, 0]


def test_an_official_reaches_what_their_government_received(gifts):
    for codes in ("26110", "48860"):
        with scope.within(f"official:{codes}"):
            assert reached() == [1, 1, 1, 0]
    with scope.within("official:11110"):
        assert reached() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "garbage", ["portal:", "portal:x", "official:", "System", "portal:1 OR 1=1"]
)
def test_a_scope_that_makes_no_sense_reaches_nothing(gifts, garbage):
    with scope.within(garbage):
        assert reached() == [0, 0, 0, 0]


def test_neither_portal_nor_official_can_write(gifts):
    for outsider in (scope.scope_of(gifts[0]), "official:26110"):
        with scope.within(outsider), connection.cursor() as cursor:
            for change in (
                "UPDATE donations_donor SET phone = ''",
                "UPDATE donations_donoryear SET accepted_krw = 0",
                "UPDATE donations_donation SET status = status",
            ):
                cursor.execute(change)
                assert cursor.rowcount == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                cursor.execute(
                    "INSERT INTO donations_donoryear (donor_id, tax_year, cap_krw, accepted_krw)"
                    " VALUES (1, 2030, 1, 0)"
                )


def test_the_application_role_owns_nothing_and_bypasses_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
        )
        assert cursor.fetchone() == (0,)
