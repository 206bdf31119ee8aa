"""Personal data under a ring of keys."""

import pytest
from cryptography.fernet import Fernet, InvalidToken

from kernel import encryption


@pytest.fixture
def ring(settings):
    """Let the test set FIELD_KEYS, and forget the ring afterwards."""

    def use(*keys: bytes) -> None:
        settings.FIELD_KEYS = [key.decode() for key in keys]
        encryption.ring.cache_clear()

    yield use
    encryption.ring.cache_clear()


def test_a_new_key_first_in_the_ring_opens_what_the_old_one_closed(ring):
    old, new = Fernet.generate_key(), Fernet.generate_key()
    ring(old)
    secret = encryption.encrypt("홍길동")

    ring(new, old)

    assert encryption.decrypt(secret) == "홍길동"
    ring(new)
    with pytest.raises(InvalidToken):
        encryption.decrypt(secret)


def test_the_same_text_is_never_the_same_twice_and_shows_nothing(ring):
    ring(Fernet.generate_key())

    one, other = encryption.encrypt("900101-1234567"), encryption.encrypt("900101-1234567")

    assert one != other
    assert "900101" not in one


def test_a_secret_that_was_tampered_with_does_not_open(ring):
    ring(Fernet.generate_key())
    secret = encryption.encrypt("홍길동")
    middle = len(secret) // 2
    changed = secret[:middle] + ("A" if secret[middle] != "A" else "B") + secret[middle + 1 :]

    with pytest.raises(InvalidToken):
        encryption.decrypt(changed)
