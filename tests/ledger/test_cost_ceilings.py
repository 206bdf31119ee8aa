"""What running the fund and gifts may cost in a year (KR-FND-04 to KR-FND-07)."""

import pytest

from accounts.models import Role
from ledger.models import FundYear
from projects.errors import (
    CeilingReached,
)
from projects.models import Category
from projects.spending import (
    approve_spending,
    request_spending,
)
from tests.ledger.conftest import (
    NOW,
    an_official,
    ask_for,
    broken,
    open_year,
    paid,
)
from tests.races import race


def test_the_ceiling_of_running_cost_is_that_of_last_year_s_donations(give, manager, clerk):
    """KR-FND-04: 20,000,000 in 2025 at 15 % are 3,000,000 for 2026."""
    give(20_000_000, "2025-11-11")
    open_year(manager)
    paid(ask_for(Category.RUNNING, 2_900_000), clerk, manager)

    with pytest.raises(CeilingReached) as refused:
        request_spending(ask_for(Category.RUNNING, 100_001), at=NOW, actor=clerk)

    assert refused.value.facts == {
        "year": "2026",
        "ceiling_krw": 3_000_000,
        "left_krw": 100_000,
        "asked_krw": 100_001,
    }
    paid(ask_for(Category.RUNNING, 100_000), clerk, manager)
    assert FundYear.objects.get().running_bound_krw == 3_000_000
    assert broken() == []


def test_a_fund_new_to_these_books_says_what_it_received_the_year_before(give, manager, clerk):
    """1,000,000,001 won at 13 % (KR-FND-04): 130,000,000."""
    give(5_000_000)
    year = open_year(manager, last_year_krw=1_000_000_001)

    assert year.running_ceiling_krw == 130_000_000
    paid(ask_for(Category.RUNNING, 5_000_000), clerk, manager)


def test_in_the_first_year_nothing_may_be_spent_on_running(give, year, clerk):
    give(5_000_000)

    with pytest.raises(CeilingReached) as refused:
        request_spending(ask_for(Category.RUNNING, 1), at=NOW, actor=clerk)

    assert refused.value.facts["ceiling_krw"] == 0


def test_the_ceiling_of_gifts_grows_with_this_year_s_donations(give, year, clerk, manager):
    """KR-FND-05: 30 % of 1,000,000, then of 1,100,000."""
    give(1_000_000)
    paid(ask_for(Category.GIFTS, 300_000), clerk, manager)
    with pytest.raises(CeilingReached) as refused:
        request_spending(ask_for(Category.GIFTS, 1), at=NOW, actor=clerk)
    assert refused.value.facts["left_krw"] == 0

    give(100_000)

    paid(ask_for(Category.GIFTS, 30_000), clerk, manager)
    row = FundYear.objects.get()
    assert (row.gift_bound_krw, row.gift_ceiling_krw) == (330_000, 330_000)
    assert broken() == []


def test_gift_cost_at_once_stays_below_its_ceiling(own_database, give, manager):
    give(1_000_000)
    open_year(manager)
    clerk = an_official(Role.CLERK)
    asked = [
        request_spending(ask_for(Category.GIFTS, 100_000), at=NOW, actor=clerk)
        for _number in range(8)
    ]

    outcomes = race(
        lambda number: approve_spending(asked[number].pk, at=NOW, actor=manager).status, runners=8
    )

    assert outcomes.count("approved") == 3
    assert sum(isinstance(each, CeilingReached) for each in outcomes) == 5
    assert FundYear.objects.get().gift_bound_krw == 300_000
    assert broken() == []
