"""Payments, and money that comes back: on which day they are booked, and out of what."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from ledger.closing import close_period
from ledger.models import FundYear, JournalTransfer, Kind
from ledger.posting import PeriodClosed, PotOverdrawn
from projects.errors import (
    CeilingReached,
    DayNotAllowed,
    NotEnoughLeft,
    StateConflict,
    YearNotOpen,
)
from projects.models import Category, Source, Spending
from projects.paying import pay_spending, reverse_spending
from projects.spending import (
    approve_spending,
    carry_over_spending,
    request_spending,
    revoke_approval,
)
from tests.ledger.conftest import (
    NOW,
    TODAY,
    ask,
    ask_for,
    at,
    booked,
    broken,
    check_deferred,
    make_laundry,
    money,
    open_year,
    paid,
)
from tests.people import SANCHEONG


def test_a_payment_that_is_not_booked_cannot_be_committed(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)

    def pay_without_booking() -> None:
        Spending.objects.update(status="paid", paid_by=clerk, paid_on=TODAY)
        check_deferred()

    with pytest.raises(IntegrityError, match="0 booked"), transaction.atomic():
        pay_without_booking()


@pytest.mark.parametrize("paid_on", ["2026-10-19", "2026-10-21", "2025-12-31", "2027-01-01"])
def test_a_payment_is_booked_between_its_approval_and_today(
    give, laundry, year, clerk, manager, paid_on
):
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)

    with pytest.raises(DayNotAllowed):
        pay_spending(spending.pk, paid_on=date.fromisoformat(paid_on), at=NOW, actor=clerk)

    assert booked() == []


def test_a_closed_month_takes_no_payment(give, laundry, year, clerk, manager):
    """Promise 4."""
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)
    close_period(SANCHEONG, "2026-10", actor=manager)

    with pytest.raises(PeriodClosed):
        pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerk)

    spending.refresh_from_db()
    assert (spending.status, booked()) == ("approved", [])
    assert money(laundry) == (1_000_000, 100_000, 0, 0)
    assert broken() == []


@pytest.mark.parametrize(
    ("entered", "is_booked"), [("2027-01-05", True), ("2027-02-10", True), ("2027-02-11", False)]
)
def test_the_cash_office_of_a_year_works_until_10_february(
    give, laundry, year, clerk, manager, entered, is_booked
):
    """KR-FND-09: what was paid in December is entered by 10 February."""
    give(1_000_000, project_id=laundry.pk)
    open_year(manager, 2027, opened="2026-12-20")
    spending = request_spending(ask(laundry), at=at("2026-12-28"), actor=clerk)
    approve_spending(spending.pk, at=at("2026-12-28"), actor=manager)

    def pay() -> None:
        pay_spending(spending.pk, paid_on=date(2026, 12, 30), at=at(entered), actor=clerk)

    if is_booked:
        pay()
        spending.refresh_from_db()
        assert (spending.fiscal_year, spending.paid_on) == (2026, date(2026, 12, 30))
    else:
        with pytest.raises(DayNotAllowed) as refused:
            pay()
        assert refused.value.facts["first"] == "2027-01-01"


def test_money_that_comes_back_is_the_project_s_again(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    spending = paid(ask(laundry, 700_000), clerk, manager)

    reverse_spending(spending.pk, returned_on=TODAY, reason="반품", at=NOW, actor=manager)

    pot = f"project:{laundry.pk}"
    assert money(laundry) == (1_000_000, 0, 0, 0)
    assert booked() == [
        ("spending", "5360", "1100", 700_000, pot),
        ("reversal", "1100", "5360", 700_000, pot),
    ]
    with pytest.raises(StateConflict):
        reverse_spending(spending.pk, returned_on=TODAY, reason="반품", at=NOW, actor=manager)
    check_deferred()
    assert broken() == []
    paid(ask(laundry, 1_000_000), clerk, manager)


@pytest.mark.parametrize(
    ("returned_on", "booked_on", "still_counts_krw"),
    [
        ("2026-12-31", date(2026, 12, 31), 0),
        ("2027-01-15", date(2026, 12, 31), 0),
        ("2027-01-16", date(2027, 1, 16), 300_000),
    ],
)
def test_expenses_come_back_into_their_year_for_15_days(
    give, year, clerk, manager, returned_on, booked_on, still_counts_krw
):
    """KR-FND-09: within 15 days of the end of 2026 it is 2026's; then it is 2027's."""
    give(1_000_000)
    open_year(manager, 2027, opened="2026-12-20")
    spending = paid(ask_for(Category.GIFTS, 300_000), clerk, manager, "2026-12-20")

    reverse_spending(
        spending.pk,
        returned_on=date.fromisoformat(returned_on),
        reason="취소",
        at=at("2027-01-20"),
        actor=manager,
    )

    assert JournalTransfer.objects.get(kind=Kind.REVERSAL).booked_on == booked_on
    assert FundYear.objects.get(year=2026).gift_bound_krw == still_counts_krw
    assert broken() == []


def test_promised_money_goes_on_to_the_next_year(give, year, clerk, manager):
    """KR-FND-09 (art. 12): approved in 2026, paid in 2027, and counted there."""
    give(1_000_000)
    spending = request_spending(ask_for(Category.GIFTS, 300_000), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)
    with pytest.raises(StateConflict):
        carry_over_spending(spending.pk, at=NOW, actor=manager)
    with pytest.raises(YearNotOpen):
        carry_over_spending(spending.pk, at=at("2027-01-10"), actor=manager)
    open_year(manager, 2027)
    with pytest.raises(CeilingReached):
        carry_over_spending(spending.pk, at=at("2027-01-10"), actor=manager)
    give(1_000_000, "2026-10-06")
    revoke_approval(spending.pk, reason="이월 불가", actor=manager)
    assert broken() == []


def test_a_project_s_promise_goes_on_to_the_next_year(give, laundry, year, clerk, manager):
    give(1_000_000, project_id=laundry.pk)
    spending = request_spending(ask(laundry), at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)
    open_year(manager, 2027, opened="2026-12-20")

    carry_over_spending(spending.pk, at=at("2027-01-10"), actor=manager)
    pay_spending(spending.pk, paid_on=date(2027, 1, 11), at=at("2027-01-11"), actor=clerk)

    spending.refresh_from_db()
    assert spending.fiscal_year == 2027
    assert broken() == []


def test_a_pot_that_was_emptied_by_returns_pays_nothing(give, year, clerk, manager, second_clerk):
    """General money was approved, then a gift went back: the payment finds the pot too small."""
    from donations.return_models import Ground
    from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return

    donation = give(1_000_000)
    forest = make_laundry(name_ko="숲", kind="general", status="running", general_krw=900_000)
    asked = ask(forest, 900_000, source=Source.GENERAL)
    spending = request_spending(asked, at=NOW, actor=clerk)
    approve_spending(spending.pk, at=NOW, actor=manager)
    case, _is_new = request_return(donation.pk, ReturnAsk(ground=Ground.RESIDENT), actor=clerk)
    approve_return(case.pk, actor=manager)
    pay_out_return(case.pk, actor=clerk)

    with pytest.raises(NotEnoughLeft) as refused:
        pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=clerk)

    assert refused.value.facts["left_krw"] == 0
    spending.refresh_from_db()
    assert spending.status == "approved"


def test_a_gift_that_was_spent_on_running_the_fund_cannot_go_back(give, year, clerk, manager):
    from donations.return_models import Ground
    from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return

    donation = give(1_000_000)
    paid(ask_for(Category.GIFTS, 300_000), clerk, manager)
    case, _is_new = request_return(donation.pk, ReturnAsk(ground=Ground.RESIDENT), actor=clerk)
    approve_return(case.pk, actor=manager)

    with pytest.raises(PotOverdrawn):
        pay_out_return(case.pk, actor=clerk)

    donation.refresh_from_db()
    assert donation.status == "accepted"
    assert broken() == []
