"""Personal data end five whole years after the year of issue, and nothing else does (KR-PII-07)."""

import io
import json
from datetime import date
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from donations import retention
from donations.acceptance import accept_donation
from donations.books import check_books
from donations.corrections import correct_receipt
from donations.models import Donation, Donor, LegalHold
from donations.retention import AlreadySo, hold_donor, lift_hold
from donations.return_errors import RoleMissing
from kernel.errors import NotFound
from receipts.correct import CorrectedFacts
from receipts.models import Receipt, ReceiptCorrection
from tests.admin.conftest import make_official
from tests.people import KIM, SANCHEONG, make_offer, make_portal

THIS_YEAR = date.today().year  # noqa: DTZ011 - the trigger looks at the same clock
AFTER = date(THIS_YEAR, 1, 2)


def erase(*arguments: str) -> dict[str, int]:
    out = io.StringIO()
    call_command("erase_personal_data", "--json", *arguments, stdout=out)
    told: dict[str, int] = json.loads(out.getvalue())
    return told


def make_old(donation: Donation, year: int, receipt: UUID | None = None) -> None:
    """Move a receipt and its donor back in time, as only the owner of the tables can."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE receipts_receipt DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE receipts_receipt SET issued_on = %s WHERE id = %s",
            [date(year, 12, 31), receipt or donation.receipt_id],
        )
        cursor.execute("ALTER TABLE receipts_receipt ENABLE TRIGGER USER")
        cursor.execute(
            "UPDATE donations_donor SET first_seen_at = %s WHERE id = %s",
            [f"{year}-12-31T00:00:00+09:00", donation.donor_id],
        )


@pytest.fixture
def old(own_database: str) -> Donation:
    """Hong's gift, whose time is over since 1 January; and one of Kim's of the year after."""
    portal = make_portal("위기브")
    hong = accept_donation(make_offer(), actor=portal).donation
    kim = accept_donation(make_offer(donor=KIM, portal_reference="K"), actor=portal).donation
    make_old(hong, THIS_YEAR - 6)
    make_old(kim, THIS_YEAR - 5)
    return hong


def who(donation: Donation) -> tuple[str, str]:
    return (
        Donor.objects.get(pk=donation.donor_id).name,
        Receipt.objects.get(pk=donation.receipt_id).donor_name,
    )


def test_a_dry_run_says_how_many_and_writes_nothing(old):
    told = erase()

    assert told == {
        "erased": False,
        "issued_up_to": THIS_YEAR - 6,
        "donors": 1,
        "receipts": 1,
        "kept_by_legal_hold": 0,
    }
    assert who(old) == ("홍길동", "홍길동")
    assert not AuditEvent.objects.filter(kind="donor.erased").exists()


def test_what_is_erased_is_who_it_was_and_the_books_stay(old):
    before = Donation.objects.values_list("id", "amount_krw", "receipt__number").order_by("id")
    kept = list(before)
    assert erase("--erase")["donors"] == 1

    donor = Donor.objects.get(pk=old.donor_id)
    receipt = Receipt.objects.get(pk=old.receipt_id)
    assert (donor.resident_number, donor.name, donor.phone, donor.email) == ("", "", "", "")
    assert donor.lookup_hash == ""
    assert donor.identity_hash.startswith("erased:")
    assert (receipt.donor_name, receipt.donor_birth_date, receipt.name_masked) == ("", "", "")
    assert (receipt.donor_resident_number, receipt.donor_address) == ("", "")
    assert receipt.amount_krw == 100_000
    assert list(before.all()) == kept
    assert Donor.objects.filter(name="").count() == 1
    assert AuditEvent.objects.get(kind="donor.erased").facts == {}
    assert all(check.ok for check in check_books())
    assert erase("--erase")["donors"] == 0


def test_the_note_of_a_correction_ends_with_the_receipts_it_is_about(own_database):
    donation = accept_donation(make_offer(), actor=make_portal("위기브")).donation
    correction = correct_receipt(
        donation.pk,
        CorrectedFacts(donor_address="서울 종로구", note="홍길동님 전화"),
        actor=make_official(Role.MANAGER),
    )
    with pytest.raises(DatabaseError, match="stays as issued"), transaction.atomic():
        ReceiptCorrection.objects.update(note="")
    make_old(donation, THIS_YEAR - 6)
    make_old(donation, THIS_YEAR - 6, correction.receipt_id)

    told = erase("--erase")

    assert (told["donors"], told["receipts"]) == (1, 2)
    kept = ReceiptCorrection.objects.get()
    assert (kept.note, kept.changed, kept.corrected_by_id) == (
        "",
        "donor_address",
        correction.corrected_by_id,
    )
    assert set(Receipt.objects.values_list("donor_name", flat=True)) == {""}
    for change in ({"note": "again"}, {"note": "", "changed": "donor_name"}):
        with pytest.raises(DatabaseError, match="stays as issued"), transaction.atomic():
            ReceiptCorrection.objects.update(**change)


def test_who_gives_again_after_that_is_a_new_donor(old):
    erase("--erase")
    again = accept_donation(make_offer(portal_reference="new"), actor=make_portal("둘")).donation

    assert again.donor_id != old.donor_id


def test_a_younger_gift_a_hold_or_an_open_return_keeps_the_donor(old):
    accept_donation(make_offer(portal_reference="young"), actor=make_portal("둘"))

    assert erase("--erase")["donors"] == 0
    assert who(old) == ("홍길동", "홍길동")


def test_a_legal_hold_keeps_a_donor_until_it_is_lifted(old):
    manager = make_official(Role.MANAGER)
    with scope.within(scope.scope_of(manager)):
        hold_donor(old.pk, reason="소송 2026가합1", actor=manager)
        with pytest.raises(AlreadySo):
            hold_donor(old.pk, reason="again", actor=manager)
    assert erase("--erase") == {
        "erased": True,
        "issued_up_to": THIS_YEAR - 6,
        "donors": 0,
        "receipts": 0,
        "kept_by_legal_hold": 1,
    }
    assert who(old) == ("홍길동", "홍길동")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM donations_legalhold")
        assert "소송" not in cursor.fetchone()[0]

    with scope.within(scope.scope_of(manager)):
        lift_hold(old.pk, actor=manager)
        with pytest.raises(AlreadySo):
            lift_hold(old.pk, actor=manager)
    assert erase("--erase")["donors"] == 1


def test_only_a_manager_of_the_government_sets_a_hold(old):
    clerk, stranger = make_official(Role.CLERK), make_official(Role.MANAGER, SANCHEONG)
    for actor, refusal in ((clerk, RoleMissing), (stranger, NotFound)):
        with scope.within(scope.scope_of(actor)), pytest.raises(refusal):
            hold_donor(old.pk, reason="x", actor=actor)
    assert not LegalHold.objects.exists()


CUTS: list[dict[str, object]] = [
    {"donor_name": ""},
    {"donor_name": "", "donor_birth_date": "", "donor_address": "", "name_masked": ""},
    {"donor_name": "", "donor_birth_date": "", "donor_address": "", "name_masked": "", "year": 1},
]


@pytest.mark.parametrize("cut", CUTS)
def test_the_database_lets_a_receipt_change_by_whole_erasure_only(old, cut):
    with pytest.raises(DatabaseError, match="stays as issued"), transaction.atomic():
        Receipt.objects.filter(pk=old.receipt_id).update(**cut)


def test_the_database_erases_no_receipt_before_its_time(old):
    young = Receipt.objects.exclude(pk=old.receipt_id).get()
    whole = {**CUTS[1], "donor_resident_number": ""}
    with pytest.raises(DatabaseError, match="stays as issued"), transaction.atomic():
        Receipt.objects.filter(pk=young.pk).update(**whole)


def test_the_time_is_over_on_1_january_and_not_a_day_before(old):
    assert retention.due(AFTER).donors == 1
    assert retention.due(date(THIS_YEAR - 1, 12, 31)).donors == 0
