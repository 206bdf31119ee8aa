"""Projects that donors could choose, as somebody published them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.dataset import Dataset
from reports.models.figure import Country


class PublishedProject(models.Model):
    """A project that donors could choose: what it asked for and what it raised, as published.

    ``year`` is that of its end, or of its beginning when no end is known; null when neither is.
    ``begins`` and ``ends`` are as precise as the source. ``purpose`` is our reading of the name.
    """

    country = models.CharField(_("country"), max_length=2, choices=Country)
    area = models.CharField(_("code of the area"), max_length=6)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True, default="")
    purpose = models.CharField(_("statutory purpose"), max_length=2, blank=True, default="")
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    begins = models.CharField(_("from"), max_length=10, blank=True, default="")
    ends = models.CharField(_("until"), max_length=10, blank=True, default="")
    beneficiaries = models.CharField(_("whom it serves"), max_length=200, blank=True, default="")
    is_designated = models.BooleanField(_("designated"))
    target = models.BigIntegerField(_("target"), null=True, blank=True)
    raised = models.BigIntegerField(_("raised"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=250)
    note = models.TextField(_("note"), blank=True)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="projects", db_index=False)
    row = models.PositiveIntegerField(_("row of the file"))

    class Meta:
        verbose_name = _("published project")
        verbose_name_plural = _("published projects")
        constraints = [
            models.UniqueConstraint(fields=["dataset", "row"], name="published_project_once"),
        ]
        indexes = [models.Index(fields=["country", "year"], name="published_project_by_year")]

    def __str__(self) -> str:
        return self.name
