"""Yearly conversion rates of won and yen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.dataset import Dataset


class RateSeries(models.TextChoices):
    """Where a conversion rate comes from; a report uses one series throughout."""

    ECB = "ecb", _("yearly mean of the European Central Bank's reference rates")
    FED = "fed", _("yearly average of the Federal Reserve")
    PPP = "ppp", _("purchasing power parity of GDP (World Bank)")


class ExchangeRate(models.Model):
    """One yearly conversion rate. A year that was not published has no row.

    A rate that was imported stands beside the service's own, and the one published last is used.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    series = models.CharField(_("series"), max_length=3, choices=RateSeries)
    krw_per_100jpy = models.DecimalField(_("won per 100 yen"), max_digits=14, decimal_places=4)
    krw_per_usd = models.DecimalField(_("won per dollar"), max_digits=14, decimal_places=6)
    jpy_per_usd = models.DecimalField(_("yen per dollar"), max_digits=14, decimal_places=6)
    source = models.CharField(_("source"), max_length=250)
    note = models.TextField(_("note"), blank=True)
    published_on = models.CharField(
        _("published on"), max_length=10, blank=True, default="", db_default=""
    )
    dataset = models.ForeignKey(
        Dataset,
        models.PROTECT,
        null=True,
        related_name="rates",
        db_index=False,
        verbose_name=_("dataset"),
    )

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "published_on"], name="rate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"
