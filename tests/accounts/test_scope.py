"""A scope holds for one request and for nobody after it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DataError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from accounts import scope
from accounts.middleware import OfficialScopeMiddleware, ScopeMiddleware
from accounts.models import Role, User
from kernel.round_trips import run_prepared
from tests.admin.log_in import as_verified
from tests.people import make_portal


def in_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('hometown.scope', true), '')")
        return str(cursor.fetchone()[0])


def answers() -> tuple[bool, int | None, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hometown_is_system(), hometown_portal(), hometown_codes()")
        return tuple(cursor.fetchone())


@pytest.mark.parametrize(
    ("entered", "answer"),
    [
        ("", (False, None, [])),
        ("system", (True, None, [])),
        ("portal:7", (False, 7, [])),
        ("official:46110", (False, None, ["46110"])),
        ("official:12000,29000,46000", (False, None, ["12000", "29000", "46000"])),
        ("System", (False, None, [])),
        ("portal:", (False, None, [])),
        ("portal:7 or true", (False, None, [])),
        ("portal:99999999999999999999999", (False, None, [])),
        ("official:", (False, None, [])),
        ("official:{46110}", (False, None, [])),
        ("official:46110,", (False, None, [])),
        ("system,portal:7", (False, None, [])),
    ],
)
def test_the_database_understands_a_scope_or_takes_it_for_none(db, entered, answer):
    scope.enter(entered)

    assert answers() == answer


def test_scopes_follow_from_who_acts(db):
    portal = make_portal("위기브")
    official = User(role=Role.CLERK, municipality_id="12000")
    national = User(role=Role.NATIONAL)

    assert scope.scope_of(portal) == f"portal:{portal.pk}"
    assert scope.scope_of(official) == "official:12000,29000,46000"
    assert scope.scope_of(national) == ""


def test_within_goes_back_to_the_scope_before(db):
    scope.enter("portal:7")
    with scope.within("system"):
        assert in_database() == "system"
    assert in_database() == "portal:7"


def test_a_scope_until_commit_ends_with_its_transaction(own_database):
    scope.enter("portal:7")
    with transaction.atomic():
        scope.enter_until_commit("system")
        assert in_database() == "system"
    assert in_database() == "portal:7"


def test_a_request_starts_and_ends_in_no_scope(own_database):
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(in_database())
        scope.enter("portal:7")
        return HttpResponse()

    scope.enter("official:46110")
    handle = ScopeMiddleware(view)
    handle(HttpRequest())
    handle(HttpRequest())

    assert seen == ["", ""]
    assert in_database() == ""


def test_a_scope_does_not_survive_an_exception(own_database):
    def view(_request: HttpRequest) -> HttpResponse:
        scope.enter("portal:7")
        raise RuntimeError("a fault of ours")

    with pytest.raises(RuntimeError, match="a fault of ours"):
        ScopeMiddleware(view)(HttpRequest())

    assert in_database() == ""


def test_a_streamed_body_sees_nothing_unless_it_enters_a_scope_itself(own_database):
    def rows() -> Iterator[str]:
        yield in_database()
        with scope.within("portal:7"):
            yield in_database()

    def view(_request: HttpRequest) -> StreamingHttpResponse:
        scope.enter("portal:7")
        return StreamingHttpResponse(rows())

    answer = ScopeMiddleware(view)(HttpRequest())

    assert isinstance(answer, StreamingHttpResponse)
    assert list(answer) == [b"", b"portal:7"]
    assert in_database() == ""


def test_leaving_inside_a_transaction_that_rolls_back_is_made_good_later(own_database):
    scope.enter("portal:7")
    with transaction.atomic():
        scope.leave()
        transaction.set_rollback(True)
    assert in_database() == "portal:7"

    scope.leave()

    assert in_database() == ""


def test_a_connection_that_broke_takes_its_scope_with_it(own_database):
    def view(_request: HttpRequest) -> HttpResponse:
        scope.enter("portal:7")
        connection.connection.close()
        return HttpResponse()

    ScopeMiddleware(view)(HttpRequest())

    assert in_database() == ""


def test_a_logged_in_official_s_request_runs_in_the_official_s_scope(db, settings):
    official = User(role=Role.CLERK, municipality_id="12000")
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(in_database())
        return HttpResponse()

    for user in (official, AnonymousUser(), None):
        scope.enter("")
        request = HttpRequest()
        request.user = as_verified(user or official)
        request.COOKIES = {settings.SESSION_COOKIE_NAME: "x"} if user else {}
        OfficialScopeMiddleware(view)(request)

    assert seen == ["official:12000,29000,46000", "", ""]


def test_a_password_without_a_second_factor_gives_no_scope(db, settings):
    request = HttpRequest()
    request.user = User(role=Role.CLERK, municipality_id="12000")
    request.COOKIES = {settings.SESSION_COOKIE_NAME: "x"}
    seen = []
    scope.enter("")

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(in_database())
        return HttpResponse()

    OfficialScopeMiddleware(view)(request)

    assert seen == [""]


def test_one_round_trip_in_a_scope_ends_where_it_began(own_database):
    scope.enter(scope.NOTHING)
    with scope.within_one_round_trip("portal:7"):
        asked = run_prepared("SELECT hometown_portal()", [])

    assert (asked.fetchone(), answers()) == ((7,), (False, None, []))


def test_one_round_trip_that_fails_takes_its_scope_back(own_database):
    scope.enter(scope.NOTHING)
    with pytest.raises(DataError), scope.within_one_round_trip("portal:7"):
        run_prepared("SELECT 1 / %s::int", [0])

    assert answers() == (False, None, [])


def test_one_round_trip_that_is_given_up_takes_its_scope_back(own_database):
    scope.enter(scope.NOTHING)
    with pytest.raises(ValueError, match="no"), scope.within_one_round_trip("portal:7"):
        raise ValueError("no")

    assert answers() == (False, None, [])
