"""``POST /oauth/token``: OAuth 2 client credentials (RFC 6749 section 4.4)."""

import base64

import pytest
from oauth2_provider.models import AccessToken

from accounts import tokens
from accounts.models import Portal


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


@pytest.fixture
def ask(client, credentials):
    """Ask for a token with HTTP Basic; anything may be changed."""

    def post(*, secret: str = "", **form: str):
        header = basic(credentials.portal.client_id, secret or credentials.client_secret)
        body = {"grant_type": "client_credentials", **form}
        return client.post("/oauth/token", body, headers={"Authorization": header})

    return post


def test_basic_credentials_give_a_token_of_fifteen_minutes(ask, credentials):
    answer = ask(scope="donations:read")

    assert answer.status_code == 200
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == (
        "Bearer",
        900,
        "donations:read",
    )
    assert "refresh_token" not in body
    told = tokens.read(body["access_token"])
    assert told.portal == credentials.portal
    assert told.scopes == {"donations:read"}


def test_form_credentials_do_as_well(client, credentials):
    answer = client.post(
        "/oauth/token",
        {
            "grant_type": "client_credentials",
            "client_id": credentials.portal.client_id,
            "client_secret": credentials.client_secret,
        },
    )

    assert answer.status_code == 200
    assert answer.json()["scope"] == "donations:write donations:read"


def test_two_tokens_are_never_the_same(ask):
    assert ask().json()["access_token"] != ask().json()["access_token"]


def test_only_the_checksum_of_a_token_is_stored(ask, credentials):
    token = ask().json()["access_token"]

    stored = AccessToken.objects.get(application=credentials.portal)
    assert token not in stored.token
    assert stored.token_checksum


def test_the_secret_is_stored_hashed(credentials):
    stored = Portal.objects.get().client_secret

    assert stored.startswith("scrypt$")
    assert credentials.client_secret not in stored


@pytest.mark.parametrize("wanted", ["receipts:read", "donations:read admin", "*"])
def test_a_scope_beyond_the_portal_s_own_is_refused(ask, wanted):
    answer = ask(scope=wanted)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    assert not AccessToken.objects.exists()


def test_a_wrong_secret_is_refused(ask):
    answer = ask(secret="wrong")

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_an_unknown_client_is_refused(client, db):
    header = basic("nobody", "nothing")
    answer = client.post(
        "/oauth/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": header},
    )

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_portal_that_is_switched_off_gets_no_token(ask, credentials):
    Portal.objects.update(is_active=False)

    answer = ask()

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", "device"])
def test_other_grants_are_refused(ask, grant):
    answer = ask(grant_type=grant, username="a", password="b", code="c", refresh_token="d")

    assert answer.status_code in {400, 401}
    assert not AccessToken.objects.exists()


def test_other_methods_give_nothing(client, credentials):
    assert client.get("/oauth/token").status_code == 405
    assert client.post("/oauth/token/").status_code == 404
