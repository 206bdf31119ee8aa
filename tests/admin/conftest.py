"""Two local governments, an official of each role, and what each government has received."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from donations.acceptance import accept_donation
from donations.models import Donation
from tests.accounts.conftest import SystemClient
from tests.admin.log_in import show_code
from tests.people import BUSAN_JUNG, SANCHEONG, make_offer, make_portal

PASSWORD = "Apricot-river-9"


def make_official(role: Role, region: str | None = BUSAN_JUNG, **columns: Any) -> User:
    return User.objects.create(
        email=f"{role}-{region}@example.org".lower(), role=role, municipality_id=region, **columns
    )


@pytest.fixture
def login(db: None) -> Callable[[User], Client]:
    """Return a client in which the official is logged in, with a second factor, in English."""

    def client_of(official: User) -> Client:
        client = SystemClient(headers={"Accept-Language": "en"})
        client.force_login(official)
        assert show_code(client, official).status_code == 302
        return client

    return client_of


@pytest.fixture
def client() -> Client:
    return SystemClient()


@pytest.fixture
def clerk(db: None) -> User:
    return make_official(Role.CLERK)


@pytest.fixture
def manager(db: None) -> User:
    return make_official(Role.MANAGER)


@pytest.fixture
def other_manager(db: None) -> User:
    return make_official(Role.MANAGER, SANCHEONG)


@pytest.fixture
def give(db: None) -> Callable[..., Donation]:
    """Have a donation accepted; changed as asked, each under a reference of its own."""
    portal = make_portal("위기브")
    numbers = iter(range(1, 1000))

    def accept(**changes: Any) -> Donation:
        offer = make_offer(**{"portal_reference": f"R-{next(numbers):04d}", **changes})
        return accept_donation(offer, actor=portal).donation

    return accept
