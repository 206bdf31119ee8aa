"""An official with an authenticator in the test's hand, and the clock's code."""

import pytest
from django.test import Client

from access import second_factor
from accounts.models import Role, User
from tests.accounts.conftest import SystemClient
from tests.admin.conftest import PASSWORD
from tests.people import BUSAN_JUNG

NOON = 1_790_000_000.0
"""A moment in seconds, in September 2026; handed in where a code or a limit is asked about."""


@pytest.fixture
def official(db: None) -> User:
    return User.objects.create_official(
        "hong@busan.example", PASSWORD, role=Role.CLERK, municipality_id=BUSAN_JUNG
    )


@pytest.fixture
def secret() -> str:
    return second_factor.new_secret()


@pytest.fixture
def client() -> Client:
    return SystemClient(headers={"Accept-Language": "en"})
