"""Whether receipts are signed, and with a key that is good today."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from receipts.signing_key import signing_key


@checks.register
def the_signing_key_can_sign(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Say what is wrong with the signing key; the demo's own is always right."""
    if settings.DEMO and not settings.RECEIPT_SIGNING_KEY:
        return []
    try:
        key = signing_key()
    except ImproperlyConfigured as problem:
        return [checks.Error(str(problem), id="hometown.E010")]
    if key is None:
        return []
    certificate, now = key.certificates[0], datetime.now(UTC)
    if certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        return []
    return [
        checks.Warning(
            "The certificate that receipts are signed with is not valid today.", id="hometown.W010"
        )
    ]


@checks.register(deploy=True)
def documents_are_signed(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Say before a deployment that documents are handed out unsigned."""
    if settings.DEMO or settings.RECEIPT_SIGNING_KEY:
        return []
    return [
        checks.Info(
            "Receipts are handed out unsigned: no signing key is configured.",
            hint="Set RECEIPT_SIGNING_KEY_FILE and RECEIPT_SIGNING_CERTIFICATE_FILE.",
            id="hometown.I010",
        )
    ]
