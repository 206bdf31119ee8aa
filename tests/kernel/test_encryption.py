"""Personal data under a ring of keys."""

import base64
import secrets

import pytest

from kernel import encryption


def new_key() -> bytes:
    return base64.urlsafe_b64encode(secrets.token_bytes(32))


@pytest.fixture
def ring(settings):
    """Let the test set FIELD_KEYS, and forget the ring afterwards."""

    def use(*keys: bytes) -> None:
        settings.FIELD_KEYS = [key.decode() for key in keys]
        encryption.ring.cache_clear()

    yield use
    encryption.ring.cache_clear()


def test_a_new_key_first_in_the_ring_opens_what_the_old_one_closed(ring):
    old, new = new_key(), new_key()
    ring(old)
    secret = encryption.encrypt("홍길동")

    ring(new, old)

    assert encryption.decrypt(secret) == "홍길동"
    ring(new)
    with pytest.raises(encryption.SecretDoesNotOpen):
        encryption.decrypt(secret)


def test_the_same_text_is_never_the_same_twice_and_shows_nothing(ring):
    ring(new_key())

    one, other = encryption.encrypt("900101-1234567"), encryption.encrypt("900101-1234567")

    assert one != other
    assert "900101" not in one


def test_a_secret_that_was_tampered_with_does_not_open(ring):
    ring(new_key())
    secret = encryption.encrypt("홍길동")
    middle = len(secret) // 2
    changed = secret[:middle] + ("A" if secret[middle] != "A" else "B") + secret[middle + 1 :]

    with pytest.raises(encryption.SecretDoesNotOpen):
        encryption.decrypt(changed)


@pytest.mark.parametrize("secret", ["", "A", "not a secret", "QUJD", "가"])
def test_what_is_no_secret_does_not_open(ring, secret):
    ring(new_key())

    with pytest.raises(encryption.SecretDoesNotOpen):
        encryption.decrypt(secret)


def test_texts_that_are_encrypted_together_have_each_a_nonce_of_their_own(ring):
    ring(new_key())
    texts = ["홍길동", "", "홍길동", "010-1234-5678"]

    sealed = encryption.encrypt_all(texts)

    assert [each and encryption.decrypt(each) for each in sealed] == texts
    filled = [base64.urlsafe_b64decode(each) for each in sealed if each]
    begin, end = encryption.MARK_BYTES, encryption.MARK_BYTES + encryption.NONCE_BYTES
    assert len({each[begin:end] for each in filled}) == 3
