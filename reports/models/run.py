"""The making of a report: the row is the queue."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class RunKind(models.TextChoices):
    """What a report compares."""

    KOREA_JAPAN = "korea-japan", _("Korea–Japan comparison")


class RunStatus(models.TextChoices):
    """How far a run has come."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Stage(models.TextChoices):
    """What is being made of a run just now, in this order."""

    WAITING = "waiting", _("waiting for a worker")
    ROWS = "rows", _("computing the rows")
    DOCUMENTS = "documents", _("rows are there, documents wait")
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    XLSX = "xlsx", _("spreadsheet")
    HTML = "html", _("page")
    PDF = "pdf", "PDF"
    FINISHED = "finished", _("finished")


class ReportRun(models.Model):
    """One making of one report; the row is the queue.

    ``inputs_sha256`` names what it is computed from (files, our closed books, definitions):
    a second run over the same inputs is the first one. ``data_sha256`` names the rows computed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=RunKind)
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(
        _("status"), max_length=7, choices=RunStatus, default=RunStatus.QUEUED
    )
    inputs_sha256 = models.CharField(_("checksum of the inputs"), max_length=64)
    data_sha256 = models.CharField(_("checksum of the rows"), max_length=64, blank=True)
    code_version = models.CharField(_("code version"), max_length=40)
    is_demo = models.BooleanField(_("with demonstration books"), default=False)
    claimed_by = models.CharField(_("claimed by"), max_length=60, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("cause of failure"), blank=True)
    inputs = models.JSONField(
        _("inputs"), default=dict, db_default=models.Value({}, models.JSONField())
    )
    stage = models.CharField(
        _("progress"),
        max_length=9,
        choices=Stage,
        default=Stage.WAITING,
        db_default=Stage.WAITING,
    )
    stage_at = models.DateTimeField(_("at this stage since"), null=True, blank=True)
    documents_made_at = models.DateTimeField(_("documents made at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("report run")
        verbose_name_plural = _("report runs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "inputs_sha256"],
                condition=~Q(status=RunStatus.FAILED),
                name="run_once_for_the_same_inputs",
            ),
            models.CheckConstraint(
                name="run_done_has_its_checksum",
                condition=~Q(status=RunStatus.DONE)
                | Q(finished_at__isnull=False) & ~Q(data_sha256=""),
            ),
        ]
        indexes = [models.Index(fields=["status", "lease_until"], name="run_by_status_and_lease")]

    def __str__(self) -> str:
        return self.slug

    @property
    def slug(self) -> str:
        """Return the name of the report's page: the newest finished run of that year."""
        return f"{self.kind}-{self.year}"
