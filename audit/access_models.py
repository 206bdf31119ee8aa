"""Who looked at whose personal data, when, from where and why (promise 10, KR-PII-08).

One row for each look, document or file; never changed, never removed. It says *which* data were
shown and holds none of them. What it keeps is what the safety standard for personal data asks of
a record of access (개인정보의 안전성 확보조치 기준 제8조): who, when, from where, whose, what for.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.own_rows import OwnRows
from audit.recorded import Recorded
from kernel.fields import EncryptedTextField


class AccessKind(models.TextChoices):
    """What was done with the data."""

    SHOW = "show", _("Shown on a page")
    DOCUMENT = "document", _("In a document handed out")
    EXPORT = "export", _("In a file with many people")
    SEARCH = "search", _("Searched for")


class AccessPurpose(models.TextChoices):
    """What for: the Decree's list (art. 11, KR-PII-02), and two that it does not name.

    The last two never reach a resident number.
    """

    INTAKE = "intake", _("Intake of donations")
    RECEIPT = "receipt", _("Issue of receipts")
    FORM = "form", _("Checking the donation form")
    REGISTER = "register", _("Checking resident or foreigner records")
    SYSTEM = "system", _("Building and running the system")
    INQUIRY = "inquiry", _("Answering the donor")
    RETURN = "return", _("Returning a donation")


OF_THE_DECREE = (
    AccessPurpose.INTAKE,
    AccessPurpose.RECEIPT,
    AccessPurpose.FORM,
    AccessPurpose.REGISTER,
    AccessPurpose.SYSTEM,
)
"""Purposes for which a resident or foreigner number may be processed (KR-PII-01, KR-PII-02)."""


class Personal(models.TextChoices):
    """Which data."""

    NAME = "name", _("Name")
    BIRTH_DATE = "birth_date", _("Date of birth")
    RESIDENT_NUMBER = "resident_number", _("Resident number")
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address")


class PersonalAccess(Recorded):
    """One look at personal data, as committed. Append-only, by a trigger."""

    kind = models.CharField(_("what"), max_length=10, choices=AccessKind)
    purpose = models.CharField(_("purpose"), max_length=10, choices=AccessPurpose)
    reason = EncryptedTextField(_("reason"), blank=True, default="")
    official = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        verbose_name=_("official"),
        related_name="+",
        db_index=False,
    )
    portal = models.ForeignKey(
        "accounts.Portal",
        models.PROTECT,
        null=True,
        verbose_name=_("portal"),
        related_name="+",
        db_index=False,
    )
    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        null=True,
        verbose_name=_("local government"),
        related_name="+",
        db_index=False,
    )
    subject = models.CharField(_("subject"), max_length=60)
    person = models.BigIntegerField(
        _("donor's number"), null=True, help_text=_("empty: several, or not known")
    )
    people = models.PositiveIntegerField(_("people"), default=1)
    data = ArrayField(models.CharField(max_length=20, choices=Personal), verbose_name=_("data"))
    address = models.CharField(_("address"), max_length=45, blank=True)
    agent = models.CharField(_("kind of program"), max_length=10, blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("accesses to personal data")
        constraints = [
            models.CheckConstraint(
                name="access_is_of_one_actor", condition=Q(official=None) | Q(portal=None)
            ),
            models.CheckConstraint(
                name="resident_number_is_for_the_decree_s_purposes",
                condition=~Q(data__contains=["resident_number"])
                | Q(purpose__in=["intake", "receipt", "form", "register", "system"]),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "id"], name="access_by_municipality"),
            models.Index(fields=["municipality", "happened_at"], name="access_by_month"),
            BrinIndex(fields=["transaction"], name="access_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
