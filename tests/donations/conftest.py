from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from accounts.models import Portal, Role, User
from donations.acceptance import accept_donation
from donations.models import Donation
from donations.return_models import DonationReturn
from donations.returns import request_return
from kernel.round_trips import insertion
from tests.donations.return_cases import ASK, official
from tests.people import make_offer, make_portal


@pytest.fixture
def portal(db: None) -> Portal:
    return make_portal("위기브")


@pytest.fixture
def other_portal(db: None) -> Portal:
    return make_portal("은행 창구")


@pytest.fixture
def manager(db) -> User:
    return official(Role.MANAGER)


@pytest.fixture
def second(db) -> User:
    return official(Role.MANAGER, name="second")


@pytest.fixture
def clerk(db) -> User:
    return official(Role.CLERK)


@pytest.fixture
def donation(portal) -> Donation:
    return accept_donation(make_offer(), actor=portal).donation


@pytest.fixture
def case(donation, portal) -> DonationReturn:
    return request_return(donation.pk, ASK, actor=portal)[0]


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have intake write other values into columns of its donations."""

    def become(**columns: object) -> None:
        def write(model: type[Donation], rows: Iterable[Mapping[str, object]]) -> Any:
            return insertion(model, [{**row, **columns} for row in rows])

        monkeypatch.setattr("donations.booking.insertion", write)

    return become
