"""Reports that fall due, who is sent them, and what became of each letter."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.own_rows import OwnRows
from kernel.fields import EncryptedTextField
from reports.schedule import LATE_AFTER, Edition

EDITIONS = [
    (Edition.MONTHLY.value, _("monthly, on closed months")),
    (Edition.QUARTERLY.value, _("quarterly")),
    (Edition.PROVISIONAL.value, _("yearly, provisional (January)")),
    (Edition.FINAL.value, _("yearly, final (after the settlement)")),
    (Edition.REFRESH.value, _("when new tables are loaded")),
]
LANGUAGES = [("ko", "한국어"), ("en", "English"), ("ja", "日本語")]


class DueReport(models.Model):
    """One edition that fell due: noticed once, and made up if it was missed.

    ``run`` is the report that was made of it; several editions over the same data are one report.
    """

    edition = models.CharField(_("edition"), max_length=11, choices=EDITIONS)
    period = models.CharField(_("period"), max_length=16)
    year = models.PositiveSmallIntegerField(_("year"))
    due_at = models.DateTimeField(_("due"))
    noticed_at = models.DateTimeField(_("noticed"), db_default=Now(), editable=False)
    run = models.ForeignKey(
        "reports.ReportRun",
        models.PROTECT,
        null=True,
        related_name="editions",
        verbose_name=_("report run"),
    )
    problem = models.CharField(_("why there is no report"), max_length=200, blank=True)
    announced_at = models.DateTimeField(_("announced"), null=True, editable=False)

    class Meta:
        verbose_name = _("report due")
        verbose_name_plural = _("reports due")
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "period", "year"], name="edition_falls_due_once"
            ),
            models.CheckConstraint(
                name="edition_is_announced_with_its_report",
                condition=Q(announced_at=None) | Q(run__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.period}"

    @property
    def was_missed(self) -> bool:
        """Say whether nobody was there to notice it at its hour."""
        return self.noticed_at - self.due_at > LATE_AFTER


class Subscriber(models.Model):
    """Who is sent reports by e-mail, until they unsubscribe."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("entered by the local government"),
    )
    email = EncryptedTextField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="ko")
    editions = ArrayField(
        models.CharField(max_length=11, choices=EDITIONS),
        verbose_name=_("editions"),
    )
    subscribed_at = models.DateTimeField(_("subscribed"), db_default=Now(), editable=False)
    unsubscribed_at = models.DateTimeField(_("unsubscribed"), null=True, editable=False)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="subscriber_has_an_edition", condition=Q(editions__len__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.email_masked

    @property
    def email_masked(self) -> str:
        """Return the address with its middle left out: ``k***@example.org``."""
        name, _at, domain = self.email.partition("@")
        return f"{name[:1]}***@{domain}"


class DeliveryStatus(models.TextChoices):
    """How far a letter has come."""

    QUEUED = "queued", _("waiting")
    PREPARING = "preparing", _("being prepared")
    SENDING = "sending", _("being handed to the mail server")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused")
    UNCERTAIN = "uncertain", _("uncertain: the mail server's answer was lost")
    DROPPED = "dropped", _("not sent: unsubscribed")


class DeliveryQuerySet(OwnRows["Delivery"]):
    owner = "subscriber__municipality_id"


class Delivery(models.Model):
    """One letter: a report's document to a subscriber, at most once.

    ``PREPARING`` ends with its lease and is tried again, since the mail server has not heard of
    the letter yet. ``SENDING`` that ends with its lease is ``UNCERTAIN``: the letter may have gone
    out, so only a person sends it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(
        "reports.ReportRun",
        models.PROTECT,
        related_name="deliveries",
        verbose_name=_("report run"),
    )
    subscriber = models.ForeignKey(
        Subscriber, models.PROTECT, related_name="deliveries", verbose_name=_("subscriber")
    )
    edition = models.CharField(_("edition"), max_length=11, choices=EDITIONS)
    period = models.CharField(_("period"), max_length=16)
    status = models.CharField(
        _("status"), max_length=9, choices=DeliveryStatus, default=DeliveryStatus.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), db_default=Now())
    lease_until = models.DateTimeField(_("lease until"), null=True)
    error = models.CharField(_("cause"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "subscriber"], name="report_goes_to_a_subscriber_once"
            ),
            models.CheckConstraint(
                name="letter_sent_has_its_time",
                condition=Q(status=DeliveryStatus.SENT, sent_at__isnull=False)
                | ~Q(status=DeliveryStatus.SENT) & Q(sent_at=None),
            ),
        ]
        indexes = [models.Index(fields=["status", "not_before"], name="letter_by_status")]

    def __str__(self) -> str:
        return f"{self.run} {self.subscriber}"
