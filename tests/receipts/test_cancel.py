"""A receipt is taken back by another document; itself it stays as issued."""

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction
from pypdf import PdfReader

from accounts import scope
from accounts.models import Role, User
from receipts.cancel import CancellationFacts, cancel_receipt
from receipts.errors import AlreadyCancelled
from receipts.models import Receipt, ReceiptCancellation
from receipts.render import render_receipt
from tests.receipts.conftest import GANGJIN, SANCHEONG
from tests.receipts.issuing import issue_receipt

NIGHT_IN_SEOUL = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)


@pytest.fixture
def official(db: None) -> User:
    return User.objects.create(
        email="clerk@gangjin.example", role=Role.CLERK, municipality_id=GANGJIN
    )


def facts(**changes: Any) -> CancellationFacts:
    named = {
        "source": uuid4(),
        "ground": "resident",
        "reason": "고향사랑 기부금에 관한 법률 제14조제1항에 따른 반환",
        "cancelled_at": NIGHT_IN_SEOUL,
    }
    return CancellationFacts(**{**named, **changes})


def test_the_document_bears_the_receipts_number_and_the_day_in_seoul(make_facts, official):
    receipt = issue_receipt(make_facts())

    document = cancel_receipt(receipt, facts(), actor=official)

    assert document.number == "46810-2026-0000001-C"
    assert document.cancelled_on == date(2026, 4, 1)
    kept = Receipt.objects.select_related("cancellation").get()
    assert kept.cancelled == document
    assert kept.amount_krw == receipt.amount_krw


def test_a_receipt_that_stands_was_not_cancelled(db, make_facts, make_receipt):
    issue_receipt(make_facts())

    assert Receipt.objects.get().cancelled is None
    assert make_receipt().cancelled is None


def test_the_number_of_a_cancelled_receipt_is_never_given_again(make_facts, official):
    cancel_receipt(issue_receipt(make_facts()), facts(), actor=official)

    assert issue_receipt(make_facts()).number == "46810-2026-0000002"


def test_a_receipt_is_cancelled_once(make_facts, official):
    receipt = issue_receipt(make_facts())
    cancel_receipt(receipt, facts(), actor=official)

    with pytest.raises(AlreadyCancelled) as refused, transaction.atomic():
        cancel_receipt(receipt, facts(), actor=official)

    assert (refused.value.status, refused.value.code) == (409, "state_conflict")
    assert refused.value.facts == {"number": receipt.number, "cancelled_on": "2026-04-01"}
    assert "2026-04-01" in refused.value.detail_in("ko")
    assert ReceiptCancellation.objects.count() == 1


def test_the_document_stays_as_issued(make_facts, official):
    cancel_receipt(issue_receipt(make_facts()), facts(), actor=official)

    for change in (
        lambda: ReceiptCancellation.objects.update(reason=""),
        lambda: ReceiptCancellation.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="stays as issued"), transaction.atomic():
            change()


@pytest.mark.usefixtures("own_database")
def test_not_even_the_owner_of_the_table_empties_it():
    with (
        pytest.raises(IntegrityError, match="stays as issued"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute("TRUNCATE receipts_receiptcancellation CASCADE")


def test_a_cancellation_is_seen_by_the_issuer_only_and_written_by_the_service_only(
    make_facts, official
):
    receipt = issue_receipt(make_facts())
    cancel_receipt(receipt, facts(), actor=official)
    other = issue_receipt(make_facts())

    for seen, session in [
        (1, scope.SYSTEM),
        (1, f"official:{GANGJIN}"),
        (0, f"official:{SANCHEONG}"),
        (0, "portal:987654"),
        (0, scope.NOTHING),
    ]:
        with scope.within(session):
            assert ReceiptCancellation.objects.count() == seen, session
    for session in (f"official:{GANGJIN}", scope.NOTHING):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            scope.within(session),
            transaction.atomic(),
        ):
            ReceiptCancellation.objects.create(
                receipt=other,
                number="46810-2026-0000002-C",
                source=uuid4(),
                ground="resident",
                reason="",
                cancelled_at=NIGHT_IN_SEOUL,
                cancelled_on=date(2026, 4, 1),
                cancelled_by=official,
            )


def test_the_pdf_of_a_cancelled_receipt_says_so_across_the_page(make_receipt):
    receipt = make_receipt()
    before = text_of(render_receipt(receipt))
    receipt._state.adding = False
    receipt._state.fields_cache |= {"replacement": None, "correction": None}
    receipt.cancellation = ReceiptCancellation(
        number=f"{receipt.number}-C",
        source=UUID(int=8),
        cancelled_on=date(2026, 4, 1),
        reason="이중 결제(착오 납부)에 따른 반환 *굵게* #eval(1)",
    )

    after = text_of(render_receipt(receipt))

    assert "취소" not in before
    assert "CANCELLED" not in before
    for shown in (
        "취소 CANCELLED",
        f"{receipt.number}-C",
        "2026-04-01",
        "착오 납부",
        "*굵게* #eval(1)",
    ):
        assert shown in after
    assert receipt.number in after


def text_of(pdf: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return page.extract_text()
