"""The book of receipts: one number series per issuer and year, one receipt per donation.

A receipt holds a copy of every fact it shows, so it reads the same for ever, whatever becomes of
the donor's name, the local government's name or the law. Triggers refuse UPDATE, DELETE and
TRUNCATE; a receipt is corrected, handed out again or taken back by another document beside it.
Personal data is encrypted; row-level security decides who may read a row.
"""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.own_rows import OwnRows
from kernel.fields import EncryptedTextField
from receipts.issuer_models import IssuerRegistration  # noqa: F401 - Django looks for models here
from receipts.year_end.models import YearEndBatch, YearEndDocument  # noqa: F401 - Django looks here

MOST_PER_SERIES = 9_999_999
"""A number has seven digits for the serial."""


class ReceiptSeries(models.Model):
    """The numbers one issuer has given out for one year: 1 to ``last_number``, without gap."""

    issuer = models.ForeignKey(
        "regions.Municipality", models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("receipt series")
        verbose_name_plural = _("receipt series")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year"], name="receipt_series_once"),
            models.CheckConstraint(
                name="receipt_series_within_seven_digits",
                condition=Q(last_number__gte=0, last_number__lte=MOST_PER_SERIES),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id}-{self.year}"


PERSONAL = ("donor_name", "donor_birth_date", "donor_resident_number", "donor_address")
"""Columns that tell who the donor is; a page that shows none of them leaves them encrypted."""


class State(models.TextChoices):
    """What has become of a receipt."""

    ISSUED = "issued", _("Issued")
    REPLACED = "replaced", _("Replaced by a corrected one")
    CANCELLED = "cancelled", _("Cancelled")


CANCELLATION = "-C"
"""What the cancelling document's number has behind that of the receipt."""


class ReceiptQuerySet(OwnRows["Receipt"]):
    """Receipts, by who may see them."""

    owner = "issuer_id"

    def of_one_donation(self, number: str) -> "ReceiptQuerySet":
        """Keep the receipts of the donation that ``number`` was given for, corrected ones as well.

        The number of a cancellation stands for that of its receipt.
        """
        named = Receipt.objects.filter(number=number.removesuffix(CANCELLATION))
        return self.filter(source__in=named.values("source"))

    def with_state(self) -> "ReceiptQuerySet":
        """Join the documents that say what has become of each, and no person's data with them."""
        others = ("replaces", "replacement")
        joined = self.select_related("cancellation", "correction", *others)
        hidden = (*PERSONAL, "name_masked")
        return joined.defer(*(f"{other}__{name}" for other in others for name in hidden))


class Receipt(models.Model):
    """One receipt (기부금 영수증) as issued. Later states are documents of their own.

    A corrected receipt is a new one that ``replaces`` the old (KR-RCP-17); both have the same
    ``source``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.UUIDField(_("source"), help_text=_("what was received: the donation's id"))
    issuer = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,  # a trigger sees to it that the series has counted the receipt
        verbose_name=_("issuer"),
    )
    year = models.PositiveSmallIntegerField(_("tax year"))
    serial = models.PositiveIntegerField(_("serial number in the year"))
    number = models.GeneratedField(
        verbose_name=_("receipt number"),
        expression=Concat(
            F("issuer"),
            Value("-"),
            Cast("year", models.TextField()),
            Value("-"),
            LPad(Cast("serial", models.TextField()), 7, Value("0")),
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    verify_code = models.CharField(_("verification code"), max_length=43, editable=False)
    issued_at = models.DateTimeField(_("issued at"))
    issued_on = models.DateField(_("issued on"))

    donor_name = EncryptedTextField(_("donor's name"))
    donor_birth_date = EncryptedTextField(_("donor's date of birth"), help_text="1990-01-01")
    donor_resident_number = EncryptedTextField(
        _("donor's resident number"),
        default="",
        help_text=_("for the issuer's ledger; in no document for the donor"),
    )
    donor_address = EncryptedTextField(_("donor's address"), help_text=_("empty: not given"))
    name_masked = EncryptedTextField(_("masked name"))

    issuer_name_ko = models.CharField(_("issuer (Korean)"), max_length=60)
    issuer_name_en = models.CharField(_("issuer (English)"), max_length=100)
    issuer_business_number = models.CharField(
        _("issuer's business number"), max_length=12, help_text=_("empty: not known")
    )
    issuer_address = models.CharField(
        _("issuer's address"), max_length=200, default="", help_text=_("empty: not known")
    )
    legal_ground = models.CharField(_("legal ground"), max_length=100)
    law_version = models.CharField(_("version of the tax law"), max_length=100)

    amount_krw = models.BigIntegerField(_("amount (won)"))
    donated_on = models.DateField(_("donated on"))
    channel = models.CharField(_("channel"), max_length=40)
    payment_method = models.CharField(_("payment method"), max_length=20)
    designation = models.TextField(_("designation"), help_text=_("empty: a general donation"))
    disaster_declared_on = models.DateField(_("disaster declared on"), null=True)
    disaster_ends_on = models.DateField(_("last day of the disaster window"), null=True)
    disaster_cause = models.CharField(_("cause of the disaster"), max_length=200)

    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="replacement",
        verbose_name=_("replaces"),
        db_constraint=False,  # the trigger ``replacement_keeps_the_donation`` looks
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "replaces"], name="receipt_once_per_source", nulls_distinct=False
            ),
            models.UniqueConstraint(fields=["number"], name="receipt_number_once"),
            models.UniqueConstraint(
                fields=["issuer", "year", "serial"], name="receipt_serial_once"
            ),
            models.UniqueConstraint(fields=["verify_code"], name="receipt_verify_code_once"),
            models.CheckConstraint(
                name="receipt_serial_within_seven_digits",
                condition=Q(serial__gte=1, serial__lte=MOST_PER_SERIES),
            ),
            models.CheckConstraint(name="receipt_is_for_money", condition=Q(amount_krw__gt=0)),
            models.CheckConstraint(
                name="receipt_disaster_is_whole_or_absent",
                condition=Q(disaster_declared_on=None, disaster_ends_on=None, disaster_cause="")
                | Q(
                    disaster_declared_on__isnull=False,
                    disaster_ends_on__gte=F("disaster_declared_on"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def cancelled(self) -> "ReceiptCancellation | None":
        """The document that took this receipt back, if one did."""
        if self._state.adding:
            return None
        return getattr(self, "cancellation", None)

    @property
    def replaced_by(self) -> "Receipt | None":
        """The corrected receipt that took this one's place, if there is one."""
        if self._state.adding:
            return None
        return getattr(self, "replacement", None)

    @property
    def corrected(self) -> "ReceiptCorrection | None":
        """What this receipt corrects in the one it replaces."""
        if self._state.adding:
            return None
        return getattr(self, "correction", None)

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.cancelled is not None:
            return State.CANCELLED
        return State.REPLACED if self.replaced_by is not None else State.ISSUED


class ReceiptCancellation(models.Model):
    """The document that takes one receipt back (KR-RET-04, KR-RCP-17).

    The receipt itself stays as issued and keeps its number; nothing is deleted. This document's
    number is the receipt's with ``-C`` behind it.
    """

    receipt = models.OneToOneField(
        Receipt, models.PROTECT, related_name="cancellation", verbose_name=_("receipt")
    )
    number = models.CharField(_("number of the cancellation"), max_length=24, unique=True)
    source = models.UUIDField(
        _("source"), unique=True, help_text=_("why it was cancelled: the return's id")
    )
    ground = models.CharField(_("ground"), max_length=20)
    reason = models.CharField(_("reason"), max_length=200)
    cancelled_at = models.DateTimeField(_("cancelled at"))
    cancelled_on = models.DateField(_("cancelled on"))
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("cancelled by")
    )

    class Meta:
        verbose_name = _("cancellation of a receipt")
        verbose_name_plural = _("cancellations of receipts")

    def __str__(self) -> str:
        return self.number


class ReceiptCorrection(models.Model):
    """What a new receipt corrects in the one it replaces, and who had it corrected."""

    receipt = models.OneToOneField(
        Receipt, models.PROTECT, related_name="correction", verbose_name=_("receipt")
    )
    changed = models.CharField(_("corrected facts"), max_length=200)
    note = EncryptedTextField(_("note"), help_text=_("for the file"))
    corrected_at = models.DateTimeField(_("corrected at"))
    corrected_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("corrected by")
    )

    class Meta:
        verbose_name = _("correction of a receipt")
        verbose_name_plural = _("corrections of receipts")

    def __str__(self) -> str:
        return self.changed


class ReceiptReprint(models.Model):
    """One time that a receipt was handed out again (재발급): same number, marked with its day."""

    receipt = models.ForeignKey(
        Receipt,
        models.PROTECT,
        related_name="reprints",
        db_index=False,
        verbose_name=_("receipt"),
    )
    nth = models.PositiveSmallIntegerField(_("which time"))
    reprinted_at = models.DateTimeField(_("reissued at"))
    reprinted_on = models.DateField(_("reissued on"))
    reprinted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("reissued by")
    )

    class Meta:
        verbose_name = _("reissue of a receipt")
        verbose_name_plural = _("reissues of receipts")
        ordering = ["nth"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "nth"], name="reprint_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} ({self.nth})"
