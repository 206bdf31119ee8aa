"""Every address × every role × own and another's rows (promise 8). The table is ``matrix.py``."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from accounts import scope
from accounts.models import Role
from tests.accounts.conftest import SystemClient
from tests.admin import matrix, world
from tests.admin.conftest import make_official
from tests.admin.matrix import API, MODELS, SHARED, SITE, Pages
from tests.admin.world import World
from tests.api.conftest import client_of
from tests.people import ALL_SCOPES, BUSAN_JUNG, SANCHEONG, make_portal

STANDARD = ("changelist", "add", "change", "history", "delete")
REFUSED = {403, 404}
IN_A_PAGE = {"HX-Request": "true"}
"""How a page asks for a dialog that it shows."""
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
    world.shared()
    return {code: world.build(code, matrix.BOOKS) for code in (BUSAN_JUNG, SANCHEONG)}


@pytest.fixture
def officials(worlds) -> list[Any]:
    national = make_official(Role.NATIONAL, None)
    return [*worlds[BUSAN_JUNG].officials.values(), national]


def row_of(model: type[Model], pages: Pages, code: str) -> Model:
    rows = model._default_manager.filter(**pages.only)
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


def test_the_address_of_a_dialog_leads_to_the_page_of_its_row(login, worlds):
    client = login(worlds[BUSAN_JUNG].officials[Role.MANAGER])
    dialogs = 0
    for label, pages in MODELS.items():
        key = row_of(apps.get_model(label.replace("_", ".", 1)), pages, BUSAN_JUNG).pk
        for name in pages.actions:
            url = address(f"{label}_{name}", key)
            if b"_form_submitted" in client.get(url, headers=IN_A_PAGE).content:
                assert client.get(url).headers["Location"] == address(f"{label}_change", key), url
                dialogs += 1

    assert dialogs > 20


def test_each_role_opens_its_pages_of_its_own_government_and_nothing_else(login, officials):
    wrong = {
        official.role: misopened(login(official), Role(official.role)) for official in officials
    }

    assert wrong == {role: {} for role in Role}


def misopened(client: Client, role: Role) -> dict[str, int]:
    """Return the pages that open and should not, or do not and should."""
    wrong: dict[str, int] = {}

    def judge(url: str, *, allowed: bool) -> None:
        status = client.get(url).status_code
        if (status in {200, 302}) != allowed or (not allowed and status not in REFUSED):
            wrong[url] = status

    for label, pages in MODELS.items():
        may = role in pages.seen_by
        judge(reverse(f"admin:{label}_changelist"), allowed=may)
        judge(reverse(f"admin:{label}_add"), allowed=role in pages.added_by)
        for name, roles in pages.lists.items():
            judge(reverse(f"admin:{label}_{name}"), allowed=role in roles)
        key = row_of(apps.get_model(label.replace("_", ".", 1)), pages, BUSAN_JUNG).pk
        for page in ("change", "history"):
            judge(address(f"{label}_{page}", key), allowed=may)
        judge(address(f"{label}_delete", key), allowed=False)
        for name, roles in pages.actions.items():
            judge(address(f"{label}_{name}", key), allowed=role in roles)
    return wrong


def test_another_s_row_is_not_found_by_any_page_method_or_role(login, officials):
    found = {official.role: reached(login(official), Role(official.role)) for official in officials}

    assert found == {role: {} for role in Role}


def reached(client: Client, role: Role) -> dict[str, int]:
    """Return the pages of another government's rows that are not "not found"."""
    found: dict[str, int] = {}
    for label, pages in MODELS.items():
        if pages.column == SHARED or (pages.open_to_national and role == Role.NATIONAL):
            continue
        key = row_of(apps.get_model(label.replace("_", ".", 1)), pages, SANCHEONG).pk
        for page in ("change", "history", "delete", *pages.actions):
            url = address(f"{label}_{page}", key)
            for method in (client.get, client.post, partial(client.get, headers=IN_A_PAGE)):
                if (status := method(url).status_code) != 404:
                    found[url] = status
    return found


def test_no_field_of_a_form_takes_an_id_of_another_government(login, worlds):
    client = login(worlds[BUSAN_JUNG].officials[Role.MANAGER])
    tried = set()
    for label in MODELS:
        url = reverse(f"admin:{label}_add")
        page = client.get(url)
        for name, field in fields_of(page).items():
            offered: QuerySet[Any] = field.queryset
            theirs = rows_of(offered.model, SANCHEONG)
            assert not theirs & set(offered.values_list("pk", flat=True)), (label, name)
            for key in sorted(theirs)[:1]:
                assert name in form_of(client.post(url, {name: key})).errors, (label, name)
                tried.add(name)

    assert tried >= {"source", "corrects", "project", "from_project"}


def test_no_filter_or_search_of_a_list_reaches_another_s_rows(login, worlds):
    client = login(worlds[BUSAN_JUNG].officials[Role.MANAGER])
    found, opened = {}, 0
    for label, pages in MODELS.items():
        if pages.column == SHARED:
            continue
        model = apps.get_model(label.replace("_", ".", 1))
        key, theirs = row_of(model, pages, SANCHEONG).pk, rows_at(model, pages, SANCHEONG)
        person = worlds[SANCHEONG].gift.donor.lookup_hash
        narrowed = {"q": str(key), **({"person": person} if label == "donations_donation" else {})}
        for query in ({"id__exact": key}, {pages.column: SANCHEONG}, narrowed):
            page = client.get(reverse(f"admin:{label}_changelist"), query)
            listed = page.context["cl"].result_list if page.status_code == 200 else []
            opened += page.status_code == 200
            if shown := theirs & {each.pk for each in listed}:
                found[label, str(query)] = shown

    assert found == {}
    assert opened > 40


def rows_at(model: type[Model], pages: Pages, code: str) -> set[Any]:
    rows = model._default_manager.filter(**{**pages.only, pages.column: code})
    return set(rows.values_list("pk", flat=True))


def form_of(page: Any) -> Any:
    form = page.context.get("form")
    return form if hasattr(form, "fields") else page.context["adminform"].form


def fields_of(page: Any) -> dict[str, Any]:
    if page.status_code != 200:
        return {}
    fields = form_of(page).fields.items()
    return {name: field for name, field in fields if isinstance(field, ModelChoiceField)}


def rows_of(model: type[Model], code: str) -> set[Any]:
    """Return the keys of what belongs to a local government, whatever its column is called."""
    for column in ("recipient_id", "municipality_id", "project__recipient_id"):
        try:
            return set(model._base_manager.filter(**{column: code}).values_list("pk", flat=True))
        except FieldError:
            continue
    return set()


def test_no_page_of_the_site_takes_a_form_without_asking_where_it_comes_from():
    def exempt(resolver: URLResolver) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from exempt(entry)
            elif getattr(entry.callback, "csrf_exempt", False):
                yield str(entry.name or entry.pattern)

    site = next(
        entry
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and entry.namespace == "admin"
    )
    assert list(exempt(site)) == []


def test_pages_of_libraries_open_to_nobody_and_the_site_s_own_to_every_official(login, officials):
    for official in officials:
        client: Client = login(official)
        for label in matrix.FOR_NOBODY:
            for page in ("changelist", "add"):
                assert client.get(reverse(f"admin:{label}_{page}")).status_code in REFUSED, label
        assert {name: client.get(reverse(f"admin:{name}")).status_code for name in SITE} == SITE


def test_a_call_needs_its_scope_and_reaches_the_portal_s_own_rows(worlds):
    ours = worlds[BUSAN_JUNG]
    strangers = (worlds[SANCHEONG].portal, make_portal("남"))
    wrong: dict[str, int] = {}

    def judge(
        name: str, method: str, portal: Any, granted: str, fits: Callable[[int], bool]
    ) -> None:
        client: Any = client_of(portal, granted) if portal else SystemClient()
        told = json.dumps(dict(API[name].body))
        url = ours.address(API[name].path)
        kind = "application/json"
        status = client.generic(method.upper(), url, told, content_type=kind).status_code
        if not fits(status):
            wrong[f"{method} {url} {portal} {granted}"] = status

    for name, call in API.items():
        for method, needed in call.scopes.items():
            if not needed:
                judge(name, method, None, "", lambda status: status not in {401, 403})
                continue
            rest = " ".join(each for each in ALL_SCOPES.split() if each != needed)
            judge(name, method, None, "", lambda status: status == 401)
            judge(name, method, ours.portal, rest, lambda status: status == 403)
            judge(name, method, ours.portal, needed, lambda status: status not in {401, 403, 404})
            for stranger in strangers if call.own else ():
                judge(name, method, stranger, ALL_SCOPES, lambda status: status == 404)

    assert wrong == {}


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
                    if table in matrix.SEEN_BY_OTHERS:
                        continue
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
