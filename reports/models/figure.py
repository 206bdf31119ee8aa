"""Single published figures: whose, of which twelve months, how exact, from which row.

They are never edited here. Money is in the unit its row names (whole won or whole yen). What was
not published has no row: missing is missing, never zero.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.dataset import Dataset


class Country(models.TextChoices):
    """The two systems compared."""

    KOREA = "KR", _("Korea")
    JAPAN = "JP", _("Japan")


class Scope(models.TextChoices):
    """Whose figure it is: a province's code alone does not tell."""

    NATION = "nation", _("the nation")
    AREA = "area", _("a province or prefecture with all its municipalities")
    BODY = "body", _("one local government alone")


class YearBasis(models.TextChoices):
    """Which twelve months a year means."""

    CALENDAR = "calendar_year", _("calendar year (January to December)")
    RECEIPT = "receipt_fy", _("fiscal year of receipt (April to March)")
    TAX = "tax_fy", _("fiscal year of assessment (relief for the calendar year before)")


class PublishedFigure(models.Model):
    """One figure as somebody published it, for one area and one period.

    ``published_on`` has the precision the source has (a year, a month or a day). ``resolution``
    is the step the figure was rounded to, in its own unit, or an upper bound of it. A restated
    figure stands beside the first one, told apart by ``metric`` or ``published_on``.
    """

    country = models.CharField(_("country"), max_length=2, choices=Country)
    scope = models.CharField(_("scope"), max_length=6, choices=Scope)
    area = models.CharField(_("code of the area"), max_length=6, blank=True)
    metric = models.CharField(_("metric"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    year_basis = models.CharField(_("year basis"), max_length=13, choices=YearBasis)
    period_start = models.DateField(_("first day"))
    period_end = models.DateField(_("last day"))
    is_whole_year = models.BooleanField(_("whole year"), default=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=10)
    status = models.CharField(_("status"), max_length=30)
    resolution = models.DecimalField(
        _("resolution"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    source = models.CharField(_("source"), max_length=250)
    published_on = models.CharField(_("published on"), max_length=10, blank=True)
    note = models.TextField(_("note"), blank=True)
    dataset = models.ForeignKey(
        Dataset, models.PROTECT, related_name="figures", verbose_name=_("dataset"), db_index=False
    )
    row = models.PositiveIntegerField(_("row of the file"))

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "country",
                    "metric",
                    "scope",
                    "year",
                    "area",
                    "period_start",
                    "period_end",
                    "published_on",
                ],
                name="figure_published_once",
            ),
            models.CheckConstraint(
                name="figure_of_a_nation_has_no_area",
                condition=Q(scope=Scope.NATION, area="") | ~Q(scope=Scope.NATION) & ~Q(area=""),
            ),
        ]
        indexes = [models.Index(fields=["area"], name="figure_by_area")]

    def __str__(self) -> str:
        return f"{self.country} {self.area} {self.year} {self.metric}"


class OutlierKind(models.TextChoices):
    """What is left out when a value is shown without it."""

    GIFT = "gift", _("a single gift")
    BODY = "body", _("a whole local government")


class NamedOutlier(models.Model):
    """A receipt so large that a value is shown with and without it, and why."""

    country = models.CharField(_("country"), max_length=2, choices=Country)
    area = models.CharField(_("code of the area"), max_length=6)
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=4, choices=OutlierKind)
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    resolution = models.BigIntegerField(_("resolution"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    source = models.CharField(_("source"), max_length=250)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="outliers", db_index=False)
    row = models.PositiveIntegerField(_("row of the file"))

    class Meta:
        verbose_name = _("named outlier")
        verbose_name_plural = _("named outliers")
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="named_outlier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"
