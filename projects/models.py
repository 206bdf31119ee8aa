"""Fund projects (기금사업): what a local government wants to do with donations.

A project serves one of the Act's four purposes, may have several sites, and may be opened for
designated donations. ``raised_krw``, ``spent_krw`` and ``donor_count`` are running totals; they
move only by relative updates in the transaction of the gift or the payment.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """The four purposes of the fund (Act art. 11(2), KR-FND-02)."""

    P1 = "P1", _("Socially vulnerable people and young people")
    P2 = "P2", _("Culture, arts and health of residents")
    P3 = "P3", _("Civic participation and local community")
    P4 = "P4", _("Other welfare of residents")


class ProjectKind(models.TextChoices):
    """Where a project's money comes from."""

    GENERAL = "general", _("General fund project")
    DESIGNATED = "designated", _("Designated donations")


class ProjectStatus(models.TextChoices):
    """Where a project stands."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    OPEN = "open", _("Open for donations")
    CLOSED = "closed", _("Closed")
    RUNNING = "running", _("Running")
    SETTLED = "settled", _("Settled")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class FundProject(models.Model):
    """One season of one project of one local government."""

    recipient = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="fund_projects",
        verbose_name=_("local government"),
    )
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=160)
    purpose = models.TextField(_("what it is for"))
    purpose_code = models.CharField(_("statutory purpose"), max_length=2, choices=Purpose)
    kind = models.CharField(_("kind"), max_length=10, choices=ProjectKind)
    status = models.CharField(
        _("status"), max_length=10, choices=ProjectStatus, default=ProjectStatus.DRAFT
    )
    season = models.PositiveSmallIntegerField(_("season"), default=1)
    target_krw = models.BigIntegerField(_("target (won)"), null=True, blank=True)
    raised_krw = models.BigIntegerField(_("raised (won)"), default=0, editable=False)
    spent_krw = models.BigIntegerField(_("spent (won)"), default=0, editable=False)
    donor_count = models.PositiveIntegerField(_("donors"), default=0, editable=False)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    class Meta:
        verbose_name = _("fund project")
        verbose_name_plural = _("fund projects")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "name_ko", "season"], name="project_season_once"
            ),
            models.CheckConstraint(
                name="project_is_not_overspent",
                condition=Q(raised_krw__gte=0, spent_krw__gte=0, donor_count__gte=0)
                & (Q(kind="general") | Q(spent_krw__lte=models.F("raised_krw"))),
            ),
            models.CheckConstraint(
                name="designated_project_has_target_and_dates",
                condition=Q(kind="general")
                | Q(status="draft")
                | Q(target_krw__gt=0, opens_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name_ko


class ProjectSite(models.Model):
    """One place where a project happens, such as one laundry room."""

    class Status(models.TextChoices):
        """Planned and done are kept apart."""

        PLANNED = "planned", _("Planned")
        SELECTED = "selected", _("Selected")
        OPEN = "open", _("Open")
        ENDED = "ended", _("Ended")

    project = models.ForeignKey(FundProject, models.CASCADE, related_name="sites")
    place = models.CharField(_("place"), max_length=120)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    opened_on = models.CharField(
        _("opened"), max_length=10, blank=True, help_text=_("as precise as known: 2025, 2025-06")
    )
    operator = models.CharField(_("operator"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.place


class ProjectResult(models.Model):
    """One measured outcome, in a unit of its own (KR-PRJ-05)."""

    project = models.ForeignKey(FundProject, models.CASCADE, related_name="results")
    metric_ko = models.CharField(_("what (Korean)"), max_length=80)
    metric_en = models.CharField(_("what (English)"), max_length=80)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=30)
    as_of = models.DateField(_("as of"))
    source_url = models.URLField(_("source"), blank=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["as_of", "id"]

    def __str__(self) -> str:
        return f"{self.metric_ko} {self.value} {self.unit}"
