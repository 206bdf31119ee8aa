"""What an official's day needs beside the books: sums by day, and the counter's own gifts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.bulk.models import BulkChunk, BulkFile, BulkSource  # noqa: F401 - Django looks here
from desk.reconciliation.models import (  # noqa: F401 - Django looks here
    LineResolution,
    Settlement,
    SettlementLine,
)
from donations.models import Donation
from receipts.models import ReceiptSeries


class DayTally(models.Model):
    """What one local government received on one day through one portal, returned gifts left out.

    Written by :mod:`desk.tallies` alone. The sum of this table and :class:`TallyDelta` is always
    equal to a recount of the donations.
    """

    recipient = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    donated_on = models.DateField()
    portal = models.ForeignKey(
        "accounts.Portal", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.BigIntegerField()
    amount_krw = models.BigIntegerField()

    class Meta:
        verbose_name = _("sum of a day")
        verbose_name_plural = _("sums of days")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "donated_on", "portal"], name="day_tally_once"
            ),
        ]


class TallyDelta(models.Model):
    """A change of a :class:`DayTally` that is not folded in yet: appended by triggers, no lock."""

    recipient = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    donated_on = models.DateField()
    portal = models.ForeignKey(
        "accounts.Portal", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.BigIntegerField()
    amount_krw = models.BigIntegerField()

    class Meta:
        verbose_name = _("change of a day's sum")
        verbose_name_plural = _("changes of days' sums")


class CounterDonation(Donation):
    """A donation as the counter of a local government's office sees it."""

    class Meta:
        proxy = True
        verbose_name = _("counter donation")
        verbose_name_plural = _("counter donations")


class TaxYear(ReceiptSeries):
    """The receipts of one issuer and year, for the tax office."""

    class Meta:
        proxy = True
        verbose_name = _("tax papers of a year")
        verbose_name_plural = _("tax papers")
