"""The fund of a government that was merged into another is kept by the successor (KR-LG-08)."""

import re

import pytest

from accounts import scope
from accounts.models import Role, User
from accounts.scope import scope_of
from ledger.balances import pots
from ledger.models import FundYear, OtherIncome
from projects.errors import NotEnoughLeft, NotThisFund, YearNotOpen
from projects.funds import funds_of
from projects.income import enter_income
from projects.models import Category, Spending
from projects.money_forms import SpendingForm
from projects.money_left import money_left
from projects.paying import pay_spending
from projects.spending import approve_spending, request_spending
from projects.year_end import close_fund_year
from tests.ledger.conftest import (
    CLOSING_DAY,
    NOW,
    TODAY,
    an_official,
    ask_for,
    at,
    broken,
    interest,
    open_year,
)

JEONNAM, GWANGJU, MERGED = "46000", "29000", "12000"


@pytest.fixture
def treasurer(db: None) -> User:
    return an_official(Role.MANAGER, region=MERGED)


@pytest.fixture
def cashier(db: None) -> User:
    return an_official(Role.CLERK, region=MERGED)


def test_the_successor_spends_what_was_given_to_its_predecessor_and_closes_its_year(
    give, treasurer, cashier
):
    """46000 became 12000 on 2026-07-01: two funds, each with its own money, year and ceilings."""
    give(10_000_000, "2025-12-01", recipient_code=JEONNAM)
    give(1_000_000, "2026-06-30", recipient_code=JEONNAM)
    give(2_000_000, "2026-07-02", recipient_code=MERGED)
    old = open_year(treasurer, fund_code=JEONNAM, opened="2026-07-02")
    new = open_year(treasurer, opened="2026-07-02")
    assert (old.lineage_code, new.lineage_code) == (JEONNAM, MERGED)
    asked = ask_for(Category.RUNNING, 1_400_000, fund_code=JEONNAM)

    spending = request_spending(asked, at=NOW, actor=cashier)
    approve_spending(spending.pk, at=NOW, actor=treasurer)
    pay_spending(spending.pk, paid_on=TODAY, at=NOW, actor=cashier)
    enter_income(interest(500, fund_code=JEONNAM), at=NOW, actor=cashier)

    assert spending.municipality_id == JEONNAM
    assert pots(JEONNAM) == {"": 9_600_500}
    assert pots(MERGED) == {"": 2_000_000}
    with pytest.raises(NotEnoughLeft):
        request_spending(ask_for(Category.GIFTS, 2_000_001), at=NOW, actor=cashier)
    with scope.within(scope_of(cashier)):
        left = money_left(cashier, TODAY)
    assert sorted(each.amount_krw for each in left) == [
        0,
        0,
        100_000,
        300_000,
        600_000,
        2_000_000,
        9_600_500,
    ]
    close_fund_year(old.pk, at=CLOSING_DAY, actor=treasurer)
    assert FundYear.objects.get(pk=new.pk).status == "open"
    assert pots(JEONNAM, 2026) == {"": 9_600_500}
    assert broken() == []


def test_nobody_else_keeps_the_fund_of_a_predecessor(give, treasurer, clerk, manager):
    """Neither another county, nor the successor of another one, nor the predecessor's successor."""
    open_year(treasurer, fund_code=JEONNAM, opened="2026-07-02")
    give(10_000_000, "2025-12-01", recipient_code=JEONNAM)

    for use in (
        lambda: request_spending(
            ask_for(Category.RUNNING, 1_000, fund_code=JEONNAM), at=NOW, actor=clerk
        ),
        lambda: enter_income(interest(fund_code=JEONNAM), at=NOW, actor=clerk),
        lambda: open_year(manager, fund_code=GWANGJU, opened="2026-07-02"),
        lambda: open_year(treasurer, fund_code="46720", opened="2026-07-02"),
    ):
        with pytest.raises(NotThisFund):
            use()

    assert FundYear.objects.count() == 1
    assert Spending.objects.count() == OtherIncome.objects.count() == 0


def test_which_fund_is_asked_only_where_there_is_more_than_one(treasurer, cashier, clerk):
    assert [each.code for each in funds_of(treasurer)] == [MERGED, GWANGJU, JEONNAM]
    asked = str(SpendingForm(cashier)["fund_code"])
    assert re.findall('value="([0-9]+)"', asked) == [MERGED, GWANGJU, JEONNAM]
    assert "fund_code" not in SpendingForm(clerk).fields
    with pytest.raises(YearNotOpen):
        enter_income(interest(fund_code=GWANGJU), at=at("2026-10-20", 9), actor=cashier)
