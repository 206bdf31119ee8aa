"""Donations over the API, to the letter of the contract."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Portal
from donations.api.serializers import DonationSerializer, answer_for
from donations.models import Donation
from tests.api.conftest import client_of
from tests.people import make_body, make_portal

PROBLEM = {"type", "title", "status", "detail", "code", "detail_ko", "detail_en", "trace_id"}


def test_an_accepted_donation_answers_the_whole_contract(report, settings):
    answer = report(make_body())

    assert answer.status_code == 201
    body = answer.json()
    donation = Donation.objects.get()
    assert body == {
        "id": str(donation.pk),
        "portal_reference": "W-000001",
        "status": "accepted",
        "donated_on": "2026-10-05",
        "tax_year": 2026,
        "amount_krw": 100000,
        "channel": f"PLATFORM:{donation.portal_id}",
        "recipient": {"code": "26110", "name_ko": "중구", "name_en": "Jung-gu"},
        "designation": None,
        "receipt": {
            "number": "26110-2026-0000001",
            "issued_on": donation.receipt.issued_on.isoformat(),
            "verify_url": f"{settings.PUBLIC_URL}/verify/{donation.receipt.verify_code}/",
            "pdf_url": f"{settings.PUBLIC_URL}/api/v1/receipts/26110-2026-0000001/pdf",
        },
        "donor": {"id": body["donor"]["id"], "name_masked": "홍*동", "remaining_krw": 19900000},
        "accepted_at": body["accepted_at"],
    }


def test_an_answer_has_the_fields_that_are_described_in_their_order(report):
    report(make_body())
    donation = Donation.objects.with_answer().get()
    written = answer_for(donation)
    described: dict[str, Any] = dict(DonationSerializer().fields)

    assert list(written) == list(described)
    for name in ("donated_on", "accepted_at", "status", "channel", "tax_year"):
        field = described[name]
        assert written[name] == field.to_representation(field.get_attribute(donation))
    for name in ("recipient", "receipt", "donor"):
        assert list(written[name]) == list(described[name].fields)


def test_a_repeat_answers_200_and_the_same_document(report):
    first, again = report(make_body()), report(make_body())

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_a_repeat_with_a_changed_amount_answers_409(report):
    report(make_body())
    answer = report(make_body(amount_krw=100001))

    assert answer.status_code == 409
    assert answer.json()["code"] == "reference_reused"
    assert Donation.objects.get().amount_krw == 100000


def test_the_reference_may_come_in_the_idempotency_key(report):
    body = make_body()
    del body["portal_reference"]

    assert report(body, **{"Idempotency-Key": "K-1"}).json()["portal_reference"] == "K-1"
    both = report(make_body(portal_reference="K-2"), **{"Idempotency-Key": "K-1"})
    assert both.status_code == 422
    assert both.json()["errors"][0]["pointer"] == "/portal_reference"


def test_a_refusal_is_a_problem_in_two_languages_with_its_legal_basis(report):
    answer = report(make_body(recipient_code="11110"))

    problem = answer.json()
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert problem.keys() >= PROBLEM | {"legal_basis"}
    assert problem["code"] == "own_residence"
    assert "제4조" in problem["legal_basis"]
    assert problem["detail_ko"] != problem["detail_en"] == problem["detail"]
    assert Donation.objects.count() == 0


def changed(path: str, value: object) -> dict[str, Any]:
    body = deepcopy(make_body())
    *parents, last = path.strip("/").split("/")
    place = body
    for name in parents:
        place = place[name]
    place[last] = value
    return body


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/amount_krw", 0),
        ("/amount_krw", -1),
        ("/amount_krw", 10**18),
        ("/amount_krw", "100,000"),
        ("/amount_krw", "100000"),
        ("/amount_krw", 1.5),
        ("/amount_krw", True),
        ("/amount_krw", None),
        ("/paid_at", "2026-10-05T14:00:00"),
        ("/paid_at", "2026-10-05"),
        ("/paid_at", "2026-02-30T14:00:00+09:00"),
        ("/paid_at", "0001-01-01T00:00:00+09:00"),
        ("/paid_at", 1759640400),
        ("/donor/resident_number", "900101"),
        ("/donor/resident_number", "900230-1234567"),
        ("/donor/resident_number", "901301-1234567"),
        ("/donor/resident_number", "９００１０１-1234567"),
        ("/donor/name", ""),
        ("/donor/name", "주식회사 고향"),
        ("/donor/name", "12345"),
        ("/donor/email", "no-address"),
        ("/recipient_code", "2611"),
        ("/recipient_code", 26110),
        ("/payment_method", "gold"),
        ("/portal_reference", ""),
        ("/portal_reference", "x" * 101),
        ("/residence_check/consented_at", None),
        ("/residence_check/consented_at", "2026-10-05T14:00:01+09:00"),
        ("/pledge/no_barred_relation", "yes"),
        ("/designation", {"project_id": 1, "purpose": "P1"}),
        ("/designation", {"purpose": "P5"}),
        ("/gift_wish", "maybe"),
        ("/hold_id", "not-a-uuid"),
    ],
)
def test_a_malformed_field_is_named_by_its_pointer(report, pointer, value):
    answer = report(changed(pointer, value))

    problem = answer.json()
    assert answer.status_code == 422
    assert problem["code"] == "invalid"
    (error,) = problem["errors"]
    assert error["pointer"].startswith(pointer if not isinstance(value, dict) else "/designation")
    assert error["detail_ko"]
    assert error["detail"] == error["detail_en"]
    assert Donation.objects.count() == 0


LONG_NAME = (
    "이름은 60자까지입니다. 호칭이나 덧붙인 말 없이 주민등록에 적힌 대로 적어 주십시오.",
    (
        "A name has at most 60 characters. Write it as the resident register has it, without "
        "titles or other additions."
    ),
)


@pytest.mark.parametrize("letter", ["홍", "E\u0301", "W"])
@pytest.mark.parametrize("path", ["donations", "donations/batch", "eligibility", "holds"])
def test_a_name_of_a_hundred_characters_is_refused_with_what_to_write_instead(api, path, letter):
    body = changed("/donor/name", letter * 100)
    answer = api.post(
        f"/api/v1/{path}",
        {"donations": [body]} if path == "donations/batch" else body,
        format="json",
    )

    told = answer.json()
    problem = told["results"][0]["problem"] if path == "donations/batch" else told
    assert problem["status"] == 422
    (error,) = problem["errors"]
    assert error["pointer"].endswith("/donor/name")
    assert (error["detail_ko"], error["detail_en"]) == LONG_NAME
    assert Donation.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["홍" * 60, "W" * 60, "É" * 60, "Maria-José de los Ángeles X\u0302 🫠".ljust(60, "a")]
)
def test_the_longest_name_is_taken_in_and_stands_whole_on_the_receipt(report, name):
    answer = report(changed("/donor/name", name))

    assert answer.status_code == 201
    assert Donation.objects.get().receipt.donor_name == name
    assert len(name) == 60


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/recipient_code", "99999", "recipient_not_in_force"),
        ("/recipient_code", "46110", "recipient_not_in_force"),
        ("/recipient_code", "50110", "recipient_not_in_force"),
        ("/residence_code", "99999", "residence_not_in_force"),
        ("/residence_code", "28260", "residence_not_in_force"),
        ("/paid_at", "2999-01-01T00:00:00+09:00", "date_out_of_range"),
        ("/paid_at", "2022-12-31T23:59:59+09:00", "date_out_of_range"),
        ("/amount_krw", 1, "below_minimum"),
        ("/amount_krw", 20000001, "annual_cap_exceeded"),
        ("/pledge", None, "pledge_missing"),
        ("/pledge/no_barred_relation", False, "barred_relation"),
        ("/designation", {"project_id": 424242}, "designation_not_open"),
    ],
)
def test_the_law_refuses_by_code(report, path, value, code):
    body = changed(path, value)
    if path == "/paid_at":
        body["pledge"]["signed_at"] = body["residence_check"]["consented_at"] = value
    answer = report(body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert Donation.objects.count() == 0


def test_an_ended_code_names_its_successors(report):
    problem = report(make_body(recipient_code="28260")).json()

    assert problem["successor_codes"] == ["28275", "28290"]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b"\xff\xfe", "application/json", 400, "malformed"),
        (b'{"a": 1, "a": 2}', "application/json", 400, "malformed"),
        (b'{"a": NaN}', "application/json", 400, "malformed"),
        (b"[" * 100_000, "application/json", 400, "malformed"),
        (b"[1, 2]", "application/json", 422, "invalid"),
        (b"null", "application/json", 422, "invalid"),
        (b"", "application/json", 422, "invalid"),
        (b"a=1", "application/x-www-form-urlencoded", 415, "malformed"),
        (b"<a/>", "application/xml", 415, "malformed"),
        (b" " * 10_000_000, "application/json", 413, "too_large"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem(api, body, content_type, status, code):
    answer = api.generic("POST", "/api/v1/donations", body, content_type=content_type)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"


def test_every_fault_of_a_body_is_named_at_once(report):
    body = make_body(amount_krw="x", paid_at="y", recipient_code="z")

    pointers = {error["pointer"] for error in report(body).json()["errors"]}

    assert pointers == {"/amount_krw", "/paid_at", "/recipient_code"}


def test_a_portal_sees_only_what_it_reported(report, api, other_api):
    donation = report(make_body()).json()

    assert api.get(f"/api/v1/donations/{donation['id']}").json() == donation
    assert api.get("/api/v1/donations").json()["results"] == [donation]
    stranger = other_api.get(f"/api/v1/donations/{donation['id']}")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "not_found")
    assert other_api.get("/api/v1/donations").json()["results"] == []


def test_another_portals_name_for_a_donor_is_unknown(report, other_api):
    donor = report(make_body()).json()["donor"]["id"]
    body = make_body(donor={"id": donor}, portal_reference="W-2")

    answer = other_api.post("/api/v1/donations", body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert report(body).status_code == 201


def test_a_donation_costs_few_round_trips(report):
    report(make_body(portal_reference="warm"))

    with CaptureQueriesContext(connection) as seen:
        report(make_body())

    assert len(seen) <= 20, [query["sql"][:60] for query in seen]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("get", "/api/v1/donations", "donations:read"),
        ("post", "/api/v1/donations", "donations:write"),
        ("get", "/api/v1/donations/019a0000-0000-7000-8000-000000000000", "donations:read"),
        ("get", "/api/v1/receipts/26110-2026-0000001", "receipts:read"),
        ("get", "/api/v1/receipts/26110-2026-0000001/pdf", "receipts:read"),
    ],
)
def test_each_call_needs_a_token_with_its_scope(portal, method, path, scope):
    others = " ".join({"donations:write", "donations:read", "receipts:read"} - {scope})

    anonymous = getattr(APIClient(), method)(path)
    wrong = getattr(APIClient(), method)(path, headers={"Authorization": "Bearer x"})
    narrow = getattr(client_of(portal, others), method)(path)

    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "unauthenticated")
    assert anonymous["WWW-Authenticate"].startswith("Bearer")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "unauthenticated")
    assert (narrow.status_code, narrow.json()["code"]) == (403, "scope_missing")


def test_a_portal_that_is_switched_off_is_out(api, portal):
    Portal.objects.update(is_active=False)
    from accounts import tokens

    tokens.forget_portals()

    assert api.get("/api/v1/donations").status_code == 401


def test_personal_data_appears_in_no_answer_and_no_log(report, caplog):
    caplog.set_level("DEBUG")
    answers = [
        report(make_body()),
        report(make_body()),
        report(make_body(amount_krw=100001)),
        report(make_body(portal_reference="W-2", amount_krw=20_000_000)),
        report(changed("/donor/resident_number", "901301-1234567")),
        report(make_body(portal_reference="W-3", donor={**make_body()["donor"], "name": "김철수"})),
    ]

    texts = [json.dumps(answer.json(), ensure_ascii=False) for answer in answers] + [caplog.text]
    for text in texts:
        for secret in ("900101", "1234567", "홍길동", "010-1234-5678", "hong@example.org"):
            assert secret not in text


def test_a_hold_is_asked_of_a_portal_that_must_hold(db):
    strict = client_of(make_portal("엄격", requires_hold=True))

    answer = strict.post("/api/v1/donations", make_body(), format="json")

    assert (answer.status_code, answer.json()["code"]) == (422, "hold_required")


def test_an_unknown_address_is_a_problem_too(api):
    answer = api.get("/api/v1/nothing")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert api.delete("/api/v1/donations").json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("number", "code"), [("261005-3234567", 201), ("261006-3234567", 422)], ids=["today", "later"]
)
def test_a_birth_date_is_held_against_the_day_of_the_payment_in_seoul(report, number, code):
    """Half past midnight in Seoul is still the day before in UTC."""
    body = make_body(
        paid_at="2026-10-04T15:30:00Z",
        pledge={"signed_at": "2026-10-04T15:20:00Z", "no_barred_relation": True},
        residence_check={"method": "document", "document_reference": "2026-77"},
    )
    body["donor"]["resident_number"] = number

    answer = report(body)

    assert answer.status_code == code
    assert Donation.objects.count() == (1 if code == 201 else 0)


@pytest.mark.parametrize("path", ["donations", "donations/batch"])
def test_an_answer_is_told_as_json_however_it_shall_be_laid_out(api, path):
    body = make_body()
    if path == "donations/batch":
        body = {"donations": [body]}
    layouts = ["application/json", "application/json; indent=4"]

    plain, indented = (
        api.post(f"/api/v1/{path}", body, format="json", headers={"Accept": layout})
        for layout in layouts
    )

    assert (plain["Content-Type"], indented["Content-Type"]) == ("application/json",) * 2
    assert plain.json() == indented.json()
    assert (b"\n    " in plain.content, b"\n    " in indented.content) == (False, True)
