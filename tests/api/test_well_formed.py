"""What is read at once is what DRF reads, and what DRF refuses is refused in its words."""

from copy import deepcopy
from typing import Any

import pytest
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from donations.api.fields import COMMON_MAIL
from donations.api.serializers import HoldAskSerializer, OfferSerializer, QuestionSerializer
from kernel.well_formed import Doubt, WellFormedSerializer
from tests.people import make_body

WHOLE = make_body(
    designation={"purpose": "P4"},
    hold_id="0190b0a0-0000-7000-8000-000000000001",
    gift_wish="wanted",
)
WHOLE["donor"] |= {"phone": "010-1234-5678", "email": "hong@example.org", "address": "서울 1"}
WHOLE["residence_check"] |= {"document_reference": "2026-77"}

PLACES = [
    (outer, inner)
    for outer, value in WHOLE.items()
    for inner in [None, *(value if isinstance(value, dict) else ())]
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=70),
    st.sampled_from(["", " ", " 26110 ", "26110\n", "２６１１０", "a\x00b", "\ud800", "010", "P4"]),
    st.sampled_from(["2026-10-05T14:00:00Z", "2026-10-05", "주식회사 고향", "card", "wanted"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["id", "name", "purpose", "project_id"]), st.text(max_size=4)),
)
GONE = object()


def outcome(read: Any, body: Any) -> Any:
    """Return what ``read`` gives for ``body``, or its complaint in words."""
    try:
        return read(deepcopy(body))
    except serializers.ValidationError as problem:
        return problem.detail


def by_drf(reader: serializers.Serializer[Any]) -> Any:
    """Return DRF's own reading of ``reader``, its nested fields read by DRF, too."""

    class ByDRF(type(reader)):  # type: ignore[misc]
        def run_validation(self, data: Any = serializers.empty) -> Any:
            return serializers.Serializer.run_validation(self, data)

    whole = ByDRF()
    for name, field in list(whole.fields.items()):
        if isinstance(field, WellFormedSerializer):
            whole.fields[name].run_validation = by_drf_nested(field)
    return whole.run_validation


def by_drf_nested(field: WellFormedSerializer[Any]) -> Any:
    return lambda data: serializers.Serializer.run_validation(field, data)


@pytest.mark.parametrize("form", [OfferSerializer, HoldAskSerializer, QuestionSerializer])
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(PLACES), st.one_of(st.just(GONE), ODD)), min_size=1, max_size=3
    )
)
def test_every_body_is_read_or_refused_as_drf_does(form, changes):
    body: dict[str, Any] = deepcopy(WHOLE)
    for (outer, inner), value in changes:
        there = body if inner is None else body.get(outer)
        if not isinstance(there, dict):
            continue
        key = outer if inner is None else inner
        if value is GONE:
            there.pop(key, None)
        else:
            there[key] = deepcopy(value)

    assert outcome(form().run_validation, body) == outcome(by_drf(form()), body)


@given(st.from_regex(COMMON_MAIL, fullmatch=True))
def test_an_address_of_a_common_form_is_one_to_django(address):
    validate_email(address)


@pytest.mark.parametrize("body", [None, [], "text", 7, {}])
def test_what_is_no_donation_at_all_is_refused_as_drf_does(body):
    reader = OfferSerializer()

    assert outcome(reader.run_validation, body) == outcome(by_drf(OfferSerializer()), body)


def test_a_whole_donation_is_read_at_once():
    reader = OfferSerializer()
    mixed = {**WHOLE, "designation": None}

    for body in (make_body(), WHOLE, mixed):
        assert reader.read_plain(body) == by_drf(OfferSerializer())(body)
    with pytest.raises((Doubt, serializers.ValidationError)):
        reader.read_plain({**WHOLE, "amount_krw": "100000"})
