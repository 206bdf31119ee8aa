import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from rest_framework.test import APIClient

from accounts.models import Portal
from audit.models import AuditEvent
from donations.acceptance import accept_donation
from donations.models import Donation
from tests.api.conftest import client_of
from tests.people import make_offer, make_portal
from tests.receipts.conftest import SANCHEONG

URL = "/api/v1/tax-credit"


def credit(*gifts: dict[str, Any]) -> Any:
    return APIClient().post(URL, {"donations": list(gifts)}, format="json")


def gift(amount_krw: Any = 110_000, donated_on: Any = "2025-05-05", **more: Any) -> dict[str, Any]:
    return {"amount_krw": amount_krw, "donated_on": donated_on, **more}


@pytest.mark.django_db
def test_anybody_may_ask_for_a_tax_credit():
    response = credit(gift())

    assert response.status_code == 200
    answer = response.json()
    assert {name: answer[name] for name in answer if name.endswith(("_krw", "_year"))} == {
        "tax_year": 2025,
        "total_krw": 110_000,
        "credit_total_krw": 101_650,
        "national_krw": 92_409,
        "local_krw": 9_241,
        "local_floored_krw": 9_240,
        "deductible_krw": 0,
    }
    assert answer["lines"][1] == {
        "bracket": "above_100000",
        "base_krw": 10_000,
        "national_rate": "0.15",
        "local_rate": "0.015",
        "national_krw": 1_500,
        "local_krw": 150,
        "legal_basis": "조세특례제한법 제58조 (법률 제20778호), 지방세특례제한법 제167조의2제1항",
    }
    assert "the most that can be saved" in answer["notice_en"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("donated_on", "total"),
    [
        # Sancheong was declared on 2025-03-22 and again on 2025-07-22; three months each.
        ("2025-03-21", 116_500),
        ("2025-03-22", 133_000),
        ("2025-06-22", 133_000),
        ("2025-06-23", 116_500),
        ("2025-10-22", 133_000),
        ("2025-10-23", 116_500),
    ],
)
def test_the_recipients_disaster_window_decides_about_the_rate(donated_on, total):
    answer = credit(gift(200_000, donated_on, recipient_code=SANCHEONG)).json()

    assert answer["credit_total_krw"] == total


@pytest.mark.django_db
def test_the_caller_may_say_that_it_is_disaster_money():
    assert credit(gift(200_000, special_disaster=True)).json()["credit_total_krw"] == 133_000
    assert credit(gift(200_000, special_disaster=False)).json()["credit_total_krw"] == 116_500


@pytest.mark.django_db
def test_a_mixed_year_and_one_above_the_cap_are_answered_with_a_note():
    mixed = credit(gift(200_000), gift(200_000, special_disaster=True)).json()
    above = credit(gift(20_000_001)).json()

    assert "ordinary donations come first" in mixed["notice_en"]
    assert "above the annual cap" in above["notice_en"]
    assert above["lines"][-1]["bracket"] == "above_cap"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "amount", ["100,000", "100000", 1.5, 100_000.0, True, False, None, 0, -1, 10**18, [1], {}]
)
def test_an_amount_is_a_json_integer_of_whole_won(amount):
    response = credit(gift(), gift(amount))

    assert response.status_code == 422
    assert response.json()["code"] == "invalid"
    assert [error["pointer"] for error in response.json()["errors"]] == ["/donations/1/amount_krw"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/donations"),
        ([], ""),
        ({"donations": []}, "/donations"),
        ({"donations": {}}, "/donations"),
        ({"donations": [{}]}, "/donations/0/amount_krw"),
        ({"donations": [gift(donated_on="2022-12-31")]}, "/donations/0/donated_on"),
        ({"donations": [gift(donated_on="2025-02-30")]}, "/donations/0/donated_on"),
        ({"donations": [gift(donated_on=20250101)]}, "/donations/0/donated_on"),
        ({"donations": [gift(), gift(donated_on="2026-01-01")]}, "/donations/1/donated_on"),
        ({"donations": [gift(special_disaster="true")]}, "/donations/0/special_disaster"),
        ({"donations": [gift(special_disaster=1)]}, "/donations/0/special_disaster"),
        ({"donations": [gift(recipient_code="99999")]}, "/donations/0/recipient_code"),
        ({"donations": [gift(recipient_code="1\n111")]}, "/donations/0/recipient_code"),
        (
            {"donations": [gift(recipient_code=SANCHEONG, special_disaster=True)]},
            "/donations/0/special_disaster",
        ),
        ({"donations": [gift()] * 1001}, "/donations"),
    ],
)
def test_what_is_not_valid_is_pointed_at(body, pointer):
    response = APIClient().post(URL, body, format="json")

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["pointer"] == pointer


@pytest.mark.django_db
def test_a_thousand_donations_are_answered():
    answer = credit(*[gift(1_000)] * 1_000).json()

    # 100,000 + 16.5 % of 900,000
    assert (answer["total_krw"], answer["credit_total_krw"]) == (1_000_000, 248_500)


@pytest.fixture
def portal(db: None) -> Portal:
    return make_portal("위기브")


@pytest.fixture
def other_portal(db: None) -> Portal:
    return make_portal("은행 창구")


@pytest.fixture
def donation(portal: Portal) -> Donation:
    return accept_donation(make_offer(), actor=portal).donation


def test_a_portal_reads_the_receipt_of_its_donation(donation, portal, settings):
    number = donation.receipt.number

    response = client_of(portal).get(f"/api/v1/receipts/{number}")

    assert response.status_code == 200
    assert response.json() == {
        "number": number,
        "issued_on": donation.receipt.issued_on.isoformat(),
        "issuer": {
            "code": "26110",
            "name_ko": donation.recipient.name_ko,
            "name_en": donation.recipient.name_en,
        },
        "amount_krw": 100_000,
        "donated_on": "2026-10-05",
        "donor": {"name_masked": "홍*동"},
        "designation": None,
        "special_disaster": None,
        "verify_url": f"{settings.PUBLIC_URL}/verify/{donation.receipt.verify_code}/",
        "pdf_url": f"{settings.PUBLIC_URL}/api/v1/receipts/{number}/pdf",
        "status": "issued",
        "cancelled_on": None,
        "cancellation": None,
        "replaces": None,
        "replaced_by": None,
        "replaced_on": None,
        "reprints": [],
    }


def test_a_portal_gets_the_document_and_the_look_is_recorded(donation, portal):
    number = donation.receipt.number

    response = client_of(portal).get(
        f"/api/v1/receipts/{number}/pdf", HTTP_ACCEPT="application/pdf"
    )

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == f'inline; filename="receipt-{number}.pdf"'
    assert number in PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    event = AuditEvent.objects.get(kind="receipt.downloaded")
    assert (event.subject, event.portal, event.municipality_id) == (
        f"receipt:{number}",
        portal,
        "26110",
    )
    assert event.facts == {}


@pytest.mark.parametrize("suffix", ["", "/pdf"])
def test_another_portals_receipt_is_not_found(donation, other_portal, suffix):
    response = client_of(other_portal).get(f"/api/v1/receipts/{donation.receipt.number}{suffix}")

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert not AuditEvent.objects.filter(kind="receipt.downloaded").exists()


@pytest.mark.parametrize("suffix", ["", "/pdf"])
@pytest.mark.parametrize("number", ["26110-2026-9999999", "x", "26110-2026-1"])
def test_a_receipt_that_does_not_exist_is_not_found(portal, number, suffix):
    response = client_of(portal).get(f"/api/v1/receipts/{number}{suffix}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("suffix", ["", "/pdf"])
def test_a_receipt_needs_a_token_with_its_scope(donation, portal, suffix):
    path = f"/api/v1/receipts/{donation.receipt.number}{suffix}"

    assert APIClient().get(path).status_code == 401
    assert client_of(portal, "donations:read").get(path).status_code == 403
    assert client_of(portal).post(path).status_code == 405


def test_a_receipt_is_read_with_one_query_and_its_reissues_with_another(donation, portal):
    with CaptureQueriesContext(connection) as queries:
        client_of(portal).get(f"/api/v1/receipts/{donation.receipt.number}")

    asked = [query["sql"] for query in queries if "receipts_receipt" in query["sql"]]
    assert [sql.partition(" FROM ")[2].split()[0] for sql in asked] == [
        '"receipts_receipt"',
        '"receipts_receiptreprint"',
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("order", "total", "says"),
    [
        # 60,000 ordinary + 40,000 disaster in the first slice; 70,000 × 0.33 = 23,100
        ("ordinary_first", 123_100, "ordinary donations come first"),
        # 100,000 disaster first; 10,000 × 0.33 + 60,000 × 0.165 = 3,300 + 9,900
        ("disaster_first", 113_200, "donations to special disaster areas come first"),
        # the ordinary gift of May comes after that of April
        ("by_date", 113_200, "in the order of their dates"),
    ],
)
def test_the_order_of_a_mixed_year_is_a_setting(settings, order, total, says):
    settings.TAX_CREDIT_MIXED_ORDER = order
    april = gift(110_000, "2025-04-05", special_disaster=True)

    answer = credit(gift(60_000, "2025-05-05"), april).json()

    assert answer["credit_total_krw"] == total
    assert says in answer["notice_en"]


@pytest.mark.django_db
def test_a_business_owner_is_told_what_is_not_settled():
    body = {"donations": [gift(300_000)], "business_owner": True}
    answer = APIClient().post(URL, body, format="json").json()

    assert answer["credit_total_krw"] == 100_000
    assert answer["deductible_krw"] == 200_000
    assert "ask the tax office" in answer["notice_en"]
    assert "ask the tax office" not in credit(gift(300_000)).json()["notice_en"]
