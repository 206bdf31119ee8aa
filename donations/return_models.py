"""A return (반환): a donation that goes back to its donor, decided by two officials.

Grounds and the deduction of gifts follow art. 14 of the Act (KR-RET-01, KR-RET-02).
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models import Portal, User
from kernel.fields import EncryptedTextField

if TYPE_CHECKING:
    from donations.models import Donation


class Ground(models.TextChoices):
    """Why a donation goes back."""

    RESIDENT = "resident", _("The donor was a resident")
    RECIPIENT_RESTRICTED = "recipient_restricted", _("The local government was under restriction")
    FALSE_NAME = "false_name", _("A false name, or another's")
    BARRED_RELATION = "barred_relation", _("A barred relation")
    COERCION = "coercion", _("Coercion or active urging")
    SOLICITATION = "solicitation", _("A forbidden way of soliciting")
    UNLAWFUL_INTAKE = "unlawful_intake", _("Intake outside a public place or channel")
    GIFT_BREACH = "gift_breach", _("A gift above the limit, or a forbidden one")
    PAYMENT_ERROR = "payment_error", _("Paid twice by mistake")


IN_FULL = frozenset({Ground.GIFT_BREACH, Ground.PAYMENT_ERROR})
"""Grounds on which the whole amount goes back.

The Act lets the value of gifts be deducted for its other grounds only (art. 14(2), KR-RET-02);
that a breach of the gift rules therefore goes back in full is a reading of its silence (c).
"""

ARTICLES = {
    Ground.RESIDENT: "제4조제1항",
    Ground.RECIPIENT_RESTRICTED: "제4조제2항",
    Ground.FALSE_NAME: "제5조제1항",
    Ground.BARRED_RELATION: "제5조제2항",
    Ground.COERCION: "제6조",
    Ground.SOLICITATION: "제7조",
    Ground.UNLAWFUL_INTAKE: "제8조제1항",
    Ground.GIFT_BREACH: "제9조제1항·제3항",
}
"""Ground -> the article of the Act that was broken; a payment made twice broke none."""


class ReturnStatus(models.TextChoices):
    """Where a return stands."""

    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    PAID_OUT = "paid_out", _("Paid out")


class DonationReturnQuerySet(models.QuerySet["DonationReturn"]):
    """Which returns."""

    def visible_to(self, actor: User | Portal) -> "DonationReturnQuerySet":
        """Return what ``actor`` may see: the returns of the donations that they may see."""
        if isinstance(actor, Portal):
            return self.filter(donation__portal=actor)
        if actor.municipality is None:
            return self.none()
        return self.filter(donation__recipient_id__in=actor.municipality.lineage_codes())


class DonationReturn(models.Model):
    """One request to return one donation, and what was decided.

    What was asked never changes; a decision is written once. Of one donation at most one return
    is open or granted at any time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    donation: "models.ForeignKey[Donation, Donation]" = models.ForeignKey(
        "donations.Donation", models.PROTECT, related_name="returns", verbose_name=_("donation")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, null=True, related_name="+", verbose_name=_("requested by portal")
    )
    portal_reference = models.CharField(_("portal reference"), max_length=100, blank=True)
    content_hash = models.CharField(max_length=64, editable=False)
    requested_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"))
    ground = models.CharField(_("ground"), max_length=20, choices=Ground)
    note = EncryptedTextField(_("note"), blank=True, default="")
    status = models.CharField(
        _("status"), max_length=10, choices=ReturnStatus, default=ReturnStatus.REQUESTED
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    refusal = EncryptedTextField(_("reason of the refusal"), blank=True, default="")
    gift_value_krw = models.BigIntegerField(_("value of gifts (won)"), null=True)
    returned_krw = models.BigIntegerField(_("amount returned (won)"), null=True)
    paid_out_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("paid out by")
    )
    paid_out_at = models.DateTimeField(_("paid out at"), null=True)

    objects = DonationReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "portal_reference"], name="return_requested_once"
            ),
            models.UniqueConstraint(
                fields=["donation"],
                name="donation_goes_back_once",
                condition=~Q(status="refused"),
            ),
            models.CheckConstraint(
                name="return_is_requested_by_one",
                condition=Q(portal__isnull=False, requested_by=None)
                | Q(portal=None, requested_by__isnull=False),
            ),
            models.CheckConstraint(
                name="return_is_decided_by_another",
                condition=Q(requested_by=None)
                | Q(decided_by=None)
                | ~Q(decided_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="return_is_paid_out_by_another",
                condition=Q(paid_out_by=None) | ~Q(paid_out_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="return_says_what_was_decided",
                condition=Q(status="requested", decided_by=None, decided_at=None, returned_krw=None)
                | Q(
                    status="refused",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    returned_krw=None,
                )
                | Q(
                    status__in=["approved", "paid_out"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    gift_value_krw__isnull=False,
                    returned_krw__isnull=False,
                )
                & Q(gift_value_krw__gte=0, returned_krw__gte=0),
            ),
            models.CheckConstraint(
                name="return_says_who_paid_out",
                condition=Q(status="paid_out", paid_out_by__isnull=False, paid_out_at__isnull=False)
                | (~Q(status="paid_out") & Q(paid_out_by=None, paid_out_at=None)),
            ),
            models.CheckConstraint(
                name="return_in_full_deducts_no_gift",
                condition=~Q(ground__in=["gift_breach", "payment_error"])
                | Q(gift_value_krw=None)
                | Q(gift_value_krw=0),
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="return_waiting",
                condition=Q(status__in=["requested", "approved"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.requested_at:%Y-%m-%d}"
