"""JSON answers are those that DRF would write."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ErrorDetail
from rest_framework.renderers import JSONRenderer

from config.renderers import FastJSONRenderer


class Word(StrEnum):
    ACCEPTED = "accepted"


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\u2028\u2029"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS | st.dates() | st.uuids(),
    lambda below: st.lists(below) | st.dictionaries(TEXTS, below),
)  # fmt: skip


@given(VALUES)
def test_what_it_writes_reads_as_what_drf_writes(value):
    fast, drf = FastJSONRenderer().render(value), JSONRenderer().render(value)

    assert bool(fast) == bool(drf)
    assert not drf or json.loads(fast) == json.loads(drf)


@pytest.mark.parametrize(
    "value",
    [
        {"name": "홍길동", "amount_krw": 20_000_000, "of": [1, 2.5, None, True]},
        {"at": datetime(2026, 12, 31, 23, 59, 59, 999000, tzinfo=UTC), "on": date(2026, 12, 31)},
        {"took": timedelta(seconds=3), "rate": Decimal("16.5"), "id": UUID(int=7)},
        [_("Annual report"), Word.ACCEPTED, ErrorDetail("wrong", code="invalid")],
        {1: "a name that is no text"},
        {"more than 64 bits": 2**70},
    ],
)
def test_values_of_our_answers_are_the_same_bytes(value):
    assert FastJSONRenderer().render(value) == JSONRenderer().render(value)


def test_an_indented_answer_is_still_to_be_had():
    written = FastJSONRenderer().render({"a": 1}, "application/json; indent=2")

    assert written == b'{\n  "a": 1\n}'
