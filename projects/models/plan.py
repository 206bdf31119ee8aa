"""How a project is paid for and who agreed to it; rows are only ever added."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models import User
from projects.models.project import FundProject, ProjectStatus


class FundingSource(models.TextChoices):
    """Whose money it is; only the first two are the fund's own (KR-PRJ-01, KR-PRJ-04)."""

    DESIGNATED = "designated", _("Designated donations")
    GENERAL_MONEY = "general_money", _("General money of the fund")
    UPPER_SHARE = "upper_share", _("Share of the upper tier")
    LOWER_SHARE = "lower_share", _("Share of a city or county")
    GENERAL_BUDGET = "general_budget", _("General budget")
    OTHER = "other", _("Other")


class FundingLine(models.Model):
    """One planned part of what a project costs."""

    project = models.ForeignKey(FundProject, models.CASCADE, related_name="funding_lines")
    source = models.CharField(_("source"), max_length=20, choices=FundingSource)
    payer = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("paid by"),
        help_text=_("empty for the project's own local government"),
    )
    planned_krw = models.BigIntegerField(_("planned (won)"))
    note = models.CharField(_("note"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("funding line")
        verbose_name_plural = _("funding lines")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="funding_line_is_positive", condition=Q(planned_krw__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.planned_krw:,}"


class ApprovalBody(models.TextChoices):
    """Who agreed (KR-DSG-05, KR-DSG-06)."""

    COMMITTEE = "committee", _("Fund review committee")
    COUNCIL = "council", _("Council")
    REPORT = "report", _("Report to the council (disaster)")


class Approval(models.Model):
    """A vote of committee or council, or a report to the council, with its document."""

    project = models.ForeignKey(FundProject, models.PROTECT, related_name="approvals")
    body = models.CharField(_("body"), max_length=10, choices=ApprovalBody)
    decided_on = models.DateField(_("decided on"))
    document_reference = models.CharField(_("document"), max_length=120)
    approved_krw = models.BigIntegerField(_("amount approved (won)"), null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["decided_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="approval_names_its_document", condition=~Q(document_reference="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.decided_on}"


class TargetChange(models.Model):
    """A target as it was and as it became (KR-PRJ-07)."""

    project = models.ForeignKey(FundProject, models.PROTECT, related_name="target_changes")
    before_krw = models.BigIntegerField(_("before (won)"), null=True)
    after_krw = models.BigIntegerField(_("after (won)"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("change of target")
        verbose_name_plural = _("changes of target")
        ordering = ["id"]


class ProjectStep(models.Model):
    """A step of a project from one state to the next."""

    project = models.ForeignKey(FundProject, models.PROTECT, related_name="steps")
    status = models.CharField(_("to"), max_length=10, choices=ProjectStatus)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    taken_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    taken_at = models.DateTimeField(_("taken at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["id"]


class Assignment(models.Model):
    """A recorded decision that designated money of a pot is for a project from now on.

    Money for a purpose goes to a project of that purpose (KR-DSG-01); what a finished project
    left over goes where the council decided (KR-DSG-10). The id is that of the journal's entry.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey(
        "regions.Municipality", models.PROTECT, related_name="+", verbose_name=_("fund of")
    )
    from_purpose = models.CharField(_("from purpose"), max_length=2, blank=True)
    from_project = models.ForeignKey(
        FundProject,
        models.PROTECT,
        null=True,
        related_name="moved_away",
        verbose_name=_("from project"),
    )
    project = models.ForeignKey(
        FundProject, models.PROTECT, related_name="moved_here", verbose_name=_("to project")
    )
    amount_krw = models.BigIntegerField(_("amount (won)"))
    decided_on = models.DateField(_("decided on"))
    decision_reference = models.CharField(_("decision"), max_length=120)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    booked_on = models.DateField(_("booked on"))

    class Meta:
        verbose_name = _("assignment of designated money")
        verbose_name_plural = _("assignments of designated money")
        ordering = ["booked_on", "id"]
        constraints = [
            models.CheckConstraint(name="assignment_is_positive", condition=Q(amount_krw__gt=0)),
            models.CheckConstraint(
                name="assignment_comes_from_one_pot",
                condition=Q(from_project=None, from_purpose__in=["P1", "P2", "P3", "P4"])
                | Q(from_project__isnull=False, from_purpose=""),
            ),
            models.CheckConstraint(
                name="assignment_goes_elsewhere",
                condition=Q(from_project=None) | ~Q(from_project=F("project")),
            ),
            models.CheckConstraint(
                name="assignment_names_its_decision", condition=~Q(decision_reference="")
            ),
        ]

    @property
    def source(self) -> str:
        """The name of the pot in the journal that it came from."""
        return self.from_purpose or f"project:{self.from_project_id}"
