"""A code can be read aloud and typed, and its space is too large to guess in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.verify_codes import ALPHABET, LENGTH, codes_in, grouped, new_code

CODE = "7K3M9QX0ZB8TN4WD2RHY6CFP1VSA"


def test_a_code_has_140_random_bits_of_an_alphabet_without_letters_that_look_alike():
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    assert len(ALPHABET) == 32
    assert LENGTH * 5 == 140
    assert not set("ILOU") & set(ALPHABET)
    assert {len(code) for code in codes} == {LENGTH}
    assert set("".join(codes)) <= set(ALPHABET)


def test_each_place_of_a_code_has_every_letter_in_its_turn():
    places = zip(*(new_code() for _ in range(2_000)), strict=True)

    assert [set(letters) for letters in places] == [set(ALPHABET)] * LENGTH


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        "7K3M-9QX0-ZB8T-N4WD-2RHY-6CFP-1VSA",
        " 7k3m 9qx0 zb8t n4wd 2rhy 6cfp 1vsa ",
        "7K3M-9QXO-ZB8T-N4WD-2RHY-6CFP-LVSA",
        "7K3M-9QXo-ZB8T-N4WD-2RHY-6CFP-iVSA",
        f"https://hometown.example/verify/{CODE}/",
        f"hometown.example/verify/{CODE.lower()}",
    ],
)
def test_how_it_is_typed_does_not_matter(typed):
    assert codes_in(typed) == [CODE]


@pytest.mark.parametrize(
    "typed",
    ["", "x", CODE[:-1], CODE + "A", CODE.replace("M", "U"), "46810-2026-0000001", "홍길동"],
)
def test_what_cannot_be_a_code_is_looked_up_nowhere(typed):
    assert codes_in(typed) == []


def test_a_code_of_before_is_taken_as_it_is():
    assert codes_in("AbCdEfGhIjKlMnOpQrStUvWxYz01-_45") == ["AbCdEfGhIjKlMnOpQrStUvWxYz01-_45"]


@given(st.text(max_size=300))
def test_nothing_typed_breaks_it(typed):
    assert all(28 <= len(code) <= 32 for code in codes_in(typed))


def test_in_print_it_stands_in_groups_of_four():
    assert grouped(CODE) == "7K3M-9QX0-ZB8T-N4WD-2RHY-6CFP-1VSA"
    assert grouped("x") == "x"
