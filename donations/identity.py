"""Who a donor is: resident numbers, keyed hashes, masked names, per-portal pseudonyms.

A resident number (주민등록번호), foreigner registration number or domestic-residence report number
is thirteen digits: birth date, a digit for century and sex, six more. Form, birth date and
century digit are checked; the old check digit is not, because numbers issued since October 2020
have none. The Decree allows processing for intake and receipts only (art. 11, KR-PII-02).
"""

import re
import threading
import unicodedata
from datetime import date

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.utils.translation import gettext_lazy as _

from donations import keys

NUMBER = re.compile(r"\d{6}-?\d{7}", re.ASCII)

CENTURY = {
    **dict.fromkeys("90", "18"),
    **dict.fromkeys("1256", "19"),
    **dict.fromkeys("3478", "20"),
}
"""Seventh digit -> how the year of birth begins; 5 to 8 are persons of foreign nationality."""

COMPANY = re.compile(r"주식회사|유한회사|\(주\)|㈜|재단법인|사단법인|\(재\)|\(사\)")
"""Marks of a body that is not a natural person; only persons may give (Act art. 2, KR-ELG-01)."""


LONGEST_NAME = 60
"""Characters of a name in one form; a receipt shows all of them."""

NAME_TOO_LONG = _(
    "A name has at most 60 characters. Write it as the resident register has it, without titles "
    "or other additions."
)


class NotAResidentNumber(ValueError):
    """Thirteen digits that nobody can have; ``args[0]`` is a translated sentence."""


class NotAPersonsName(ValueError):
    """What no natural person is called; ``args[0]`` is a translated sentence."""


def birth_date(number: str) -> date:
    """Return the birth date in a resident number of thirteen digits, with or without hyphen.

    Raises:
        NotAResidentNumber: wrong form, unknown century digit, or a date that does not exist.
    """
    if not NUMBER.fullmatch(number):
        raise NotAResidentNumber(
            _("Write the number as thirteen digits, for example 900101-1234567.")
        )
    try:
        return date.fromisoformat(CENTURY[number[-7]] + number[:6])
    except ValueError as problem:
        raise NotAResidentNumber(_("The first six digits are not a birth date.")) from problem


def digits(number: str) -> str:
    """Return the thirteen digits of a number that has been checked."""
    return number.replace("-", "")


def identity_hash(number: str) -> str:
    """Return the keyed hash (HMAC-SHA256, hex) under which this person's donor row is found."""
    return keys.keyed_hash(keys.IDENTITY, digits(number).encode())


def lookup_hash(name: str, born_on: date) -> str:
    """Return the keyed hash under which people of this masked name and birth date are found.

    A whole name and its masked form give the same; so do 홍길동 and 홍수동, who are told apart by
    their donations. Without the key it says nothing.
    """
    told = f"{masked(tidy_name(name)).casefold()}|{born_on.isoformat()}"
    return keys.keyed_hash(keys.LOOKUP, told.encode())


def tidy_name(name: str) -> str:
    """Return a name in one form: composed Hangul, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def persons_name(text: str) -> str:
    """Return the name of a natural person in one form.

    Raises:
        NotAPersonsName: it is too long, that of a body, or has no letter.
    """
    name = tidy_name(text)
    if len(name) > LONGEST_NAME:
        raise NotAPersonsName(NAME_TOO_LONG)
    if COMPANY.search(name):
        raise NotAPersonsName(_("Only a natural person may give, not a company or another body."))
    if not (name.isalpha() or any(letter.isalpha() for letter in name)):
        raise NotAPersonsName(_("Write the donor's name."))
    return name


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings are one name: case and spaces aside."""
    return one.replace(" ", "").casefold() == other.replace(" ", "").casefold()


def masked(name: str) -> str:
    """Return a name that can be shown: 홍*동, 김*, J*** S****.

    Each word keeps its first letter, and its last if it has three or more in Hangul or Hanja.
    """
    return " ".join([_masked_word(word) for word in name.split()])


def _masked_word(word: str) -> str:
    if len(word) < 2:
        return "*" if word else word
    if len(word) > 2 and not word.isascii():
        return word[0] + "*" * (len(word) - 2) + word[-1]
    return word[0] + "*" * (len(word) - 1)


_kept = threading.local()
"""Each thread's encryptor: one block stands by itself, so it is used for all, and making it takes
twenty times as long as using it."""


def _cipher(secret: bytes) -> "Cipher[modes.ECB]":
    return Cipher(algorithms.AES(secret), modes.ECB())  # noqa: S305


def pseudonym(portal_id: int, donor_id: int) -> str:
    """Return the name by which one portal knows one donor: 32 hexadecimal digits.

    Two portals get different names for the same person, and nobody can tell that they are one.
    """
    secret = keys.key(keys.PSEUDONYM)
    if getattr(_kept, "secret", None) != secret:
        _kept.secret, _kept.encryptor = secret, _cipher(secret).encryptor()
    name: bytes = _kept.encryptor.update(portal_id.to_bytes(8) + donor_id.to_bytes(8))
    return name.hex()


def donor_id_of(name: str, portal_id: int) -> int | None:
    """Return the donor that ``portal_id`` knows by ``name``; None if it is no name of its own."""
    try:
        sealed = bytes.fromhex(name)
    except ValueError:
        return None
    if len(sealed) != 16:
        return None
    block = _cipher(keys.key(keys.PSEUDONYM)).decryptor().update(sealed)
    return int.from_bytes(block[8:]) if int.from_bytes(block[:8]) == portal_id else None
