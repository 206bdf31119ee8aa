"""What a year-end batch shall make, who decided it, and how far it is."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.own_rows import OwnRows

KEPT_FOR = timedelta(days=30)
"""How long the files of a finished batch stay, which hold names in clear."""


class BatchStatus(models.TextChoices):
    """Where a batch stands."""

    PLANNED = "planned", pgettext_lazy("year-end batch", "Planned")
    APPROVED = "approved", _("Approved, waiting")
    RUNNING = "running", pgettext_lazy("year-end batch", "Running")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", pgettext_lazy("year-end batch", "Withdrawn")
    FAILED = "failed", _("Failed")


class YearEndBatchQuerySet(OwnRows["YearEndBatch"]):
    """Batches, by who may see them."""

    owner = "issuer_id"


class YearEndBatch(models.Model):
    """All donors of one local government and year, as the receipts stood when it was planned.

    ``written`` documents fill ``bytes_written`` bytes of the archive: what lies behind that in
    the file was never committed, and is written anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    issuer = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("issuer"),
    )
    year = models.PositiveSmallIntegerField(_("tax year"))
    status = models.CharField(
        _("status"), max_length=10, choices=BatchStatus, default=BatchStatus.PLANNED
    )
    documents = models.PositiveIntegerField(_("documents"))
    receipts = models.PositiveIntegerField(_("receipts"))
    amount_krw = models.BigIntegerField(_("amount (won)"))
    list_sha256 = models.CharField(_("SHA-256 of the list"), max_length=64)

    planned_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("planned by")
    )
    planned_at = models.DateTimeField(_("planned at"), db_default=Now(), editable=False)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)

    claimed_by = models.CharField(max_length=60, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    written = models.PositiveIntegerField(_("documents written"), default=0)
    bytes_written = models.BigIntegerField(_("bytes written"), default=0)
    bundle_sha256 = models.CharField(_("SHA-256 of the bundle"), max_length=64, blank=True)
    bundle_bytes = models.BigIntegerField(_("size of the bundle"), null=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    erased_at = models.DateTimeField(_("files erased at"), null=True)

    objects = YearEndBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("year-end batch")
        verbose_name_plural = _("year-end batches")
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "year"],
                condition=Q(status__in=["planned", "approved", "running"]),
                name="year_end_one_open_batch",
            ),
            models.CheckConstraint(
                name="year_end_approved_by_another_official",
                condition=Q(approved_by=None) | ~Q(approved_by=F("planned_by")),
            ),
            models.CheckConstraint(
                name="year_end_runs_only_when_approved",
                condition=Q(status__in=["planned", "withdrawn"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="year_end_is_done_with_its_last_document",
                condition=Q(written__lte=F("documents"))
                & (~Q(status="done") | Q(written=F("documents"), bundle_bytes__isnull=False)),
            ),
            models.CheckConstraint(
                name="year_end_is_erased_when_finished",
                condition=Q(erased_at=None) | Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id}-{self.year}"

    @property
    def file_name(self) -> str:
        """What the bundle is called when it is saved."""
        return f"receipts-{self.issuer_id}-{self.year}.zip"

    @property
    def kept_until(self) -> datetime | None:
        """When its files are erased; None while it is not finished."""
        return self.finished_at and self.finished_at + KEPT_FOR

    @property
    def rate(self) -> float | None:
        """Documents a second so far, waiting for a worker included; None before the first."""
        if self.started_at is None or not self.written:
            return None
        seconds = ((self.finished_at or timezone.now()) - self.started_at).total_seconds()
        return self.written / max(seconds, 0.001)


class YearEndDocument(models.Model):
    """One donor's place on the list, and what was written for it.

    Place, donor and receipts never change; checksum and place in the archive are filled once.
    """

    batch = models.ForeignKey(YearEndBatch, models.PROTECT, related_name="papers", db_index=False)
    position = models.PositiveIntegerField()
    donor = models.BigIntegerField(help_text="the donor's row; no foreign key, donors lie above")
    numbers = ArrayField(models.TextField(), help_text="numbers of the receipts, in their order")
    amount_krw = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    crc32 = models.BigIntegerField(null=True)
    size = models.PositiveIntegerField(null=True)
    offset = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"], name="year_end_document_has_its_place"
            ),
            models.UniqueConstraint(
                fields=["batch", "donor"], name="year_end_one_document_a_donor"
            ),
            models.CheckConstraint(
                name="year_end_document_shows_receipts", condition=Q(numbers__len__gte=1)
            ),
            models.CheckConstraint(
                name="year_end_document_is_written_whole_or_not",
                condition=Q(sha256="", crc32=None, size=None, offset=None)
                | (~Q(sha256="") & Q(crc32__isnull=False, size__isnull=False, offset__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        """Its name in the archive, which tells nothing of the donor: that of the first receipt."""
        return f"{self.numbers[0]}.pdf"
