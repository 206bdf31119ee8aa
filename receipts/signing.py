"""Sign a document (PAdES, baseline B-B): who made it, and that no byte has changed since.

The signature is appended, so a signed document begins with the bytes of the unsigned one. It
holds the moment of signing and random numbers: the unsigned document is the same each time, the
signed one is not, and it is not kept but where it was handed out as part of a bundle. No time
stamp of a third party is asked for, so that signing needs no network.
"""

import io
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from asn1crypto import keys, x509  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from receipts.signing_key import SigningKey

FIELD = "Signature"
REASON = "발급기관 확인 Issued by the local government"
UNSEEN = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
"""Without a box on the page; so PDF/A (must print) and PDF/UA (must be tagged if it is seen) both
keep what they ask for."""
ROOM = 8192
"""Bytes left for the signature, added to those of the certificates."""


def sign(pdf: bytes, key: SigningKey) -> bytes:
    """Return ``pdf`` with a signature of ``key`` behind it."""
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=REASON,
        ),
        signer=_signer(key),
        new_field_spec=SigFieldSpec(FIELD, invis_sig_settings=UNSEEN),
    )
    room = ROOM + 2 * sum(len(each.public_bytes(Encoding.DER)) for each in key.certificates)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    # The library runs an event loop of its own, and a thread that has one cannot run another.
    with ThreadPoolExecutor(max_workers=1) as apart:
        document = apart.submit(signer.sign_pdf, writer, bytes_reserved=room).result()
    signed: bytes = document.getvalue()
    return signed


@cache
def _signer(key: SigningKey) -> SimpleSigner:
    certificates = [
        x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in key.certificates
    ]
    others = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    others.register_multiple(certificates[1:])
    private = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=certificates[0],
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=others,
    )
