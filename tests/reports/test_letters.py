"""Reports by e-mail over a real SMTP server: each goes to a subscriber once, or waits."""

import email
import socket
from datetime import timedelta
from email import policy

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from accounts.models import Role
from audit.models import AuditEvent
from reports import editions, letters, runs, tasks
from reports.models import Delivery, DeliveryStatus, DueReport, ReportRun, Subscriber
from reports.schedule import Edition
from reports.subscriptions import AlreadySubscribed, NoAddress, subscribe, unsubscribe_url
from tests import servers
from tests.accounts.conftest import SystemClient
from tests.admin.conftest import make_official
from tests.people import SANCHEONG
from tests.races import race


class Postbox:
    """A mail server's inside: what it took, and what it answers."""

    def __init__(self) -> None:
        self.messages: list[email.message.EmailMessage] = []
        self.answer = "250 taken"
        self.database = ""
        self.open_transactions: list[str] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        with psycopg.connect(servers.url_of(self.database, "owner")) as other:
            self.open_transactions += [
                row[0]
                for row in other.execute(
                    "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
                )
            ]
        if self.answer.startswith("250"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def postbox(own_database, settings):
    box = Postbox()
    box.database = own_database
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield box
    server.stop()


@pytest.fixture
def manager(own_database):
    return make_official(Role.MANAGER)


@pytest.fixture
def finished(own_database, documents_folder) -> ReportRun:
    """The report of 2025, and the edition it was made for."""
    run = runs.request_run(2025)
    runs.claim(run.pk, "test")
    runs.fill(run.pk)
    runs.documents_made(run.pk)
    run.refresh_from_db()
    due(run, Edition.FINAL, "2025")
    return run


def due(run: ReportRun, edition: Edition, period: str) -> None:
    DueReport.objects.create(
        edition=edition, period=period, year=2025, due_at=timezone.now(), run=run
    )


def test_an_edition_goes_to_its_subscribers_with_the_document_and_a_way_out(
    postbox, manager, finished
):
    reader = subscribe("Reader@Example.org", [Edition.FINAL], language="en", actor=manager)
    subscribe("monthly@example.org", [Edition.MONTHLY], actor=manager)

    (letter,) = editions.announce()
    assert letters.waiting() == [letter]
    for _delivery in range(2):
        tasks.send_letter(str(letter))

    (message,) = postbox.messages
    assert message["To"] == "reader@example.org"
    assert message["Message-ID"] == f"<{letter}@127.0.0.1>"
    assert message["List-Unsubscribe"].strip() == f"<{unsubscribe_url(reader)}>"
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "korea-japan-2025-en.pdf"
    assert attached.get_content().startswith(b"%PDF-")
    text = message.get_body().get_content()
    assert finished.data_sha256 in text
    assert "2.33 times" in text
    sent = Delivery.objects.get()
    assert (sent.status, sent.attempts) == (DeliveryStatus.SENT, 1)
    assert postbox.open_transactions == []
    assert editions.announce() == letters.waiting() == []


def test_a_report_that_is_two_editions_is_one_letter(postbox, manager, finished):
    due(finished, Edition.MONTHLY, "2025-12")
    subscribe("reader@example.org", [Edition.MONTHLY, Edition.FINAL], actor=manager)

    assert len(editions.announce()) == 1
    assert Delivery.objects.count() == 1
    assert not DueReport.objects.filter(announced_at=None).exists()


def test_four_workers_with_the_same_letter_send_it_once(postbox, manager, finished):
    subscribe("reader@example.org", [Edition.FINAL], language="en", actor=manager)
    (letter,) = editions.announce()

    assert race(lambda _number: letters.send(letter), 4) == [None] * 4

    assert len(postbox.messages) == 1
    assert Delivery.objects.get().attempts == 1


def test_a_mail_server_that_is_away_is_tried_again_later(postbox, manager, finished, settings):
    subscribe("reader@example.org", [Edition.FINAL], actor=manager)
    (letter,) = editions.announce()
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()

    letters.send(letter)

    waits = Delivery.objects.get()
    assert (waits.status, waits.error) == (DeliveryStatus.QUEUED, "ConnectionRefusedError")
    assert letters.waiting() == [], "not before the pause is over"
    settings.EMAIL_PORT = there
    Delivery.objects.update(not_before=timezone.now())
    letters.send(letter)
    assert len(postbox.messages) == 1


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("451 try later", DeliveryStatus.QUEUED),
        ("552 too large for reader@example.org", DeliveryStatus.FAILED),
    ],
)
def test_what_the_server_refuses_is_told_without_the_address(
    postbox, manager, finished, answer, status
):
    postbox.answer = answer
    subscribe("reader@example.org", [Edition.FINAL], actor=manager)
    (letter,) = editions.announce()

    letters.send(letter)

    refused = Delivery.objects.get()
    assert refused.status == status
    assert refused.error == f"SMTPDataError {answer[:3]}"
    assert postbox.messages == []


def test_a_sender_that_dies_before_the_server_hears_of_it_is_made_up_for_and_after_it_is_not(
    postbox, manager, finished
):
    subscribe("reader@example.org", [Edition.FINAL], actor=manager)
    (letter,) = editions.announce()
    past = timezone.now() - timedelta(seconds=1)

    Delivery.objects.update(status=DeliveryStatus.PREPARING, lease_until=past)
    assert letters.waiting() == [letter]
    Delivery.objects.update(status=DeliveryStatus.SENDING, lease_until=past)
    assert letters.waiting() == []

    assert Delivery.objects.get().status == DeliveryStatus.UNCERTAIN
    letters.send(letter)
    assert postbox.messages == []
    assert letters.send_again(letter, actor=manager)
    letters.send(letter)
    assert len(postbox.messages) == 1
    assert not letters.send_again(letter, actor=manager)


def test_without_a_mail_server_letters_wait(postbox, manager, finished, settings):
    settings.EMAIL_HOST = ""
    subscribe("reader@example.org", [Edition.FINAL], actor=manager)
    editions.announce()
    assert letters.waiting() == []
    assert Delivery.objects.get().status == DeliveryStatus.QUEUED


def test_who_follows_the_link_is_asked_and_who_confirms_gets_nothing_more(
    postbox, manager, finished, settings
):
    client = SystemClient()
    reader = subscribe("reader@example.org", [Edition.FINAL], actor=manager)
    (letter,) = editions.announce()
    link = unsubscribe_url(reader).removeprefix(settings.PUBLIC_URL)

    assert client.get(link).status_code == 200
    assert Subscriber.objects.get().unsubscribed_at is None, "programs follow links"
    for _click in range(2):
        answer = client.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert client.post(f"{link[:-2]}x/").status_code == 404

    letters.send(letter)
    assert Delivery.objects.get().status == DeliveryStatus.DROPPED
    assert postbox.messages == []
    assert AuditEvent.objects.filter(kind="report.unsubscribed").count() == 1


def test_an_address_is_entered_once_and_stored_encrypted(own_database, manager):
    subscribe("reader@example.org", [Edition.FINAL], actor=manager)
    with pytest.raises(AlreadySubscribed):
        subscribe(" READER@example.org", [Edition.MONTHLY], actor=manager)
    for wrong, chosen in (("reader", [Edition.FINAL]), ("a@example.org", []), ("b@b.org", ["x"])):
        with pytest.raises(NoAddress):
            subscribe(wrong, chosen, actor=manager)
    other = make_official(Role.MANAGER, SANCHEONG)
    subscribe("reader@example.org", [Edition.FINAL], actor=other)

    assert Subscriber.objects.count() == 2
    assert Subscriber.objects.visible_to(other).count() == 1
    with psycopg.connect(servers.url_of(own_database, "owner")) as raw:
        stored = [row[0] for row in raw.execute("SELECT email FROM reports_subscriber")]
    assert not any("reader" in text for text in stored)
