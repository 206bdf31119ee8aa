"""The pages themselves: what they show, in which language, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

LISTS = [
    "desk_counterdonation",
    "donations_donation",
    "donations_export",
    "receipts_receipt",
    "ledger_journaltransfer",
    "audit_auditevent",
    "audit_personalaccess",
    "access_invitation",
    "access_rolechange",
    "accounts_user",
    "regions_municipality",
    "projects_fundproject",
    "projects_projectstory",
    "reports_reportrun",
]
PAGES = [
    "index",
    "my_account",
    "accounts_user_add",
    "accounts_user_invite",
    "audit_personalaccess_review",
    "desk_counterdonation_add",
    "desk_bulkfile_add",
    "desk_bulksource_add",
    "desk_settlement_add",
    "donations_donormerge_add",
    "donations_donation_find",
    "donations_export_add",
    "receipts_receipt_register",
]
MOST_QUERIES = 12
MOST_QUERIES_AT_HOME = 16


def queries(client, url: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("model", LISTS)
def test_a_list_costs_the_same_with_one_row_as_with_five(login, manager, give, model):
    client = login(manager)
    url = reverse(f"admin:{model}_changelist")
    give()
    client.get(url)

    with_one = queries(client, url)
    for _number in range(4):
        give()
    with_five = queries(client, url)

    assert len(with_one) == len(with_five)
    assert len(with_five) <= MOST_QUERIES
    assert not [sql for sql in with_five if "COUNT(*)" in sql.upper()]


def test_the_home_page_costs_the_same_with_one_donation_as_with_five(login, manager, give):
    client = login(manager)
    give()
    client.get("/admin/")

    with_one = queries(client, "/admin/")
    for _number in range(4):
        give()

    assert len(queries(client, "/admin/")) == len(with_one) <= MOST_QUERIES_AT_HOME


@pytest.mark.parametrize("page", [*PAGES, *(f"{name}_changelist" for name in LISTS)])
def test_a_page_has_one_heading_of_the_first_level(login, manager, page):
    address = reverse(f"admin:{page}")

    assert login(manager).get(address).content.decode().count("<h1") == 1


def test_a_list_can_be_narrowed_to_days(login, manager, give):
    donation = give()
    client = login(manager)
    url = reverse("admin:donations_donation_changelist")

    for span, found in (
        ({"donated_on_from": "2026-10-05", "donated_on_to": "2026-10-05"}, 1),
        ({"donated_on_from": "2026-10-06"}, 0),
        ({"status__exact": donation.status}, 1),
    ):
        assert len(client.get(url, span).context["cl"].result_list) == found


@pytest.mark.parametrize("page", ["0", "2", "99999999", "x", "-1"])
def test_pages_that_are_not_there_do_no_harm(login, manager, give, page):
    give()
    answer = login(manager).get(reverse("admin:donations_donation_changelist"), {"p": page})

    assert answer.status_code in {200, 302}


@pytest.mark.parametrize("key", ["x", "0", "%00", "1'--", "01a2059a-7f2c-7004-9db6-40c3bd8f0768"])
def test_a_key_that_is_none_is_not_found(login, manager, key):
    answer = login(manager).get(f"/admin/donations/donation/{key}/change/")

    assert answer.status_code == 404


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_speak_the_language_that_was_chosen(client, login, manager, give, language):
    give()
    client = login(manager)
    client.post("/i18n/setlang/", {"language": language, "next": "/admin/"})

    for url in ("/", "/admin/", reverse("admin:donations_donation_changelist")):
        answer = client.get(url)
        assert answer["Content-Language"] == language
        assert f'<html lang="{language}"' in answer.content.decode()


def test_the_service_speaks_korean_unless_asked_otherwise(client, db):
    assert client.get("/")["Content-Language"] == "ko"
    assert client.get("/admin/login/")["Content-Language"] == "ko"


def test_the_start_page_says_where_to_go(client, db, settings):
    settings.DEMO = False
    page = client.get("/", headers={"Accept-Language": "en"}).content.decode()

    for address in ("/admin/", "/projects/", "/reports/", "/verify/", "/api/docs"):
        assert f'href="{address}"' in page
    assert "demonstration" not in page
    assert "//" not in page.replace("<!doctype", "").replace("</", "")


def test_the_start_page_of_a_demonstration_says_so(client, manager, settings):
    settings.DEMO = True
    manager.email = "jeonnam@hometown.demo"
    manager.save()

    page = client.get("/", headers={"Accept-Language": "en"}).content.decode()

    assert "This is a demonstration" in page
    assert "jeonnam@hometown.demo" in page


def test_an_address_that_is_not_there_answers_with_a_page(client, db):
    answer = client.get("/nowhere/", headers={"Accept-Language": "en"})

    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_today_is_a_day_in_seoul(login, manager):
    context = login(manager).get("/admin/").context

    assert context["today"] == timezone.localtime().date()
