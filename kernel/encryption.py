"""Personal data at rest: one ring of keys, the newest encrypts, all decrypt.

The cipher is Fernet (AES-128-CBC with HMAC-SHA256, from the ``cryptography`` package). To rotate,
put a new key first in ``FIELD_KEYS`` and keep the old ones until everything is written again.
"""

from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@cache
def ring() -> MultiFernet:
    """Return the ring of ``FIELD_KEYS``."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def encrypt(plain: str) -> str:
    """Return ``plain`` encrypted under the newest key."""
    return ring().encrypt(plain.encode()).decode()


def decrypt(secret: str) -> str:
    """Return what :func:`encrypt` was given.

    Raises:
        cryptography.fernet.InvalidToken: no key of the ring opens it, or it was tampered with.
    """
    return ring().decrypt(secret.encode()).decode()
