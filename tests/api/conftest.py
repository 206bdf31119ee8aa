from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts import scope, tokens
from accounts.models import Portal
from tests.people import ALL_SCOPES, make_portal

Call = Callable[..., Response]


class Client(APIClient):
    """A client after whose calls the test sees every row again, as it did before."""

    def request(self, **kwargs: Any) -> Any:
        try:
            return super().request(**kwargs)
        finally:
            scope.enter(scope.SYSTEM)


def client_of(portal: Portal, scopes: str = ALL_SCOPES) -> APIClient:
    """Return a client that carries a valid token of ``portal``."""
    client = Client()
    client.credentials(
        HTTP_AUTHORIZATION=f"Bearer {tokens.issue(portal, scopes.split())}",
        HTTP_ACCEPT_LANGUAGE="en",
    )
    return client


@pytest.fixture
def portal(db: None) -> Portal:
    return make_portal("위기브")


@pytest.fixture
def api(portal: Portal) -> APIClient:
    return client_of(portal)


@pytest.fixture
def other_api(db: None) -> APIClient:
    return client_of(make_portal("다른 포털"))


@pytest.fixture
def report(api: APIClient) -> Callable[[dict[str, Any]], Response]:
    def post(body: Any, **headers: str) -> Response:
        return api.post("/api/v1/donations", body, format="json", headers=headers)

    return post
