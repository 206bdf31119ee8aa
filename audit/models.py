"""What happened, to what, by whom: one row per change, never changed, never removed.

The same row is the audit trail, and later the feed that tells a portal what became of its
donations: it holds facts without personal data.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.own_rows import OwnRows
from audit.access_models import PersonalAccess
from audit.chain_models import ChainLink
from audit.kinds import words_of
from audit.recorded import Recorded

__all__ = ["AuditEvent", "ChainLink", "PersonalAccess"]


class AuditEvent(Recorded):
    """One change, as committed. Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE.

    Whoever may write may append; what may be read again is a matter of scope (row-level
    security): a portal's own events, those of an official's local government, all for the system.
    """

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

    objects = OwnRows.as_manager()

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
        return words_of(self.kind)
