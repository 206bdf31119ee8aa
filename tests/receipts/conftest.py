"""A gift of Hong's to Gangjin, and the receipt of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from receipts.issue import ReceiptFacts
from receipts.models import Receipt

GANGJIN = "46810"
SANCHEONG = "48860"

FACTS: dict[str, Any] = {
    "issuer_id": GANGJIN,
    "issuer_name_ko": "강진군",
    "issuer_name_en": "Gangjin-gun",
    "issued_at": datetime(2026, 3, 10, 16, 0, tzinfo=UTC),
    "donor_name": "홍길동",
    "donor_birth_date": "1990-01-01",
    "name_masked": "홍*동",
    "amount_krw": 100_000,
    "donated_on": date(2026, 3, 10),
    "channel": "PLATFORM:1",
    "payment_method": "card",
}


@pytest.fixture
def make_facts() -> Callable[..., ReceiptFacts]:
    """Return the facts of a gift to Gangjin, each time of another donation, changed as asked."""

    def make(**changes: Any) -> ReceiptFacts:
        return ReceiptFacts(**{"source": uuid4(), **FACTS, **changes})

    return make


@pytest.fixture
def make_receipt() -> Callable[..., Receipt]:
    """Return a receipt that no database has seen, changed as asked."""

    def make(**changes: Any) -> Receipt:
        receipt = Receipt(
            **{
                "source": UUID(int=7),
                "year": 2026,
                "serial": 1,
                "verify_code": "AbCdEfGhIjKlMnOpQrStUvWxYz01-_45",
                "legal_ground": "고향사랑 기부금에 관한 법률",
                "law_version": "조세특례제한법 제58조 (법률 제21223호)",
                "issued_on": date(2026, 3, 11),
                **FACTS,
                **changes,
            }
        )
        receipt.number = f"{receipt.issuer_id}-{receipt.year}-{receipt.serial:07d}"
        return receipt

    return make
