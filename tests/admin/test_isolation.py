"""An official reaches no row of another local government, below the ORM too (promise 8)."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts import scope
from accounts.middleware import OfficialScopeMiddleware, ScopeMiddleware
from accounts.models import Role, User
from audit.access_models import PersonalAccess
from audit.models import AuditEvent
from ledger.models import JournalTransfer
from projects.models import FundProject
from receipts.models import Receipt
from tests.admin.conftest import make_official
from tests.admin.log_in import as_verified, show_code
from tests.people import BUSAN_JUNG, SANCHEONG


@pytest.fixture
def ours(give):
    return give(recipient_code=BUSAN_JUNG)


@pytest.fixture
def theirs(give):
    return give(recipient_code=SANCHEONG)


def addresses(donation) -> list[str]:
    """Return every address about one donation and what it left in the books."""
    project = FundProject.objects.filter(recipient=donation.recipient).first()
    rows = [
        ("donations_donation", donation.pk),
        ("receipts_receipt", donation.receipt_id),
        ("ledger_journaltransfer", JournalTransfer.objects.get(entry=donation.pk).pk),
        (
            "audit_auditevent",
            AuditEvent.objects.filter(municipality=donation.recipient).latest("id").pk,
        ),
    ]
    if project:
        rows.append(("projects_fundproject", project.pk))
    return [
        reverse(f"admin:{model}_{page}", args=[pk])
        for model, pk in rows
        for page in ("change", "history", "delete")
    ] + [
        reverse("admin:donations_donation_download", args=[donation.pk]),
        reverse("admin:receipts_receipt_download", args=[donation.receipt_id]),
    ]


def test_what_is_another_s_is_not_found(login, manager, other_manager, ours, theirs):
    for model, donation in ((manager, theirs), (other_manager, ours)):
        client = login(model)
        answers = {url: client.get(url).status_code for url in addresses(donation)}
        assert set(answers.values()) == {404}, answers


def test_what_is_one_s_own_opens_but_cannot_be_deleted(login, manager, ours):
    client = login(manager)

    for url in addresses(ours):
        expected = {"delete": 403, "download": 302 if "/donation/" in url else 200}
        page = url.rstrip("/").rpartition("/")[2]
        assert client.get(url).status_code == expected.get(page, 200), url


def test_lists_hold_own_rows_only(login, manager, ours, theirs):
    client = login(manager)

    for model in ("donations_donation", "receipts_receipt"):
        page = client.get(reverse(f"admin:{model}_changelist")).content.decode()
        assert ours.receipt.number in page
        assert theirs.receipt.number not in page


def test_a_search_finds_own_rows_only(login, manager, ours, theirs):
    client = login(manager)
    url = reverse("admin:donations_donation_changelist")

    for donation, found in ((ours, 1), (theirs, 0)):
        for wanted in (donation.receipt.number, donation.portal_reference):
            answer = client.get(url, {"q": wanted})
            assert len(answer.context["cl"].result_list) == found


def test_colleagues_are_those_of_one_s_own_government(login, manager, other_manager, clerk):
    client = login(manager)
    seen = client.get(reverse("admin:accounts_user_changelist")).context["cl"].result_list

    assert {official.pk for official in seen} == {manager.pk, clerk.pk}
    other = reverse("admin:accounts_user_change", args=[other_manager.pk])
    assert client.get(other).status_code == 404


def test_a_successor_s_official_sees_what_the_predecessor_received(login, give):
    before = give(recipient_code="12000")
    official = make_official(Role.CLERK, "12000")

    page = login(official).get(reverse("admin:donations_donation_changelist"))

    assert before.receipt.number in page.content.decode()


@pytest.mark.parametrize("table", ["donations_donation", "receipts_receipt", "audit_auditevent"])
def test_raw_sql_in_an_official_s_request_sees_own_rows_only(
    table, manager, ours, theirs, settings
):
    column = {"receipts_receipt": "issuer_id", "donations_donation": "recipient_id"}
    seen: list[str] = []

    def view(_request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT {column.get(table, 'municipality_id')} FROM {table}")
            seen.extend(code for (code,) in cursor.fetchall())
        return HttpResponse()

    request = HttpRequest()
    request.user = as_verified(manager)
    request.COOKIES = {settings.SESSION_COOKIE_NAME: "x"}
    ScopeMiddleware(OfficialScopeMiddleware(view))(request)
    scope.enter(scope.SYSTEM)

    assert seen == [BUSAN_JUNG]


def test_actors_that_share_a_connection_share_nothing_else(
    own_database, manager, other_manager, ours, theirs
):
    def numbers(official: User) -> str:
        client = Client()
        client.force_login(official)
        show_code(client, official)
        return client.get(reverse("admin:receipts_receipt_changelist")).content.decode()

    ours_number, theirs_number = ours.receipt.number, theirs.receipt.number
    for _round in range(2):
        for official, own, other in (
            (manager, ours_number, theirs_number),
            (other_manager, theirs_number, ours_number),
        ):
            page = numbers(official)
            assert own in page
            assert other not in page
            assert not Receipt.objects.exists()


def test_without_a_scope_raw_sql_sees_nothing(ours):
    with scope.within(scope.NOTHING), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM donations_donation), "
            "(SELECT count(*) FROM receipts_receipt), (SELECT count(*) FROM donations_donor)"
        )
        assert cursor.fetchone() == (0, 0, 0)


def test_a_download_sends_the_receipt_and_is_recorded(login, clerk, ours, tmp_path):
    url = reverse("admin:donations_donation_download", args=[ours.pk])
    answer = login(clerk).get(url, follow=True, REMOTE_ADDR="10.1.2.3")

    assert answer["Content-Type"] == "application/pdf"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert f'filename="{ours.receipt.number}.pdf"' in answer["Content-Disposition"]
    document = tmp_path / "receipt.pdf"
    document.write_bytes(answer.content)
    assert ours.receipt.number in PdfReader(document).pages[0].extract_text()
    event = AuditEvent.objects.get(kind="receipt.downloaded")
    assert (event.official, event.subject, event.municipality_id, event.facts) == (
        clerk,
        f"receipt:{ours.receipt.number}",
        BUSAN_JUNG,
        {},
    )
    assert (event.address, event.agent) == ("10.1.2.3", "")
    access = PersonalAccess.objects.get()
    assert (access.kind, access.purpose, access.official, access.address) == (
        "document",
        "receipt",
        clerk,
        "10.1.2.3",
    )
    assert access.data == ["name", "birth_date"]


def test_a_refused_download_is_not_recorded_as_one(login, other_manager, ours):
    url = reverse("admin:receipts_receipt_download", args=[ours.receipt_id])

    assert login(other_manager).get(url).status_code == 404
    assert not AuditEvent.objects.filter(kind="receipt.downloaded").exists()


def test_no_page_shows_a_whole_name(login, manager, ours):
    client = login(manager)
    pages = [
        reverse("admin:index"),
        reverse("admin:donations_donation_changelist"),
        reverse("admin:receipts_receipt_changelist"),
        reverse("admin:donations_donation_change", args=[ours.pk]),
        reverse("admin:receipts_receipt_change", args=[ours.receipt_id]),
    ]

    for url in pages:
        text = client.get(url).content.decode()
        assert "홍*동" in text, url
        assert "홍길동" not in text, url
        assert "900101" not in text, url
