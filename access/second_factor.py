"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes.

The secret of an authenticator is encrypted at rest and recovery codes are hashed, so a dump of
the database opens no account. A code is good once: the step it belongs to is taken by one
conditional update, so of two who send the same code at the same time one is refused.
"""

import base64
import hashlib
import hmac
import secrets
import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_otp.oath import TOTP

from access.models import Authenticator, RecoveryCode
from accounts.models import User
from audit.changes import Changes, moved
from audit.record import record
from kernel.errors import DomainError

SECRET_BYTES = 20
STEP_SECONDS = 30
TOLERANCE = 1
"""A code of the step before or after still counts: phones' clocks are off by some seconds."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
ISSUER = "Hometown"


class WrongCode(DomainError):
    """Neither the authenticator's code of now nor an unused recovery code."""

    code = "wrong_code"
    title = _("The code does not fit")
    detail = _(
        "This is not the code of now, or it was used already. Wait for the next one and type it."
    )


class AlreadyEnrolled(DomainError):
    """The official has an authenticator; it has to be shown, not replaced."""

    code = "already_enrolled"
    status = 409
    title = _("There is an authenticator already")
    detail = _("This account has an authenticator. Use its code.")


def new_secret() -> str:
    """Return a new secret as authenticators take it: base32, 160 bits."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def provisioning_uri(official: User, secret: str) -> str:
    """Return the address that an authenticator reads from a QR code."""
    from urllib.parse import quote, urlencode

    label = f"{ISSUER}:{quote(official.email)}"
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def step_of(secret: str, code: str, now: float, *, after: int = -1) -> int | None:
    """Return the step whose code this is, if it is near ``now`` and later than ``after``."""
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return None
    totp = TOTP(base64.b32decode(secret), STEP_SECONDS)
    totp.time = now
    if not totp.verify(int(code), TOLERANCE, after + 1):
        return None
    return int(totp.t())


def code_at(secret: str, now: float, *, after: int = -1) -> str:
    """Return the code that an authenticator shows at ``now``, or the first one after ``after``."""
    totp = TOTP(base64.b32decode(secret), STEP_SECONDS)
    totp.time = max(now, (after + 1) * STEP_SECONDS)
    return f"{totp.token():06d}"


@transaction.atomic
def enrol(official: User, secret: str, code: str, *, now: float | None = None) -> list[str]:
    """Give ``official`` an authenticator that has shown ``code``; return new recovery codes.

    Raises:
        AlreadyEnrolled: there is one; also for one of two who enrol at the same time.
        WrongCode: the code is not that of ``secret``.
    """
    step = step_of(secret, code, time.time() if now is None else now)
    if step is None:
        raise WrongCode
    try:
        with transaction.atomic():
            device = Authenticator.objects.create(
                user=official, name="authenticator", secret=secret, last_step=step
            )
    except IntegrityError as problem:
        raise AlreadyEnrolled from problem
    _note("second_factor.enrolled", official, actor=official)
    return _new_codes(device)


def show(official: User, code: str, *, now: float | None = None) -> Authenticator:
    """Return the authenticator of ``official``, which has shown ``code``; the code is used up.

    Raises:
        WrongCode: it is not the code of now, was used before, or there is no authenticator.
    """
    device: Authenticator | None = Authenticator.objects.filter(user=official).first()
    if device is None:
        raise WrongCode
    typed = code.replace(" ", "").replace("-", "")
    moment = time.time() if now is None else now
    step = step_of(device.secret, typed, moment, after=device.last_step)
    if step is not None:
        earlier = Authenticator.objects.filter(pk=device.pk, last_step__lt=step)
        if earlier.update(last_step=step) == 1:
            return device
        raise WrongCode
    with transaction.atomic():
        unused = RecoveryCode.objects.filter(authenticator=device, digest=digest_of(device, typed))
        if unused.delete()[0] != 1:
            raise WrongCode
        left = device.recovery_codes.count()
        changes = moved(left + 1, left, "recovery_codes")
        _note("second_factor.recovery_code_used", official, actor=official, changes=changes)
    return device


@transaction.atomic
def renew_recovery_codes(device: Authenticator) -> list[str]:
    """Return new recovery codes; the ones before are void."""
    void, _by_model = device.recovery_codes.all().delete()
    codes = _new_codes(device)
    _note(
        "second_factor.recovery_codes_renewed",
        device.user,
        actor=device.user,
        changes={"recovery_codes": [void, len(codes)]},
    )
    return codes


def remove(official: User, *, actor: User | None) -> bool:
    """Take the authenticator of ``official`` away: the next log-in enrols a new one.

    Every session of the official is unverified from now on. Returns whether there was one. Runs
    in the caller's transaction.
    """
    removed, _by_model = Authenticator.objects.filter(user=official).delete()
    if removed:
        _note(
            "second_factor.removed",
            official,
            actor=actor,
            changes={"has_authenticator": [True, False]},
        )
    return bool(removed)


def digest_of(device: Authenticator, code: str) -> str:
    """Return under what a recovery code is kept."""
    text = f"{device.pk}:{code.lower()}".encode()
    key = hashlib.sha256(b"hometown.recovery-code" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def _new_codes(device: Authenticator) -> list[str]:
    codes = [
        base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
        for _number in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(authenticator=device, digest=digest_of(device, code)) for code in codes
    )
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _note(kind: str, official: User, *, actor: User | None, changes: Changes | None = None) -> None:
    record(
        kind,
        f"official:{official.pk}",
        actor=actor,
        municipality_id=official.municipality_id,
        changes=changes,
    )
