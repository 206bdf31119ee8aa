"""What the database itself holds of donors: whom a gift or a year names is there and stays."""

from threading import Event
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from donations.acceptance import accept_donation
from donations.holds import make_hold
from donations.models import Donation, Donor, DonorYear
from kernel.constraints import constraint_of
from kernel.round_trips import insert
from ledger.models import Account, Kind
from ledger.posting import Posting, post_all
from tests.people import make_offer, make_portal
from tests.races import race


def make_donor(mark: str = "x") -> Donor:
    return Donor.objects.create(identity_hash=mark, resident_number="1", name="n")


def execute(sql: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM donations_donor WHERE id = %s",
        "UPDATE donations_donor SET id = id + 1000 WHERE id = %s",
    ],
)
@pytest.mark.parametrize("named_by", ["a gift", "a year alone"])
def test_a_donor_whom_a_gift_or_a_year_names_stays(db, sql, named_by):
    if named_by == "a gift":
        donor = accept_donation(make_offer(), actor=make_portal("portal")).donation.donor
    else:
        donor = make_donor()
        DonorYear.objects.create(donor=donor, tax_year=2026, cap_krw=10)

    with pytest.raises(IntegrityError) as refused:
        execute(sql, donor.pk)

    assert constraint_of(refused.value) == "gifts_keep_their_donor"
    assert Donor.objects.get().pk == donor.pk


def test_donors_are_not_emptied_with_all_that_hangs_on_them(db):
    donation = accept_donation(make_offer(), actor=make_portal("portal")).donation

    for rest in ("", " CASCADE"):
        with pytest.raises(DatabaseError):
            execute(f"TRUNCATE donations_donor{rest}")

    assert Donor.objects.get().pk == donation.donor_id


def test_a_year_is_of_a_donor_who_is_there(db):
    make_donor()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        DonorYear.objects.create(donor_id=10**9, tax_year=2026, cap_krw=10)

    assert constraint_of(refused.value) == "year_has_its_donor"
    assert not DonorYear.objects.exists()


def test_a_year_stays_that_of_its_donor(db):
    year = DonorYear.objects.create(donor=make_donor(), tax_year=2026, cap_krw=10)

    with pytest.raises(IntegrityError) as refused:
        execute("UPDATE donations_donoryear SET donor_id = %s", make_donor("y").pk)

    assert constraint_of(refused.value) == "year_stays_its_donors"
    assert DonorYear.objects.get().donor_id == year.donor_id


@pytest.mark.parametrize("first", ["the year", "the removal"])
def test_a_year_and_the_removal_of_its_donor_wait_for_each_other(own_database, first):
    donor = make_donor()
    is_under_way = Event()

    def write(_number: int) -> None:
        DonorYear.objects.create(donor=donor, tax_year=2026, cap_krw=10)

    def remove(_number: int) -> None:
        execute("DELETE FROM donations_donor WHERE id = %s", donor.pk)

    one, other = (write, remove) if first == "the year" else (remove, write)

    def act(number: int) -> None:
        if number == 1:
            is_under_way.wait()
            other(number)
            return
        with transaction.atomic():
            one(number)
            is_under_way.set()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")

    done, late = race(act, runners=2)

    assert done is None
    assert isinstance(late, IntegrityError)
    left = (Donor.objects.count(), DonorYear.objects.count())
    assert left == ((1, 1) if first == "the year" else (0, 0))


def test_no_two_gifts_have_one_receipt(db):
    donation: Donation = accept_donation(make_offer(), actor=make_portal("portal")).donation
    receipt_id = donation.receipt_id
    donation.pk, donation.portal_reference = uuid4(), "second"
    donation._state.adding = True
    booked = Posting(
        entry=donation.pk,
        municipality_id=donation.recipient_id,
        booked_on=donation.donated_on,
        kind=Kind.DONATION,
        debit_account=Account.CASH,
        credit_account=Account.GENERAL_DONATIONS,
        amount_krw=donation.amount_krw,
    )

    post_all([booked])
    with pytest.raises(IntegrityError, match="100000 booked, 0 receipted"), transaction.atomic():
        donation.save(force_insert=True)

    assert Donation.objects.get().receipt_id == receipt_id


def test_no_two_gifts_use_up_one_hold(db, monkeypatch):
    portal = make_portal("portal")
    hold, _is_new = make_hold(make_offer(portal_reference="h", amount_krw=10_000), actor=portal)
    first = make_offer(amount_krw=10_000, hold_id=hold.pk, paid_at=timezone.now())
    accept_donation(first, actor=portal)

    def write_carelessly(rows: list[Donation], *columns: str) -> None:
        for row in rows:
            row.__dict__["hold_id"] = hold.pk
        insert(rows, *columns)

    monkeypatch.setattr("donations.booking.insert", write_carelessly)
    with pytest.raises(IntegrityError) as refused:
        accept_donation(make_offer(portal_reference="second"), actor=portal)

    assert constraint_of(refused.value) == "donation_uses_a_hold_once"
    assert Donation.objects.count() == 1
