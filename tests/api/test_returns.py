"""Returns over the API, to the letter of the contract."""

import json
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, User
from donations.return_models import DonationReturn, Ground
from donations.returns import approve_return, pay_out_return, refuse_return
from tests.api.conftest import client_of
from tests.people import BUSAN_JUNG, make_body

ASK = {"portal_reference": "R-1", "ground": "resident", "note": "전입일이 앞섬 010-9999-8888"}


@pytest.fixture
def donation(report):
    return report(make_body()).json()


@pytest.fixture
def ask(api, donation):
    def post(**changes):
        url = f"/api/v1/donations/{donation['id']}/returns"
        return api.post(url, {**ASK, **changes}, format="json")

    return post


@pytest.fixture
def officials(db):
    return [
        User.objects.create(
            email=f"{name}@example.org", role=Role.MANAGER, municipality_id=BUSAN_JUNG
        )
        for name in ("first", "second")
    ]


def test_a_request_answers_the_contract_and_a_repeat_the_same(ask):
    first, again = ask(), ask()

    assert (first.status_code, again.status_code) == (201, 200)
    case = DonationReturn.objects.get()
    assert first.json() == again.json()
    assert first.json() == {"id": str(case.pk), "status": "requested", "ground": "resident"}
    assert case.note == ASK["note"]


def test_a_repeat_answers_the_same_after_the_decision(ask, officials):
    first = ask()
    refuse_return(UUID(first.json()["id"]), reason="x", actor=officials[0])

    assert ask().json() == first.json()


@pytest.mark.parametrize("ground", [ground.value for ground in Ground])
def test_every_ground_of_the_contract_is_taken(ask, ground):
    assert ask(ground=ground).json()["ground"] == ground


def test_other_content_and_a_second_return_are_conflicts(ask):
    ask()

    for changes, code in (
        ({"ground": "coercion"}, "reference_reused"),
        ({"note": ""}, "reference_reused"),
        ({"portal_reference": "R-2"}, "already_returned"),
    ):
        answer = ask(**changes)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert DonationReturn.objects.count() == 1


def test_a_reference_used_for_another_donation_is_reused(ask, report, api):
    ask()
    other = report(make_body(portal_reference="W-2")).json()

    answer = api.post(f"/api/v1/donations/{other['id']}/returns", ASK, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "reference_reused")


def test_another_portals_donation_is_not_found(ask, donation, other_api):
    case = ask().json()["id"]
    url = f"/api/v1/donations/{donation['id']}/returns"

    for answer in (
        other_api.post(url, ASK, format="json"),
        other_api.get(url),
        other_api.get(f"{url}/{case}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert DonationReturn.objects.count() == 1


def test_a_return_is_read_under_its_own_donation_only(ask, api, report):
    case = ask().json()["id"]
    other = report(make_body(portal_reference="W-2")).json()

    assert api.get(f"/api/v1/donations/{other['id']}/returns/{case}").status_code == 404
    assert api.get(f"/api/v1/donations/{other['id']}/returns").json()["results"] == []


def test_a_return_is_followed_from_request_to_pay_out(ask, donation, api, officials):
    case_id = ask().json()["id"]
    url = f"/api/v1/donations/{donation['id']}/returns"
    case = DonationReturn.objects.get()
    asked = {
        "id": case_id,
        "portal_reference": "R-1",
        "donation_id": donation["id"],
        "status": "requested",
        "ground": "resident",
        "note": ASK["note"],
        "returned_krw": None,
        "requested_at": api.get(f"{url}/{case_id}").json()["requested_at"],
        "decided_at": None,
    }
    assert api.get(f"{url}/{case_id}").json() == asked
    assert api.get(url).json()["results"] == [asked]

    approve_return(case.pk, gift_value_krw=30_000, actor=officials[0])
    approved = api.get(f"{url}/{case_id}").json()
    assert (approved["status"], approved["returned_krw"]) == ("approved", 70_000)
    assert approved["decided_at"]
    assert api.get(f"/api/v1/donations/{donation['id']}").json()["status"] == "accepted"

    pay_out_return(case.pk, actor=officials[1])
    assert api.get(f"{url}/{case_id}").json() == {**approved, "status": "paid_out"}
    assert api.get(f"/api/v1/donations/{donation['id']}").json()["status"] == "returned"
    assert len(api.get("/api/v1/donations?status=returned").json()["results"]) == 1
    assert api.get("/api/v1/donations?status=accepted").json()["results"] == []


def test_the_receipt_of_a_returned_donation_is_cancelled_wherever_it_is_shown(
    ask, donation, api, officials, client
):
    case = UUID(ask().json()["id"])
    approve_return(case, actor=officials[0])
    paid = pay_out_return(case, actor=officials[1])
    number = donation["receipt"]["number"]
    cancelled_on = paid.donation.receipt.cancellation.cancelled_on.isoformat()

    shown = api.get(f"/api/v1/receipts/{number}").json()
    assert (shown["status"], shown["cancelled_on"]) == ("cancelled", cancelled_on)
    assert shown["cancellation"]["number"] == f"{number}-C"
    assert shown["amount_krw"] == 100_000
    page = client.get(
        f"/verify/{paid.donation.receipt.verify_code}/", headers={"Accept-Language": "en"}
    ).content.decode()
    assert "This receipt has been cancelled" in page
    assert "This receipt is genuine" not in page
    assert cancelled_on in page
    document = api.get(f"/api/v1/receipts/{number}/pdf")
    assert document.status_code == 200
    text = text_of(document.content)
    assert "CANCELLED" in text
    assert "취소" in text
    assert f"{number}-C" in text


def text_of(pdf: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_a_donation_reported_again_after_its_return_is_answered_as_the_first_time(
    ask, donation, api, report, officials
):
    case = UUID(ask().json()["id"])
    approve_return(case, actor=officials[0])
    pay_out_return(case, actor=officials[1])

    again = report(make_body())
    batch = api.post("/api/v1/donations/batch", {"donations": [make_body()]}, format="json")

    assert (again.status_code, again.json()) == (200, donation)
    assert batch.json()["results"][0]["donation"] == donation
    assert api.get(f"/api/v1/donations/{donation['id']}").json()["status"] == "returned"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"ground": "regret"}, "/ground"),
        ({"ground": None}, "/ground"),
        ({"portal_reference": ""}, "/portal_reference"),
        ({"portal_reference": 7}, "/portal_reference"),
        ({"note": 7}, "/note"),
        ({"note": "x" * 1001}, "/note"),
        ({"note": "\x00"}, "/note"),
        ({"note": None}, "/note"),
    ],
)
def test_a_malformed_field_is_named_by_its_pointer(ask, changes, pointer):
    answer = ask(**changes)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert DonationReturn.objects.count() == 0


def test_text_that_is_no_text_is_refused(api, donation):
    url = f"/api/v1/donations/{donation['id']}/returns"
    body = b'{"portal_reference": "R-1", "ground": "resident", "note": "\\ud800"}'

    answer = api.generic("POST", url, body, content_type="application/json")

    assert answer.status_code in {400, 422}
    assert DonationReturn.objects.count() == 0


def test_the_reference_may_come_in_the_idempotency_key(api, donation):
    url = f"/api/v1/donations/{donation['id']}/returns"

    answer = api.post(
        url, {"ground": "coercion"}, format="json", headers={"Idempotency-Key": "K-1"}
    )

    assert answer.status_code == 201
    assert DonationReturn.objects.get().portal_reference == "K-1"


def test_what_an_official_wrote_stays_in_the_file(donation, api, officials):
    from donations.returns import ReturnAsk, request_return

    ask = ReturnAsk(ground=Ground.FALSE_NAME, note="제보자 김철수")
    request_return(UUID(donation["id"]), ask, actor=officials[0])

    (shown,) = api.get(f"/api/v1/donations/{donation['id']}/returns").json()["results"]
    assert (shown["note"], shown["portal_reference"]) == ("", "")


def test_the_note_appears_in_no_log_and_no_other_answer(ask, caplog, officials):
    caplog.set_level("DEBUG")
    case = UUID(ask().json()["id"])
    answers = [ask(), ask(ground="coercion"), ask(note="x" * 1001 + "010-9999-8888")]
    refuse_return(case, reason="010-9999-8888", actor=officials[0])

    texts = [json.dumps(answer.json(), ensure_ascii=False) for answer in answers]
    for text in [*texts, caplog.text]:
        assert "010-9999-8888" not in text


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("post", "", "donations:write"),
        ("get", "", "donations:read"),
        ("get", "/019a0000-0000-7000-8000-000000000000", "donations:read"),
    ],
)
def test_each_call_needs_a_token_with_its_scope(portal, method, path, scope):
    url = f"/api/v1/donations/019a0000-0000-7000-8000-000000000000/returns{path}"
    others = " ".join({"donations:write", "donations:read", "receipts:read"} - {scope})

    assert getattr(APIClient(), method)(url).status_code == 401
    assert getattr(client_of(portal, others), method)(url).status_code == 403
    assert getattr(client_of(portal), method)(url).status_code in {404, 422}
