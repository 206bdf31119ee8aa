"""Published statistics of both countries, and the reports made from them.

Two kinds of tables that never mix: *published figures*, loaded whole from ``reports/data`` and
never edited here, and *report runs*, whose rows are computed from published figures and from our
own closed books. Money is in the unit its row names (whole won or whole yen). What was not
published has no row: missing is missing, never zero.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from reports.edition_models import Delivery, DueReport, Subscriber  # noqa: F401 - Django looks here


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
