"""What must hold when portals report at the same instant, on real connections."""

import time
from contextlib import closing
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts import scope
from donations import donors
from donations.acceptance import REPORTED, Acceptance, accept_donation
from donations.books import check_books
from donations.errors import AnnualCapExceeded, HoldUsed, ReferenceReused
from donations.holds import make_hold
from donations.models import Donation, Donor, DonorYear, Hold
from receipts.models import Receipt
from tests.people import make_offer, make_portal
from tests.races import race


def test_the_cap_holds_when_portals_report_at_once(own_database):
    portals = [make_portal(f"portal {number}") for number in range(3)]

    def report(number: int) -> Acceptance:
        offer = make_offer(portal_reference=f"r{number}", amount_krw=1_000_000)
        return accept_donation(offer, actor=portals[number % 3])

    outcomes = race(report, runners=100)

    assert sum(isinstance(outcome, Acceptance) for outcome in outcomes) == 20
    assert sum(isinstance(outcome, AnnualCapExceeded) for outcome in outcomes) == 80
    assert DonorYear.objects.get().accepted_krw == 20_000_000
    assert sorted(Receipt.objects.values_list("serial", flat=True)) == list(range(1, 21))
    assert all(check.ok for check in check_books())


def test_a_full_year_refuses_without_waiting_for_whoever_has_locked_it(own_database):
    portal = make_portal("portal")
    accept_donation(make_offer(portal_reference="r0", amount_krw=19_000_000), actor=portal)
    with closing(connection.copy()) as other, other.cursor() as cursor:
        other.set_autocommit(False)
        cursor.execute(f"SELECT set_config('hometown.scope', '{scope.SYSTEM}', true)")
        cursor.execute("SELECT id FROM donations_donoryear FOR UPDATE")
        assert len(cursor.fetchall()) == 1

        def report(number: int) -> object:
            return accept_donation(
                make_offer(portal_reference=f"late-{number}", amount_krw=1_000_001), actor=portal
            )

        (refusal,) = race(report, runners=1)
        other.rollback()

    assert isinstance(refusal, AnnualCapExceeded)
    assert refusal.facts == {
        "cap_krw": 20_000_000, "remaining_krw": 1_000_000, "tax_year": "2026"
    }  # fmt: skip
    assert accept_donation(
        make_offer(portal_reference="r2", amount_krw=1_000_000), actor=portal
    ).is_new


def test_a_gift_that_fills_the_year_between_two_questions_about_it_is_no_refusal(own_database):
    portal = make_portal("portal")
    accept_donation(make_offer(portal_reference="r0", amount_krw=1_000_000), actor=portal)
    offer = make_offer(portal_reference="r1", amount_krw=19_000_000)
    answers: list[object] = []

    def overtake(execute, sql, params, many, context):
        asked = execute(sql, params, many, context)
        if sql in {donors.FIND, REPORTED} and not answers:
            time.sleep(0.2)  # what was sent is answered by PostgreSQL, though nobody has read it
            answers.extend(race(lambda _number: accept_donation(offer, actor=portal), runners=1))
        return asked

    with connection.execute_wrapper(overtake):
        repeat = accept_donation(offer, actor=portal)

    (first,) = answers
    assert isinstance(first, Acceptance)
    assert (first.is_new, repeat.is_new) == (True, False)
    assert repeat.donation.pk == first.donation.pk


def test_a_year_with_a_hold_is_judged_under_its_lock(own_database):
    portal = make_portal("portal")
    now = timezone.now()
    first = make_offer(portal_reference="r0", paid_at=now, amount_krw=12_000_000)
    accept_donation(first, actor=portal)
    hold, _is_new = make_hold(make_offer(portal_reference="h0", amount_krw=8_000_000), actor=portal)
    Hold.objects.filter(pk=hold.pk).update(expires_at=now - timedelta(seconds=1))

    late = make_offer(portal_reference="r1", paid_at=now, amount_krw=8_000_000)

    assert accept_donation(late, actor=portal).is_new, "the hold has run out"


def test_without_the_conditional_write_the_race_is_lost(own_database):
    """The twin: read, decide, write, as one would naively; it shows that the race is real."""
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        donor = Donor.objects.create(identity_hash="x", resident_number="1", name="n")
        year = DonorYear.objects.create(donor=donor, tax_year=2026, cap_krw=10, accepted_krw=0)

    def add(_number: int) -> str:
        with transaction.atomic():
            scope.enter_until_commit(scope.SYSTEM)
            seen = DonorYear.objects.get(pk=year.pk)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.2)")
            if seen.accepted_krw + 3 > seen.cap_krw:
                return "refused"
            DonorYear.objects.filter(pk=year.pk).update(accepted_krw=seen.accepted_krw + 3)
            return "accepted"

    outcomes = race(add, runners=6)

    accepted = outcomes.count("accepted")
    assert DonorYear.objects.get().accepted_krw < 3 * accepted, "gifts were lost"


def test_one_reference_reported_many_times_at_once_is_one_donation(own_database):
    portal = make_portal("portal")

    def report(_number: int) -> Acceptance:
        return accept_donation(make_offer(amount_krw=20_000_000), actor=portal)

    outcomes = race(report, runners=50)

    assert {outcome.donation.pk for outcome in outcomes} == {Donation.objects.get().pk}
    assert sum(outcome.is_new for outcome in outcomes) == 1


def test_one_reference_with_two_contents_at_once_is_one_donation_and_conflicts(own_database):
    portal = make_portal("portal")

    def report(number: int) -> Acceptance:
        return accept_donation(make_offer(amount_krw=10_000 + number), actor=portal)

    outcomes = race(report, runners=12)

    assert sum(isinstance(outcome, Acceptance) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, ReferenceReused) for outcome in outcomes) == 11
    assert all(check.ok for check in check_books())


def test_holds_and_donations_together_never_exceed_the_cap(own_database):
    portal = make_portal("portal")

    def act(number: int) -> object:
        if number % 2:
            paid_at = timezone.now()
            offer = make_offer(portal_reference=f"d{number}", amount_krw=3_000_000, paid_at=paid_at)
            return accept_donation(offer, actor=portal)
        asked = make_offer(portal_reference=f"h{number}", amount_krw=3_000_000)
        return make_hold(asked, actor=portal)

    outcomes = race(act, runners=20)

    assert sum(isinstance(outcome, AnnualCapExceeded) for outcome in outcomes) == 14
    year = DonorYear.objects.get()
    assert year.accepted_krw + year.held_krw == 18_000_000
    assert all(check.ok for check in check_books())


def test_one_hold_is_used_by_one_donation(own_database):
    portal = make_portal("portal")
    hold, _is_new = make_hold(make_offer(amount_krw=20_000_000), actor=portal)

    def report(number: int) -> Acceptance:
        offer = make_offer(
            portal_reference=f"d{number}",
            amount_krw=1_000_000,
            paid_at=timezone.now(),
            hold_id=hold.pk,
        )
        return accept_donation(offer, actor=portal)

    outcomes = race(report, runners=8)

    assert sum(isinstance(outcome, Acceptance) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, HoldUsed) for outcome in outcomes) == 7
