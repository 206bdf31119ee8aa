"""What happened, to what, by whom: one row per change, never changed, never removed.

The same row is the audit trail, and later the feed that tells a portal what became of its
donations: it holds facts without personal data. ``transaction`` lets a reader follow the rows in
an order that no slow transaction can overtake (show only rows older than the oldest transaction
still running).
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.access_models import PersonalAccess
from audit.chain_models import ChainLink

__all__ = ["AuditEvent", "ChainLink", "PersonalAccess"]


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: User) -> "AuditEventQuerySet":
        """Keep what concerns the local government of ``user`` and its predecessors."""
        if user.municipality is None:
            return self.none()
        return self.filter(municipality_id__in=user.municipality.lineage_codes())


class AuditEvent(models.Model):
    """One change, as committed. Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE.

    Whoever may write may append; what may be read again is a matter of scope (row-level
    security): a portal's own events, those of an official's local government, all for the system.
    """

    happened_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    transaction = models.BigIntegerField(
        db_default=Func(
            Func(function="pg_current_xact_id"),
            template="(%(function)s(%(expressions)s)::text::bigint)",
            function="",
        ),
        editable=False,
    )
    kind = models.CharField(_("what"), max_length=40)
    official = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        verbose_name=_("official"),
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    portal = models.ForeignKey(
        "accounts.Portal",
        models.PROTECT,
        null=True,
        verbose_name=_("portal"),
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        null=True,
        verbose_name=_("local government"),
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    subject = models.CharField(_("subject"), max_length=60)
    facts = models.JSONField(_("facts"), default=dict)
    address = models.CharField(_("address"), max_length=45, blank=True, default="", db_default="")
    agent = models.CharField(
        _("kind of program"), max_length=10, blank=True, default="", db_default=""
    )

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["subject"], name="audit_by_subject"),
            models.Index(fields=["portal", "transaction", "id"], name="audit_feed_by_portal"),
            models.Index(fields=["municipality", "id"], name="audit_by_municipality"),
            BrinIndex(fields=["transaction"], name="audit_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
