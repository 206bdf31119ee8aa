"""One person under two numbers: counted as one, decided by two, taken apart without a trace."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from donations import cases
from donations.acceptance import accept_donation
from donations.barred import OnBlockList, bar_person
from donations.barred_models import Relation
from donations.books import check_books
from donations.errors import AnnualCapExceeded
from donations.merge_models import DonorMerge
from donations.merging import (
    AlreadyMerged,
    MergeExpired,
    Numbers,
    SecondOfficialNeeded,
    TogetherAboveCap,
    approve_merge,
    refuse_merge,
    request_merge,
    request_undo,
    undo_merge,
    years_together,
)
from donations.models import Donation, Donor, DonorYear
from donations.offer import Person
from donations.return_errors import RoleMissing, StateConflict
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from kernel.errors import NotFound
from tests.admin.conftest import clerk, give, login, make_official, manager, other_manager
from tests.people import HONG, PAID_AT, SANCHEONG, make_offer
from tests.races import race

__all__ = ["clerk", "give", "login", "manager", "other_manager"]

NGUYEN = Person(resident_number="900101-5234567", name="NGUYEN VAN AN")
NUMBERS = Numbers("900101-1234567", "홍길동", "900101-5234567", "Nguyen Van An")
IN_2025 = PAID_AT.replace(year=2025)


@pytest.fixture
def gifts(own_database, give):
    """Hong gave 3 million, the same person as Nguyen 5 million, and 1 million in 2025."""
    return [
        give(donor=HONG, amount_krw=3_000_000),
        give(donor=NGUYEN, amount_krw=5_000_000),
        give(donor=NGUYEN, amount_krw=1_000_000, paid_at=IN_2025),
    ]


def ask(actor, numbers=NUMBERS) -> DonorMerge:
    return request_merge(numbers, document="외국인등록 사실증명 2026-1", actor=actor)


def years(person: Person) -> dict[int, tuple[int, int]]:
    rows = DonorYear.objects.filter(donor__identity_hash=person.identity_hash)
    return {row.tax_year: (row.accepted_krw, row.excess_krw) for row in rows}


def totals() -> tuple[int, int, int]:
    return (
        sum(DonorYear.objects.values_list("accepted_krw", flat=True)),
        sum(Donation.objects.values_list("amount_krw", flat=True)),
        Donation.objects.count(),
    )


def agree() -> bool:
    return all(check.ok for check in check_books())


def test_two_numbers_become_one_person_and_nothing_else_changes(gifts, clerk, manager):
    before = totals()
    merge = ask(clerk)
    assert years(HONG) == {2026: (3_000_000, 0)}

    approve_merge(merge.pk, actor=manager)

    assert years(HONG) == {2025: (1_000_000, 0), 2026: (8_000_000, 0)}
    assert years(NGUYEN) == {2025: (0, 0), 2026: (0, 0)}
    assert totals() == before
    assert Donation.objects.filter(donor__identity_hash=NGUYEN.identity_hash).count() == 2
    assert agree()
    kinds = AuditEvent.objects.filter(subject=f"merge:{merge.pk}").order_by("id")
    assert [(event.kind, event.official) for event in kinds] == [
        ("merge.requested", clerk),
        ("merge.approved", manager),
    ]
    assert kinds[1].facts["changes"] == {"status": ["requested", "merged"]}


def test_who_is_barred_under_one_number_is_barred_under_the_other(gifts, clerk, manager, give):
    """One person may not give to whom they are tied, whichever number they show (KR-ELG-08)."""
    bar_person(
        resident_number=NGUYEN.resident_number,
        name=NGUYEN.name,
        relation=Relation.CONTRACT,
        begins_on=PAID_AT.date(),
        actor=manager,
    )
    give(donor=HONG, amount_krw=100_000)
    merge = ask(clerk)
    approve_merge(merge.pk, actor=manager)

    for person in (HONG, NGUYEN):
        with pytest.raises(OnBlockList):
            give(donor=person, amount_krw=100_000)
    request_undo(merge.pk, actor=clerk)
    undo_merge(merge.pk, actor=manager)
    give(donor=HONG, amount_krw=100_000)
    with pytest.raises(OnBlockList):
        give(donor=NGUYEN, amount_krw=100_000)


def test_after_it_either_number_counts_for_one_person(gifts, clerk, manager, give):
    approve_merge(ask(clerk).pk, actor=manager)

    give(donor=NGUYEN, amount_krw=7_000_000)
    give(donor=HONG, amount_krw=4_000_000)
    for person in (HONG, NGUYEN):
        with pytest.raises(AnnualCapExceeded) as refused:
            give(donor=person, amount_krw=1_500_000)
        assert refused.value.facts["remaining_krw"] == 1_000_000
    give(donor=NGUYEN, amount_krw=1_000_000)

    assert years(HONG)[2026] == (20_000_000, 0)
    assert agree()


def test_it_is_taken_apart_and_each_has_its_own_again(gifts, clerk, manager, give):
    merge = ask(clerk)
    approve_merge(merge.pk, actor=manager)
    give(donor=NGUYEN, amount_krw=2_000_000)
    before = totals()

    request_undo(merge.pk, actor=clerk)
    with pytest.raises(RoleMissing):
        undo_merge(merge.pk, actor=clerk)
    undo_merge(merge.pk, actor=manager)

    assert years(HONG)[2026] == (3_000_000, 0)
    assert years(NGUYEN) == {2025: (1_000_000, 0), 2026: (7_000_000, 0)}
    assert totals() == before
    assert agree()
    merge.refresh_from_db()
    assert merge.status == "undone"
    approve_merge(ask(manager).pk, actor=_second_manager())
    assert years(HONG)[2026] == (10_000_000, 0)


def _second_manager():
    from accounts.models import User
    from tests.people import BUSAN_JUNG

    return User.objects.create(
        email="second@example.org", role=Role.MANAGER, municipality_id=BUSAN_JUNG
    )


def test_above_the_cap_it_needs_a_decision_and_the_year_takes_nothing_more(
    own_database, clerk, manager, give
):
    give(donor=HONG, amount_krw=12_000_000)
    returned = give(donor=NGUYEN, amount_krw=11_000_000)
    merge = ask(clerk)
    assert [year.excess_krw for year in years_together(merge)] == [3_000_000]

    with pytest.raises(TogetherAboveCap) as refused:
        approve_merge(merge.pk, actor=manager)
    assert "23,000,000 / 20,000,000" in str(refused.value)
    assert years(HONG) == {2026: (12_000_000, 0)}
    approve_merge(merge.pk, accept_excess=True, actor=manager)

    assert years(HONG) == {2026: (23_000_000, 3_000_000)}
    assert agree()
    for person in (HONG, NGUYEN):
        with pytest.raises(AnnualCapExceeded) as cap:
            give(donor=person, amount_krw=100)
        assert cap.value.facts["remaining_krw"] == 0
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE donations_donoryear SET accepted_krw = accepted_krw + 100 WHERE excess_krw > 0"
        )

    with scope.within(scope.scope_of(clerk)):
        case, _new = request_return(returned.pk, ReturnAsk(ground=Ground.COERCION), actor=clerk)
        approve_return(case.pk, actor=manager)
        pay_out_return(case.pk, actor=clerk)
    assert years(HONG) == {2026: (12_000_000, 0)}
    assert agree()


def test_two_officials_are_needed_and_a_request_runs_out(gifts, clerk, manager, other_manager):
    mine = ask(manager)
    for step in (approve_merge, refuse_merge):
        with pytest.raises(SecondOfficialNeeded):
            step(mine.pk, actor=manager)
        with pytest.raises(RoleMissing):
            step(mine.pk, actor=clerk)
        with pytest.raises(NotFound):
            step(mine.pk, actor=other_manager)
    with pytest.raises(AlreadyMerged):
        ask(clerk)
    with pytest.raises(DatabaseError), transaction.atomic():
        DonorMerge.objects.filter(pk=mine.pk).update(
            status="merged", decided_by=manager, decided_at=mine.requested_at
        )
    DonorMerge.objects.filter(pk=mine.pk).update(expires_at=mine.requested_at - timedelta(days=1))
    second = _second_manager()
    with pytest.raises(MergeExpired):
        approve_merge(mine.pk, actor=second)

    refuse_merge(mine.pk, actor=second)

    with pytest.raises(StateConflict):
        approve_merge(mine.pk, actor=second)
    assert years(HONG) == {2026: (3_000_000, 0)}
    assert ask(clerk).status == "requested"


@pytest.mark.parametrize(
    "numbers",
    [
        Numbers("900101-1234567", "홍길동", "900101-5234567", "다른 이름"),
        Numbers("900101-1234567", "홍길동", "900101-6234567", "Nguyen Van An"),
        Numbers("900101-1234567", "홍길동", "900101-1234567", "홍길동"),
        Numbers("x", "홍길동", "900101-5234567", "Nguyen Van An"),
    ],
)
def test_who_is_not_known_so_cannot_be_merged(gifts, clerk, numbers):
    with pytest.raises(NotFound):
        ask(clerk, numbers)
    assert not DonorMerge.objects.exists()


def test_nobody_asks_about_persons_who_gave_them_nothing(gifts, other_manager):
    with pytest.raises(NotFound):
        ask(other_manager)
    with pytest.raises(RoleMissing):
        ask(make_official(Role.AUDITOR, SANCHEONG))


def test_a_gift_that_was_read_before_the_merge_is_counted_after_it(
    gifts, clerk, manager, monkeypatch
):
    """The look comes before the merge, the lock after it: the gift is judged again."""
    merge = ask(clerk)
    merge_in_between(monkeypatch, merge, manager)

    accept_donation(make_offer(donor=NGUYEN, portal_reference="L-1"), actor=gifts[0].portal)

    assert years(HONG)[2026] == (8_100_000, 0)
    assert years(NGUYEN)[2026] == (0, 0)
    assert agree()


def test_the_race_with_a_merge_is_real(gifts, clerk, manager, monkeypatch):
    """Without asking again who the donor is, the gift is counted for a number nobody looks at."""
    merge = ask(clerk)
    merge_in_between(monkeypatch, merge, manager)
    stand = "SELECT id, NULL FROM donations_donor WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
    monkeypatch.setattr("donations.allowance.STAND", stand)

    accept_donation(make_offer(donor=NGUYEN, portal_reference="L-1"), actor=gifts[0].portal)

    assert years(NGUYEN)[2026] == (100_000, 0)
    assert not agree()


def merge_in_between(monkeypatch, merge: DonorMerge, manager) -> None:
    """Have the merge approved after the next gift was looked at and before it is locked."""
    done: list[bool] = []

    def slow(*args):
        if not done:
            done.append(True)
            (outcome,) = race(lambda _n: approve_merge(merge.pk, actor=manager), 1)
            assert outcome is None
        cases.fit(*args)

    monkeypatch.setattr("donations.acceptance.fit", slow)


def test_a_merge_against_two_gifts_at_once_counts_all(gifts, clerk, manager):
    merge = ask(clerk)
    portal = gifts[0].portal
    offers = [
        make_offer(donor=person, portal_reference=f"M-{person.name}", amount_krw=6_000_000)
        for person in (HONG, NGUYEN)
    ]

    def run(number: int) -> object:
        if number == 2:
            return approve_merge(merge.pk, actor=manager)
        return accept_donation(offers[number], actor=portal).is_new

    outcomes = race(run, 3)

    assert outcomes == [True, True, None]
    assert years(HONG)[2026] == (20_000_000, 0)
    assert years(NGUYEN)[2026] == (0, 0)
    assert agree()


def test_an_alias_is_one_step_and_a_merge_is_never_removed(gifts, clerk, manager, give):
    third = give(donor=Person(resident_number="850505-2345678", name="김영희")).donor
    merge = ask(clerk)
    approve_merge(merge.pk, actor=manager)

    for change in (
        lambda: Donor.objects.filter(pk=merge.kept_id).update(alias_of=third),
        lambda: Donor.objects.filter(pk=third.pk).update(alias_of=merge.alias_id),
        lambda: DonorMerge.objects.filter(pk=merge.pk).update(document="x"),
        lambda: DonorMerge.objects.filter(pk=merge.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert agree()


def test_officials_ask_and_decide_on_the_pages(gifts, clerk, manager, other_manager, login):
    given = {
        "kept_number": "900101-1234567",
        "kept_name": "홍길동",
        "alias_number": "900101-5234567",
        "alias_name": "NGUYEN VAN AN",
        "document": "외국인등록 사실증명",
    }
    asked = login(clerk).post("/admin/donations/donormerge/add/", given)
    merge = DonorMerge.objects.get()
    address = reverse("admin:donations_donormerge_change", args=[merge.pk])
    assert (asked.status_code, asked["Location"]) == (302, address)
    page = login(clerk).get(address).content.decode()
    assert "홍*동" in page
    assert "NGUYEN" not in page
    assert "5,000,000" in page
    assert login(other_manager).get(address).status_code == 404
    assert login(other_manager).post(address, {"approve": "1"}).status_code == 404

    assert login(manager).post(address, {"approve": "1"}).status_code == 302
    assert login(clerk).post(address, {"ask_undo": "1"}).status_code == 302
    assert login(manager).post(address, {"undo": "1"}).status_code == 302

    merge.refresh_from_db()
    assert merge.status == "undone"
    assert agree()
