"""What a settlement file said, where it differed from our books, and how that was resolved.

All three are append-only: a wrong resolution is followed by another, and the newest counts.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models import Portal, User
from accounts.own_rows import OwnRows
from donations.models import Donation
from kernel.fields import EncryptedTextField


class Settlement(models.Model):
    """One file of one portal over some days, compared once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey("regions.Municipality", models.PROTECT, related_name="+")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    content_hash = models.CharField(max_length=64, editable=False)
    their_number = models.PositiveIntegerField(_("payments there"))
    their_krw = models.BigIntegerField(_("amount there (won)"))
    our_number = models.PositiveIntegerField(_("donations here"))
    our_krw = models.BigIntegerField(_("amount here (won)"))
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "portal", "first_on", "last_on", "content_hash"],
                name="settlement_compared_once",
            ),
            models.CheckConstraint(
                name="settlement_ends_after_it_begins",
                condition=Q(last_on__gte=models.F("first_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal} {self.first_on}"


class Difference(models.TextChoices):
    """How a line differs."""

    ABSENT_HERE = "absent_here", _("Paid there, absent here")
    ABSENT_THERE = "absent_there", _("Here, absent there")
    AMOUNT = "amount", _("The amounts differ")


class SettlementLineQuerySet(OwnRows["SettlementLine"]):
    """Which lines."""

    def unresolved(self) -> "SettlementLineQuerySet":
        """Keep the lines that nobody has given a reason for."""
        given = LineResolution.objects.filter(line=OuterRef("pk"))
        return self.filter(~Exists(given))


class SettlementLine(models.Model):
    """One payment on which the file and our books do not agree."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines")
    municipality = models.ForeignKey("regions.Municipality", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Difference)
    reference = models.CharField(max_length=100)
    paid_on = models.DateField(null=True)
    their_krw = models.BigIntegerField(null=True)
    our_krw = models.BigIntegerField(null=True)
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="+")

    objects = SettlementLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        constraints = [
            models.CheckConstraint(
                name="settlement_line_says_both_sides",
                condition=Q(kind="absent_here", their_krw__isnull=False, our_krw=None)
                | Q(kind="absent_there", their_krw=None, our_krw__isnull=False)
                | Q(kind="amount", their_krw__isnull=False, our_krw__isnull=False),
            ),
        ]


class Reason(models.TextChoices):
    """Why a line differs, and what was done."""

    REPORTED_SINCE = "reported_since", _("It was reported or taken in since")
    OTHER_DAY = "other_day", _("It stands under another day or reference")
    RETURNED = "returned", _("It is returned or being returned")
    THEIR_ERROR = "their_error", _("The file is wrong; its sender was told")
    NOT_A_DONATION = "not_a_donation", _("It is no donation to us")
    OTHER = "other", _("Something else (see the note)")


class LineResolution(models.Model):
    """The reason that an official gave for a line."""

    line = models.ForeignKey(SettlementLine, models.PROTECT, related_name="resolutions")
    municipality = models.ForeignKey("regions.Municipality", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=Reason)
    note = EncryptedTextField(blank=True, default="")
    resolved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="other_reason_has_a_note", condition=~Q(reason="other") | ~Q(note="")
            ),
        ]
