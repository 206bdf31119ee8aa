"""Files of a bank or platform, in pieces of 500 rows; what tells who somebody is, is sealed.

A piece is the unit of everything: it is encrypted as one text, taken in as one set, and counted by
its columns, so that a million rows are two thousand pieces. Its ``outcomes`` say what became of
each row and hold nothing personal; its ``sealed`` holds the cells of the rows that may still be
corrected, and nothing once the file is closed.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models import Portal, User
from accounts.own_rows import OwnRows
from kernel.fields import EncryptedTextField


class BulkSource(models.Model):
    """A bank or platform whose files one local government takes in, through a portal of its own.

    The portal has no scope and a secret that nobody knows. What the columns of the last file meant
    is remembered here.
    """

    municipality = models.ForeignKey(
        "regions.Municipality", models.PROTECT, related_name="+", verbose_name=_("local government")
    )
    name = models.CharField(_("name"), max_length=40)
    portal = models.OneToOneField(
        Portal, models.PROTECT, related_name="+", verbose_name=_("portal")
    )
    columns = models.JSONField(default=dict, editable=False)
    payment_method = models.CharField(max_length=10, default="transfer", editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("source of files")
        verbose_name_plural = _("sources of files")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="bulk_source_once")
        ]

    def __str__(self) -> str:
        return self.name


class BulkStatus(models.TextChoices):
    """Where a file stands."""

    UPLOADED = "uploaded", _("Columns to be assigned")
    EXAMINING = "examining", _("Being examined")
    EXAMINED = "examined", _("Examined")
    RUNNING = "running", _("Being taken in")
    DONE = "done", _("Taken in")
    CLOSED = "closed", _("Closed")


class BulkFile(models.Model):
    """One uploaded file. It is also the queue: who works on it, until when, how often tried.

    Who takes it in is written at its pieces, and how often each was tried; the file says until
    when any of them is held.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey("regions.Municipality", models.PROTECT, related_name="+")
    source = models.ForeignKey(BulkSource, models.PROTECT, verbose_name=_("source"))
    name = EncryptedTextField(_("file"))
    content_hash = models.CharField(max_length=64, editable=False)
    reference_base = models.CharField(max_length=24, editable=False)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    headings = models.JSONField(editable=False)
    columns = models.JSONField(default=dict, editable=False)
    payment_method = models.CharField(max_length=10, editable=False)
    is_declared = models.BooleanField(_("forms were taken before payment"))
    row_count = models.PositiveIntegerField(_("rows"))
    status = models.CharField(
        _("status"), max_length=10, choices=BulkStatus, default=BulkStatus.UPLOADED
    )
    is_discarded = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True)
    claimed_by = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(null=True)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "content_hash"],
                name="bulk_file_uploaded_once",
                condition=Q(is_discarded=False),
            ),
            models.CheckConstraint(
                name="bulk_file_started_by_somebody",
                condition=~Q(status__in=["running", "done"]) | Q(started_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                name="bulk_file_waiting",
                condition=Q(status__in=["examining", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.uploaded_at:%Y-%m-%d}"


class BulkChunk(models.Model):
    """Up to 500 rows of a file, and how many of them stand where; see :mod:`desk.bulk.piece`.

    While the file is taken in, a piece is claimed as a file is. Its ``ties`` are None if nobody
    knows them; see :mod:`desk.bulk.ties`.
    """

    file = models.ForeignKey(BulkFile, models.PROTECT, related_name="chunks")
    municipality = models.ForeignKey("regions.Municipality", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    sealed = EncryptedTextField(blank=True, default="")
    outcomes = models.JSONField(default=list)
    rows = models.PositiveSmallIntegerField()
    waiting = models.PositiveSmallIntegerField()
    ready = models.PositiveSmallIntegerField(default=0)
    refused = models.PositiveSmallIntegerField(default=0)
    doubtful = models.PositiveSmallIntegerField(default=0)
    left = models.PositiveSmallIntegerField(default=0)
    accepted = models.PositiveSmallIntegerField(default=0)
    repeated = models.PositiveSmallIntegerField(default=0)
    ties = models.BinaryField(null=True)
    claimed_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("piece of a file")
        verbose_name_plural = _("pieces of files")
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="bulk_chunk_once"),
            models.CheckConstraint(
                name="bulk_chunk_counts_every_row",
                condition=Q(
                    rows=F("waiting")
                    + F("ready")
                    + F("refused")
                    + F("doubtful")
                    + F("left")
                    + F("accepted")
                    + F("repeated")
                ),
            ),
        ]
