"""The books of each local government's fund: a double-entry journal, append-only, by year.

A row is a *transfer*: one account debited, one credited, one amount. It balances by construction,
and a donation costs one row. An entry with many legs is several transfers that share ``entry``.
Amounts are whole won. A mistake is undone by a reversal, never by changing a row: triggers refuse
UPDATE and DELETE, and a transfer dated in a closed period.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.own_rows import OwnRows


class Account(models.TextChoices):
    """The chart of accounts of a fund (고향사랑기금).

    ``REASSIGNED`` stands between two designations while money changes from one to the other; in
    every entry it comes to nothing.
    """

    CASH = "1100", _("Cash at the treasury")
    CARRIED_OVER = "3100", _("Carried over from the year before")
    GENERAL_DONATIONS = "4100", _("General donations")
    DESIGNATED_DONATIONS = "4200", _("Designated donations")
    INTEREST = "4300", _("Interest")
    TRANSFERS_IN = "4400", _("Transfers in")
    REASSIGNED = "4900", _("Reassignment of designated money")
    GIFT_COST = "5100", _("Cost of gifts")
    RUNNING_COST = "5200", _("Cost of raising and running")
    STAFF = "5310", _("Project: staff")
    OPERATION = "5320", _("Project: supplies and running")
    SUPPORT = "5330", _("Project: support of residents")
    GRANTS = "5340", _("Project: grants to resident groups")
    WORKS = "5350", _("Project: land, buildings and works")
    EQUIPMENT = "5360", _("Project: equipment and vehicles")
    SHARE = "5370", _("Project: share paid to another local government")
    OTHER_PROJECT_COST = "5390", _("Project: other")
    TRANSFERS_OUT = "5400", _("Transfers out")


PROJECT_LINES = tuple(Account(code) for code in Account.values if code.startswith("53"))
"""The accounts that show what a project's money bought."""

INCOME_ACCOUNTS = (Account.INTEREST, Account.TRANSFERS_IN, Account.CARRIED_OVER)
"""What may come in beside donations; money is carried over by hand once, from older books."""

NEUTRAL = (Account.CASH, Account.REASSIGNED)
"""What a pot's balance leaves out: all other accounts, credit less debit, are what it holds."""


class Kind(models.TextChoices):
    """Why an entry was made."""

    DONATION = "donation", _("Donation")
    RETURN = "return", _("Return of a donation")
    SPENDING = "spending", _("Spending")
    INCOME = "income", _("Other income")
    ASSIGNMENT = "assignment", _("Assignment of designated money")
    REVERSAL = "reversal", _("Reversal")
    CLOSING = "closing", _("Closing of the year")


class JournalTransfer(models.Model):
    """One amount moved from one account to another in one fund."""

    entry = models.UUIDField(_("entry"))
    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("fund of"),
        db_index=False,
        db_constraint=False,  # a trigger looks once a statement
    )
    booked_on = models.DateField(_("booked on"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    debit_account = models.CharField(_("debit"), max_length=4, choices=Account)
    credit_account = models.CharField(_("credit"), max_length=4, choices=Account)
    amount_krw = models.BigIntegerField(_("amount (won)"))
    designation = models.CharField(_("designation"), max_length=60, blank=True)
    posted_at = models.DateTimeField(_("posted at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("journal transfer")
        verbose_name_plural = _("journal transfers")
        constraints = [
            models.CheckConstraint(name="transfer_is_positive", condition=Q(amount_krw__gt=0)),
            models.CheckConstraint(
                name="transfer_moves_between_two_accounts",
                condition=~Q(debit_account=F("credit_account")),
            ),
        ]
        indexes = [
            models.Index(fields=["entry"], name="transfer_by_entry"),
            models.Index(
                fields=["municipality", "booked_on", "id"], name="transfer_of_fund_by_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{date_format(self.booked_on)} {self.get_kind_display()} {self.amount_krw:,}"


class MonthColumns(models.Model):
    """What a sum of a month is by; see :mod:`ledger.tallies`, which alone writes it."""

    period = models.CharField(max_length=7)
    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=20)
    debit_account = models.CharField(max_length=4)
    credit_account = models.CharField(max_length=4)
    designation = models.CharField(max_length=60, blank=True)
    number = models.BigIntegerField()
    amount_krw = models.BigIntegerField()

    class Meta:
        abstract = True


class MonthTally(MonthColumns):
    """The transfers of one fund and month between two accounts, under one designation.

    The sum of this table and :class:`MonthDelta` is always equal to a recount of the journal.
    """

    class Meta:
        verbose_name = _("sum of a month")
        verbose_name_plural = _("sums of months")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "period",
                    "municipality",
                    "kind",
                    "debit_account",
                    "credit_account",
                    "designation",
                ],
                name="month_tally_once",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "designation"], name="month_tally_by_pot"),
        ]


class MonthDelta(MonthColumns):
    """A change of a :class:`MonthTally` that is not folded in yet: appended by a trigger."""

    class Meta:
        verbose_name = _("change of a month's sum")
        verbose_name_plural = _("changes of months' sums")


class ClosedPeriod(models.Model):
    """A month of one fund that takes no further entry."""

    municipality = models.ForeignKey("regions.Municipality", models.PROTECT, related_name="+")
    period = models.CharField(_("month"), max_length=7, help_text="2026-01")
    closed_at = models.DateTimeField(_("closed at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "period"], name="period_closed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.period}"


class FundYearStatus(models.TextChoices):
    """Where a fiscal year of a fund stands."""

    OPEN = "open", pgettext_lazy("fiscal year", "Open")
    CLOSED = "closed", pgettext_lazy("fiscal year", "Closed")
    PUBLISHED = "published", pgettext_lazy("fiscal year", "Published")


class FundYear(models.Model):
    """One fiscal year of one fund: its plan, its two statutory ceilings, its closing.

    The fund is known by its lineage, so that a year goes on when the code of its government
    changes within it. ``…_bound_krw`` is what has been approved against a ceiling, paid or not;
    the ceilings are as they stood at the last approval. Both move in one relative update, and
    the check on the row is what two approvals at once cannot pass.
    """

    municipality = models.ForeignKey(
        "regions.Municipality", models.PROTECT, related_name="+", verbose_name=_("fund of")
    )
    lineage_code = models.CharField(max_length=6, editable=False)
    year = models.PositiveSmallIntegerField(_("fiscal year"))
    status = models.CharField(
        _("status"), max_length=10, choices=FundYearStatus, default=FundYearStatus.OPEN
    )
    plan_reference = models.CharField(_("council's vote on the fund plan"), max_length=120)
    planned_on = models.DateField(_("voted on"))
    last_year_krw = models.BigIntegerField(
        _("donations of the year before (won)"),
        null=True,
        blank=True,
        help_text=_("only where these books did not yet keep that year"),
    )
    running_ceiling_krw = models.BigIntegerField(_("ceiling of running cost (won)"), default=0)
    running_bound_krw = models.BigIntegerField(_("running cost approved (won)"), default=0)
    gift_ceiling_krw = models.BigIntegerField(_("ceiling of gift cost (won)"), default=0)
    gift_bound_krw = models.BigIntegerField(_("gift cost approved (won)"), default=0)
    opened_at = models.DateTimeField(_("opened at"), db_default=Now(), editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("closed by")
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    publication = models.JSONField(_("what was published"), null=True, editable=False)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("fund year")
        verbose_name_plural = _("fund years")
        constraints = [
            models.UniqueConstraint(fields=["lineage_code", "year"], name="fund_year_once"),
            models.CheckConstraint(
                name="running_cost_within_ceiling",
                condition=Q(running_bound_krw__gte=0)
                & Q(running_bound_krw__lte=F("running_ceiling_krw")),
            ),
            models.CheckConstraint(
                name="gift_cost_within_ceiling",
                condition=Q(gift_bound_krw__gte=0) & Q(gift_bound_krw__lte=F("gift_ceiling_krw")),
            ),
            models.CheckConstraint(
                name="fund_year_names_its_vote", condition=~Q(plan_reference="")
            ),
            models.CheckConstraint(
                name="fund_year_before_is_not_negative",
                condition=Q(last_year_krw=None) | Q(last_year_krw__gte=0),
            ),
            models.CheckConstraint(
                name="fund_year_closes_before_it_is_published",
                condition=Q(status="open", closed_at=None, published_at=None)
                | Q(status="closed", closed_at__isnull=False, published_at=None)
                | Q(status="published", closed_at__isnull=False, publication__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}"


class OtherIncome(models.Model):
    """Money that came in and is no donation: interest of the treasury, a transfer.

    Or what the fund held before these books began, once. The id is that of the journal's entry.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey(
        "regions.Municipality", models.PROTECT, related_name="+", verbose_name=_("fund of")
    )
    account = models.CharField(
        _("account"),
        max_length=4,
        choices=[(each.value, each.label) for each in INCOME_ACCOUNTS],
    )
    amount_krw = models.BigIntegerField(_("amount (won)"))
    received_on = models.DateField(_("received on"))
    paid_in_on = models.DateField(_("paid into the treasury on"))
    reference = models.CharField(_("document"), max_length=120)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), db_default=Now(), editable=False)
    reversal = models.UUIDField(_("reversal"), null=True, editable=False)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("other income")
        verbose_name_plural = _("other income")
        constraints = [
            models.CheckConstraint(name="other_income_is_positive", condition=Q(amount_krw__gt=0)),
            models.CheckConstraint(
                name="other_income_is_paid_in_after_it_is_received",
                condition=Q(paid_in_on__gte=F("received_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.received_on}"
