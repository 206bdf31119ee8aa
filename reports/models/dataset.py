"""The files that figures came from, and what the short code of a source stands for."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Dataset(models.Model):
    """One file of reference data as it was loaded: its checksum is the data's version.

    The service's own files are loaded and replaced as a whole. An *imported* table came in later
    (:mod:`reports.importing`); it stands beside them and is never replaced.
    """

    name = models.CharField(_("file"), max_length=60, primary_key=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    loader = models.PositiveSmallIntegerField(_("version of the loader"))
    loaded_at = models.DateTimeField(_("loaded at"), db_default=Now(), editable=False)
    is_imported = models.BooleanField(_("imported"), default=False, db_default=False)
    source = models.CharField(_("source"), max_length=250, blank=True, default="", db_default="")
    published_on = models.CharField(
        _("published on"), max_length=10, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """What a short code in a figure's ``source`` stands for; other figures name an address."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    title = models.CharField(_("title"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=100)
    url = models.CharField(_("address"), max_length=250)
    published_on = models.CharField(_("published on"), max_length=10, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    obtained = models.TextField(_("how it was obtained"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title
