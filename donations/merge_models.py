"""A merge: one person who had two numbers, as a foreigner and then as a resident.

The row of the number that is no longer used becomes an alias of the other. No donation changes;
from then on both count for one person (``Donor.person_id``).
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.own_rows import OwnRows
from kernel.fields import EncryptedTextField

if TYPE_CHECKING:
    from donations.models import Donor


class MergeStatus(models.TextChoices):
    """Where a merge stands."""

    REQUESTED = "requested", pgettext_lazy("decision", "Requested")
    REFUSED = "refused", _("Refused")
    MERGED = "merged", _("Merged")
    UNDO_REQUESTED = "undoing", _("Undoing requested")
    UNDONE = "undone", _("Undone")


IN_FORCE = (MergeStatus.REQUESTED, MergeStatus.MERGED, MergeStatus.UNDO_REQUESTED)


class DonorMerge(models.Model):
    """One request to take two donors for one person, and what became of it.

    The masked names are kept here, because of the two donors an official may see only one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey("regions.Municipality", models.PROTECT, related_name="+")
    kept: "models.ForeignKey[Donor, Donor]" = models.ForeignKey(
        "donations.Donor", models.PROTECT, related_name="+"
    )
    alias: "models.ForeignKey[Donor, Donor]" = models.ForeignKey(
        "donations.Donor", models.PROTECT, related_name="+"
    )
    kept_name_masked = models.CharField(_("number in use"), max_length=60)
    alias_name_masked = models.CharField(_("earlier number"), max_length=60)
    document = models.CharField(_("document"), max_length=100)
    note = EncryptedTextField(_("note"), blank=True, default="")
    status = models.CharField(
        _("status"), max_length=10, choices=MergeStatus, default=MergeStatus.REQUESTED
    )
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"))
    expires_at = models.DateTimeField(_("expires at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    excess_accepted = models.BooleanField(_("decided above the cap"), default=False)
    undo_requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("donor merge")
        verbose_name_plural = _("donor merges")
        constraints = [
            models.UniqueConstraint(
                fields=["alias"],
                name="donor_merged_once",
                condition=Q(status__in=["requested", "merged", "undoing"]),
            ),
            models.CheckConstraint(name="merge_is_of_two", condition=~Q(kept=F("alias"))),
            models.CheckConstraint(
                name="merge_is_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="merge_is_undone_by_another",
                condition=Q(undone_by=None) | ~Q(undone_by=F("undo_requested_by")),
            ),
            models.CheckConstraint(
                name="merge_says_who_decided",
                condition=Q(status="requested", decided_by=None)
                | (~Q(status="requested") & Q(decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="merge_says_who_undid",
                condition=~Q(status="undone") | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alias_name_masked} → {self.kept_name_masked}"
