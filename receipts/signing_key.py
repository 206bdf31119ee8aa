"""The key that documents are signed with: configured, made for the demo, or none.

``RECEIPT_SIGNING_KEY`` and ``RECEIPT_SIGNING_CERTIFICATE`` are PEM texts, or files of them by
``…_FILE``; the signer's certificate comes first, those above it may follow. Without them the demo
makes a key of its own in the data folder, once. In production documents then stay unsigned, and
``manage.py check`` says so.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

DEMO_NAME = "Hometown DEMO, without legal effect"
DEMO_DAYS = 3650


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the certificates of it, the signer's first."""

    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificates: tuple[x509.Certificate, ...]

    def as_pem(self) -> tuple[str, str]:
        """Return the key and its certificates as they would be configured."""
        private = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        certificates = b"".join(each.public_bytes(Encoding.PEM) for each in self.certificates)
        return private.decode(), certificates.decode()


def signing_key() -> SigningKey | None:
    """Return the key to sign with; None if documents stay unsigned.

    Raises:
        ImproperlyConfigured: what is configured is not a key with its certificate.
    """
    key, certificate = settings.RECEIPT_SIGNING_KEY, settings.RECEIPT_SIGNING_CERTIFICATE
    if key or certificate:
        return _read(key, certificate)
    return _of_demo(settings.DATA_DIR / "signing" / "demo.pem") if settings.DEMO else None


def sign_with(pdf: bytes, key: str, certificate: str) -> bytes:
    """Return ``pdf`` signed; for the process apart, which alone has the library in memory."""
    from receipts.signing import sign  # half a second to load

    return sign(pdf, _read(key, certificate))


@cache
def _read(key: str, certificate: str) -> SigningKey:
    if not (key and certificate):
        missing = "RECEIPT_SIGNING_CERTIFICATE" if key else "RECEIPT_SIGNING_KEY"
        raise ImproperlyConfigured(f"{missing} is not set, and the other of the two is.")
    try:
        private = load_pem_private_key(key.encode(), password=None)
        certificates = tuple(x509.load_pem_x509_certificates(certificate.encode()))
    except (ValueError, TypeError) as problem:
        raise ImproperlyConfigured(
            "RECEIPT_SIGNING_KEY or RECEIPT_SIGNING_CERTIFICATE is not PEM, or the key asks for "
            "a password."
        ) from problem
    if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ImproperlyConfigured("RECEIPT_SIGNING_KEY: only RSA and elliptic curves can sign.")
    if certificates[0].public_key() != private.public_key():
        raise ImproperlyConfigured(
            "The first of RECEIPT_SIGNING_CERTIFICATE is not the certificate of "
            "RECEIPT_SIGNING_KEY."
        )
    return SigningKey(private, certificates)


@cache
def _of_demo(path: Path) -> SigningKey:
    if not path.exists():
        _make_demo_key(path)
    pem = path.read_text(encoding="ascii")
    return _read(pem, pem)


def _make_demo_key(path: Path) -> None:
    """Write a new key with a certificate of its own; if another process was faster, keep its."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEMO_NAME)])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=DEMO_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{secrets.token_hex(8)}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem + certificate.public_bytes(Encoding.PEM))
    try:
        path.hardlink_to(new)
    except FileExistsError:
        pass
    finally:
        new.unlink()
