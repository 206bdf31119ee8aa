"""What a local government is registered as with the tax office, from which day on."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_rows import OwnRows

BUSINESS_NUMBER = "^[0-9]{3}-[0-9]{2}-[0-9]{5}$"


class IssuerRegistration(models.Model):
    """Business number (사업자등록번호) and address that receipts show from a day on.

    No published list has them, so each local government enters its own. Rows are only added: the
    newest row of the latest day that has come holds, and a mistake is mended by another row.
    """

    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("local government"),
    )
    business_number = models.CharField(
        _("business number"), max_length=12, help_text=_("for example 123-45-67890")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"))
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), db_default=Now(), editable=False)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("registration of the issuer")
        verbose_name_plural = _("registrations of the issuer")
        constraints = [
            models.CheckConstraint(
                name="issuer_business_number_has_its_form",
                condition=Q(business_number__regex=BUSINESS_NUMBER),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "-valid_from", "-id"], name="issuer_registration_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.business_number}"
