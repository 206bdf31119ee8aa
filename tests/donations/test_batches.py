"""A batch is what its rows would have been alone, in their order: same answers, same books."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from django.db import transaction

from accounts.models import Portal
from audit.models import AuditEvent
from donations.acceptance import LARGEST_SET, Acceptance, Outcome, accept_donation, accept_donations
from donations.books import check_books
from donations.errors import AnnualCapExceeded, ReferenceReused
from donations.models import Donation, Donor, DonorYear
from donations.offer import Offer, Person
from kernel.errors import DomainError
from ledger.closing import close_period
from ledger.models import JournalTransfer
from ledger.posting import PeriodClosed
from projects.designation import ProjectFull
from projects.models import FundProject, WhenReached
from receipts.models import Receipt
from tests.people import BUSAN_JUNG, HONG, JONGNO, KIM, SANCHEONG, make_offer, make_portal
from tests.races import race

LEE = replace(HONG, resident_number="770707-2345678", name="이영희")
PEOPLE = (HONG, KIM, LEE, replace(LEE, name="이영자"))
"""The last is another name under a number that is known by then, or becomes known."""
AMOUNTS = (10, 100_000, 6_000_000, 9_000_000, 20_000_000, 20_000_001)
PLACES = (BUSAN_JUNG, SANCHEONG, JONGNO, "99999")


def random_offers(seed: int, number: int = 40) -> list[Offer]:
    """Return offers among which every kind of outcome occurs; references come again."""
    chance = random.Random(seed)  # noqa: S311
    return [
        make_offer(
            portal_reference=f"R-{chance.randrange(number)}",
            donor=chance.choice(PEOPLE),
            amount_krw=chance.choice(AMOUNTS),
            recipient_code=chance.choice(PLACES),
            purpose=chance.choice(["", "P1"]),
        )
        for _ in range(number)
    ]


def one_by_one(offers: Sequence[Offer], portal: Portal) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for offer in offers:
        try:
            outcomes.append(accept_donation(offer, actor=portal))
        except DomainError as refusal:
            outcomes.append(refusal)
    return outcomes


def at_once(offers: Sequence[Offer], portal: Portal) -> list[Outcome]:
    return accept_donations(offers, actor=portal)


def told(take: Callable[[Sequence[Offer], Portal], list[Outcome]], offers, portal) -> object:
    """Take ``offers``, return all that can be seen of it afterwards, and undo it."""
    before = transaction.savepoint()
    outcomes = [
        (each.is_new, each.donation.receipt.number, each.donation.remaining_krw)
        if isinstance(each, Acceptance)
        else (each.code, each.facts)
        for each in take(offers, portal)
    ]
    seen = (
        outcomes,
        sorted(DonorYear.objects.values_list("tax_year", "accepted_krw", "held_krw")),
        sorted(Receipt.objects.values_list("number", "amount_krw")),
        sorted(JournalTransfer.objects.values_list("municipality", "amount_krw", "designation")),
        Donor.objects.count(),
    )
    transaction.savepoint_rollback(before)
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_a_batch_and_its_rows_one_by_one_come_to_the_same(seed):
    portal = make_portal("portal")
    offers = random_offers(seed)

    together, alone = told(at_once, offers, portal), told(one_by_one, offers, portal)

    assert together == alone


def test_a_batch_larger_than_a_set_numbers_its_receipts_without_a_gap(own_database):
    offers = [
        make_offer(
            portal_reference=f"R-{number}",
            donor=Person(resident_number=f"900101-1{number:06d}", name="홍길동"),
        )
        for number in range(LARGEST_SET + 10)
    ]

    outcomes = accept_donations(offers, actor=make_portal("portal"))

    serials = [each.donation.receipt.serial for each in outcomes if isinstance(each, Acceptance)]
    assert serials == list(range(1, LARGEST_SET + 11))
    assert all(check.ok for check in check_books())


@pytest.mark.django_db
def test_the_trail_names_each_gift_with_its_own_receipt():
    offers = [
        make_offer(
            portal_reference=f"T-{nth}",
            amount_krw=10_000 * (nth + 1),
            recipient_code=[BUSAN_JUNG, SANCHEONG][nth % 2],
        )
        for nth in range(5)
    ]

    accept_donations(offers, actor=make_portal("portal"))

    trail = AuditEvent.objects.filter(kind="donation.accepted").values_list("subject", "facts")
    told = {
        subject: (facts["portal_reference"], facts["amount_krw"], facts["receipt"])
        for subject, facts in trail
    }
    assert told == {
        f"donation:{gift.pk}": (gift.portal_reference, gift.amount_krw, gift.receipt.number)
        for gift in Donation.objects.select_related("receipt")
    }
    assert len(told) == len(offers)


@pytest.mark.django_db
def test_the_gift_that_fills_a_project_is_taken_and_the_next_row_is_not():
    project = FundProject.objects.create(
        recipient_id=BUSAN_JUNG,
        name_ko="빨래방",
        name_en="Laundry",
        purpose="P1",
        kind="designated",
        status="open",
        target_krw=150_000,
        when_reached=WhenReached.CLOSE,
        opens_on="2026-01-01",
    )
    offers = [
        make_offer(portal_reference=f"R-{number}", project_id=project.pk) for number in range(3)
    ]

    outcomes = accept_donations(offers, actor=make_portal("portal"))

    assert [isinstance(each, ProjectFull) for each in outcomes] == [False, False, True]
    project.refresh_from_db()
    assert (project.raised_krw, project.donor_count) == (200_000, 1)


@pytest.mark.django_db
def test_a_closed_month_refuses_its_own_rows_only():
    close_period(SANCHEONG, "2026-10", actor=None)
    offers = [
        make_offer(portal_reference="R-1"),
        make_offer(portal_reference="R-2", recipient_code=SANCHEONG),
        make_offer(portal_reference="R-3", donor=KIM),
    ]

    outcomes = accept_donations(offers, actor=make_portal("portal"))

    assert [isinstance(each, PeriodClosed) for each in outcomes] == [False, True, False]
    assert Donation.objects.count() == 2


def test_the_same_batch_many_times_at_once_is_one_set_of_donations(own_database):
    portal = make_portal("portal")
    offers = [
        replace(offer, portal_reference=f"R-{place}")
        for place, offer in enumerate(random_offers(seed=7, number=30))
    ]

    answers = race(lambda _number: at_once(offers, portal), runners=8)

    for row in zip(*answers, strict=True):
        donations = {each.donation.pk for each in row if isinstance(each, Acceptance)}
        refusals = {each.code for each in row if isinstance(each, DomainError)}
        assert len(donations) + len(refusals) == 1, row
    assert all(check.ok for check in check_books())


def test_batches_with_people_and_projects_in_common_never_deadlock(own_database):
    """Two donors, two projects, and each batch has them in another order."""
    portals = [make_portal(f"portal {number}") for number in range(6)]
    projects = [
        FundProject.objects.create(
            recipient_id=code,
            name_ko="빨래방",
            name_en="Laundry",
            purpose="P1",
            kind="designated",
            status="open",
            target_krw=10**9,
            opens_on="2026-01-01",
        )
        for code in (BUSAN_JUNG, SANCHEONG)
    ]

    def report(number: int) -> list[Outcome]:
        chance, outcomes = random.Random(number), []  # noqa: S311
        for turn in range(8):
            pairs = [(donor, project) for donor in (HONG, KIM) for project in projects]
            chance.shuffle(pairs)
            offers = [
                make_offer(
                    portal_reference=f"R-{turn}-{place}",
                    donor=donor,
                    recipient_code=project.recipient_id,
                    project_id=project.pk,
                    amount_krw=1_000,
                )
                for place, (donor, project) in enumerate(pairs)
            ]
            outcomes += at_once(offers, portals[number])
        return outcomes

    answers = race(report, runners=6)

    assert all(isinstance(each, Acceptance) for answer in answers for each in answer)
    assert sorted(DonorYear.objects.values_list("accepted_krw", flat=True)) == [96_000, 96_000]
    assert list(FundProject.objects.order_by("pk").values_list("raised_krw", "donor_count")) == [
        (96_000, 2),
        (96_000, 2),
    ]
    assert all(check.ok for check in check_books())


@pytest.mark.django_db
def test_a_donors_room_is_used_up_in_the_order_of_the_rows():
    amounts = (12_000_000, 9_000_000, 8_000_000, 100)
    offers = [
        make_offer(portal_reference=f"R-{place}", amount_krw=amount)
        for place, amount in enumerate(amounts)
    ]

    outcomes = accept_donations(offers, actor=make_portal("portal"))

    assert [isinstance(each, AnnualCapExceeded) for each in outcomes] == [
        False,
        True,
        False,
        True,
    ]
    assert DonorYear.objects.get().accepted_krw == 20_000_000


@pytest.mark.django_db
def test_a_reference_that_comes_again_in_a_batch_is_a_repeat_or_a_conflict():
    same, other = make_offer(), make_offer(amount_krw=200_000)

    first, again, changed = accept_donations([same, same, other], actor=make_portal("portal"))

    assert isinstance(first, Acceptance)
    assert isinstance(again, Acceptance)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.donation.pk == again.donation.pk
    assert isinstance(changed, ReferenceReused)
    assert Donation.objects.count() == 1
