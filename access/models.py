"""What lets officials in, and what keeps others out: second factors and failed tries."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device

from access.staff_models import Invitation, RoleChange
from accounts.models import User
from kernel.fields import EncryptedTextField

__all__ = ["Authenticator", "FailedTry", "Invitation", "RecoveryCode", "RoleChange", "Step"]


class Authenticator(Device):  # type: ignore[misc]
    """The application on an official's phone that shows a new code every thirty seconds (TOTP).

    There is at most one for an official. Whoever has shown its code is *verified* for the rest of
    the session; with this row the verification of every session goes.
    """

    secret = EncryptedTextField(editable=False)
    last_step = models.BigIntegerField(default=-1, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="one_authenticator_each")]


class RecoveryCode(models.Model):
    """A code that stands in for the authenticator once; stored as a keyed hash."""

    authenticator = models.ForeignKey(
        Authenticator, models.CASCADE, related_name="recovery_codes", editable=False
    )
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authenticator", "digest"], name="recovery_code_once")
        ]


class Step(models.TextChoices):
    """What was tried at the log-in."""

    PASSWORD = "password", _("password")
    CODE = "code", _("one-time code")


class FailedTry(models.Model):
    """One try to log in that failed, or is going on; forgotten after a day.

    ``account`` is a keyed hash of what was typed as e-mail, since people type other things there.
    """

    account = models.CharField(max_length=64, editable=False)
    official = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="failed_tries", editable=False
    )
    address = models.CharField(max_length=45, editable=False)
    step = models.CharField(max_length=10, choices=Step, editable=False)
    tried_at = models.DateTimeField(editable=False)

    objects: ClassVar[models.Manager["FailedTry"]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["account", "tried_at"], name="failed_try_by_account"),
            models.Index(fields=["address", "tried_at"], name="failed_try_by_address"),
        ]
