"""Resident numbers, masked names, and the names by which portals know donors."""

from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations import identity
from kernel.dates import SEOUL
from tests.people import OFFER


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("900101-1234567", date(1990, 1, 1)),
        ("9001011234567", date(1990, 1, 1)),
        ("000229-3000000", date(2000, 2, 29)),
        ("000229-4000000", date(2000, 2, 29)),
        ("851231-5000000", date(1985, 12, 31)),
        ("050505-7000000", date(2005, 5, 5)),
        ("991231-9000000", date(1899, 12, 31)),
    ],
)
def test_a_resident_number_holds_a_birth_date(number, born):
    assert identity.birth_date(number) == born


@pytest.mark.parametrize(
    "number",
    ["", "900101", "900101-123456", "900101-12345678", "900101 1234567", "990229-1000000",
     "900431-1000000", "901301-1000000", "900100-1000000", "abcdef-1234567", "900101–1234567"],
)  # fmt: skip
def test_a_number_that_nobody_can_have_is_refused(number):
    with pytest.raises(identity.NotAResidentNumber):
        identity.birth_date(number)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("홍길동", "홍*동"),
        ("김철", "김*"),
        ("남궁민수", "남**수"),
        ("李", "*"),
        ("John Smith", "J*** S****"),
        ("Nguyễn Văn A", "N****n V*n *"),
    ],
)
def test_a_name_is_shown_masked(name, shown):
    assert identity.masked(name) == shown


@given(st.text(min_size=1, max_size=60))
def test_a_masked_name_keeps_its_length_and_at_most_two_letters_a_word(name):
    for word, shown in zip(name.split(), identity.masked(name).split(), strict=True):
        assert len(shown) == len(word)
        assert sum(letter != "*" for letter in shown) <= max(2, word.count("*"))
        assert shown != word or set(word) <= {"*"} or "*" in word


def test_a_portals_name_for_a_donor_leads_back_for_that_portal_only(db):
    name = identity.pseudonym(7, 42)

    assert identity.donor_id_of(name, 7) == 42
    assert identity.donor_id_of(name, 8) is None
    assert identity.pseudonym(8, 42) != name
    for nonsense in ("", "x", "00" * 16, name[:-1], name + "00"):
        assert identity.donor_id_of(nonsense, 7) is None


def test_the_same_person_has_one_hash_however_the_number_is_written(db):
    one = identity.identity_hash("900101-1234567")

    assert one == identity.identity_hash("9001011234567")
    assert one != identity.identity_hash("900101-1234568")
    assert len(one) == 64


SOON = datetime(2026, 10, 5, 13, 55, tzinfo=SEOUL)
CHANGED: dict[str, Any] = {
    "portal_reference": "W-9",
    "residence_code": "11140",
    "recipient_code": "26140",
    "amount_krw": 100_001,
    "paid_at": datetime(2026, 10, 5, 14, 0, 0, 1, tzinfo=SEOUL),
    "payment_method": "transfer",
    "pledge": None,
    "project_id": 7,
    "purpose": "P2",
    "gift_wish": "wanted",
    "hold_id": UUID(int=1),
}


@pytest.mark.django_db
def test_a_change_of_any_field_is_other_content():
    offer = OFFER
    changes = [replace(offer, **{name: value}) for name, value in CHANGED.items()]
    for part in ("donor", "pledge", "residence_check"):
        whole = getattr(offer, part)
        for field in fields(whole):
            old = getattr(whole, field.name)
            other = not old if isinstance(old, bool) else SOON if isinstance(old, datetime) else "x"
            changes.append(replace(offer, **{part: replace(whole, **{field.name: other})}))

    hashes = {each.content_hash() for each in (offer, *changes)}

    assert {field.name for field in fields(offer)} == {*CHANGED, "donor", "residence_check"}, "all"
    assert len(hashes) == 1 + len(changes)
