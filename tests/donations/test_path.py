"""What became of one donor's won, and that nobody learns whose it was (KR-DSG-02, KR-DSG-03)."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from donations.models import Donation
from donations.path import path_of
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from projects.assignment import AssignmentAsk, assign_designated_money
from projects.models import FundProject, ProjectResult
from projects.paying import reverse_spending
from tests.accounts.conftest import SystemClient
from tests.ledger.conftest import (
    ask,
    at,
    clerk,
    give,
    laundry,
    make_laundry,
    manager,
    paid,
    portal,
    second_clerk,
    year,
)
from tests.people import HONG

__all__ = ["clerk", "give", "laundry", "manager", "portal", "second_clerk", "year"]

pytestmark = pytest.mark.usefixtures("year")


def pay(
    project: FundProject, amount_krw: int, officials: tuple[User, User], day: str = "2026-10-20"
) -> None:
    paid(ask(project, amount_krw), *officials, day)


@pytest.fixture
def officials(clerk: User, manager: User) -> tuple[User, User]:
    return clerk, manager


def spent(donation: Donation) -> list[tuple[date, int]]:
    return [(part.paid_on, part.amount_krw) for part in path_of(donation).spent]


def test_the_oldest_gift_is_spent_first_whoever_reported_it_first(give, laundry, officials):
    younger = give(100_000, "2026-09-20", project_id=laundry.pk)
    older = give(100_000, "2026-09-01", project_id=laundry.pk)
    pay(laundry, 120_000, officials, "2026-10-20")
    pay(laundry, 30_000, officials, "2026-10-21")

    assert spent(older) == [(date(2026, 10, 20), 100_000)]
    assert spent(younger) == [(date(2026, 10, 20), 20_000), (date(2026, 10, 21), 30_000)]
    assert path_of(older).waiting_krw == 0
    assert path_of(younger).waiting_krw == 50_000


def test_gifts_of_one_day_go_in_the_order_in_which_they_were_taken_in(give, laundry, officials):
    first = give(100_000, project_id=laundry.pk)
    second = give(100_000, project_id=laundry.pk)
    pay(laundry, 150_000, officials)

    assert [path_of(each).spent_krw for each in (first, second)] == [100_000, 50_000]


def send_back(donation: Donation, officials: tuple[User, User], other: User) -> None:
    clerk, manager = officials
    case, _is_new = request_return(donation.pk, ReturnAsk(ground=Ground.RESIDENT), actor=clerk)
    approve_return(case.pk, gift_value_krw=0, actor=manager)
    pay_out_return(case.pk, actor=other)
    donation.refresh_from_db()


def test_a_gift_that_went_back_leaves_the_line_to_those_behind_it(
    give, laundry, officials, second_clerk
):
    older = give(100_000, "2026-09-01", project_id=laundry.pk)
    younger = give(100_000, "2026-09-02", project_id=laundry.pk)
    pay(laundry, 60_000, officials)
    send_back(older, officials, second_clerk)

    assert path_of(older).is_returned
    assert (path_of(older).spent_krw, path_of(older).waiting_krw) == (0, 0)
    assert path_of(younger).spent_krw == 60_000


def test_a_payment_that_came_back_was_never_made(give, laundry, officials, second_clerk):
    gift = give(100_000, project_id=laundry.pk)
    spending = paid(ask(laundry, 60_000), *officials)
    assert path_of(gift).spent_krw == 60_000

    reverse_spending(
        spending.pk,
        returned_on=date(2026, 10, 22),
        reason="기계 고장",
        at=at("2026-10-22"),
        actor=second_clerk,
    )

    assert (path_of(gift).spent_krw, path_of(gift).waiting_krw) == (0, 100_000)


def assign(actor: User, project: FundProject, amount_krw: int, day: str, **source: object) -> None:
    told = AssignmentAsk(
        project_id=project.pk,
        amount_krw=amount_krw,
        decided_on=date.fromisoformat(day),
        decision_reference="의회 2026-77",
        **source,  # type: ignore[arg-type]
    )
    assign_designated_money(told, at=at(day), actor=actor)


def test_money_for_a_purpose_is_followed_to_the_project_it_was_given_to(give, laundry, officials):
    """60,000 of 200,000 go to the project, which holds 50,000 already and pays 70,000."""
    give(50_000, "2026-09-01", project_id=laundry.pk)
    first = give(100_000, "2026-09-02", purpose="P1")
    second = give(100_000, "2026-09-03", purpose="P1")
    other = give(100_000, "2026-09-01", purpose="P2")
    assign(officials[1], laundry, 60_000, "2026-09-11", from_purpose="P1")
    pay(laundry, 70_000, officials)

    path = path_of(first)
    assert [(move.amount_krw, move.decision_reference) for move in path.moved] == [
        (60_000, "의회 2026-77")
    ]
    assert spent(first) == [(date(2026, 10, 20), 20_000)]
    assert path.waiting == {f"project:{laundry.pk}": 40_000, "P1": 40_000}
    assert path.projects == [laundry]
    for untouched, pot in ((second, "P1"), (other, "P2")):
        assert (path_of(untouched).moved, path_of(untouched).waiting) == ([], {pot: 100_000})


def test_money_that_is_moved_in_a_circle_is_told_to_the_won(give, laundry, officials):
    second = make_laundry(season=2)
    gift = give(100_000, "2026-08-20", project_id=laundry.pk)
    assign(officials[1], second, 100_000, "2026-08-25", from_project_id=laundry.pk)
    assign(officials[1], laundry, 100_000, "2026-08-26", from_project_id=second.pk)
    pay(laundry, 30_000, officials)

    path = path_of(gift)

    assert (path.spent_krw, path.waiting_krw) == (30_000, 70_000)
    assert [move.project for move in path.moved] == [second, laundry]


# --- the page ---


def page(donation: Donation, language: str = "en"):
    code = donation.receipt.verify_code
    return SystemClient().get(f"/verify/{code}/path/", headers={"Accept-Language": language})


def test_the_page_tells_the_path_and_no_person(give, laundry, officials):
    gift = give(100_000, project_id=laundry.pk)
    pay(laundry, 70_000, officials)
    ProjectResult.objects.create(
        project=laundry,
        metric_ko="이불 빨래",
        metric_en="Quilt washes",
        value=1878,
        unit="회",
        unit_en="washes",
        as_of=date(2026, 9, 30),
    )

    answer = page(gift)
    told = answer.content.decode()

    for text in (
        gift.receipt.number,
        "Village laundry room",
        "70,000",
        "100,000 won",
        "30,000 won are kept for their purpose",
        "Oct. 20, 2026",
        "Project: equipment and vehicles",
        "1,878 washes",
    ):
        assert text in told
    for secret in (HONG.name, gift.donor.name_masked, "김철수", "900101", str(gift.pk)):
        assert secret not in told
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "private, no-store"
    assert "마을빨래방" in page(gift, "ko").content.decode()


def test_general_money_is_told_to_be_part_of_the_whole(give):
    told = page(give(100_000)).content.decode()

    assert "given to the fund as a whole" in told
    assert "?region=48860" in told


def test_a_returned_gift_says_so(give, laundry, officials, second_clerk):
    gift = give(100_000, project_id=laundry.pk)
    send_back(gift, officials, second_clerk)

    assert "This donation went back" in page(gift).content.decode()


def test_the_receipts_page_leads_to_it(give, laundry):
    gift = give(100_000, project_id=laundry.pk)
    code = gift.receipt.verify_code

    told = SystemClient().get(f"/verify/{code}/").content.decode()

    assert f'href="/verify/{code}/path/"' in told


@pytest.mark.parametrize("code", ["x", "A" * 32, "%00", "A" * 33, str(UUID(int=0))])
def test_an_unknown_code_is_answered_kindly(db, code):
    assert SystemClient().get(f"/verify/{code}/path/").status_code == 404


def test_whoever_asks_too_often_waits(db, monkeypatch):
    monkeypatch.setattr("donations.path_view.is_too_fast", lambda *_told: True)

    answer = SystemClient().get(f"/verify/{'A' * 32}/path/")

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60


def test_the_page_costs_the_same_with_more_gifts_and_payments(give, laundry, officials):
    gift = give(100_000, project_id=laundry.pk)
    pay(laundry, 1_000, officials)
    page(gift)
    with CaptureQueriesContext(connection) as few:
        page(gift)
    for number in range(3):
        give(100_000, f"2026-10-0{6 + number}", project_id=laundry.pk)
        pay(laundry, 1_000, officials)

    with CaptureQueriesContext(connection) as many:
        page(gift)

    assert len(many) == len(few) <= 14
