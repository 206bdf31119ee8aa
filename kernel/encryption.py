"""Personal data at rest: one ring of keys, the newest encrypts, all decrypt.

The cipher is AES-256-GCM from the ``cryptography`` package, with a random nonce for each text; a
secret begins with the mark of its key, so the right one is found without trying. To rotate, put a
new key first in ``FIELD_KEYS`` and keep the old ones until everything is written again. A key is
good for four thousand million texts (NIST SP 800-38D): some six hundred million donations.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

MARK_BYTES, NONCE_BYTES = 4, 12
FROM_URLSAFE = bytes.maketrans(b"-_", b"+/")
TO_URLSAFE = bytes.maketrans(b"+/", b"-_")


class SecretDoesNotOpen(ValueError):
    """No key of the ring opens it, or it was tampered with."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys by their marks, and the one that encrypts."""

    newest: bytes
    keys: Mapping[bytes, AESGCM]


@cache
def ring() -> Ring:
    """Return the ring of ``FIELD_KEYS``, each 32 bytes in URL-safe base64."""
    raw = [base64.urlsafe_b64decode(key) for key in settings.FIELD_KEYS]
    keys = {hashlib.sha256(key).digest()[:MARK_BYTES]: AESGCM(key) for key in reversed(raw)}
    return Ring(newest=hashlib.sha256(raw[0]).digest()[:MARK_BYTES], keys=keys)


def encrypt(plain: str) -> str:
    """Return ``plain`` encrypted under the newest key."""
    return encrypt_all([plain])[0]


def encrypt_all(plain: Sequence[str]) -> list[str]:
    """Return each of ``plain`` encrypted under the newest key; an empty text stays empty."""
    keys = ring()
    mark, cipher = keys.newest, keys.keys[keys.newest].encrypt
    random, size = os.urandom(NONCE_BYTES * len(plain)), NONCE_BYTES
    nonces = [random[start : start + size] for start in range(0, len(random), size)]
    lines = [
        binascii.b2a_base64(mark + nonce + cipher(nonce, text.encode(), mark)) if text else b"\n"
        for nonce, text in zip(nonces, plain, strict=True)
    ]
    return b"".join(lines).translate(TO_URLSAFE).decode().split("\n")[:-1]


def decrypt(secret: str) -> str:
    """Return what :func:`encrypt` was given.

    Raises:
        SecretDoesNotOpen: no key of the ring opens it, or it was tampered with.
    """
    try:
        whole = binascii.a2b_base64(secret.encode("ascii").translate(FROM_URLSAFE))
    except (binascii.Error, ValueError) as problem:
        raise SecretDoesNotOpen from problem
    return unseal(whole).decode()


def seal(plain: bytes) -> bytes:
    """Return the bytes ``plain``, such as a file, encrypted under the newest key."""
    keys = ring()
    head = keys.newest + os.urandom(NONCE_BYTES)
    return head + keys.keys[keys.newest].encrypt(head[MARK_BYTES:], plain, keys.newest)


def unseal(sealed: bytes) -> bytes:
    """Return what :func:`seal` was given.

    Raises:
        SecretDoesNotOpen: no key of the ring opens it, or it was tampered with.
    """
    mark, nonce = sealed[:MARK_BYTES], sealed[MARK_BYTES : MARK_BYTES + NONCE_BYTES]
    try:
        return ring().keys[mark].decrypt(nonce, sealed[MARK_BYTES + NONCE_BYTES :], mark)
    except (KeyError, InvalidTag, ValueError) as problem:
        raise SecretDoesNotOpen from problem
