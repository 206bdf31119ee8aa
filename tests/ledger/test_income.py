"""Income beside donations: what is general money, on which day, and what is refused."""

from datetime import date

import pytest

from accounts.models import Role
from kernel.errors import NotFound
from ledger.balances import pots
from ledger.models import Account, FundYear, JournalTransfer, OtherIncome
from ledger.posting import PotOverdrawn
from projects.errors import (
    AmountNotAllowed,
    BooksHaveBegun,
    DayNotAllowed,
    ReasonMissing,
    RoleMissing,
    StateConflict,
)
from projects.income import enter_income, reverse_income
from projects.models import Category
from projects.statement import statement_of
from tests.ledger.conftest import (
    NOW,
    an_official,
    ask_for,
    at,
    broken,
    interest,
    open_year,
    paid,
)
from tests.people import BUSAN_JUNG, SANCHEONG


def test_interest_and_transfers_are_general_money(year, clerk, manager):
    income = enter_income(interest(2_000), at=NOW, actor=clerk)
    enter_income(interest(500, account=Account.TRANSFERS_IN), at=NOW, actor=clerk)

    assert pots(SANCHEONG) == {"": 2_500}
    assert list(
        JournalTransfer.objects.order_by("id").values_list(
            "debit_account", "credit_account", "amount_krw", "designation"
        )
    ) == [("1100", "4300", 2_000, ""), ("1100", "4400", 500, "")]
    reverse_income(income.pk, reason="중복", at=NOW, actor=manager)
    assert pots(SANCHEONG) == {"": 500}
    with pytest.raises(StateConflict):
        reverse_income(income.pk, reason="중복", at=NOW, actor=manager)
    assert broken() == []


@pytest.mark.parametrize("amount_krw", [0, -5, 10**18])
def test_income_of_nothing_is_refused(year, clerk, amount_krw):
    with pytest.raises(AmountNotAllowed):
        enter_income(interest(amount_krw), at=NOW, actor=clerk)

    assert not OtherIncome.objects.exists()


def test_income_is_refused_where_it_does_not_belong(year, clerk, manager):
    auditor = an_official(Role.AUDITOR)
    stranger = an_official(Role.CLERK, region=BUSAN_JUNG)
    income = enter_income(interest(), at=NOW, actor=clerk)

    with pytest.raises(RoleMissing):
        enter_income(interest(), at=NOW, actor=auditor)
    with pytest.raises(NotFound):
        reverse_income(income.pk, reason="x", at=NOW, actor=stranger)
    with pytest.raises(ReasonMissing):
        enter_income(interest(reference=""), at=NOW, actor=clerk)
    with pytest.raises(ReasonMissing):
        reverse_income(income.pk, reason="", at=NOW, actor=clerk)
    for facts in (
        interest(day="2026-10-21"),
        interest(day="2025-12-30"),
        interest(paid_in_on=date(2026, 10, 18)),
    ):
        with pytest.raises(DayNotAllowed):
            enter_income(facts, at=NOW, actor=clerk)


def test_income_that_was_spent_cannot_be_reversed(give, year, clerk, manager):
    income = enter_income(interest(100_000), at=NOW, actor=clerk)
    paid(ask_for(Category.TRANSFER, 100_000, basis="조례 제5조"), clerk, manager)

    with pytest.raises(PotOverdrawn):
        reverse_income(income.pk, reason="오입력", at=NOW, actor=clerk)

    income.refresh_from_db()
    assert income.reversal is None


@pytest.mark.parametrize(
    ("paid_in", "booked_on"),
    [("2027-01-20", date(2026, 12, 31)), ("2027-01-21", date(2027, 1, 21))],
)
def test_what_is_paid_in_within_20_days_belongs_to_the_old_year(
    year, clerk, manager, paid_in, booked_on
):
    """KR-FND-09."""
    open_year(manager, 2027, opened="2026-12-20")

    facts = interest(day="2026-12-31", paid_in_on=date.fromisoformat(paid_in))
    enter_income(facts, at=at("2027-01-25"), actor=clerk)

    assert JournalTransfer.objects.get().booked_on == booked_on


def test_what_older_books_held_is_brought_in_once(year, clerk, manager):
    carried = interest(70_000_000, account=Account.CARRIED_OVER)

    enter_income(carried, at=NOW, actor=clerk)
    with pytest.raises(BooksHaveBegun):
        enter_income(carried, at=NOW, actor=clerk)

    statement = statement_of(FundYear.objects.get())
    assert (statement.carried_in_krw, statement.income_krw) == (70_000_000, 0)
    assert statement.carried_out_krw == statement.cash_krw == 70_000_000
    assert broken() == []
