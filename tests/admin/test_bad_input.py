"""What a careless or hostile browser sends: another's ids, other sites' forms, planted sessions."""

from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.urls import reverse

from access import sessions
from access.models import RoleChange
from access.role_changes import decide_role_change, request_role_change
from accounts import scope
from accounts.models import Role
from audit.models import PersonalAccess
from donations.models import Donation, DonationReturn, Export
from projects.models import FundProject
from tests.admin.conftest import make_official
from tests.admin.log_in import show_code
from tests.people import BUSAN_JUNG, SANCHEONG

JUNE = datetime.fromisoformat("2026-06-30T12:00:00+09:00")
JULY = datetime.fromisoformat("2026-07-01T12:00:00+09:00")
JEONNAM, GWANGJU, MERGED = "46000", "29000", "12000"


def references(login: Any, official: Any) -> set[str]:
    page = login(official).get(reverse("admin:donations_donation_changelist"))
    return {each.portal_reference for each in page.context["cl"].result_list}


def test_the_successor_s_official_sees_what_both_predecessors_received(login, give):
    """Jeonnam and Gwangju became one special city on 2026-07-01."""
    before = [give(recipient_code=code, paid_at=JUNE) for code in (JEONNAM, GWANGJU)]
    after = give(recipient_code=MERGED, paid_at=JULY)
    elsewhere = give(recipient_code=BUSAN_JUNG)
    official = make_official(Role.CLERK, MERGED)

    seen = references(login, official)

    assert seen == {each.portal_reference for each in (*before, after)}
    assert elsewhere.portal_reference not in seen
    with scope.within(scope.scope_of(official)), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT recipient_id FROM donations_donation ORDER BY 1")
        assert cursor.fetchall() == [(MERGED,), (GWANGJU,), (JEONNAM,)]


def test_an_official_of_a_predecessor_sees_neither_the_other_nor_what_came_after(login, give):
    own = give(recipient_code=JEONNAM, paid_at=JUNE)
    give(recipient_code=GWANGJU, paid_at=JUNE)
    give(recipient_code=MERGED, paid_at=JULY)

    assert references(login, make_official(Role.CLERK, JEONNAM)) == {own.portal_reference}


def test_an_official_of_a_predecessor_finds_no_page_of_the_successor_s_rows(login, give):
    after = give(recipient_code=MERGED, paid_at=JULY)
    client = login(make_official(Role.MANAGER, JEONNAM))

    for name, key in (
        ("donations_donation_change", after.pk),
        ("donations_donation_show", after.pk),
        ("receipts_receipt_download", after.receipt_id),
    ):
        assert client.get(reverse(f"admin:{name}", args=[key])).status_code == 404


FORMS = [
    "admin:donations_donation_find",
    "admin:donations_export_ask",
    "admin:accounts_user_invite",
    "admin:audit_personalaccess_review",
    "admin:desk_counterdonation_add",
    "admin:saved_filters",
    "admin:my_account",
]


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_another_site_sends_is_refused(manager, name):
    client = Client(enforce_csrf_checks=True)
    plain = Client()
    plain.force_login(manager)
    show_code(plain, manager)
    client.cookies[settings.SESSION_COOKIE_NAME] = plain.cookies[settings.SESSION_COOKIE_NAME].value

    answer = client.post(reverse(name), {"x": "1"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


def test_actions_on_rows_refuse_other_sites_too(manager, give):
    gift = give()
    client = Client(enforce_csrf_checks=True)
    plain = Client()
    plain.force_login(manager)
    show_code(plain, manager)
    client.cookies[settings.SESSION_COOKIE_NAME] = plain.cookies[settings.SESSION_COOKIE_NAME].value
    for action in ("show", "ask_return", "keep"):
        url = reverse(f"admin:donations_donation_{action}", args=[gift.pk])
        assert client.post(url, {"_form_submitted": "1"}).status_code == 403
    scope.enter(scope.SYSTEM)
    assert not PersonalAccess.objects.exists()
    assert not DonationReturn.objects.exists()


def test_a_session_that_somebody_planted_is_worth_nothing_after_the_log_in(manager):
    planted = SessionStore()
    planted["x"] = 1
    planted.create()
    victim = Client()
    victim.cookies[settings.SESSION_COOKIE_NAME] = str(planted.session_key)
    manager.set_password("Apricot-river-9")
    manager.save()
    victim.post("/admin/login/", {"username": manager.email, "password": "Apricot-river-9"})
    show_code(victim, manager)
    assert victim.get("/admin/").status_code == 200

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = str(planted.session_key)

    assert thief.get("/admin/").status_code == 302
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != str(planted.session_key)


def test_a_session_goes_on_over_the_midnight_of_new_year_s_eve():
    begun = datetime.fromisoformat("2026-12-31T23:50:00+09:00").timestamp()
    session: dict[str, Any] = {}
    assert sessions.use(session, begun) is None
    assert sessions.use(session, begun + 20 * 60) is None
    assert sessions.use(session, begun + 45 * 60) is None


def test_ids_of_another_government_in_forms_change_nothing(login, clerk, manager, give):
    theirs = give(recipient_code=SANCHEONG)
    project = FundProject.objects.create(
        recipient_id=SANCHEONG,
        name_ko="남의 사업",
        purpose="빨래",
        purpose_code="P1",
        kind="general",
        status="open",
    )
    stranger = make_official(Role.CLERK, SANCHEONG)
    client = login(manager)

    client.post(
        reverse("admin:donations_export_ask"),
        {
            "kind": "donations",
            "file_format": "csv",
            "first_on": "2026-01-01",
            "last_on": "2026-12-31",
            "purpose": "receipt",
            "reason": "x",
            "municipality": SANCHEONG,
        },
    )
    export = Export.objects.get()
    assert (export.municipality_id, export.rows) == (BUSAN_JUNG, 0)

    page = login(clerk).get(reverse("admin:desk_counterdonation_add")).content.decode()
    assert "남의 사업" not in page
    assert f'value="{project.pk}"' not in page

    for name, key in (
        ("accounts_user_change_role", stranger.pk),
        ("accounts_user_switch_off", stranger.pk),
        ("donations_donation_keep", theirs.pk),
    ):
        told = {"_form_submitted": "1", "role": "manager", "reason": "x"}
        assert client.post(reverse(f"admin:{name}", args=[key]), told).status_code == 404
    assert not RoleChange.objects.exists()
    assert Donation.objects.filter(pk=theirs.pk, status="accepted").exists()


def test_an_official_in_two_places_after_a_merger_belongs_to_one(db):
    old = make_official(Role.CLERK, JEONNAM)
    manager, auditor = make_official(Role.MANAGER, MERGED), make_official(Role.AUDITOR, MERGED)
    with scope.within(scope.scope_of(manager)):
        change = request_role_change(old.pk, Role.CLERK, actor=manager)
    assert scope.scope_of(old) == f"official:{JEONNAM}"
    with scope.within(scope.scope_of(auditor)):
        decide_role_change(change.pk, grant=True, actor=auditor)
    old.refresh_from_db()
    assert set(scope.scope_of(old).removeprefix("official:").split(",")) >= {MERGED, JEONNAM}
