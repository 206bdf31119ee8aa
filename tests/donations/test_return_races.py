"""Returns at the same instant, on real connections."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Role
from donations.acceptance import Acceptance, accept_donation
from donations.errors import AnnualCapExceeded
from donations.models import Donation
from donations.return_errors import (
    AlreadyReturned,
    StateConflict,
)
from donations.return_models import DonationReturn, Ground
from donations.returns import (
    ReturnAsk,
    approve_return,
    pay_out_return,
    request_return,
)
from ledger.models import JournalTransfer, Kind
from projects.models import FundProject
from receipts.models import ReceiptCancellation
from tests.donations.return_cases import ASK, broken, official
from tests.people import SANCHEONG, make_offer, make_portal
from tests.races import race


def test_returns_asked_at_once_are_one(own_database):
    portal = make_portal("portal")
    donation = accept_donation(make_offer(), actor=portal).donation

    def ask(number: int) -> tuple[DonationReturn, bool]:
        each = ReturnAsk(ground=Ground.RESIDENT, portal_reference=f"R-{number}")
        return request_return(donation.pk, each, actor=portal)

    outcomes = race(ask, runners=12)

    assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyReturned) for outcome in outcomes) == 11
    assert broken() == []


def test_one_request_repeated_at_once_is_one_request_and_equal_answers(own_database):
    portal = make_portal("portal")
    donation = accept_donation(make_offer(), actor=portal).donation

    outcomes = race(lambda _number: request_return(donation.pk, ASK, actor=portal), runners=12)

    assert {case.pk for case, _is_new in outcomes} == {DonationReturn.objects.get().pk}
    assert sum(is_new for _case, is_new in outcomes) == 1


def test_without_the_constraint_two_returns_of_one_donation_are_open(own_database):
    """The twin: look, then write, as one would naively; it shows that the race is real."""
    from django.db import connections

    portal = make_portal("portal")
    donation = accept_donation(make_offer(), actor=portal).donation
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP INDEX donation_goes_back_once")

    def ask(number: int) -> str:
        with transaction.atomic():
            scope.enter_until_commit(scope.SYSTEM)
            if DonationReturn.objects.filter(donation=donation).exists():
                return "refused"
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.2)")
            DonationReturn.objects.create(
                donation=donation,
                portal=portal,
                portal_reference=f"R-{number}",
                ground=Ground.RESIDENT,
                requested_at=timezone.now(),
            )
            return "requested"

    outcomes = race(ask, runners=4)

    assert outcomes.count("requested") > 1
    assert DonationReturn.objects.count() > 1


def test_a_return_decided_and_paid_out_by_many_at_once_is_done_once(own_database):
    portal = make_portal("portal")
    donation = accept_donation(make_offer(), actor=portal).donation
    case, _is_new = request_return(donation.pk, ASK, actor=portal)
    officials = [official(Role.MANAGER, name=f"m{number}") for number in range(8)]

    approved = race(lambda number: approve_return(case.pk, actor=officials[number]), runners=4)
    paid = race(lambda number: pay_out_return(case.pk, actor=officials[4 + number]), runners=4)

    for outcomes in (approved, paid):
        assert sum(isinstance(outcome, DonationReturn) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, StateConflict) for outcome in outcomes) == 3
    assert JournalTransfer.objects.filter(kind=Kind.RETURN).count() == 1
    assert ReceiptCancellation.objects.count() == 1
    assert broken() == []


def test_returns_against_donations_of_the_same_donor_keep_the_books(own_database):
    """Gifts of two years to one project, returned while the donor gives again."""
    portal = make_portal("portal")
    manager, clerk = official(Role.MANAGER, SANCHEONG), official(Role.CLERK, SANCHEONG)
    project = FundProject.objects.create(
        recipient_id=SANCHEONG,
        name_ko="마을빨래방",
        name_en="Village laundry room",
        purpose="빨래",
        purpose_code="P1",
        kind="designated",
        status="open",
        target_krw=30_000_000,
        opens_on="2025-01-01",
    )
    days = ("2025-10-05T14:00:00+09:00", "2026-10-05T14:00:00+09:00")

    def give(reference: str, day: str) -> Donation:
        offer = make_offer(
            portal_reference=reference,
            paid_at=datetime.fromisoformat(day),
            recipient_code=SANCHEONG,
            project_id=project.pk,
            amount_krw=4_000_000,
        )
        return accept_donation(offer, actor=portal).donation

    cases = []
    for number in range(6):
        donation = give(f"W-{number}", days[number % 2])
        ask = ReturnAsk(ground=Ground.RESIDENT, portal_reference=f"R-{number}")
        case, _is_new = request_return(donation.pk, ask, actor=portal)
        approve_return(case.pk, gift_value_krw=1_000, actor=manager)
        cases.append(case)

    def act(number: int) -> object:
        if number < 6:
            return pay_out_return(cases[number].pk, actor=clerk)
        return give(f"N-{number}", days[number % 2])

    outcomes = race(act, runners=14)

    assert sum(isinstance(outcome, DonationReturn) for outcome in outcomes) == 6
    unexpected = [
        outcome
        for outcome in outcomes
        if not isinstance(outcome, DonationReturn | Donation | Acceptance | AnnualCapExceeded)
    ]
    assert unexpected == []
    assert broken() == []
