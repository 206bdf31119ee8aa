"""A receipt is corrected by another; money, day and year stay, and so does the first answer."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Role, User
from audit.models import AuditEvent
from donations.acceptance import accept_donation
from donations.api.serializers import answer_for
from donations.books import check_books
from donations.corrections import NotADonorsName, correct_receipt
from donations.errors import IdentityMismatch
from donations.identity import lookup_hash
from donations.models import Donation, Donor, DonorYear
from donations.offer import Person
from donations.return_errors import RoleMissing
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from kernel.dates import seoul_date
from kernel.errors import NotFound
from ledger.models import JournalTransfer
from receipts.correct import CorrectedFacts
from receipts.errors import (
    AlreadyCancelled,
    AlreadyReplaced,
    NothingToCorrect,
    PersonalDataErased,
)
from receipts.issuers import register_issuer
from receipts.models import Receipt, ReceiptCancellation, ReceiptCorrection, ReceiptSeries, State
from receipts.reprint import reprint_receipt
from tests.people import BUSAN_JUNG, HONG, SANCHEONG, make_offer, make_portal
from tests.races import race

NAME = CorrectedFacts(donor_name="홍길순", note="성명 오기")


def official(role: Role = Role.MANAGER, region: str | None = BUSAN_JUNG, nth: int = 1) -> User:
    email = f"{role}{nth}-{region}@x.example".lower()
    return User.objects.create(email=email, role=role, municipality_id=region)


@pytest.fixture
def donation(portal) -> Donation:
    return accept_donation(make_offer(), actor=portal).donation


def test_a_misspelt_name_is_corrected_by_another_document(donation, portal):
    manager, first = official(), donation.receipt

    correction = correct_receipt(donation.pk, NAME, actor=manager)

    old = Receipt.objects.with_state().get(pk=first.pk)
    new = Receipt.objects.with_state().get(source=donation.pk, replacement=None)
    assert (old.number, new.number) == ("26110-2026-0000001", "26110-2026-0000002")
    assert (old.state, new.state) == (State.REPLACED, State.ISSUED)
    assert (old.replaced_by, new.replaces, new.corrected) == (new, old, correction)
    assert (old.donor_name, old.name_masked) == ("홍길동", "홍*동")
    assert (new.donor_name, new.name_masked) == ("홍길순", "홍*순")
    assert (correction.changed, correction.note) == ("donor_name", "성명 오기")
    assert correction.corrected_by == manager
    assert new.issued_on == seoul_date(timezone.now())
    assert new.verify_code != old.verify_code
    differing = {
        field.attname
        for field in Receipt._meta.local_concrete_fields
        if getattr(old, field.attname) != getattr(new, field.attname)
    }
    own = {"id", "serial", "number", "verify_code", "issued_at", "replaces_id"}
    assert differing - {"issued_on"} == own | {"donor_name", "name_masked"}


def test_books_year_and_the_first_answer_stay(donation, portal):
    before = answer_for(Donation.objects.with_answer().get(pk=donation.pk))

    correct_receipt(donation.pk, NAME, actor=official())

    assert JournalTransfer.objects.count() == 1
    year = DonorYear.objects.get()
    assert (year.accepted_krw, year.tax_year) == (100_000, 2026)
    assert answer_for(Donation.objects.with_answer().get(pk=donation.pk)) == before
    repeated = accept_donation(make_offer(), actor=portal)
    assert (repeated.is_new, answer_for(repeated.donation)) == (False, before)


def test_the_corrected_name_goes_on_file_so_that_the_next_gift_under_it_is_accepted(
    donation, portal, other_portal
):
    known = HONG.resident_number
    right = Person(resident_number=known, name="홍길순")
    with pytest.raises(IdentityMismatch):
        accept_donation(make_offer(portal_reference="B", donor=right), actor=other_portal)

    correct_receipt(donation.pk, NAME, actor=official())

    donor = Donor.objects.get()
    assert donor.name == "홍길순"
    assert donor.lookup_hash == lookup_hash("홍길순", date(1990, 1, 1))
    again = accept_donation(
        make_offer(portal_reference="C", donor=right, amount_krw=50_000), actor=other_portal
    )
    assert again.donation.donor_id == donor.pk
    assert DonorYear.objects.get().accepted_krw == 150_000
    with pytest.raises(IdentityMismatch):
        accept_donation(make_offer(portal_reference="D"), actor=portal)
    event = AuditEvent.objects.get(kind="donor.name_corrected")
    assert (event.subject, event.municipality_id) == (f"donor:{donor.pk}", BUSAN_JUNG)
    assert event.facts == {"receipt": "26110-2026-0000002"}
    assert event.portal is None


def test_a_correction_of_the_address_leaves_the_name_on_file(donation):
    correct_receipt(donation.pk, CorrectedFacts(donor_address="서울 종로구"), actor=official())

    assert Donor.objects.get().name == "홍길동"
    assert not AuditEvent.objects.filter(kind="donor.name_corrected").exists()


@pytest.mark.parametrize("name", ["주식회사 홍", "123", "---", "홍" * 100])
def test_what_no_person_is_called_is_no_correction(donation, name):
    with pytest.raises(NotADonorsName):
        correct_receipt(donation.pk, CorrectedFacts(donor_name=name), actor=official())

    assert Receipt.objects.count() == 1
    assert Donor.objects.get().name == "홍길동"


@pytest.mark.usefixtures("own_database")
def test_a_receipt_whose_donor_was_erased_is_not_corrected():
    donation = accept_donation(make_offer(), actor=make_portal("위기브")).donation
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE receipts_receipt DISABLE TRIGGER USER")
        Receipt.objects.update(donor_name="", donor_birth_date="", name_masked="")
        cursor.execute("ALTER TABLE receipts_receipt ENABLE TRIGGER USER")

    with pytest.raises(PersonalDataErased):
        correct_receipt(donation.pk, NAME, actor=official())

    assert Receipt.objects.count() == 1


def test_the_portal_hears_of_it_without_a_name(donation, portal):
    correct_receipt(donation.pk, NAME, actor=official())

    event = AuditEvent.objects.get(kind="receipt.replaced")
    assert (event.portal_id, event.municipality_id) == (portal.pk, BUSAN_JUNG)
    assert event.facts == {
        "donation_id": str(donation.pk),
        "portal_reference": "W-000001",
        "receipt": "26110-2026-0000001",
        "replaced_by": "26110-2026-0000002",
        "issued_on": seoul_date(timezone.now()).isoformat(),
        "changed": ["donor_name"],
    }


def test_a_corrected_receipt_is_corrected_again(donation):
    manager = official()
    correct_receipt(donation.pk, NAME, actor=manager)

    again = correct_receipt(
        donation.pk, CorrectedFacts(donor_address="서울특별시 종로구 세종대로 1"), actor=manager
    )

    assert again.receipt.number == "26110-2026-0000003"
    assert again.receipt.replaces is not None
    assert again.receipt.replaces.number == "26110-2026-0000002"
    assert (again.receipt.donor_name, again.changed) == ("홍길순", "donor_address")
    with pytest.raises(AlreadyReplaced) as refused:
        reprint_receipt(donation.receipt_id, actor=manager)
    assert refused.value.facts["replaced_by"] == "26110-2026-0000002"


def test_what_the_issuer_has_registered_meanwhile_is_a_correction(donation):
    manager = official()
    assert donation.receipt.issuer_business_number == ""
    register_issuer(
        BUSAN_JUNG,
        business_number="123-83-00000",
        address="부산광역시 중구 중구로 120",
        valid_from=date(2026, 1, 1),
        actor=manager,
    )

    correction = correct_receipt(donation.pk, CorrectedFacts(), actor=manager)

    assert correction.changed == "issuer_business_number,issuer_address"
    assert correction.receipt.issuer_business_number == "123-83-00000"
    assert correction.receipt.issuer_address == "부산광역시 중구 중구로 120"


@pytest.mark.parametrize(
    "facts", [CorrectedFacts(), CorrectedFacts(donor_name=" 홍길동 "), CorrectedFacts(note="?")]
)
def test_a_correction_that_changes_nothing_is_refused(donation, facts):
    with pytest.raises(NothingToCorrect):
        correct_receipt(donation.pk, facts, actor=official())

    assert Receipt.objects.count() == 1
    assert not AuditEvent.objects.filter(kind="receipt.replaced").exists()


def test_it_needs_the_role_and_one_s_own_local_government(donation):
    for actor, refusal in [
        (official(Role.CLERK), RoleMissing),
        (official(Role.AUDITOR), RoleMissing),
        (official(Role.MANAGER, SANCHEONG), NotFound),
        (official(Role.NATIONAL, None), NotFound),
    ]:
        with pytest.raises(refusal):
            correct_receipt(donation.pk, NAME, actor=actor)
    assert Receipt.objects.count() == 1


def returned(donation: Donation) -> None:
    ask = ReturnAsk(ground=Ground.PAYMENT_ERROR, portal_reference="R-1")
    case, _is_new = request_return(donation.pk, ask, actor=donation.portal)
    approve_return(case.pk, actor=official(nth=8))
    pay_out_return(case.pk, actor=official(nth=9))


def test_a_cancelled_receipt_is_not_corrected(donation):
    returned(donation)

    with pytest.raises(AlreadyCancelled) as refused:
        correct_receipt(donation.pk, NAME, actor=official())

    assert (refused.value.status, refused.value.code) == (409, "state_conflict")
    assert Receipt.objects.count() == 1


def test_a_return_takes_back_the_receipt_that_stands(donation):
    correct_receipt(donation.pk, NAME, actor=official())

    returned(donation)

    old, new = Receipt.objects.with_state().order_by("serial")
    assert (old.state, new.state) == (State.REPLACED, State.CANCELLED)
    assert new.cancelled is not None
    assert new.cancelled.number == "26110-2026-0000002-C"
    told = AuditEvent.objects.get(kind="receipt.cancelled")
    assert told.facts["receipt"] == new.number


def test_a_portal_sees_every_receipt_of_its_donations_and_no_other(donation, other_portal):
    correct_receipt(donation.pk, NAME, actor=official())

    for seen, session in [
        (2, f"portal:{donation.portal_id}"),
        (0, f"portal:{other_portal.pk}"),
        (2, f"official:{BUSAN_JUNG}"),
        (0, f"official:{SANCHEONG}"),
    ]:
        with scope.within(session):
            assert Receipt.objects.count() == seen, session
            assert ReceiptCorrection.objects.count() == seen // 2, session


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_krw": 99_999},
        {"donated_on": date(2026, 10, 4)},
        {"designation": "P1"},
        {"issuer_id": SANCHEONG},
    ],
)
def test_the_database_lets_no_replacement_change_the_donation(donation, changes):
    first = Receipt.objects.get()
    copied = {
        field.attname: getattr(first, field.attname)
        for field in Receipt._meta.local_concrete_fields
        if field.attname not in {"id", "number"}
    }

    with (
        pytest.raises(IntegrityError, match="not of the donation of the one it replaces"),
        transaction.atomic(),
    ):
        Receipt.objects.create(
            **copied | {"replaces_id": first.pk, "serial": 2, "verify_code": "X"} | changes
        )


@pytest.mark.usefixtures("own_database")
def test_of_corrections_and_a_return_at_once_one_comes_first_and_the_books_agree():
    portal, managers = make_portal("위기브"), [official(nth=n) for n in range(4)]
    donation = accept_donation(make_offer(), actor=portal).donation
    ask = ReturnAsk(ground=Ground.PAYMENT_ERROR, portal_reference="R-1")
    case, _is_new = request_return(donation.pk, ask, actor=portal)
    approve_return(case.pk, actor=managers[3])

    def step(runner: int) -> object:
        if runner == 0:
            return pay_out_return(case.pk, actor=managers[0])
        facts = CorrectedFacts(donor_name=f"홍길{'일이삼'[runner - 1]}")
        return correct_receipt(donation.pk, facts, actor=managers[runner - 1])

    outcomes = race(step, 4)

    corrected = [each for each in outcomes[1:] if isinstance(each, ReceiptCorrection)]
    refused = [each for each in outcomes[1:] if isinstance(each, AlreadyCancelled)]
    assert not isinstance(outcomes[0], Exception)
    assert len(corrected) + len(refused) == 3
    serials = list(Receipt.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, len(corrected) + 2))
    last = Receipt.objects.with_state().get(replacement=None)
    assert last.state == State.CANCELLED
    assert [check for check in check_books() if not check.ok] == []


def replace_and_cancel_naively(manager: User) -> list[object]:
    """Look, then write, at once and without the lock: a correction, and a cancellation."""
    first = Receipt.objects.get()
    ReceiptSeries.objects.update(last_number=2)
    copied = {
        field.attname: getattr(first, field.attname)
        for field in Receipt._meta.local_concrete_fields
        if field.attname not in {"id", "number"}
    }
    both_have_looked = threading.Barrier(2)

    def write(runner: int) -> object:
        with transaction.atomic():
            receipt = Receipt.objects.with_state().get(pk=first.pk)
            assert receipt.state == State.ISSUED
            both_have_looked.wait(30)
            if runner:
                new = {"replaces_id": first.pk, "serial": 2, "verify_code": "N"}
                return Receipt.objects.create(**copied | new)
            now = timezone.now()
            return ReceiptCancellation.objects.create(
                receipt=receipt,
                number=f"{receipt.number}-C",
                source=first.source,
                ground="resident",
                reason="",
                cancelled_at=now,
                cancelled_on=seoul_date(now),
                cancelled_by=manager,
            )

    return race(write, 2)


def books_in_doubt() -> set[str]:
    return {check.name for check in check_books() if not check.ok}


@pytest.mark.usefixtures("own_database")
def test_without_the_lock_the_database_still_lets_only_one_of_the_two_happen():
    accept_donation(make_offer(), actor=make_portal("위기브"))

    outcomes = replace_and_cancel_naively(official())

    assert sum(isinstance(each, IntegrityError) for each in outcomes) == 1
    assert "no receipt is both replaced and cancelled" not in books_in_doubt()


@pytest.mark.usefixtures("own_database")
def test_without_lock_and_trigger_both_happen_and_the_books_tell():
    """The twin: it shows that the race is real."""
    accept_donation(make_offer(), actor=make_portal("위기브"))
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER replacement_keeps_the_donation ON receipts_receipt;"
            "DROP TRIGGER cancellation_is_of_a_standing_receipt ON receipts_receiptcancellation"
        )

    outcomes = replace_and_cancel_naively(official())

    assert not any(isinstance(each, Exception) for each in outcomes)
    assert "no receipt is both replaced and cancelled" in books_in_doubt()
