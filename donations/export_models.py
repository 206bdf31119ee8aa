"""A file of donations that leaves: asked for with a reason, marked, counted, expiring."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.own_rows import OwnRows
from audit.access_models import AccessPurpose
from kernel.fields import EncryptedTextField


class ExportKind(models.TextChoices):
    """What is in the file. Resident numbers are in the tax office's papers of a year alone."""

    DONATIONS = "donations", _("Donations, names masked")
    DONORS = "donors", _("Donations with names and contacts")
    LEDGER = "ledger", _("Ledger by donor, for the tax office")
    ELECTRONIC = "electronic", _("Electronic receipts, for the tax office")


class ExportFormat(models.TextChoices):
    """How the file is written."""

    XLSX = "xlsx", _("Excel (xlsx)")
    CSV = "csv", _("CSV (UTF-8)")
    XML = "xml", _("XML (UTF-8)")


class ExportStatus(models.TextChoices):
    """Where an export stands; one that ran out stays where it stood."""

    REQUESTED = "requested", _("Waits for a second official")
    APPROVED = "approved", _("May be downloaded")
    REFUSED = "refused", _("Refused")


class Export(models.Model):
    """What was asked for and what became of it. The file itself is made anew and kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("local government"),
    )
    kind = models.CharField(_("content"), max_length=10, choices=ExportKind)
    file_format = models.CharField(_("format"), max_length=4, choices=ExportFormat)
    first_on = models.DateField(_("donated from"))
    last_on = models.DateField(_("donated to"))
    rows = models.PositiveIntegerField(_("donations"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=AccessPurpose)
    reason = EncryptedTextField(_("reason"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    status = models.CharField(
        _("status"), max_length=10, choices=ExportStatus, default=ExportStatus.REQUESTED
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    expires_at = models.DateTimeField(_("runs out at"))
    downloads = models.PositiveSmallIntegerField(_("downloads"), default=0)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.CheckConstraint(
                name="export_is_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="export_of_persons_takes_two",
                condition=Q(status__in=["requested", "refused"])
                | Q(decided_by__isnull=False)
                | Q(kind="donations", rows__lte=1000),
            ),
            models.CheckConstraint(
                name="export_is_downloaded_at_most_three_times", condition=Q(downloads__lte=3)
            ),
        ]
        indexes = [models.Index(fields=["municipality", "-id"], name="export_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first_on} – {self.last_on}"
