"""The journal of each local government's fund: double entry, append-only.

A row is a *transfer*: one account debited, one credited, one amount. It balances by construction,
and a donation costs one row. An entry with many legs is several transfers that share ``entry``.
Amounts are whole won. A mistake is undone by a reversal, never by changing a row: triggers refuse
UPDATE and DELETE, and a transfer dated in a closed period.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Account(models.TextChoices):
    """The chart of accounts of a fund (고향사랑기금)."""

    CASH = "1100", _("Cash at the treasury")
    GENERAL_DONATIONS = "4100", _("General donations")
    DESIGNATED_DONATIONS = "4200", _("Designated donations")


class Kind(models.TextChoices):
    """Why an entry was made."""

    DONATION = "donation", _("Donation")
    RETURN = "return", _("Return of a donation")


class JournalTransfer(models.Model):
    """One amount moved from one account to another in one fund."""

    entry = models.UUIDField(_("entry"))
    municipality = models.ForeignKey(
        "regions.Municipality", models.PROTECT, related_name="+", verbose_name=_("fund of")
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
            models.Index(fields=["municipality", "booked_on"], name="transfer_by_fund_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.debit_account}/{self.credit_account} {self.amount_krw}"


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
