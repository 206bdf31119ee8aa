"""Every address × every role × own and another's rows (promise 8). The table is ``matrix.py``."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from accounts import scope
from accounts.models import Role
from tests.admin import matrix, world
from tests.admin.matrix import API, MODELS, SHARED, SITE, Pages
from tests.admin.world import World
from tests.api.conftest import client_of
from tests.people import ALL_SCOPES, BUSAN_JUNG, SANCHEONG, make_portal

STANDARD = ("changelist", "add", "change", "history", "delete")
REFUSED = {403, 404}
OWNERS = {
    "regions_municipality",
    "accounts_portal",
    "accounts_user",
    "donations_donor",
    "donations_donation",
    "receipts_receipt",
}
NAMES = ("municipality_id", "recipient_id", "issuer_id", "portal_id", "official_id", "donor_id")


def routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name space and the name, or else the address, of every route."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield space, entry.name or str(entry.pattern)
        else:
            yield from routes(entry, entry.namespace or space)


def names_of(label: str, pages: Pages) -> set[str]:
    return {f"{label}_{each}" for each in (*STANDARD, *pages.actions, *pages.lists)}


@pytest.fixture
def worlds(db: None) -> dict[str, World]:
    return {code: world.build(code, matrix.BOOKS) for code in (BUSAN_JUNG, SANCHEONG)}


@pytest.fixture(params=list(Role))
def official(request, worlds) -> Any:
    if request.param == Role.NATIONAL:
        return world.make_official(Role.NATIONAL, None)
    return worlds[BUSAN_JUNG].officials[request.param]


def row_of(model: type[Model], pages: Pages, code: str) -> Model:
    rows = model._default_manager.all()
    found = (rows if pages.column == SHARED else rows.filter(**{pages.column: code})).first()
    assert found is not None, f"tests/admin/world.py makes no {model._meta.label} of {code}"
    return found


def address(name: str, key: object) -> str:
    """Return a page of one row; actions name their argument themselves."""
    try:
        return reverse(f"admin:{name}", args=[key])
    except NoReverseMatch:
        return reverse(f"admin:{name}", kwargs={"pk": key})


def test_every_address_stands_in_the_table():
    known = {f"{label}_{page}" for label in matrix.FOR_NOBODY for page in STANDARD}
    known |= set(SITE) | set(matrix.SITE_APART)
    for label, pages in MODELS.items():
        known |= names_of(label, pages)
    found = {(space, name) for space, name in routes(get_resolver())}
    admin_pages = {
        name for space, name in found if space == "admin" and not name.startswith(("<path", "(?P"))
    }
    others = {name for space, name in found if not space}

    assert admin_pages - known == set(), "add them to tests/admin/matrix.py"
    assert known - admin_pages == set(), "take them out of tests/admin/matrix.py"
    assert others - set(API) - matrix.PUBLIC == set(), "add them to tests/admin/matrix.py"
    assert set(API) | matrix.PUBLIC == others, "take them out of tests/admin/matrix.py"


def test_each_role_opens_its_pages_of_its_own_government_and_nothing_else(login, official):
    client: Client = login(official)
    role = Role(official.role)
    wrong: dict[str, object] = {}

    def judge(url: str, allowed: bool, status: int) -> None:
        if (status in {200, 302}) != allowed or (not allowed and status not in REFUSED):
            wrong[url] = status

    for label, pages in MODELS.items():
        may = role in pages.seen_by
        judge(url := reverse(f"admin:{label}_changelist"), may, client.get(url).status_code)
        may_add = role in pages.added_by
        judge(url := reverse(f"admin:{label}_add"), may_add, client.get(url).status_code)
        for name, roles in pages.lists.items():
            url = reverse(f"admin:{label}_{name}")
            judge(url, role in roles, client.get(url).status_code)
        key = row_of(apps.get_model(*label.split("_", 1)), pages, BUSAN_JUNG).pk
        for page in ("change", "history"):
            judge(url := address(f"{label}_{page}", key), may, client.get(url).status_code)
        judge(url := address(f"{label}_delete", key), False, client.get(url).status_code)
        for name, roles in pages.actions.items():
            status = client.get(url := address(f"{label}_{name}", key)).status_code
            if not (name in pages.by_stage and status in REFUSED):
                judge(url, role in roles, status)

    assert wrong == {}


def test_another_s_row_is_not_found_by_any_page_method_or_role(login, official, worlds):
    client: Client = login(official)
    found: dict[str, int] = {}

    for label, pages in MODELS.items():
        if pages.column == SHARED or (pages.open_to_national and official.role == Role.NATIONAL):
            continue
        key = row_of(apps.get_model(*label.split("_", 1)), pages, SANCHEONG).pk
        for page in ("change", "history", "delete", *pages.actions):
            url = address(f"{label}_{page}", key)
            for method in (client.get, client.post):
                if (status := method(url).status_code) != 404:
                    found[url] = status

    assert found == {}


def test_pages_of_libraries_open_to_nobody(login, official):
    client: Client = login(official)

    for label in matrix.FOR_NOBODY:
        for page in ("changelist", "add"):
            assert client.get(reverse(f"admin:{label}_{page}")).status_code in REFUSED, label


def test_the_site_s_own_pages_open_to_every_official(login, official):
    client: Client = login(official)

    assert {name: client.get(reverse(f"admin:{name}")).status_code for name in SITE} == SITE


@pytest.mark.parametrize("name", sorted(API))
def test_a_call_needs_its_scope_and_reaches_the_portal_s_own_rows(worlds, name):
    call, ours = API[name], worlds[BUSAN_JUNG]
    url = ours.address(call.path)

    for method, needed in call.scopes.items():

        def status(portal: Any, granted: str, method: str = method) -> int:
            client = client_of(portal, granted) if portal else Client()
            return getattr(client, method)(url, {}, content_type="application/json").status_code

        if not needed:
            assert status(None, "") not in {401, 403}
            continue
        assert status(None, "") == 401
        rest = " ".join(each for each in ALL_SCOPES.split() if each != needed)
        assert status(ours.portal, rest) == 403
        assert status(ours.portal, needed) not in {401, 403, 404}
        if call.own:
            for stranger in (worlds[SANCHEONG].portal, make_portal("남")):
                assert status(stranger, ALL_SCOPES) == 404


def test_every_table_about_a_person_portal_or_government_is_guarded_or_says_why_not(db):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, c.relrowsecurity
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relname !~ '^(regions|reports)_'
              AND (EXISTS (SELECT FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid
                           WHERE k.conrelid = c.oid AND k.contype = 'f' AND t.relname = ANY(%s))
                   OR EXISTS (SELECT FROM pg_attribute a
                              WHERE a.attrelid = c.oid AND a.attname = ANY(%s)))
            """,
            [list(OWNERS), list(NAMES)],
        )
        guarded = dict(cursor.fetchall())
    bare = {table for table, has_policies in guarded.items() if not has_policies}

    assert bare - set(matrix.WITHOUT_ROW_LEVEL_SECURITY) == set(), "guard them, or say why not"
    assert set(matrix.WITHOUT_ROW_LEVEL_SECURITY) - bare == set(), "no longer bare, or gone"


def test_raw_sql_in_an_official_s_scope_sees_own_rows_of_every_guarded_table(worlds):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, a.attname
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relrowsecurity
              AND a.attname IN ('municipality_id', 'recipient_id', 'issuer_id')
            """
        )
        columns = cursor.fetchall()
        seen = {}
        for code in (BUSAN_JUNG, SANCHEONG):
            with scope.within(f"official:{code}"):
                for table, column in columns:
                    cursor.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')
                    seen[table, code] = {found for (found,) in cursor.fetchall()} - {code}

    assert len(columns) >= 7
    assert {key: codes for key, codes in seen.items() if codes} == {}


def test_the_application_s_role_owns_no_table_function_or_schema(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
            " WHERE r.rolname = current_user AND d.deptype = 'o'"
        )
        assert cursor.fetchone() == (0,)
