"""What the database itself holds of whom and what gifts and years name: it is there and stays."""

from datetime import date
from threading import Event
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from donations.acceptance import accept_donation
from donations.holds import make_hold
from donations.models import Donation, Donor, DonorYear
from kernel.constraints import constraint_of
from ledger.models import Account, Kind
from ledger.posting import Posting, post_all
from projects.models import FundProject
from tests.people import make_offer, make_portal
from tests.races import race


def make_donor(mark: str = "x") -> Donor:
    return Donor.objects.create(identity_hash=mark, resident_number="1", name="n")


def make_project() -> FundProject:
    return FundProject.objects.create(
        recipient_id="26110",
        name_ko="빨래방",
        name_en="Laundry",
        purpose="빨래",
        purpose_code="P1",
        kind="designated",
        status="open",
        target_krw=10_000_000,
        opens_on=date(2026, 1, 1),
    )


def execute(sql: str, *values: int | UUID) -> None:
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


@pytest.mark.parametrize(
    "table", ["donations_donor", "donations_hold", "projects_fundproject", "receipts_receipt"]
)
def test_what_gifts_name_is_not_emptied_with_all_that_hangs_on_it(db, table):
    donation = accept_donation(make_offer(), actor=make_portal("portal")).donation

    for rest in ("", " CASCADE"):
        with pytest.raises(DatabaseError):
            execute(f"TRUNCATE {table}{rest}")

    assert Donor.objects.get().pk == donation.donor_id


def test_a_donor_who_is_another_by_a_second_number_keeps_them(db):
    person = make_donor()
    alias = make_donor("y")
    execute("UPDATE donations_donor SET alias_of_id = %s WHERE id = %s", person.pk, alias.pk)

    with pytest.raises(IntegrityError) as refused:
        execute("DELETE FROM donations_donor WHERE id = %s", person.pk)

    assert constraint_of(refused.value) == "gifts_keep_their_donor"
    assert Donor.objects.get(pk=alias.pk).alias_of_id == person.pk


@pytest.mark.parametrize("of", ["nobody", "an alias"])
@pytest.mark.parametrize("new", [True, False])
def test_an_alias_is_of_a_donor_who_is_there_and_counts_for_themselves(db, of, new):
    alias = make_donor("y")
    alias.alias_of = make_donor()
    alias.save()
    pk = {"nobody": 10**9, "an alias": alias.pk}[of]

    donor = Donor(identity_hash="z", resident_number="1", name="n")
    if not new:
        donor.save()
    donor.alias_of_id = pk
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        donor.save()

    assert constraint_of(refused.value) == "donor_alias_is_one_step"


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


@pytest.mark.parametrize("missing", [{"hold_id": uuid4()}, {"project_id": 10**9}])
def test_a_gift_names_a_hold_and_a_project_that_are_there(db, careless, missing):
    careless(**missing)

    with pytest.raises(IntegrityError) as refused:
        accept_donation(make_offer(), actor=make_portal("portal"))

    assert constraint_of(refused.value) == "donation_names_what_is_there"
    assert not Donation.objects.exists()


@pytest.mark.parametrize(
    "change", ["DELETE FROM {} WHERE id = %s", "UPDATE {} SET id = {} WHERE id = %s"]
)
@pytest.mark.parametrize("table", ["donations_hold", "projects_fundproject"])
def test_a_hold_and_a_project_that_a_gift_names_stay(db, table, change):
    portal = make_portal("portal")
    if table == "donations_hold":
        other = "gen_random_uuid()"
        hold, _is_new = make_hold(make_offer(portal_reference="h", amount_krw=10_000), actor=portal)
        named: int | UUID = hold.pk
        offer = make_offer(amount_krw=10_000, hold_id=hold.pk, paid_at=timezone.now())
    else:
        other = "id + 1000"
        project = make_project()
        named = project.pk
        offer = make_offer(project_id=project.pk)
    donation = accept_donation(offer, actor=portal).donation

    with pytest.raises(IntegrityError) as refused:
        execute(change.format(table, other), named)

    assert constraint_of(refused.value) == "gifts_keep_what_they_name"
    assert Donation.objects.get(pk=donation.pk)


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


def test_no_two_gifts_use_up_one_hold(db, careless):
    portal = make_portal("portal")
    hold, _is_new = make_hold(make_offer(portal_reference="h", amount_krw=10_000), actor=portal)
    first = make_offer(amount_krw=10_000, hold_id=hold.pk, paid_at=timezone.now())
    accept_donation(first, actor=portal)

    careless(hold_id=hold.pk)
    with pytest.raises(IntegrityError) as refused:
        accept_donation(make_offer(portal_reference="second"), actor=portal)

    assert constraint_of(refused.value) == "donation_uses_a_hold_once"
    assert Donation.objects.count() == 1
