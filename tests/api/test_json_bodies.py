"""A body is read strictly, however it is spelled; the quick way may make no difference."""

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.parsers import Malformed, StrictJSONParser

TEXTS = st.text(st.sampled_from(['"', ":", "\\", " ", "\n", "{", "a", "홍"]), max_size=5)
SPACES = st.sampled_from(["", "", " ", "\n", "\t", "\r\n"])


@st.composite
def spelled(draw: st.DrawFn, text: str) -> str:
    """Return ``text`` as JSON, each character written in one of the ways that mean it."""
    return '"' + "".join(draw(st.sampled_from(ways(letter))) for letter in text) + '"'


def ways(letter: str) -> list[str]:
    """Return how ``letter`` may be written in a JSON text."""
    escaped = f"\\u{ord(letter):04x}"
    shortly = json.dumps(letter, ensure_ascii=False)[1:-1]
    return [shortly, escaped, escaped[:2] + escaped[2:].upper()]


@st.composite
def documents(draw: st.DrawFn, depth: int = 2) -> str:
    """Return a JSON document; an object in it may name something twice."""
    if depth == 0 or draw(st.booleans()):
        return draw(st.one_of(TEXTS.flatmap(spelled), st.sampled_from(["null", "1", "1.5", "[]"])))
    pairs = [
        draw(SPACES)
        + draw(spelled(draw(TEXTS)))
        + draw(SPACES)
        + ":"
        + draw(SPACES)
        + draw(documents(depth - 1))
        for _ in range(draw(st.integers(0, 3)))
    ]
    return "{" + ",".join(pairs) + "}"


def strictly(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def outcome(read: Any, body: bytes) -> Any:
    """Return what ``read`` makes of ``body``; None if it refuses."""
    try:
        return read(body)
    except (Malformed, ValueError):
        return None


def as_sent(body: bytes) -> Any:
    """Return what the service reads."""
    return StrictJSONParser().parse(BytesIO(body))


@given(documents())
def test_no_name_given_twice_is_overlooked_and_nothing_else_is_refused(text):
    body = text.encode()

    expected = outcome(lambda body: json.loads(body, object_pairs_hook=strictly), body)
    assert outcome(as_sent, body) == expected


@pytest.mark.parametrize(
    "body",
    [
        b'{"amount_krw":1,"amount_krw":2}',
        b'{"a" :0,"amount_krw":1,"amount_krw":2}',
        b'{"a":"\\u003a","amount_krw":1,"amount_krw":2}',
        b'{"a":"\\u003A","amount_krw":1,"amount_krw":2}',
        b'{"a":{"b":[{"c":1,"c":1}]}}',
        b'{"a":NaN}',
        b'{"a":1e}',
        b'{"a":"\xff"}',
        b"[" * 100_000,
        b"",
    ],
)
def test_what_is_not_one_strict_document_is_refused(body):
    with pytest.raises(Malformed):
        as_sent(body)
