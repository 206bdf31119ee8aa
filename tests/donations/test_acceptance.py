"""What one accepted donation writes, and that a refused one writes nothing."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import Portal
from audit.models import AuditEvent
from donations import errors
from donations.acceptance import accept_donation
from donations.models import Donation, Donor, DonorYear
from ledger.closing import close_period
from ledger.models import Account, JournalTransfer
from ledger.posting import PeriodClosed
from projects.designation import (
    DesignationNotBegun,
    DesignationNotOpen,
    NoSuchProject,
    ProjectNotYetOpen,
    ProjectOfAnother,
)
from projects.models import FundProject
from receipts.models import Receipt
from tests.people import HONG, KIM, make_offer, make_portal


def written() -> list[int]:
    books = (Donor, DonorYear, Donation, JournalTransfer, Receipt, AuditEvent)
    return [book.objects.count() for book in books]


def test_an_accepted_donation_is_in_every_book(portal):
    donation = accept_donation(make_offer(), actor=portal).donation

    assert written() == [1, 1, 1, 1, 1, 1]
    transfer = JournalTransfer.objects.get()
    assert (transfer.entry, transfer.amount_krw) == (donation.pk, 100_000)
    assert (transfer.debit_account, transfer.credit_account) == (
        Account.CASH,
        Account.GENERAL_DONATIONS,
    )
    assert donation.receipt.number == "26110-2026-0000001"
    assert donation.receipt.source == donation.pk
    assert donation.donated_on.isoformat() == "2026-10-05"
    assert donation.tax_year == 2026
    assert donation.remaining_krw == 19_900_000
    event = AuditEvent.objects.get()
    assert (event.kind, event.portal, event.municipality_id) == (
        "donation.accepted",
        portal,
        "26110",
    )
    assert "홍길동" not in str(event.facts)


def test_a_repeat_returns_the_first_donation_and_writes_nothing(portal):
    first = accept_donation(make_offer(), actor=portal)
    before = written()

    again = accept_donation(make_offer(), actor=portal)

    assert (first.is_new, again.is_new) == (True, False)
    assert again.donation == first.donation
    assert written() == before


def test_the_same_moment_written_in_utc_is_the_same_content(portal):
    accept_donation(make_offer(), actor=portal)
    in_utc = datetime.fromisoformat("2026-10-05T05:00:00Z")
    offer = make_offer()
    repeat = make_offer(paid_at=in_utc, pledge=offer.pledge, residence_check=offer.residence_check)

    assert accept_donation(repeat, actor=portal).is_new is False


def test_a_reference_with_other_content_is_refused(portal):
    accept_donation(make_offer(), actor=portal)
    before = written()

    with pytest.raises(errors.ReferenceReused):
        accept_donation(make_offer(amount_krw=100_001), actor=portal)

    assert written() == before


def test_two_portals_may_use_the_same_reference(portal, other_portal):
    accept_donation(make_offer(), actor=portal)

    assert accept_donation(make_offer(), actor=other_portal).is_new


def test_one_person_is_one_donor_over_all_portals(portal, other_portal):
    accept_donation(make_offer(amount_krw=15_000_000), actor=portal)

    with pytest.raises(errors.AnnualCapExceeded) as refusal:
        accept_donation(
            make_offer(amount_krw=5_000_001, portal_reference="B-1"), actor=other_portal
        )

    assert refusal.value.facts["remaining_krw"] == 5_000_000
    exactly = make_offer(amount_krw=5_000_000, portal_reference="B-2")
    assert accept_donation(exactly, actor=other_portal).donation.remaining_krw == 0
    assert Donor.objects.count() == 1


@pytest.mark.parametrize(
    ("paid_at", "amount_krw", "fits"),
    [
        ("2024-12-31T23:59:59.999+09:00", 5_000_000, True),
        ("2024-12-31T23:59:59.999+09:00", 5_000_001, False),
        ("2025-01-01T00:00:00+09:00", 20_000_000, True),
        ("2025-01-01T00:00:00+09:00", 20_000_001, False),
        ("2024-12-31T15:00:00Z", 20_000_000, True),
        ("2024-12-31T14:59:59Z", 20_000_000, False),
    ],
)
def test_the_cap_is_that_of_the_seoul_day(portal, paid_at, amount_krw, fits):
    offer = make_offer(paid_at=datetime.fromisoformat(paid_at), amount_krw=amount_krw)

    if fits:
        assert accept_donation(offer, actor=portal).donation.remaining_krw == 0
    else:
        with pytest.raises(errors.AnnualCapExceeded):
            accept_donation(offer, actor=portal)
        assert written() == [0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("residence", "recipient", "paid_at"),
    [
        ("11110", "11110", "2026-10-05T14:00:00+09:00"),
        ("11110", "11000", "2026-10-05T14:00:00+09:00"),
        ("36000", "36000", "2026-10-05T14:00:00+09:00"),
        ("36110", "36000", "2026-10-05T14:00:00+09:00"),
        ("50110", "50000", "2026-10-05T14:00:00+09:00"),
        ("41111", "41110", "2026-10-05T14:00:00+09:00"),
        ("41111", "41000", "2026-10-05T14:00:00+09:00"),
        ("27720", "27000", "2023-07-01T00:00:00+09:00"),
        ("47720", "47000", "2023-06-30T23:59:59+09:00"),
    ],
)
def test_both_tiers_of_ones_own_address_are_barred(portal, residence, recipient, paid_at):
    offer = make_offer(
        residence_code=residence,
        recipient_code=recipient,
        paid_at=datetime.fromisoformat(paid_at),
    )

    with pytest.raises(errors.OwnResidence):
        accept_donation(offer, actor=portal)

    assert written() == [0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("residence", "recipient", "paid_at"),
    [
        ("11110", "11680", "2026-10-05T14:00:00+09:00"),
        ("29110", "46000", "2026-06-30T23:59:59+09:00"),
        ("47720", "27000", "2023-06-30T23:59:59+09:00"),
        ("27720", "47000", "2023-07-01T00:00:00+09:00"),
    ],
)
def test_other_local_governments_stay_open(portal, residence, recipient, paid_at):
    offer = make_offer(
        residence_code=residence,
        recipient_code=recipient,
        paid_at=datetime.fromisoformat(paid_at),
    )

    assert accept_donation(offer, actor=portal).is_new


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"pledge": None}, errors.PledgeMissing),
        ({"paid_at": datetime.fromisoformat("2022-12-31T23:59:59+09:00")}, errors.DateOutOfRange),
        ({"paid_at": datetime.fromisoformat("2999-01-01T00:00:00+09:00")}, errors.PaidInTheFuture),
        ({"amount_krw": 99}, errors.BelowMinimum),
        ({"amount_krw": 10**12}, errors.AnnualCapExceeded),
        ({"purpose": "P1", "paid_at": datetime.fromisoformat("2024-02-19T23:59:59+09:00")},
         DesignationNotBegun),
        ({"project_id": 999_999}, NoSuchProject),
    ],
)  # fmt: skip
def test_a_refused_donation_writes_nothing(portal, changes, refusal):
    with pytest.raises(refusal):
        accept_donation(make_offer(**changes), actor=portal)

    assert written() == [0, 0, 0, 0, 0, 0]


def test_a_form_signed_after_the_payment_is_refused(portal):
    late = make_offer(
        pledge=make_offer(paid_at=datetime.fromisoformat("2026-10-06T00:00:00Z")).pledge
    )

    with pytest.raises(errors.PledgeAfterPayment):
        accept_donation(late, actor=portal)


def test_who_does_not_deny_a_barred_relation_is_refused(portal):
    offer = make_offer()
    assert offer.pledge is not None
    tied = make_offer(pledge=type(offer.pledge)(offer.pledge.signed_at, no_barred_relation=False))

    with pytest.raises(errors.BarredRelation):
        accept_donation(tied, actor=portal)


def test_a_known_number_with_another_name_is_refused(portal):
    accept_donation(make_offer(), actor=portal)
    stranger = type(HONG)(resident_number=HONG.resident_number, name="김철수")

    with pytest.raises(errors.IdentityMismatch):
        accept_donation(make_offer(donor=stranger, portal_reference="W-2"), actor=portal)

    assert Donation.objects.count() == 1


def test_a_portal_that_must_hold_cannot_report_without(db):
    with pytest.raises(errors.HoldRequired):
        accept_donation(make_offer(), actor=make_portal("엄격한 포털", requires_hold=True))


def test_a_closed_month_takes_no_donation(portal):
    close_period("26110", "2026-10", actor=None)

    with pytest.raises(PeriodClosed):
        accept_donation(make_offer(), actor=portal)

    assert Donation.objects.count() == 0
    in_november = make_offer(paid_at=datetime.fromisoformat("2026-11-01T00:00:00+09:00"))
    assert accept_donation(in_november, actor=portal).is_new


@pytest.fixture
def laundry(db):
    return FundProject.objects.create(
        recipient_id="48860",
        name_ko="마을빨래방",
        name_en="Village laundry room",
        purpose="어르신 이불 빨래",
        purpose_code="P1",
        kind="designated",
        status="open",
        target_krw=30_000_000,
        opens_on="2026-07-01",
    )


def test_designated_money_is_booked_apart_and_counted_for_the_project(portal, laundry):
    for number, donor in enumerate([HONG, HONG, KIM]):
        offer = make_offer(
            donor=donor,
            recipient_code="48860",
            project_id=laundry.pk,
            portal_reference=f"D-{number}",
        )
        accept_donation(offer, actor=portal)

    laundry.refresh_from_db()
    assert (laundry.raised_krw, laundry.donor_count) == (300_000, 2)
    accounts = JournalTransfer.objects.values_list("credit_account", "designation").distinct()
    assert list(accounts) == [("4200", f"project:{laundry.pk}")]


def test_a_designation_must_be_the_recipients_open_project(portal, laundry):
    with pytest.raises(ProjectOfAnother):
        accept_donation(make_offer(project_id=laundry.pk), actor=portal)
    early = make_offer(
        recipient_code="48860",
        project_id=laundry.pk,
        paid_at=datetime.fromisoformat("2026-06-30T23:59:59+09:00"),
    )
    with pytest.raises(ProjectNotYetOpen):
        accept_donation(early, actor=portal)
    FundProject.objects.update(status="closed")
    with pytest.raises(DesignationNotOpen):
        accept_donation(make_offer(recipient_code="48860", project_id=laundry.pk), actor=portal)
    assert Donation.objects.count() == 0


def test_the_facts_of_a_donation_and_of_the_journal_never_change(portal):
    donation = accept_donation(make_offer(), actor=portal).donation
    changes = [
        Donation.objects.filter(pk=donation.pk).update,
        JournalTransfer.objects.filter(entry=donation.pk).update,
        Receipt.objects.filter(source=donation.pk).update,
    ]

    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change(amount_krw=1)
    for book in (Donation, JournalTransfer, Receipt, AuditEvent):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {book._meta.db_table}")


def test_a_donation_without_its_journal_entry_cannot_be_committed(portal):
    donation = accept_donation(make_offer(), actor=portal).donation
    stray: Donation = donation
    stray.pk, stray.receipt_id = uuid4(), uuid4()
    stray.portal_reference = "stray"
    stray._state.adding = True

    with pytest.raises(DatabaseError, match="0 booked, 0 receipted"), transaction.atomic():
        stray.save(force_insert=True)


@pytest.mark.parametrize(
    "missing",
    [
        {"recipient_id": "99999"},
        {"residence_id": "99999"},
        {"portal_id": 10**9},
        {"donor_id": 10**9},
    ],
)
def test_a_donation_names_donors_portals_and_places_that_are_there(portal, careless, missing):
    """A trigger in place of foreign keys, for a writer that is not careful."""
    careless(**missing)
    with pytest.raises(IntegrityError):
        accept_donation(make_offer(), actor=portal)

    assert not Donation.objects.exists()


def test_a_portal_that_has_reported_a_donation_stays(portal):
    accept_donation(make_offer(), actor=portal)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_portal WHERE id = %s", [portal.pk])

    assert Portal.objects.filter(pk=portal.pk).exists()


@pytest.mark.parametrize("code", ["26110", "11110"])
def test_a_local_government_that_the_books_name_stays(portal, code):
    accept_donation(make_offer(), actor=portal)

    with (
        pytest.raises(IntegrityError, match="the books name it"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM regions_municipality WHERE code = %s", [code])


def test_a_portal_names_a_donor_it_knows_by_its_own_name_only(portal, other_portal):
    from donations.identity import pseudonym

    donation = accept_donation(make_offer(), actor=portal).donation
    known = pseudonym(portal.pk, donation.donor_id)

    person = type(HONG)(known_as=known)
    again = accept_donation(make_offer(donor=person, portal_reference="W-2"), actor=portal)

    assert again.donation.donor == donation.donor
    with pytest.raises(errors.UnknownDonor):
        accept_donation(make_offer(donor=person, portal_reference="W-3"), actor=other_portal)


def test_a_refusal_in_a_new_year_leaves_no_year_behind(portal: Portal):
    paid_at = datetime.fromisoformat("2025-12-31T23:59:59+09:00")
    accept_donation(make_offer(portal_reference="W-2025", paid_at=paid_at), actor=portal)
    before = written()

    with pytest.raises(errors.UnknownHold):
        accept_donation(make_offer(hold_id=uuid4()), actor=portal)

    assert written() == before
    assert list(DonorYear.objects.values_list("tax_year", flat=True)) == [2025]


def test_identity_is_encrypted_at_rest(portal: Portal):
    accept_donation(make_offer(), actor=portal)

    with connection.cursor() as cursor:
        cursor.execute("SELECT donations_donor::text FROM donations_donor")
        (row,) = cursor.fetchone()

    for secret in ("홍길동", "9001011234567", "900101-1234567", "010-1234-5678"):
        assert secret not in row
    assert Donor.objects.get().name == "홍길동"
