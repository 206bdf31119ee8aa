"""The people and portals that the tests are about, and offers they make."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.models import Channel, Portal
from donations.offer import Offer, Person, Pledge, ResidenceCheck

ALL_SCOPES = "donations:write donations:read receipts:read projects:read reports:read"

HONG = Person(resident_number="900101-1234567", name="홍길동", phone="010-1234-5678")
KIM = Person(resident_number="850505-2345678", name="김영희", email="kim@example.org")

PAID_AT = datetime.fromisoformat("2026-10-05T14:00:00+09:00")
SIGNED_AT = datetime.fromisoformat("2026-10-05T13:50:00+09:00")

JONGNO, BUSAN_JUNG, SANCHEONG = "11110", "26110", "48860"


def make_portal(name: str, **columns: Any) -> Portal:
    """Return a saved portal with every scope."""
    return Portal.objects.create(
        name=name,
        client_type=Portal.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Portal.GRANT_CLIENT_CREDENTIALS,
        **{"channel": Channel.PLATFORM, "scopes": ALL_SCOPES, **columns},
    )


OFFER = Offer(
    portal_reference="W-000001",
    donor=HONG,
    residence_code=JONGNO,
    recipient_code=BUSAN_JUNG,
    amount_krw=100_000,
    paid_at=PAID_AT,
    payment_method="card",
    pledge=Pledge(signed_at=SIGNED_AT, no_barred_relation=True),
    residence_check=ResidenceCheck(method="shared_information", consented_at=SIGNED_AT),
)


def make_offer(**changes: Any) -> Offer:
    """Return Hong's gift of 100,000 won to Busan's Jung-gu, changed as asked.

    With another ``paid_at``, form and consent are signed at that moment.
    """
    if paid_at := changes.get("paid_at"):
        changes.setdefault("pledge", Pledge(signed_at=paid_at, no_barred_relation=True))
        changes.setdefault("residence_check", ResidenceCheck("shared_information", paid_at))
    return replace(OFFER, **changes)


def make_body(**changes: Any) -> dict[str, Any]:
    """Return the same gift as a portal writes it, changed as asked."""
    body: dict[str, Any] = {
        "portal_reference": "W-000001",
        "donor": {
            "resident_number": HONG.resident_number,
            "name": HONG.name,
            "phone": HONG.phone,
            "email": "hong@example.org",
        },
        "residence_code": JONGNO,
        "recipient_code": BUSAN_JUNG,
        "amount_krw": 100_000,
        "paid_at": "2026-10-05T14:00:00+09:00",
        "payment_method": "card",
        "pledge": {"signed_at": "2026-10-05T13:50:00+09:00", "no_barred_relation": True},
        "residence_check": {
            "method": "shared_information",
            "consented_at": "2026-10-05T13:50:00+09:00",
        },
        "designation": None,
        "gift_wish": "undecided",
        "hold_id": None,
    }
    return {**body, **changes}
