"""Whom a local government has found to stand in a barred relation with it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_rows import OwnRows
from kernel.fields import EncryptedTextField


class Relation(models.TextChoices):
    """The ties that the Act names (art. 5(2), KR-ELG-08)."""

    WORK = "work", _("Work")
    EMPLOYMENT = "employment", _("Employment")
    CONTRACT = "contract", _("Contract")
    DISPOSITION = "disposition", _("Administrative disposition")


class BarredPerson(models.Model):
    """One entry of a local government's list; it binds whoever carries on for it.

    Found by the keyed hash under which donors are found, so the number itself is not kept. An
    entry ends by its last day, or when it is lifted; it is never changed otherwise nor removed.
    """

    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("local government"),
    )
    identity_hash = models.CharField(max_length=64, editable=False)
    name_masked = EncryptedTextField(_("masked name"), editable=False)
    relation = models.CharField(_("relation"), max_length=12, choices=Relation)
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), db_default=Now(), editable=False)
    lifted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, editable=False)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("barred relation")
        verbose_name_plural = _("barred relations")
        ordering = ["-entered_at"]
        indexes = [models.Index(fields=["identity_hash"], name="barred_person_by_hash")]
        constraints = [
            models.CheckConstraint(
                name="bar_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
            ),
            models.CheckConstraint(
                name="bar_says_who_lifted_it",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.begins_on}"
