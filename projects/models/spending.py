"""Spending of a fund's money: asked for with evidence, decided and paid by different officials."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.own_rows import OwnRows
from kernel.fields import EncryptedTextField
from ledger.models import PROJECT_LINES, Account
from projects.models.outcome import ProjectSite
from projects.models.project import FundProject


class Category(models.TextChoices):
    """What the Act allows the fund to be spent on (art. 11(2) to (4))."""

    PROJECT = "project", _("Fund project")
    GIFTS = "gifts", _("Cost of gifts")
    RUNNING = "running", _("Cost of raising and running")
    TRANSFER = "transfer", _("Transfer out")


class Source(models.TextChoices):
    """Which of the fund's money it takes."""

    DESIGNATED = "designated", _("Designated money of the project")
    GENERAL = "general", _("General money")


class SpendingStatus(models.TextChoices):
    """Where a spending stands."""

    REQUESTED = "requested", pgettext_lazy("spending", "Requested")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    PAID = "paid", _("Paid")
    REVERSED = "reversed", _("Paid back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


OPEN = (SpendingStatus.REQUESTED, SpendingStatus.APPROVED)
"""What still waits for somebody."""

FIXED_ACCOUNTS = {
    Category.GIFTS: Account.GIFT_COST,
    Category.RUNNING: Account.RUNNING_COST,
    Category.TRANSFER: Account.TRANSFERS_OUT,
}
"""The account of each category that has but one; a project names one of its lines."""


class Spending(models.Model):
    """One payment out of one fund. The id of what is paid is that of the journal's entry."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey(
        "regions.Municipality", models.PROTECT, related_name="+", verbose_name=_("fund of")
    )
    lineage_code = models.CharField(max_length=6, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    category = models.CharField(
        pgettext_lazy("spending", "category"), max_length=10, choices=Category
    )
    account = models.CharField(
        _("account"),
        max_length=4,
        choices=[(each.value, each.label) for each in (*PROJECT_LINES, *FIXED_ACCOUNTS.values())],
    )
    project = models.ForeignKey(
        FundProject,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="spendings",
        verbose_name=_("project"),
    )
    site = models.ForeignKey(
        ProjectSite, models.PROTECT, null=True, blank=True, verbose_name=_("site")
    )
    source = models.CharField(_("out of"), max_length=10, choices=Source)
    amount_krw = models.BigIntegerField(_("amount (won)"))
    what_for = models.CharField(_("what for"), max_length=160)
    payee = EncryptedTextField(_("paid to"), blank=True, default="")
    basis = models.CharField(_("basis"), max_length=160, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=SpendingStatus, default=SpendingStatus.REQUESTED
    )
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    refusal = models.CharField(_("reason of the refusal"), max_length=300, blank=True)
    paid_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("paid by")
    )
    paid_on = models.DateField(_("paid on"), null=True)
    reversed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("paid back: entered by")
    )
    reversed_on = models.DateField(_("paid back on"), null=True)
    reversal = models.UUIDField(null=True, editable=False)
    reversal_reason = models.CharField(_("why it was paid back"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spendings")
        constraints = [
            models.CheckConstraint(name="spending_is_positive", condition=Q(amount_krw__gt=0)),
            models.CheckConstraint(
                name="spending_of_a_project_names_it",
                condition=Q(category="project", project__isnull=False, account__startswith="53")
                | Q(category="gifts", project=None, account="5100", source="general")
                | Q(category="running", project=None, account="5200", source="general")
                | (
                    Q(category="transfer", project=None, account="5400", source="general")
                    & ~Q(basis="")
                ),
            ),
            models.CheckConstraint(
                name="spending_is_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="spending_is_paid_by_another",
                condition=Q(paid_by=None) | ~Q(paid_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="spending_is_paid_back_by_another",
                condition=Q(reversed_by=None) | ~Q(reversed_by=F("paid_by")),
            ),
            models.CheckConstraint(
                name="spending_says_who_did_what",
                condition=Q(
                    status__in=["requested", "withdrawn", "expired"],
                    decided_by=None,
                    paid_by=None,
                    paid_on=None,
                )
                | Q(status__in=["approved", "refused"], decided_by__isnull=False, paid_by=None)
                | Q(
                    status="paid",
                    decided_by__isnull=False,
                    paid_by__isnull=False,
                    paid_on__isnull=False,
                    reversed_by=None,
                )
                | Q(
                    status="reversed",
                    paid_by__isnull=False,
                    reversed_by__isnull=False,
                    reversed_on__isnull=False,
                    reversal__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-id"], name="spending_newest_of_fund"),
            models.Index(
                fields=["lineage_code", "fiscal_year"],
                name="spending_bound_in_year",
                condition=Q(status__in=["approved", "paid"]),
            ),
        ]

    def __str__(self) -> str:
        return self.what_for

    @property
    def designation(self) -> str:
        """The name of the pot in the journal that it is paid out of."""
        return f"project:{self.project_id}" if self.source == Source.DESIGNATED else ""


class Evidence(models.Model):
    """A paper behind a spending, encrypted: an invoice may name people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    spending = models.ForeignKey(Spending, models.PROTECT, related_name="evidence")
    name = EncryptedTextField(_("file"))
    content_type = models.CharField(_("type"), max_length=40)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, editable=False)
    content = models.BinaryField(editable=False)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["uploaded_at", "id"]

    def __str__(self) -> str:
        return self.name
