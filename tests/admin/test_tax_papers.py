"""The page of the tax papers: complete or not, what is due, and a paper for a reason."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.urls import reverse

from accounts.models import Role
from audit.access_models import PersonalAccess
from audit.models import AuditEvent
from desk.models import TaxYear
from donations.export_models import Export
from donations.offer import Person
from tests.admin.conftest import make_official
from tests.books import book_without_a_donation
from tests.people import BUSAN_JUNG

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def page(give) -> str:
    give(paid_at=datetime.fromisoformat("2025-11-05T10:00:00+09:00"))
    year = TaxYear.objects.get(issuer="26110", year=2025)
    return reverse("admin:desk_taxyear_change", args=[year.pk])


def test_the_page_says_that_the_year_is_complete_and_what_is_due(login, clerk, page):
    shown = login(clerk).get(page).content.decode()

    assert "Every valid donation of the year is in the papers once" in shown
    assert "Not known: last year" in shown
    assert "Hand a paper out" not in shown


def test_the_page_says_what_makes_a_year_incomplete(login, clerk, page):
    book_without_a_donation(BUSAN_JUNG, date(2025, 5, 1), 7_000)

    shown = login(clerk).get(page).content.decode()

    assert "Not complete" in shown
    assert "107,000 won of donations, but the valid donations are 100,000 won" in shown


def test_above_the_threshold_of_last_year_the_page_names_the_tenth_of_january(
    login, clerk, page, give
):
    paid_at = datetime.fromisoformat("2025-11-06T10:00:00+09:00")
    for nth in range(15):
        someone = Person(resident_number=f"8001{nth + 10}-1234567", name="이영희")
        give(paid_at=paid_at, donor=someone, amount_krw=20_000_000)
    give()
    year = TaxYear.objects.get(issuer=BUSAN_JUNG, year=2026)

    shown = login(clerk).get(reverse("admin:desk_taxyear_change", args=[year.pk])).content.decode()

    assert "Required until Jan. 10, 2027: last year" in shown
    assert "were above 300,000,000 won" in shown


def test_a_manager_asks_for_the_ledger_a_second_official_grants_it_and_all_is_recorded(
    login, manager, page
):
    client, auditor = login(manager), login(make_official(Role.AUDITOR))

    refused = client.post(page, {"paper": "ledger", "reason": ""})
    assert refused["Content-Type"].startswith("text/html")
    assert not Export.objects.exists()
    asked = client.post(page, {"paper": "ledger", "reason": "audit"})
    export = Export.objects.get()
    own = reverse("admin:donations_export_change", args=[export.pk])
    assert asked["Location"] == own
    assert "For an audit" in client.get(own).content.decode()
    download = reverse("admin:donations_export_download", args=[export.pk])
    assert client.get(download)["Location"] == own
    auditor.post(
        reverse("admin:donations_export_approve", args=[export.pk]), {"_form_submitted": "True"}
    )

    answer = client.get(download)

    (sheet,) = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets
    assert sheet["G9"].value == "900101-1234567"
    event = AuditEvent.objects.get(kind="tax_paper.exported")
    assert (event.official, event.facts["reason"]) == (manager, "audit")
    looked = PersonalAccess.objects.get()
    assert (looked.official, looked.people, looked.kind) == (manager, 1, "export")
    assert "resident_number" in looked.data


def test_the_totals_sheet_is_handed_out_at_once(login, manager, page):
    answer = login(manager).post(page, {"paper": "totals", "reason": "filing"})

    (sheet,) = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets
    assert [cell.value for cell in sheet[10]] == ["합계", "", "", 1, 100_000]
    assert not PersonalAccess.objects.exists()


def test_another_government_finds_no_page(login, other_manager, page):
    assert login(other_manager).get(page).status_code == 404


def test_a_clerk_gets_no_paper(login, clerk, page):
    answer = login(clerk).post(page, {"paper": "ledger", "reason": "audit"})

    assert answer["Content-Type"].startswith("text/html")
    assert not Export.objects.exists()
    assert not AuditEvent.objects.filter(kind="tax_paper.exported").exists()
