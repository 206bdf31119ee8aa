"""Bearer tokens on the API: who is let in, with which scope, and for how long."""

import time

import pytest
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts import scope, tokens
from accounts.authentication import PortalAuthentication
from accounts.models import Portal
from accounts.permissions import PortalHasScope
from tests.people import make_portal


class Probe(APIView):
    """Answers who asked, and what the database session is scoped to."""

    authentication_classes = [PortalAuthentication]
    permission_classes = [PortalHasScope]
    required_scopes = {"GET": "donations:read", "POST": "donations:write"}

    def get(self, request: Request) -> Response:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('hometown.scope', true)")
            return Response({"portal": request.user.pk, "scope": cursor.fetchone()[0]})

    def post(self, _request: Request) -> Response:
        return Response({})


class Entering(Probe):
    enters_own_scope = {"GET"}


class Forgetful(Probe):
    required_scopes = {}


class HalfForgetful(Probe):
    required_scopes = {"GET": "donations:read"}


def call(view: type[APIView], token: str | None, method: str = "get") -> Response:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    request = getattr(APIRequestFactory(), method)("/probe", **headers)
    try:
        return view.as_view()(request)
    finally:
        scope.enter(scope.SYSTEM)


@pytest.fixture
def portal(db: None) -> Portal:
    return make_portal("위기브", scopes="donations:read donations:write")


def test_a_token_s_request_is_the_portal_s_in_the_portal_s_scope(portal):
    answer = call(Probe, tokens.issue(portal, ["donations:read"]))

    assert answer.data == {"portal": portal.pk, "scope": f"portal:{portal.pk}"}


def test_a_view_that_enters_its_own_scope_begins_in_the_one_that_sees_nothing(portal):
    scope.enter(scope.NOTHING)
    answer = call(Entering, tokens.issue(portal, ["donations:read"]))

    assert answer.data == {"portal": portal.pk, "scope": ""}


def test_a_token_without_the_scope_is_refused_with_its_name(portal):
    answer = call(Probe, tokens.issue(portal, ["donations:read"]), "post")

    assert (answer.status_code, answer.data["code"]) == (403, "scope_missing")
    assert "donations:write" in answer.data["detail"]


@pytest.mark.parametrize(
    "token", [None, "", "x", "a:b:c", "토큰".encode().decode("latin-1"), "x" * 5000]
)
def test_what_is_no_token_is_refused(db, token):
    request = APIRequestFactory().get("/probe")
    if token is not None:
        request.META["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    answer = Probe.as_view()(request)

    assert (answer.status_code, answer.data["code"]) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_signed_for_something_else_is_refused(portal):
    forged = signing.dumps({"p": portal.pk, "s": "donations:read"}, salt="something else")

    assert call(Probe, forged).status_code == 401


def test_a_changed_token_is_refused(portal):
    token = tokens.issue(portal, ["donations:read"])

    assert call(Probe, token[:5] + ("A" if token[5] != "A" else "B") + token[6:]).status_code == 401


def test_a_token_is_too_old_after_fifteen_minutes(portal, monkeypatch):
    now = time.time()
    token = tokens.issue(portal, ["donations:read"])

    monkeypatch.setattr(time, "time", lambda: now + 899)
    assert call(Probe, token).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 902)
    assert call(Probe, token).status_code == 401


def test_switching_a_portal_off_stops_its_tokens_within_seconds(portal, monkeypatch):
    token = tokens.issue(portal, ["donations:read"])
    assert call(Probe, token).status_code == 200

    Portal.objects.filter(pk=portal.pk).update(is_active=False)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + tokens.PORTAL_KEPT_SECONDS)

    assert call(Probe, token).status_code == 401


def test_deleting_a_portal_stops_its_tokens(portal):
    token = tokens.issue(portal, ["donations:read"])
    portal.delete()

    assert call(Probe, token).status_code == 401


def test_taking_a_scope_away_takes_it_from_tokens_already_issued(portal):
    token = tokens.issue(portal, ["donations:read"])
    Portal.objects.filter(pk=portal.pk).update(scopes="donations:write")

    assert call(Probe, token).status_code == 403


def test_a_known_portal_s_token_costs_no_query_but_the_scope_s(portal, django_assert_num_queries):
    token = tokens.issue(portal, ["donations:read"])
    tokens.read(token)

    with django_assert_num_queries(0):
        tokens.read(token)


@pytest.mark.parametrize(("view", "method"), [(Forgetful, "get"), (HalfForgetful, "post")])
def test_a_view_that_names_no_scope_fails_instead_of_opening(portal, view, method):
    with pytest.raises(ImproperlyConfigured):
        call(view, tokens.issue(portal, ["donations:read"]), method)
