"""What a portal is told when something behind the service is gone, and that nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import caches
from django.db import connection
from rest_framework.test import APIClient

from accounts import tokens
from donations.models import Donation
from kernel.background import app
from tests.api.conftest import client_of
from tests.people import ALL_SCOPES, make_body, make_portal

NOBODY_LISTENS = "1"


@contextmanager
def database_down() -> Iterator[None]:
    """Let new connections of this thread meet a closed port."""
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = NOBODY_LISTENS
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port


def test_a_lost_database_answers_503_and_the_repeat_is_accepted(own_database):
    portal = make_portal("portal")
    client, outsider = client_of(portal), APIClient(raise_request_exception=False)
    outsider.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(portal, ALL_SCOPES.split())}")

    with database_down():
        answer = outsider.post("/api/v1/donations", make_body(), format="json")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer["Retry-After"]) > 0
    assert client.post("/api/v1/donations", make_body(), format="json").status_code == 201
    assert Donation.objects.count() == 1


def test_a_lost_database_shows_people_a_page(own_database, client):
    with database_down():
        answer = client.get("/projects/")

    assert answer.status_code == 503
    assert "text/html" in answer["Content-Type"]


def test_a_lost_database_shows_the_page_to_whoever_is_logged_in(own_database, client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.raise_request_exception = False

    with database_down():
        answer = client.get("/admin/login/")

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def test_a_donation_is_accepted_while_the_broker_is_down(report, settings, monkeypatch):
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    }
    caches.close_all()

    assert report(make_body()).status_code == 201
