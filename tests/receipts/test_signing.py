"""A signature is checked with OpenSSL, which had no part in making it."""

import asyncio
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured

from receipts import checks, signing_key
from receipts.documents import receipt_document, signed
from receipts.render import render_receipt

RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]")


@pytest.fixture
def demo_key(settings, tmp_path):
    """A demo with an empty data folder, which makes its own key; the path of the key."""
    settings.DEMO = True
    settings.DATA_DIR = tmp_path
    return tmp_path / "signing" / "demo.pem"


@pytest.fixture
def production(settings):
    """A service that is no demo, without a key."""
    settings.DEMO = False
    return settings


def openssl_says_good(pdf: bytes, certificate: Path, folder: Path) -> bool:
    """Take the signature out of ``pdf`` and ask OpenSSL whether it is one of all other bytes."""
    (match,) = RANGE.finditer(pdf)
    start, before, after, rest = map(int, match.groups())
    assert (start, after + rest) == (0, len(pdf)), "the signature covers the whole file"
    written = pdf[before:after]
    assert (written[:1], written[-1:]) == (b"<", b">")
    padded = bytes.fromhex(written[1:-1].decode())
    (folder / "signature.der").write_bytes(padded[: 4 + int.from_bytes(padded[2:4])])
    (folder / "signed").write_bytes(pdf[:before] + pdf[after:])
    asked = subprocess.run(  # noqa: S603
        [
            *("openssl", "cms", "-verify", "-binary", "-inform", "DER"),
            *("-in", folder / "signature.der", "-content", folder / "signed"),
            *("-CAfile", certificate, "-purpose", "any", "-out", folder / "out"),
        ],
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def test_openssl_finds_the_signature_of_a_receipt_good(make_receipt, demo_key, tmp_path):
    pdf = receipt_document(make_receipt())

    assert b"/SubFilter /ETSI.CAdES.detached" in pdf
    assert openssl_says_good(pdf, demo_key, tmp_path)


@pytest.mark.parametrize("place", [20, 5_000, -30])
def test_one_changed_byte_is_found_out(make_receipt, demo_key, tmp_path, place):
    pdf = bytearray(receipt_document(make_receipt()))
    pdf[place] ^= 1

    assert not openssl_says_good(bytes(pdf), demo_key, tmp_path)


def test_a_signed_receipt_begins_with_the_unsigned_one(make_receipt, demo_key):
    unsigned = render_receipt(make_receipt())

    one, other = receipt_document(make_receipt()), receipt_document(make_receipt())

    assert one.startswith(unsigned)
    assert other.startswith(unsigned)
    assert one != other, "the moment of signing and the random numbers differ"


def test_the_key_of_the_demo_is_made_once_and_is_nobody_elses_to_read(demo_key, settings):
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda _: signing_key._of_demo.__wrapped__(demo_key).private, range(8))
        )

    numbers = {key.private_numbers() for key in made}
    assert len(numbers) == 1
    assert demo_key.stat().st_mode & 0o777 == 0o600
    assert list(demo_key.parent.iterdir()) == [demo_key]


def test_production_without_a_key_hands_receipts_out_unsigned_and_says_so(make_receipt, production):
    assert receipt_document(make_receipt()) == render_receipt(make_receipt())

    assert [each.id for each in checks.documents_are_signed()] == ["hometown.I010"]


def test_production_signs_with_the_configured_key(
    make_receipt, production, demo_key, settings, tmp_path
):
    signing_key.signing_key()
    pem = demo_key.read_text()
    settings.DEMO = False
    settings.RECEIPT_SIGNING_KEY = settings.RECEIPT_SIGNING_CERTIFICATE = pem

    assert openssl_says_good(receipt_document(make_receipt()), demo_key, tmp_path)
    assert checks.the_signing_key_can_sign() == []


def test_a_key_without_its_certificate_is_refused(make_receipt, production, demo_key):
    other = rsa.generate_private_key(65537, 2048)
    production.RECEIPT_SIGNING_KEY = other.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    ).decode()

    with pytest.raises(ImproperlyConfigured, match="RECEIPT_SIGNING_CERTIFICATE is not set"):
        receipt_document(make_receipt())

    signing_key._make_demo_key(demo_key)
    production.DEMO = False
    production.RECEIPT_SIGNING_CERTIFICATE = demo_key.read_text()
    with pytest.raises(ImproperlyConfigured, match="not the certificate of"):
        receipt_document(make_receipt())
    assert [each.id for each in checks.the_signing_key_can_sign()] == ["hometown.E010"]


def test_what_is_no_key_is_refused(make_receipt, production):
    production.RECEIPT_SIGNING_KEY = production.RECEIPT_SIGNING_CERTIFICATE = "a password"

    with pytest.raises(ImproperlyConfigured, match="is not PEM"):
        receipt_document(make_receipt())


def test_a_server_that_runs_an_event_loop_in_this_thread_can_sign(make_receipt, demo_key, tmp_path):
    unsigned = render_receipt(make_receipt())

    async def in_a_loop() -> bytes:
        return signed(unsigned)

    with ThreadPoolExecutor(1) as server:
        pdf = server.submit(asyncio.run, in_a_loop()).result()
    assert openssl_says_good(pdf, demo_key, tmp_path)
