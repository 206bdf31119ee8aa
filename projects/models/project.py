"""Fund projects (기금사업): what a local government wants to do with donations.

A project serves one of the Act's four purposes, may have several sites and funding lines, and
may be opened for designated donations. The sums on the row are running totals; they move only by
relative updates in the transaction of the gift, the approval or the payment:

- ``raised_krw``: designated to it by donors; ``assigned_krw``: designated money moved here from a
  purpose or another project, less what was moved away;
- ``general_krw``: general money of the fund that was approved for it;
- ``bound_…_krw``: approved to be spent, paid or not, out of either; ``spent_krw``: paid.

So a project never spends more than its money, and never the one kind for the other (KR-DSG-02).
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User


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


class WhenReached(models.TextChoices):
    """What happens when the target is reached (KR-DSG-09)."""

    CLOSE = "close", _("Close for donations")
    STAY_OPEN = "stay_open", _("Stay open until the last day")


class WhenSurplus(models.TextChoices):
    """What more money than needed is for (KR-DSG-09, KR-DSG-10)."""

    NEXT_SEASON = "next_season", _("The same project in its next season")
    COUNCIL_DECIDES = "council_decides", _("Another project, as the council decides")


class WhenShort(models.TextChoices):
    """What happens when less comes in than the target (KR-DSG-09)."""

    REDUCE = "reduce", _("Do as much as the money allows")
    SECOND_CAMPAIGN = "second_campaign", _("Raise the rest in another season")
    GENERAL_MONEY = "general_money", _("Fill up from general money")


class FundProjectQuerySet(models.QuerySet["FundProject"]):
    """Which projects."""

    def visible_to(self, user: User) -> "FundProjectQuerySet":
        """Return those of the local government of ``user``; to others what is public."""
        if user.municipality is None:
            return self.exclude(status__in=[ProjectStatus.DRAFT, ProjectStatus.CANCELLED])
        return self.filter(recipient_id__in=user.municipality.lineage_codes())


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
    purpose_en = models.TextField(_("what it is for (English)"), blank=True, default="")
    purpose_code = models.CharField(_("statutory purpose"), max_length=2, choices=Purpose)
    kind = models.CharField(_("kind"), max_length=10, choices=ProjectKind)
    status = models.CharField(
        _("status"), max_length=10, choices=ProjectStatus, default=ProjectStatus.DRAFT
    )
    season = models.PositiveSmallIntegerField(_("season"), default=1)
    previous_season = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_seasons",
        verbose_name=_("season before"),
    )
    beneficiaries = models.CharField(_("whom it serves"), max_length=200, blank=True, default="")
    beneficiaries_en = models.CharField(
        _("whom it serves (English)"), max_length=200, blank=True, default=""
    )
    beneficiary_count = models.PositiveIntegerField(_("people served"), null=True, blank=True)
    when_reached = models.CharField(
        _("when the target is reached"),
        max_length=10,
        choices=WhenReached,
        default=WhenReached.STAY_OPEN,
    )
    when_surplus = models.CharField(
        _("when money is left over"),
        max_length=20,
        choices=WhenSurplus,
        default=WhenSurplus.NEXT_SEASON,
    )
    when_short = models.CharField(
        _("when money is short"), max_length=20, choices=WhenShort, default=WhenShort.REDUCE
    )
    may_close_early = models.BooleanField(_("may close early"), default=False)
    is_disaster_relief = models.BooleanField(
        _("disaster relief"),
        default=False,
        help_text=_("A report to the council may then stand in for its vote."),
    )
    target_krw = models.BigIntegerField(_("target (won)"), null=True, blank=True)
    raised_krw = models.BigIntegerField(_("raised (won)"), default=0, editable=False)
    spent_krw = models.BigIntegerField(_("spent (won)"), default=0, editable=False)
    assigned_krw = models.BigIntegerField(
        _("designated money moved here (won)"), default=0, db_default=0, editable=False
    )
    general_krw = models.BigIntegerField(
        _("general money of the fund (won)"), default=0, db_default=0, editable=False
    )
    bound_designated_krw = models.BigIntegerField(
        _("approved out of designated money (won)"), default=0, db_default=0, editable=False
    )
    bound_general_krw = models.BigIntegerField(
        _("approved out of general money (won)"), default=0, db_default=0, editable=False
    )
    donor_count = models.PositiveIntegerField(_("donors"), default=0, editable=False)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects = FundProjectQuerySet.as_manager()

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
                & Q(bound_designated_krw__gte=0, bound_general_krw__gte=0)
                & Q(bound_designated_krw__lte=F("raised_krw") + F("assigned_krw"))
                & Q(bound_general_krw__lte=F("general_krw"))
                & Q(spent_krw__lte=F("bound_designated_krw") + F("bound_general_krw")),
            ),
            models.CheckConstraint(
                name="designated_project_has_target_and_dates",
                condition=Q(kind="general")
                | Q(status="draft")
                | Q(target_krw__gt=0, opens_on__isnull=False),
                violation_error_message=_("A designated project needs a target and a first day."),
            ),
            models.CheckConstraint(
                name="project_closes_after_it_opens",
                condition=Q(closes_on=None) | Q(opens_on__lte=F("closes_on")),
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                name="project_season_counts_from_one", condition=Q(season__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name_ko

    @property
    def full_name(self) -> str:
        """The name in the reader's language, with its season where it is not the first."""
        is_korean = (get_language() or "").startswith("ko")
        name = self.name_ko if is_korean else self.name_en
        if self.season == 1:
            return name
        return gettext("%(name)s (season %(season)s)") % {"name": name, "season": self.season}

    @property
    def designated_left_krw(self) -> int:
        """Designated money that is not approved for anything yet."""
        return self.raised_krw + self.assigned_krw - self.bound_designated_krw

    @property
    def general_left_krw(self) -> int:
        """General money that is not approved for anything yet."""
        return self.general_krw - self.bound_general_krw

    @property
    def designation(self) -> str:
        """The name of its pot in the journal."""
        return f"project:{self.pk}"
