"""Whose receipts make one document, and which do not count."""

from datetime import date, datetime

import pytest

from accounts import scope
from accounts.models import Role, User
from donations.acceptance import accept_donation
from donations.merging import Numbers, approve_merge, request_merge
from donations.models import Donation, Donor
from donations.offer import Person
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from donations.year_end import plan_year_end
from receipts.year_end.errors import BatchRoleMissing, NothingToIssue, YearNotOver
from receipts.year_end.models import YearEndBatch
from tests.people import BUSAN_JUNG, HONG, KIM, make_offer, make_portal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_database")]

NEW_YEAR = date(2026, 1, 1)
NGUYEN = Person(resident_number="900101-5234567", name="NGUYEN VAN AN")
GOKSEONG, GOKSEONG_SINCE_JULY = "46720", "12720"


def official(region: str, role: Role = Role.CLERK, name: str = "one") -> User:
    return User.objects.create(
        email=f"{name}-{region}@example.org", role=role, municipality_id=region
    )


@pytest.fixture
def give():
    portal = make_portal("위기브")
    numbers = iter(range(1, 1000))

    def accept(person, day: str, amount_krw: int, to: str = BUSAN_JUNG) -> Donation:
        offer = make_offer(
            portal_reference=f"Y-{next(numbers)}",
            donor=person,
            recipient_code=to,
            amount_krw=amount_krw,
            paid_at=datetime.fromisoformat(f"{day}T10:00:00+09:00"),
        )
        return accept_donation(offer, actor=portal).donation

    return accept


def listed(batch: YearEndBatch) -> list[tuple[list[str], int]]:
    with scope.within(scope.SYSTEM):
        rows = batch.papers.order_by("position")
        return [(row.numbers, row.amount_krw) for row in rows]


def plan(actor: User, year: int = 2025, today: date = NEW_YEAR) -> YearEndBatch:
    with scope.within(scope.scope_of(actor)):
        return plan_year_end(year, actor=actor, today=today)


def test_a_donor_of_two_gifts_has_one_place_and_other_years_and_bodies_have_none(give):
    give(HONG, "2025-03-01", 100_000)
    give(KIM, "2025-03-02", 50_000)
    give(HONG, "2025-12-31", 30_000)
    give(HONG, "2024-12-31", 10_000)
    give(HONG, "2025-04-01", 20_000, "48860")

    batch = plan(official(BUSAN_JUNG))

    assert listed(batch) == [
        (["26110-2025-0000001", "26110-2025-0000003"], 130_000),
        (["26110-2025-0000002"], 50_000),
    ]
    assert (batch.documents, batch.receipts, batch.amount_krw) == (2, 3, 180_000)


def test_a_returned_donation_is_not_listed(give):
    give(HONG, "2025-03-01", 100_000)
    returned = give(KIM, "2025-03-02", 50_000)
    manager, clerk = official(BUSAN_JUNG, Role.MANAGER, "boss"), official(BUSAN_JUNG)
    case, _is_new = request_return(
        returned.pk, ReturnAsk(Ground.COERCION, portal_reference="R-1"), actor=returned.portal
    )
    with scope.within(scope.scope_of(manager)):
        approve_return(case.pk, actor=manager)
    with scope.within(scope.scope_of(clerk)):
        pay_out_return(case.pk, actor=clerk)

    assert listed(plan(clerk)) == [(["26110-2025-0000001"], 100_000)]


def test_after_a_merger_the_successor_lists_both_series_in_one_document(give):
    give(HONG, "2026-06-30", 100_000, GOKSEONG)
    give(HONG, "2026-07-01", 50_000, GOKSEONG_SINCE_JULY)

    batch = plan(official(GOKSEONG_SINCE_JULY), 2026, date(2027, 1, 1))

    assert listed(batch) == [(["12720-2026-0000001", "46720-2026-0000001"], 150_000)]


def test_one_person_under_two_numbers_has_one_document(give):
    give(NGUYEN, "2025-02-01", 70_000)
    give(KIM, "2025-02-02", 10_000)
    give(HONG, "2025-03-01", 100_000)
    clerk, manager = official(BUSAN_JUNG), official(BUSAN_JUNG, Role.MANAGER, "boss")
    numbers = Numbers(HONG.resident_number, HONG.name, NGUYEN.resident_number, NGUYEN.name)
    with scope.within(scope.scope_of(clerk)):
        merge = request_merge(numbers, document="외국인등록 사실증명 2026-1", actor=clerk)
    with scope.within(scope.scope_of(manager)):
        approve_merge(merge.pk, actor=manager)

    batch = plan(clerk)

    assert listed(batch) == [
        (["26110-2025-0000001", "26110-2025-0000003"], 170_000),
        (["26110-2025-0000002"], 10_000),
    ]
    kept = Donor.objects.get(identity_hash=HONG.identity_hash)
    assert batch.papers.get(position=1).donor == kept.pk


def test_a_receipt_stands_on_one_list_only(give):
    give(HONG, "2026-06-30", 100_000, GOKSEONG)
    plan(official(GOKSEONG), 2026, date(2027, 1, 1))

    with pytest.raises(NothingToIssue):
        plan(official(GOKSEONG_SINCE_JULY), 2026, date(2027, 1, 1))


def test_a_year_that_is_not_over_has_no_list(give):
    give(HONG, "2025-03-01", 100_000)

    with pytest.raises(YearNotOver):
        plan(official(BUSAN_JUNG), 2025, date(2025, 12, 31))
    with pytest.raises(BatchRoleMissing):
        plan(official(BUSAN_JUNG, Role.AUDITOR, "auditor"))

    assert not YearEndBatch.objects.exists()
