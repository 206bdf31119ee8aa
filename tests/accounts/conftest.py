from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts import scope
from accounts.enrolment import Credentials, enrol_portal


class SystemClient(Client):
    """A client after whose calls the test sees every row again, as it did before."""

    def request(self, **kwargs: Any) -> Any:
        try:
            return super().request(**kwargs)
        finally:
            scope.enter(scope.SYSTEM)


@pytest.fixture
def client() -> Client:
    return SystemClient()


@pytest.fixture
def credentials(db: None) -> Credentials:
    """A portal that may write and read donations, and nothing else."""
    return enrol_portal(
        "위기브",
        scopes=["donations:read", "donations:write"],
        channel="PLATFORM:wegive",
        requires_hold=False,
    )


@pytest.fixture
def bearer():
    def client_with(token: str) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_ACCEPT_LANGUAGE="en")
        return client

    return client_with
