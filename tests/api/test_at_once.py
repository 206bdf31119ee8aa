"""What is read at once is what the serializers read; what they refuse is left to them."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from donations.api.at_once import COMMON_MAIL, FORMS, read_at_once, read_offer
from donations.api.serializers import (
    LONGEST_MAIL,
    OfferSerializer,
    QuestionSerializer,
    offer_from,
)
from kernel.validation import Invalid
from tests.people import make_body

WHOLE = make_body(
    designation={"purpose": "P4"},
    hold_id="0190b0a0-0000-7000-8000-000000000001",
    gift_wish="wanted",
)
WHOLE["donor"] |= {"phone": "010-1234-5678", "email": "hong@example.org", "address": "서울 1"}
WHOLE["residence_check"] |= {"document_reference": "2026-77"}

KNOWN = {**WHOLE, "donor": {"id": "0123456789abcdef" * 2}}
DOCUMENT = {"method": "document", "document_reference": "2026-77"}
BY_DOCUMENT = {**WHOLE, "residence_check": DOCUMENT}
TO_A_PROJECT = {**WHOLE, "designation": {"project_id": 7}}

PLACES = [
    (outer, inner)
    for outer, value in WHOLE.items()
    for inner in [None, *(value if isinstance(value, dict) else ())]
] + [("donor", "id"), ("designation", "project_id")]
SPELT = [
    *["", " ", " 26110 ", "26110\n", "２６１１０", "a\x00b", "a\tb", "\ud800", "010", "P4", "a@b"],
    *[
        "2026-10-05T14:00:00Z",
        "2026-10-05",
        "주식회사 고향",
        "홍 길동 ",
        "card",
        "wanted",
        "document",
    ],
    *[
        "900101-1234567",
        "9001011234567",
        "901301-1234567",
        "261231-3234567",
        "가" * 61,
        "1" * 255,
        "a" * 250 + "@example.org",
    ],
    *["0123456789abcdef" * 2, "0123456789ABCDEF" * 2, "{0190b0a0-0000-7000-8000-000000000001}"],
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=70),
    st.sampled_from(SPELT),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["id", "name", "purpose", "project_id"]), st.text(max_size=4)),
)
GONE = object()


def by_serializer(serializer: type[QuestionSerializer], body: Any) -> Any:
    """Return the offer as the serializer reads it; None if it refuses."""
    reading = serializer(data=deepcopy(body))
    return offer_from(reading.validated_data) if reading.is_valid() else None


def change(body: dict[str, Any], outer: str, inner: str | None, value: Any) -> None:
    """Put ``value`` where it is said, or take away what stands there."""
    there = body if inner is None else body.get(outer)
    if not isinstance(there, dict):
        return
    key = outer if inner is None else inner
    if value is GONE:
        there.pop(key, None)
    else:
        there[key] = deepcopy(value)


@pytest.mark.parametrize("serializer", FORMS)
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(PLACES), st.one_of(st.just(GONE), ODD)), min_size=1, max_size=3
    )
)
def test_what_is_read_at_once_is_what_the_serializer_reads(serializer, changes):
    body: dict[str, Any] = deepcopy(WHOLE)
    for (outer, inner), value in changes:
        change(body, outer, inner, value)

    at_once = read_at_once(FORMS[serializer], body)

    if at_once is not None:
        assert repr(at_once) == repr(by_serializer(serializer, body))


@pytest.mark.parametrize("serializer", FORMS)
@pytest.mark.parametrize(("outer", "inner"), PLACES)
def test_each_field_with_each_odd_value_is_read_as_the_serializer_does(serializer, outer, inner):
    read = []
    for whole in (WHOLE, KNOWN, BY_DOCUMENT, TO_A_PROJECT):
        for value in [GONE, None, True, 0, 1, -1, 2**63, 1.0, [], {}, *SPELT]:
            body: dict[str, Any] = deepcopy(whole)
            change(body, outer, inner, value)
            at_once = read_at_once(FORMS[serializer], body)
            if at_once is not None:
                read.append((repr(at_once), repr(by_serializer(serializer, body))))

    assert [at_once for at_once, _slowly in read] == [slowly for _at_once, slowly in read]


@given(st.from_regex(COMMON_MAIL, fullmatch=True).filter(lambda text: len(text) <= LONGEST_MAIL))
def test_an_address_of_a_common_form_is_one_to_django(address):
    assert serializers.EmailField(max_length=LONGEST_MAIL).run_validation(address) == address


HALF = {**WHOLE, "donor": {**WHOLE["donor"], "name": "\ud800"}}


@pytest.mark.parametrize("body", [None, [], "text", 7, {}, HALF])
def test_what_is_no_donation_at_all_is_refused_by_the_serializer(body):
    assert read_at_once(FORMS[OfferSerializer], body) is None
    with pytest.raises(Invalid):
        read_offer(OfferSerializer, body)


@pytest.mark.parametrize("serializer", FORMS)
@pytest.mark.parametrize(
    "body",
    [
        WHOLE,
        KNOWN,
        {**WHOLE, "designation": None, "pledge": None, "hold_id": None},
        BY_DOCUMENT,
        TO_A_PROJECT,
        {**WHOLE, "paid_at": "2026-10-05T05:00:00Z", "unknown": 1},
        make_body(),
    ],
)
def test_a_common_donation_is_read_at_once(serializer, body):
    at_once = read_at_once(FORMS[serializer], body)

    assert at_once is not None
    assert repr(at_once) == repr(by_serializer(serializer, body))


@pytest.mark.parametrize(
    "instant",
    [
        "2026-10-05 14:00:00+09:00",
        "2026-10-05T14:00:00+0900",
        "2026-10-05T14:00:00.123456789+09:00",
        "2026-10-05t05:00:00z",
        "1899-12-31T00:00:00Z",
    ],
)
def test_an_instant_that_two_libraries_may_read_in_two_ways_is_left_to_the_serializer(instant):
    for at in ("paid_at", "pledge", "residence_check"):
        body = deepcopy(WHOLE)
        if at == "paid_at":
            body[at] = instant
        else:
            body[at]["signed_at" if at == "pledge" else "consented_at"] = instant
        assert read_at_once(FORMS[OfferSerializer], body) is None


def test_a_consent_after_the_payment_and_a_birth_after_it_are_left_to_the_serializer():
    late = deepcopy(WHOLE)
    late["residence_check"]["consented_at"] = "2026-10-05T23:59:59+09:00"
    unborn = deepcopy(WHOLE)
    unborn["donor"]["resident_number"] = "261231-3234567"
    for body in (late, unborn):
        assert read_at_once(FORMS[OfferSerializer], body) is None
        assert by_serializer(OfferSerializer, body) is None
