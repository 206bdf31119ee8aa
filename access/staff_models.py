"""How people come in, and how what they may do changes: never by one official alone."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role, User
from accounts.own_rows import OwnRows


class Invitation(models.Model):
    """A link with which one person may become a clerk, once and for a few days.

    Only its checksum is kept: who reads the table cannot use it.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("local government"),
    )
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited at"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("runs out at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    official = models.OneToOneField(
        User, models.PROTECT, null=True, related_name="invitation", verbose_name=_("official")
    )

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                name="invitation_is_used_or_withdrawn",
                condition=Q(official=None) | Q(withdrawn_at=None),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "-id"], name="invitation_newest")]

    def __str__(self) -> str:
        return self.email


class ChangeStatus(models.TextChoices):
    """Where a change of role stands."""

    REQUESTED = "requested", pgettext_lazy("decision", "Requested")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RoleChange(models.Model):
    """Another role for an official, or an official switched on again: asked for, then decided.

    By two officials, neither of whom is the one it is about.
    """

    official = models.ForeignKey(
        User, models.PROTECT, related_name="role_changes", verbose_name=_("official")
    )
    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("local government"),
    )
    role_before = models.CharField(_("role before"), max_length=10, choices=Role)
    role_after = models.CharField(_("role after"), max_length=10, choices=Role)
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"))
    expires_at = models.DateTimeField(_("runs out at"))
    status = models.CharField(
        _("status"), max_length=10, choices=ChangeStatus, default=ChangeStatus.REQUESTED
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("change of role")
        verbose_name_plural = _("changes of role")
        constraints = [
            models.CheckConstraint(
                name="role_is_not_changed_by_its_bearer",
                condition=~Q(official=F("requested_by"))
                & (Q(decided_by=None) | ~Q(official=F("decided_by"))),
            ),
            models.CheckConstraint(
                name="role_is_changed_by_two",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="role_change_says_who_decided",
                condition=Q(status__in=["requested", "withdrawn"], decided_by=None, decided_at=None)
                | Q(
                    status__in=["approved", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "-id"], name="role_change_newest")]

    def __str__(self) -> str:
        return f"{self.official}: {self.get_role_after_display()}"
