"""Reports by e-mail: each letter leaves at most once, whoever dies in between.

The document is made and the mail server reached before a letter is marked as being sent; from
there to the server's answer is the one moment in which nobody can know. A letter whose sender died
in it is *uncertain* and is left to a person. No database transaction is open while the server is
spoken to.
"""

import logging
import smtplib
from datetime import timedelta
from email.utils import formatdate
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit.changes import moved
from audit.record import record
from reports.documents import store
from reports.documents.report import report_of
from reports.models import Delivery, DeliveryStatus, RunStatus
from reports.subscriptions import unsubscribe_url

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Longer than making a document and talking to a mail server may take."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""How long to wait after each try that did not reach the mail server."""
NEVER_READY = "could not be made ready"
DOCUMENT = "pdf"
CAUSE_LENGTH = 200


def is_configured() -> bool:
    """Say whether there is a mail server; without one, letters wait."""
    return bool(settings.EMAIL_HOST)


def waiting() -> list[UUID]:
    """Return the letters to send now, after putting right what their senders left behind."""
    now = timezone.now()
    left = Delivery.objects.filter(lease_until__lt=now)
    left.filter(status=DeliveryStatus.PREPARING, attempts__gt=len(PAUSES)).update(
        status=DeliveryStatus.FAILED, lease_until=None, error=NEVER_READY
    )
    left.filter(status=DeliveryStatus.PREPARING).update(
        status=DeliveryStatus.QUEUED, lease_until=None
    )
    left.filter(status=DeliveryStatus.SENDING).update(
        status=DeliveryStatus.UNCERTAIN, lease_until=None
    )
    if not is_configured():
        return []
    queued = Delivery.objects.filter(status=DeliveryStatus.QUEUED, not_before__lte=now)
    return list(queued.order_by("pk").values_list("pk", flat=True))


def send(letter_id: UUID) -> None:
    """Send one letter; called again, or at the same time by another, it sends nothing.

    Belongs outside of any transaction.
    """
    taken = Delivery.objects.filter(
        pk=letter_id, status=DeliveryStatus.QUEUED, not_before__lte=timezone.now()
    ).update(
        status=DeliveryStatus.PREPARING,
        lease_until=timezone.now() + LEASE,
        attempts=F("attempts") + 1,
    )
    if taken != 1:
        return
    letter = Delivery.objects.select_related("run", "subscriber").get(pk=letter_id)
    if letter.subscriber.unsubscribed_at is not None:
        _move(letter, DeliveryStatus.PREPARING, DeliveryStatus.DROPPED)
        return
    message = composed(letter)
    server = get_connection()
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as problem:
        _try_later(letter, DeliveryStatus.PREPARING, problem)
        return
    try:
        if _move(letter, DeliveryStatus.PREPARING, DeliveryStatus.SENDING):
            _hand_over(letter, message, server)
    finally:
        server.close()


@transaction.atomic
def send_again(letter_id: UUID, *, actor: User) -> bool:
    """Let a letter that was refused or is uncertain be sent once more; False if it is neither."""
    ended = Delivery.objects.filter(
        pk=letter_id, status__in=[DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN]
    )
    before = ended.select_for_update().values_list("status", flat=True).first()
    again = ended.update(
        status=DeliveryStatus.QUEUED, attempts=0, not_before=timezone.now(), error=""
    )
    if again:
        record(
            "report.letter_sent_again",
            f"letter:{letter_id}",
            actor=actor,
            changes=moved(before, DeliveryStatus.QUEUED),
        )
    return again == 1


def composed(letter: Delivery) -> EmailMultiAlternatives:
    """Return the letter with the report's PDF, in its subscriber's language."""
    run, reader = letter.run, letter.subscriber
    if run.status != RunStatus.DONE:
        raise ValueError(f"run {run.pk} is not done")
    leave = unsubscribe_url(reader)
    with translation.override(reader.language):
        report = report_of(run.pk, reader.language)
        context = {
            "report": report,
            "edition": letter.get_edition_display(),
            "period": "" if letter.edition == "refresh" else letter.period,
            "address": f"{settings.PUBLIC_URL}/reports/{run.slug}/?lang={reader.language}",
            "data_sha256": run.data_sha256,
            "leave": leave,
        }
        message = EmailMultiAlternatives(
            subject=_("Report: %(title)s") % {"title": report.title},
            body=render_to_string("reports/letter.txt", context),
            to=[reader.email],
            headers={
                "Message-ID": f"<{letter.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>",
                "Date": formatdate(letter.created_at.timestamp()),
                "List-Unsubscribe": f"<{leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
    message.attach(
        store.file_name(run, DOCUMENT, reader.language),
        store.artifact(run, DOCUMENT, reader.language),
        store.CONTENT_TYPES[DOCUMENT],
    )
    return message


def _hand_over(letter: Delivery, message: EmailMultiAlternatives, server: object) -> None:
    message.connection = server  # type: ignore[assignment]
    try:
        message.send()
    except smtplib.SMTPResponseException as refusal:
        if refusal.smtp_code < 500:
            _try_later(letter, DeliveryStatus.SENDING, refusal)
        else:
            _end(letter, DeliveryStatus.FAILED, refusal)
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _text in refusal.recipients.values()]
        if max(codes) < 500:
            _try_later(letter, DeliveryStatus.SENDING, refusal)
        else:
            _end(letter, DeliveryStatus.FAILED, refusal)
    except (OSError, smtplib.SMTPException) as problem:
        _end(letter, DeliveryStatus.UNCERTAIN, problem)
    else:
        _move(letter, DeliveryStatus.SENDING, DeliveryStatus.SENT, sent_at=timezone.now(), error="")


def _try_later(letter: Delivery, now_is: DeliveryStatus, problem: Exception) -> None:
    if letter.attempts > len(PAUSES):
        _move(letter, now_is, DeliveryStatus.FAILED, error=_cause(problem))
        return
    pause = PAUSES[letter.attempts - 1]
    not_before = timezone.now() + pause
    _move(letter, now_is, DeliveryStatus.QUEUED, error=_cause(problem), not_before=not_before)


def _end(letter: Delivery, status: DeliveryStatus, problem: Exception) -> None:
    _move(letter, DeliveryStatus.SENDING, status, error=_cause(problem))


def _cause(problem: Exception) -> str:
    """Return what went wrong without the address, which a server's answer may repeat."""
    code = getattr(problem, "smtp_code", "")
    return f"{type(problem).__name__} {code}".strip()[:CAUSE_LENGTH]


def _move(letter: Delivery, old: DeliveryStatus, new: DeliveryStatus, **columns: object) -> bool:
    lease = timezone.now() + LEASE if new == DeliveryStatus.SENDING else None
    moved = Delivery.objects.filter(pk=letter.pk, status=old).update(
        status=new, lease_until=lease, **columns
    )
    log.info("letter %s is %s", letter.pk, new)
    return moved == 1
