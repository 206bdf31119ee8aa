"""Generated requests against the API's own description: no fault of ours, no answer undescribed.

Schemathesis reads ``docs/openapi.yaml`` and makes, for each operation, requests that fit it and
requests that do not. What comes back must not be a server error and must have a status, a media
type and a body that the file describes.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts import scope, tokens
from donations.acceptance import accept_donation
from tests.people import ALL_SCOPES, make_body, make_offer, make_portal

schema = schemathesis.openapi.from_path(django_settings.BASE_DIR / "docs" / "openapi.yaml")
schema.app = get_wsgi_application()
schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
schema.config.phases.update(phases=["examples", "fuzzing"])

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def token(own_database: str) -> Iterator[str]:
    """Have a database of its own, in which one donation has been made; yields a portal's token."""
    portal = make_portal("portal")
    accept_donation(make_offer(), actor=portal)
    yield tokens.issue(portal, ALL_SCOPES.split())
    scope.enter(scope.SYSTEM)


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_is_described(case: Case[Any], token: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)


OFFER = make_body(portal_reference="W-2")
QUESTION = {
    name: value
    for name, value in OFFER.items()
    if name not in {"paid_at", "payment_method", "gift_wish", "hold_id"}
}
GOOD = [
    ("/api/v1/donations", "POST", OFFER, 201),
    ("/api/v1/donations", "POST", make_body(portal_reference="W-3", recipient_code="11110"), 422),
    ("/api/v1/donations", "POST", make_body(amount_krw=7_000), 409),
    ("/api/v1/donations", "GET", None, 200),
    ("/api/v1/donations/batch", "POST", {"donations": [OFFER, {}]}, 200),
    ("/api/v1/holds", "POST", QUESTION, 201),
    ("/api/v1/eligibility", "POST", QUESTION, 200),
    ("/api/v1/eligibility", "POST", {**QUESTION, "recipient_code": "11110"}, 200),
    ("/api/v1/events", "GET", None, 200),
    ("/api/v1/regions", "GET", None, 200),
    ("/api/v1/projects", "GET", None, 200),
    ("/api/v1/indicators", "GET", None, 200),
    ("/api/v1/indicators/definitions", "GET", None, 200),
    ("/api/v1/reports", "GET", None, 200),
    (
        "/api/v1/tax-credit",
        "POST",
        {"donations": [{"amount_krw": 150_000, "donated_on": "2026-05-01"}]},
        200,
    ),
]


@pytest.mark.parametrize(("path", "method", "body", "status"), GOOD)
def test_the_answer_to_a_request_of_a_real_portal_is_as_described(
    token, path, method, body, status
):
    sent = {} if body is None else {"body": body, "media_type": "application/json"}
    case = schema[path][method].Case(**sent)

    answer = case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    assert answer.status_code == status
