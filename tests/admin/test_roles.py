"""Every page of the officials' site, by role: what is not in the table of roles is refused."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Role, User
from accounts.roles import PERMISSIONS
from tests.admin.conftest import PASSWORD, make_official
from tests.people import BUSAN_JUNG, SANCHEONG

MODELS = sorted((model._meta.app_label, model._meta.model_name) for model in admin.site._registry)
SEEN_BY = {
    ("access", "invitation"): {Role.MANAGER},
    ("access", "rolechange"): {Role.MANAGER, Role.AUDITOR},
    ("accounts", "user"): {Role.MANAGER},
    ("audit", "auditevent"): {Role.MANAGER, Role.AUDITOR},
    ("audit", "personalaccess"): {Role.MANAGER, Role.AUDITOR},
    ("desk", "bulkfile"): {Role.CLERK, Role.MANAGER},
    ("desk", "bulksource"): {Role.CLERK, Role.MANAGER},
    ("desk", "counterdonation"): {Role.CLERK, Role.MANAGER},
    ("donations", "barredperson"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("desk", "settlement"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("donations", "donation"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("donations", "export"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("donations", "donormerge"): {Role.CLERK, Role.MANAGER},
    ("donations", "donationreturn"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("ledger", "fundyear"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("ledger", "journaltransfer"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("ledger", "otherincome"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("projects", "assignment"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("projects", "spending"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("projects", "fundproject"): set(Role),
    ("projects", "projectstory"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("receipts", "issuerregistration"): {Role.MANAGER},
    ("receipts", "receipt"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("desk", "taxyear"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("receipts", "yearendbatch"): {Role.CLERK, Role.MANAGER, Role.AUDITOR},
    ("regions", "municipality"): set(Role),
    ("reports", "delivery"): {Role.MANAGER},
    ("reports", "duereport"): set(Role),
    ("reports", "reportrun"): set(Role),
    ("reports", "subscriber"): {Role.MANAGER},
}
"""List page -> roles that may open it; a model that is not here is seen by nobody."""
ADDED_BY = {
    ("desk", "bulkfile"): {Role.CLERK, Role.MANAGER},
    ("desk", "bulksource"): {Role.MANAGER},
    ("desk", "counterdonation"): {Role.CLERK, Role.MANAGER},
    ("ledger", "fundyear"): {Role.MANAGER},
    ("ledger", "otherincome"): {Role.CLERK, Role.MANAGER},
    ("projects", "assignment"): {Role.MANAGER},
    ("desk", "settlement"): {Role.CLERK, Role.MANAGER},
    ("donations", "donormerge"): {Role.CLERK, Role.MANAGER},
    ("receipts", "issuerregistration"): {Role.MANAGER},
    ("projects", "fundproject"): {Role.CLERK, Role.MANAGER},
    ("projects", "projectstory"): {Role.CLERK, Role.MANAGER},
    ("reports", "subscriber"): {Role.MANAGER},
    ("projects", "spending"): {Role.CLERK, Role.MANAGER},
}
"""Page on which something new is made -> roles that may open it; every other is closed to all."""


@pytest.fixture(params=list(Role))
def official(request, db) -> User:
    role = request.param
    return make_official(role, None if role == Role.NATIONAL else BUSAN_JUNG)


@pytest.mark.parametrize(("app", "model"), MODELS)
def test_a_list_opens_to_its_roles_and_to_nobody_else(login, official, app, model):
    client = login(official)
    may = official.role in SEEN_BY.get((app, model), set())

    assert client.get(reverse(f"admin:{app}_{model}_changelist")).status_code == (
        200 if may else 403
    )
    may_add = official.role in ADDED_BY.get((app, model), set())
    assert client.get(reverse(f"admin:{app}_{model}_add")).status_code == (200 if may_add else 403)
    page = "add" if (app, model) == ("desk", "counterdonation") else "changelist"
    link = reverse(f"admin:{app}_{model}_{page}")
    assert (f'href="{link}"' in client.get("/admin/").content.decode()) == may


def test_the_site_has_the_pages_it_should():
    assert set(SEEN_BY) <= set(MODELS)


def test_nothing_is_changed_but_by_these_steps():
    reading = {"view", "download", "show"}

    assert {
        perm
        for role in Role
        for perm in PERMISSIONS[role]
        if perm.partition(".")[2].partition("_")[0] not in reading
    } == {
        "access.request_rolechange",
        "access.decide_rolechange",
        "accounts.invite_user",
        "accounts.switch_user",
        "receipts.add_issuerregistration",
        "desk.add_counterdonation",
        "desk.add_bulkfile",
        "desk.add_bulksource",
        "donations.ask_export",
        "donations.decide_export",
        "desk.add_settlement",
        "donations.request_donormerge",
        "donations.decide_donormerge",
        "donations.request_donationreturn",
        "donations.decide_donationreturn",
        "donations.bar_barredperson",
        "donations.hold_donor",
        "donations.pay_donationreturn",
        "receipts.reprint_receipt",
        "receipts.correct_receipt",
        "projects.plan_fundproject",
        "ledger.add_fundyear",
        "ledger.add_otherincome",
        "ledger.close_fundyear",
        "ledger.open_fundyear",
        "ledger.publish_fundyear",
        "ledger.tell_fundyear",
        "projects.add_assignment",
        "projects.add_spending",
        "projects.decide_fundproject",
        "projects.decide_spending",
        "projects.pay_spending",
        "projects.request_spending",
        "reports.add_subscriber",
        "reports.change_subscriber",
        "reports.rerun_reportrun",
        "reports.send_delivery",
        "receipts.plan_yearendbatch",
        "receipts.decide_yearendbatch",
    }


def test_the_national_role_sees_no_person(login, give):
    donation = give()
    client = login(make_official(Role.NATIONAL, None))

    for name, key in (
        ("donations_donation_change", donation.pk),
        ("receipts_receipt_change", donation.receipt_id),
    ):
        assert client.get(reverse(f"admin:{name}", args=[key])).status_code == 404
    download = reverse("admin:receipts_receipt_download", args=[donation.receipt_id])
    assert client.get(download).status_code == 404
    give(recipient_code=SANCHEONG, amount_krw=30_000)
    home = client.get("/admin/").content.decode()
    assert "130,000 won" in home
    assert "홍*동" not in home
    assert donation.receipt.number not in home


def test_an_official_who_is_switched_off_is_out_at_once(login, clerk):
    client = login(clerk)
    assert client.get("/admin/").status_code == 200

    clerk.is_active = False
    clerk.save()

    assert client.get("/admin/").status_code == 302
    assert not clerk.has_perm("donations.view_donation")
    assert not clerk.has_module_perms("donations")


def test_the_log_in_takes_the_e_mail_in_any_case_and_renews_the_session(client, clerk):
    clerk.set_password(PASSWORD)
    clerk.save()
    client.get("/admin/login/")
    client.session.save()
    before = client.session.session_key

    answer = client.post(
        "/admin/login/",
        {"username": clerk.email.upper(), "password": PASSWORD, "next": "/admin/"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.session.session_key != before


def test_a_wrong_password_and_an_unknown_e_mail_look_the_same(client, clerk):
    clerk.set_password(PASSWORD)
    clerk.save()
    pages = [
        client.post("/admin/login/", {"username": name, "password": "wrong"}, headers=ENGLISH)
        for name in (clerk.email, "nobody@example.org")
    ]

    assert [page.status_code for page in pages] == [200, 200]
    first, second = (page.context["form"].non_field_errors() for page in pages)
    assert first == second


ENGLISH = {"Accept-Language": "en"}


def test_strangers_are_asked_to_log_in(client, give):
    donation = give()

    for url in ("/admin/", reverse("admin:donations_donation_change", args=[donation.pk])):
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")
