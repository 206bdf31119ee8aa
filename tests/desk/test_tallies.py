"""The sums of the days: equal to a recount at every moment, and nobody waits for them."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounts import scope
from accounts.models import Role
from desk import tallies
from desk.models import DayTally, TallyDelta
from desk.tallies import DAYS, Sum
from donations.acceptance import accept_donation
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from tests.admin.conftest import make_official
from tests.people import BUSAN_JUNG, KIM, SANCHEONG, make_offer, make_portal
from tests.races import race

FIFTH, SIXTH = date(2026, 10, 5), date(2026, 10, 6)


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+09:00")


def test_a_day_adds_up_what_came_in_before_and_after_it_was_folded(give):
    give(amount_krw=100_000)
    give(amount_krw=50_000, donor=KIM)
    give(amount_krw=7_000, recipient_code=SANCHEONG)
    give(amount_krw=3_000, paid_at=noon("2026-10-06"))
    expected = {FIFTH: Sum(2, 150_000), SIXTH: Sum(1, 3_000)}

    assert tallies.by_day([BUSAN_JUNG], FIFTH, SIXTH) == expected
    DAYS.fold()
    assert not TallyDelta.objects.exists()
    assert tallies.by_day([BUSAN_JUNG], FIFTH, SIXTH) == expected

    give(amount_krw=1_000)
    assert tallies.by_day([BUSAN_JUNG], FIFTH, FIFTH) == {FIFTH: Sum(3, 151_000)}
    DAYS.fold()
    assert tallies.by_day([BUSAN_JUNG], FIFTH, FIFTH) == {FIFTH: Sum(3, 151_000)}
    assert DAYS.differences() == []


def test_a_returned_donation_leaves_the_day_on_which_it_was_given(own_database, give):
    give(amount_krw=30_000)
    donation = give(amount_krw=100_000)
    clerk, manager = (make_official(role) for role in (Role.CLERK, Role.MANAGER))
    with scope.within(scope.scope_of(clerk)):
        case, _new = request_return(
            donation.pk, ReturnAsk(ground=Ground.PAYMENT_ERROR), actor=clerk
        )
        approve_return(case.pk, actor=manager)
        pay_out_return(case.pk, actor=clerk)

    assert tallies.by_day([BUSAN_JUNG], FIFTH, FIFTH) == {FIFTH: Sum(1, 30_000)}
    assert DAYS.differences() == []


def test_sums_by_portal_name_each_way_in(give):
    give(amount_krw=20_000)
    other = make_portal("체리")
    accept_donation(make_offer(portal_reference="C-1", amount_krw=9_000), actor=other)

    told = tallies.by_portal([BUSAN_JUNG], FIFTH, FIFTH)

    assert told[other.pk] == Sum(1, 9_000)
    assert told[portal_of_give().pk] == Sum(1, 20_000)
    assert len(told) == 2


def test_an_official_sees_the_sums_of_their_own_government_only(give, manager):
    give(amount_krw=1_000)
    give(amount_krw=2_000, recipient_code=SANCHEONG)
    DAYS.fold()
    give(amount_krw=4_000, recipient_code=SANCHEONG)

    with scope.within(scope.scope_of(manager)):
        both = tallies.by_day([BUSAN_JUNG, SANCHEONG], FIFTH, FIFTH)
        assert both == {FIFTH: Sum(1, 1_000)}
        assert DayTally.objects.update(amount_krw=0) == 0
    with scope.within(scope.NOTHING):
        assert tallies.by_day([BUSAN_JUNG, SANCHEONG], FIFTH, FIFTH) == {}


def test_a_rebuild_finds_and_mends_what_is_wrong(give, capsys):
    give(amount_krw=100_000)
    DAYS.fold()
    DayTally.objects.update(amount_krw=99_999, number=2)
    give(amount_krw=5_000)

    with pytest.raises(SystemExit):
        call_command("rebuild_tallies", "--check")
    assert [each[3:] for each in DAYS.differences()] == [(-1, 1)]
    call_command("rebuild_tallies")

    assert DAYS.differences() == []
    assert tallies.by_day([BUSAN_JUNG], FIFTH, FIFTH) == {FIFTH: Sum(2, 105_000)}
    assert "1 sums differed" in capsys.readouterr().out


def test_two_intakes_of_one_government_do_not_wait_for_the_sum(own_database, give):
    give()
    DAYS.fold()

    with transaction.atomic(), connection.cursor() as cursor:
        # As an intake that is still open: it has appended its change and not committed.
        cursor.execute(
            "INSERT INTO desk_tallydelta (recipient_id, donated_on, portal_id, number, amount_krw)"
            " SELECT recipient_id, donated_on, portal_id, 1, 1 FROM desk_daytally"
        )
        offers = [
            make_offer(portal_reference="T-1"),
            make_offer(portal_reference="T-2", donor=KIM),
        ]
        portal = portal_of_give()
        done = race(lambda n: accept_donation(offers[n], actor=portal).is_new, 2)
        transaction.set_rollback(True)

    assert done == [True, True]
    assert DAYS.differences() == []


def portal_of_give():
    from accounts.models import Portal

    return Portal.objects.get(name="위기브")


def test_folding_while_donations_come_in_loses_and_doubles_nothing(own_database, give):
    give(amount_krw=1_000)
    portal = portal_of_give()

    def work(number: int) -> None:
        for turn in range(4):
            if number % 3 == 0:
                DAYS.fold()
                read = tallies.by_day([BUSAN_JUNG], FIFTH, FIFTH)[FIFTH]
                assert read.amount_krw == read.number * 1_000
            else:
                reference = f"F-{number}-{turn}"
                offer = make_offer(portal_reference=reference, amount_krw=1_000)
                accept_donation(offer, actor=portal)

    outcomes = race(work, 6)

    assert outcomes == [None] * 6
    DAYS.fold()
    assert tallies.by_day([BUSAN_JUNG], FIFTH, FIFTH) == {FIFTH: Sum(17, 17_000)}
    assert DAYS.differences() == []
