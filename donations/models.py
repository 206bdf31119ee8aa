"""Donors, what each has given in a year, and donations."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models import Portal, User
from donations.barred_models import BarredPerson
from donations.export_models import Export
from donations.merge_models import DonorMerge
from donations.retention_models import LegalHold
from donations.return_models import DonationReturn
from kernel.fields import EncryptedTextField
from projects.models import Purpose
from receipts.models import PERSONAL

__all__ = [
    "BarredPerson",
    "Donation",
    "DonationReturn",
    "DonationStatus",
    "Donor",
    "DonorMerge",
    "DonorYear",
    "Export",
    "GiftWish",
    "Hold",
    "HoldStatus",
    "LegalHold",
    "PaymentMethod",
    "ResidenceMethod",
    "SealedKey",
]


class SealedKey(models.Model):
    """A secret of :mod:`donations.keys`, encrypted under the ring."""

    name = models.CharField(primary_key=True, max_length=20)
    secret = EncryptedTextField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)


class Donor(models.Model):
    """One person, over all portals and local governments.

    Found by ``identity_hash``, and for an official at the telephone by ``lookup_hash``; everything
    that tells who it is is encrypted.
    """

    identity_hash = models.CharField(max_length=64, editable=False)
    lookup_hash = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )
    resident_number = EncryptedTextField(editable=False)
    name = EncryptedTextField(editable=False)
    phone = EncryptedTextField(blank=True, default="", editable=False)
    email = EncryptedTextField(blank=True, default="", editable=False)
    first_seen_at = models.DateTimeField(db_default=Now(), editable=False)
    alias_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="aliases",
        editable=False,
        db_index=False,
        db_constraint=False,  # the trigger ``donor_alias_is_one_step`` looks
    )

    class Meta:
        verbose_name = _("donor")
        verbose_name_plural = _("donors")
        constraints = [models.UniqueConstraint(fields=["identity_hash"], name="donor_once")]
        indexes = [
            models.Index(
                fields=["lookup_hash"], name="donor_by_lookup", condition=~Q(lookup_hash="")
            ),
            models.Index(
                fields=["alias_of"], name="donor_by_person", condition=Q(alias_of__isnull=False)
            ),
        ]

    @property
    def person_id(self) -> int:
        """The donor whose years count what is given by this number; see ``donations.merging``."""
        return self.alias_of_id or self.id

    @property
    def name_masked(self) -> str:
        """The name as it may be shown."""
        from donations.identity import masked

        return masked(self.name)


class DonorYear(models.Model):
    """What one donor has given in one tax year, and the cap that bounds it (KR-CAP-01).

    Triggers see to it that the donor is there and stays (ADR 0017).
    """

    donor = models.ForeignKey(
        Donor, models.PROTECT, related_name="years", db_index=False, db_constraint=False
    )
    tax_year = models.PositiveSmallIntegerField(_("tax year"))
    cap_krw = models.BigIntegerField(_("cap (won)"))
    accepted_krw = models.BigIntegerField(_("accepted (won)"), default=0)
    held_krw = models.BigIntegerField(_("held (won)"), default=0)
    excess_krw = models.BigIntegerField(default=0, db_default=0, editable=False)
    """What two numbers of one person had together above the cap when they were merged; it only
    shrinks (trigger ``donor_year_excess_shrinks``)."""

    class Meta:
        verbose_name = _("donor year")
        verbose_name_plural = _("donor years")
        constraints = [
            models.UniqueConstraint(fields=["donor", "tax_year"], name="donor_year_once"),
            models.CheckConstraint(
                name="donor_year_within_cap",
                condition=Q(
                    accepted_krw__gte=0,
                    held_krw__gte=0,
                    excess_krw__gte=0,
                    accepted_krw__lte=F("cap_krw") + F("excess_krw") - F("held_krw"),
                ),
            ),
        ]


class HoldStatus(models.TextChoices):
    """What has become of a hold."""

    LIVE = "live", _("Live")
    USED = "used", _("Used by a donation")
    RELEASED = "released", _("Released by the portal")
    EXPIRED = "expired", _("Run out")


class Hold(models.Model):
    """An amount kept for one donor for a quarter of an hour, while they pay (KR-INT-05).

    It counts against the annual cap while it is live and before ``expires_at``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="holds")
    portal_reference = models.CharField(max_length=100)
    content_hash = models.CharField(max_length=64, editable=False)
    donor = models.ForeignKey(Donor, models.PROTECT, related_name="holds")
    tax_year = models.PositiveSmallIntegerField()
    amount_krw = models.BigIntegerField()
    remaining_krw = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=HoldStatus, default=HoldStatus.LIVE)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(fields=["portal", "portal_reference"], name="hold_asked_once"),
            models.CheckConstraint(name="hold_is_positive", condition=Q(amount_krw__gt=0)),
        ]
        indexes = [
            models.Index(
                fields=["donor", "tax_year"], name="hold_live", condition=Q(status="live")
            ),
        ]

    @property
    def person_id(self) -> int:
        """The donor whose year the hold is kept in."""
        return self.donor.person_id


class DonationStatus(models.TextChoices):
    """Where a donation stands."""

    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class PaymentMethod(models.TextChoices):
    """How it was paid."""

    CARD = "card", _("Card")
    TRANSFER = "transfer", _("Transfer")
    COUNTER = "counter", _("Counter")
    POINTS = "points", _("Points")
    OTHER = "other", _("Other")


class GiftWish(models.TextChoices):
    """Whether the donor wants a return gift (Decree art. 4(2), KR-INT-07)."""

    WANTED = "wanted", _("Wanted")
    DECLINED = "declined", _("Declined")
    UNDECIDED = "undecided", _("Undecided")


class ResidenceMethod(models.TextChoices):
    """How identity and residence were checked (Decree art. 4(3), KR-INT-04)."""

    SHARED_INFORMATION = "shared_information", _("Shared administrative information")
    DOCUMENT = "document", _("Document handed in")


class DonationQuerySet(models.QuerySet["Donation"]):
    """Which donations."""

    def visible_to(self, actor: User | Portal) -> "DonationQuerySet":
        """Return what ``actor`` may see; row-level security holds the same line beneath."""
        if isinstance(actor, Portal):
            return self.filter(portal=actor)
        if actor.municipality is None:
            return self.none()
        return self.filter(recipient_id__in=actor.municipality.lineage_codes())

    def reported_as(self, portal: Portal, reference: str) -> "Donation | None":
        """Return the donation that ``portal`` reported under ``reference``."""
        return self.with_answer().filter(portal=portal, portal_reference=reference).first()

    def with_answer(self) -> "DonationQuerySet":
        """Join all that an answer shows, and leave encrypted what it does not show."""
        joined = self.select_related("donor", "recipient", "receipt", "project")
        return joined.defer(
            *(f"donor__{name}" for name in ("resident_number", "name", "phone", "email")),
            *(f"receipt__{name}" for name in PERSONAL),
        )


class Donation(models.Model):
    """One gift of money, as accepted. Its facts never change; its status moves by use cases.

    What it points at is there: a trigger looks once for all rows of a statement, where a foreign
    key would look once for each row and lock the row of a popular recipient (ADR 0017).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    portal = models.ForeignKey(
        Portal,
        models.PROTECT,
        verbose_name=_("portal"),
        db_index=False,
        db_constraint=False,
    )
    portal_reference = models.CharField(_("portal reference"), max_length=100)
    content_hash = models.CharField(max_length=64, editable=False)
    donor = models.ForeignKey(Donor, models.PROTECT, verbose_name=_("donor"), db_constraint=False)
    recipient = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("local government"),
        db_index=False,
        db_constraint=False,
    )
    residence = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("residence"),
        db_index=False,
        db_constraint=False,
    )
    amount_krw = models.BigIntegerField(_("amount (won)"))
    paid_at = models.DateTimeField(_("paid at"))
    donated_on = models.DateField(_("donated on"))
    tax_year = models.PositiveSmallIntegerField(_("tax year"))
    payment_method = models.CharField(_("payment"), max_length=10, choices=PaymentMethod)
    channel = models.CharField(_("channel"), max_length=40)
    pledge_signed_at = models.DateTimeField(_("pledge signed at"))
    residence_method = models.CharField(
        _("residence check"), max_length=20, choices=ResidenceMethod
    )
    residence_consented_at = models.DateTimeField(_("consented at"), null=True)
    residence_document = models.CharField(_("document"), max_length=100, blank=True)
    gift_wish = models.CharField(_("return gift"), max_length=10, choices=GiftWish)
    project = models.ForeignKey(
        "projects.FundProject",
        models.PROTECT,
        null=True,
        verbose_name=_("designated project"),
        db_index=False,
        db_constraint=False,
    )
    purpose = models.CharField(_("designated purpose"), max_length=2, choices=Purpose, blank=True)
    remaining_krw = models.BigIntegerField(_("allowance left after it (won)"))
    hold = models.OneToOneField(
        Hold, models.PROTECT, null=True, editable=False, db_constraint=False
    )
    status = models.CharField(
        _("status"), max_length=10, choices=DonationStatus, default=DonationStatus.ACCEPTED
    )
    receipt = models.ForeignKey(
        "receipts.Receipt",
        models.PROTECT,
        related_name="+",
        verbose_name=_("receipt"),
        db_index=False,
        db_constraint=False,  # the trigger wants a receipt whose source is this donation
    )
    accepted_at = models.DateTimeField(_("accepted at"), db_default=Now(), editable=False)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects = DonationQuerySet.as_manager()

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        constraints = [
            models.UniqueConstraint(
                fields=["portal_reference", "portal"], name="donation_reported_once"
            ),
            models.CheckConstraint(name="donation_is_positive", condition=Q(amount_krw__gt=0)),
            models.CheckConstraint(
                name="donation_has_at_most_one_designation",
                condition=Q(project=None) | Q(purpose=""),
            ),
            models.CheckConstraint(
                name="donation_tax_year_is_that_of_its_day",
                condition=Q(tax_year=F("donated_on__year")),
            ),
            models.CheckConstraint(
                name="residence_check_is_evidenced",
                condition=Q(
                    residence_method="shared_information", residence_consented_at__isnull=False
                )
                | (Q(residence_method="document") & ~Q(residence_document="")),
            ),
        ]
        indexes = [
            models.Index(fields=["portal", "id"], name="donation_of_portal"),
            models.Index(fields=["recipient", "id"], name="donation_of_recipient"),
            models.Index(
                fields=["recipient", "donated_on", "id"], name="donation_of_recipient_by_day"
            ),
            models.Index(
                fields=["project"],
                name="donation_of_project",
                condition=Q(project__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        receipt = self._state.fields_cache.get("receipt")
        return receipt.number if receipt else self.portal_reference
