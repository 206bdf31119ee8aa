"""The code by which anybody can ask whether a receipt is genuine.

28 letters and digits of Crockford's alphabet carry 140 random bits: nobody finds another's
receipt by guessing. The alphabet has no I, L, O and U, so a code can be read aloud and typed:
small letters, spaces and hyphens do not matter, and O is read as 0, I and L as 1.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 28
LONGEST_TYPED = 200

PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
TYPED_ALIKE = str.maketrans("OIL", "011")
BETWEEN = re.compile(r"[\s\-_.·]+")
CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
OLDER = re.compile(r"[A-Za-z0-9_-]{32}")
"""Codes of receipts that were issued before codes could be typed; these are taken as they are."""


def new_code() -> str:
    """Return a code that nobody has had."""
    drawn = memoryview(secrets.token_bytes(LENGTH)).cast("H")  # for each pair its own 16 bits
    return "".join([PAIRS[bits & 1023] for bits in drawn])


def codes_in(typed: str) -> list[str]:
    """Return the codes that somebody may have meant who typed, scanned or pasted ``typed``.

    A whole address is taken for the code at its end. Nothing is returned for what is no code.
    """
    last = typed[:LONGEST_TYPED].strip().rstrip("/").rpartition("/")[2]
    code = BETWEEN.sub("", last).upper().translate(TYPED_ALIKE)
    meant = [code] if CODE.fullmatch(code) else []
    return [*meant, last] if OLDER.fullmatch(last) else meant


def grouped(code: str) -> str:
    """Return a code in groups of four, as a person types it."""
    if not CODE.fullmatch(code):
        return code
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
