"""A donor whose data stay beyond their time because the law wants them: a suit, an audit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.fields import EncryptedTextField


class LegalHold(models.Model):
    """Why one donor's data are not erased, as long as it is not lifted."""

    donor = models.ForeignKey("donations.Donor", models.PROTECT, related_name="legal_holds")
    municipality = models.ForeignKey("regions.Municipality", models.PROTECT, related_name="+")
    reason = EncryptedTextField(_("reason"))
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = models.Manager["LegalHold"]()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.UniqueConstraint(
                fields=["donor", "municipality"],
                condition=Q(lifted_at=None),
                name="donor_is_kept_once_by_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor_id}"
