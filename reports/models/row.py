"""The values of a run, each with all that must travel with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.figure import Country, Scope, YearBasis
from reports.models.run import ReportRun


class Origin(models.TextChoices):
    """Which of the two kinds of sources a row rests on; they are never added up."""

    PUBLISHED = "published", _("published statistics")
    OWN_BOOKS = "own_books", _("our own closed books")


class Nature(models.TextChoices):
    """How far a value stands from what somebody measured."""

    MEASURED = "measured", _("measured: as published")
    DERIVED = "derived", _("derived: arithmetic over published figures")
    MODELLED = "modelled", _("modelled: rests on an assumption")


class ReportRow(models.Model):
    """One value of one run, with all that must travel with it.

    ``value`` is empty when not available; ``status`` then says why.
    """

    run = models.ForeignKey(ReportRun, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    origin = models.CharField(_("origin"), max_length=9, choices=Origin)
    indicator = models.CharField(_("indicator"), max_length=40)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    scope = models.CharField(_("scope"), max_length=6, choices=Scope, default=Scope.NATION)
    region = models.CharField(_("region"), max_length=6, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    year_basis = models.CharField(_("year basis"), max_length=13, choices=YearBasis)
    value = models.DecimalField(_("value"), max_digits=30, decimal_places=10, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20)
    converted_ecb = models.DecimalField(
        _("in the other currency at the market rate"),
        max_digits=30,
        decimal_places=10,
        null=True,
        blank=True,
    )
    converted_ppp = models.DecimalField(
        _("in the other currency at purchasing power parity"),
        max_digits=30,
        decimal_places=10,
        null=True,
        blank=True,
    )
    sample = models.DecimalField(
        _("value of a partial sample"), max_digits=30, decimal_places=10, null=True, blank=True
    )
    interval_low = models.DecimalField(
        _("lower end"), max_digits=30, decimal_places=10, null=True, blank=True
    )
    interval_high = models.DecimalField(
        _("upper end"), max_digits=30, decimal_places=10, null=True, blank=True
    )
    interval_method = models.CharField(
        _("what the interval is"), max_length=200, blank=True, default="", db_default=""
    )
    nature = models.CharField(
        _("nature"),
        max_length=8,
        choices=Nature,
        default=Nature.DERIVED,
        db_default=Nature.DERIVED,
    )
    parts = models.JSONField(
        _("parts"), default=list, db_default=models.Value([], models.JSONField())
    )
    coverage = models.CharField(_("coverage"), max_length=20)
    status = models.CharField(_("status"), max_length=200)
    resolution = models.CharField(_("resolution"), max_length=30, blank=True)
    notes = models.JSONField(_("notes"), default=list)
    sources = models.JSONField(_("sources"), default=list)

    class Meta:
        verbose_name = _("report row")
        verbose_name_plural = _("report rows")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="report_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.country} {self.region} {self.year}"
