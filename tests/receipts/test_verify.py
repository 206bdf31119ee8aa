import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import ConnectionError as BrokerDown

from accounts import scope
from accounts.models import Role, User
from kernel.dates import seoul_date
from receipts.cancel import CancellationFacts, cancel_receipt
from receipts.correct import CorrectedFacts, replace_receipt
from receipts.issue import ReceiptFacts
from receipts.models import Receipt
from receipts.reprint import reprint_receipt
from tests.receipts.issuing import issue_receipt

LATER = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)


@pytest.fixture
def receipt(db: None, make_facts: Callable[..., ReceiptFacts]) -> Receipt:
    return issue_receipt(make_facts(donor_address="종로구 세종대로 1", designation="빨래방"))


def get(path: str, **query: str) -> Any:
    """Fetch a page in English as a stranger: a session that sees nothing."""
    scope.enter(scope.NOTHING)
    try:
        return Client().get(path, query, headers={"Accept-Language": "en"})
    finally:
        scope.enter(scope.SYSTEM)


def words(response: Any) -> str:
    body = response.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_stranger_sees_that_a_receipt_is_genuine(receipt):
    response = get(f"/verify/{receipt.verify_code}/")

    assert response.status_code == 200
    shown = words(response)
    for fact in ("46810-2026-0000001", "2026-03-11", "Gangjin-gun", "강진군", "100,000", "홍*동"):
        assert fact in shown, fact
    assert "This receipt is genuine" in shown
    assert "Issued" in shown


def test_a_stranger_sees_nothing_else(receipt):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = get(f"/verify/{receipt.verify_code}/").content.decode()

    for secret in ("홍길동", "1990", "세종대로", "빨래방", "PLATFORM", str(receipt.source)):
        assert secret not in page, secret
    asked = " ".join(query["sql"] for query in queries if "receipts_receipt" in query["sql"])
    for column in ("donor_name", "donor_birth_date", "donor_address"):
        assert column not in asked


def test_the_session_sees_nothing_again_afterwards(receipt):
    scope.enter(scope.NOTHING)
    Client().get(f"/verify/{receipt.verify_code}/")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('hometown.scope', true)")
        assert cursor.fetchone() == ("",)
    scope.enter(scope.SYSTEM)


@pytest.mark.parametrize(
    "code", ["x", "A" * 32, "A" * 33, "%00" * 32, "<script>", "46810-2026-0000001", "%F0%9F%98%80"]
)
def test_an_unknown_code_is_answered_kindly(db, code):
    response = get(f"/verify/{code}/")

    assert response.status_code == 404
    assert "No receipt has this code" in words(response)
    assert b"<script>" not in response.content.partition(b"<main")[2]


def test_how_a_code_is_typed_does_not_matter(receipt):
    code = receipt.verify_code
    spaced = " ".join(code[start : start + 4] for start in range(0, 28, 4))

    for typed in (code.lower(), spaced, spaced.replace(" ", "-").lower(), f" {code} "):
        assert "This receipt is genuine" in words(get(f"/verify/{typed}/")), typed


def test_a_code_with_one_letter_wrong_belongs_to_nobody(receipt):
    code = receipt.verify_code
    for place in (0, 13, 27):
        other = "2" if code[place] != "2" else "3"
        wrong = code[:place] + other + code[place + 1 :]
        assert get(f"/verify/{wrong}/").status_code == 404
        assert "No receipt has this code" in words(get(f"/verify/{wrong}/"))


def test_a_receipt_that_was_cancelled_or_replaced_or_handed_out_again_says_so(receipt):
    official = User.objects.create(email="m@x.example", role=Role.MANAGER, municipality_id="46810")
    reprint_receipt(receipt.pk, actor=official)
    reprint_receipt(receipt.pk, actor=official)
    shown = words(get(f"/verify/{receipt.verify_code}/"))
    assert "This receipt is genuine" in shown
    assert f"Reissued 2 times, last on {seoul_date(timezone.now())}" in shown

    facts = CorrectedFacts(donor_name="홍길둥", name_masked="홍*둥")
    new = replace_receipt(receipt.source, facts, actor=official, at=LATER).receipt
    old_page = words(get(f"/verify/{receipt.verify_code}/"))
    assert "A newer receipt has replaced this one" in old_page
    assert "Replaced on 2026-04-01 Replaced by 46810-2026-0000002" in old_page
    new_page = words(get(f"/verify/{new.verify_code}/"))
    assert "This receipt is genuine" in new_page
    assert "Corrects the receipt 46810-2026-0000001" in new_page

    cancellation = CancellationFacts(
        source=uuid4(), ground="resident", reason="반환", cancelled_at=LATER
    )
    cancel_receipt(receipt, cancellation, actor=official)
    assert "Cancelled on 2026-04-01" in words(get(f"/verify/{new.verify_code}/"))
    assert "has replaced" in words(get(f"/verify/{receipt.verify_code}/"))


def test_the_api_tells_programs_the_same(receipt):
    official = User.objects.create(email="m@x.example", role=Role.MANAGER, municipality_id="46810")
    url = f"/api/v1/verify/{receipt.verify_code.lower()}"

    answer = get(url)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.json() == {
        "number": "46810-2026-0000001",
        "state": "valid",
        "issued_on": "2026-03-11",
        "issuer": {"code": "46810", "name_ko": "강진군", "name_en": "Gangjin-gun"},
        "amount_krw": 100_000,
        "name_masked": "홍*동",
        "cancelled_on": None,
        "replaced_on": None,
        "replaced_by": None,
        "replaces": None,
        "reprinted": 0,
        "last_reprinted_on": None,
    }
    facts = CorrectedFacts(donor_address="부산광역시 중구")
    replace_receipt(receipt.source, facts, actor=official, at=LATER)
    after = get(url).json()
    assert (after["state"], after["replaced_on"], after["replaced_by"]) == (
        "replaced",
        "2026-04-01",
        "46810-2026-0000002",
    )


@pytest.mark.parametrize("code", ["x", "A" * 28, "U" * 28, "%00", "46810-2026-0000001"])
def test_the_api_knows_no_other_code(db, code):
    answer = get(f"/api/v1/verify/{code}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_page_and_api_are_counted_together_and_stop_at_sixty_a_minute(db, monkeypatch):
    monkeypatch.setattr("receipts.rate_limit.time.time", lambda: 1_800_000_010.0)
    answers = [get("/verify/x/") for _ in range(30)] + [get("/api/v1/verify/x") for _ in range(31)]

    assert [answer.status_code for answer in answers] == [404] * 60 + [429]
    assert answers[-1]["Retry-After"] == "51"
    assert answers[-1].json()["code"] == "too_many_requests"


def test_pages_are_not_indexed_and_not_kept(receipt):
    for path in ("/verify/", f"/verify/{receipt.verify_code}/", "/verify/x/"):
        response = get(path)
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Cache-Control"] == "private, no-store"
        assert b'name="robots" content="noindex' in response.content


@pytest.mark.parametrize("typed", ["{code}", " {code} ", "https://example.org/verify/{code}/"])
def test_the_form_takes_a_code_or_a_whole_address(receipt, typed):
    response = get("/verify/", code=typed.format(code=receipt.verify_code))

    assert response.status_code == 302
    assert response["Location"] == f"/verify/{receipt.verify_code}/"


def test_the_form_explains_itself(db):
    response = get("/verify/")

    assert response.status_code == 200
    assert "Verification code" in words(response)


@pytest.mark.parametrize("typed", ["x", "//evil.example/", "../../admin"])
def test_the_form_leads_nowhere_else(db, typed):
    response = get("/verify/", code=typed)

    assert response.status_code == 404
    assert "Location" not in response


def test_one_address_may_ask_sixty_times_a_minute(db, monkeypatch):
    monkeypatch.setattr("receipts.rate_limit.time.time", lambda: 1_800_000_010.0)

    answers = [get("/verify/x/") for _ in range(61)]

    assert [answer.status_code for answer in answers] == [404] * 60 + [429]
    assert answers[-1]["Retry-After"] == "50"
    assert "Too many requests" in words(answers[-1])


def test_without_the_cache_the_page_still_answers(receipt, monkeypatch):
    def down(*args, **kwargs):
        raise BrokerDown

    monkeypatch.setattr(RedisCache, "add", down)

    assert get(f"/verify/{receipt.verify_code}/").status_code == 200


def test_nothing_can_be_posted(db):
    assert Client().post("/verify/").status_code in {403, 405}
