"""What becomes of a project: its places, its measured results, its stories and letters."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models import User


class ProjectSite(models.Model):
    """One place where a project happens, such as one laundry room."""

    class Status(models.TextChoices):
        """Planned and done are kept apart."""

        PLANNED = "planned", _("Planned")
        SELECTED = "selected", _("Selected")
        OPEN = "open", _("Open")
        ENDED = "ended", _("Ended")

    project = models.ForeignKey("projects.FundProject", models.CASCADE, related_name="sites")
    place = models.CharField(_("place"), max_length=120)
    place_en = models.CharField(_("place (English)"), max_length=160, blank=True, default="")
    status = models.CharField(_("status"), max_length=10, choices=Status)
    opened_on = models.CharField(
        _("opened"), max_length=10, blank=True, help_text=_("as precise as known: 2025, 2025-06")
    )
    equipment = models.TextField(_("equipment"), blank=True, default="")
    equipment_en = models.CharField(
        _("equipment (English)"), max_length=300, blank=True, default=""
    )
    operator = models.CharField(
        _("operator"),
        max_length=120,
        blank=True,
        help_text=_("often a group of residents, not the local government"),
    )
    operator_en = models.CharField(_("operator (English)"), max_length=160, blank=True, default="")

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.place


class ProjectResult(models.Model):
    """One measured outcome, in a unit of its own (KR-PRJ-05)."""

    project = models.ForeignKey("projects.FundProject", models.CASCADE, related_name="results")
    metric_ko = models.CharField(_("what (Korean)"), max_length=80)
    metric_en = models.CharField(_("what (English)"), max_length=80)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=30)
    unit_en = models.CharField(_("unit (English)"), max_length=30, blank=True, default="")
    as_of = models.DateField(_("as of"))
    source_url = models.URLField(_("source"), blank=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["as_of", "id"]

    def __str__(self) -> str:
        return f"{self.metric_ko} {self.value} {self.unit}"


class StoryKind(models.TextChoices):
    """Who speaks to whom."""

    STORY = "story", _("Story")
    LETTER = "letter", _("Letter to donors")


class ProjectStory(models.Model):
    """A story from a project, or a letter to those who gave; shown once it is published."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(
        "projects.FundProject", models.PROTECT, related_name="stories", verbose_name=_("project")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=StoryKind, default=StoryKind.STORY)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    body_ko = models.TextField(_("text (Korean)"))
    body_en = models.TextField(_("text (English)"), blank=True)
    author = models.CharField(
        _("who tells it"),
        max_length=80,
        blank=True,
        help_text=_("as it shall be shown, such as “the grandmothers of the village”"),
    )
    told_on = models.DateField(_("date"))
    written_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    class Meta:
        verbose_name = _("story or letter")
        verbose_name_plural = _("stories and letters")
        ordering = ["-told_on", "-id"]

    def __str__(self) -> str:
        return self.title_ko


class StoryPicture(models.Model):
    """A picture of a story, written anew by us: no place, no device, no more pixels than shown."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    story = models.ForeignKey(ProjectStory, models.CASCADE, related_name="pictures")
    caption_ko = models.CharField(_("what it shows (Korean)"), max_length=160)
    caption_en = models.CharField(_("what it shows (English)"), max_length=200, blank=True)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    content = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="picture_has_a_size", condition=Q(width__gte=1, height__gte=1)
            )
        ]

    def __str__(self) -> str:
        return self.caption_ko
