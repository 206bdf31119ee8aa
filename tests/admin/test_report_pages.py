"""Reports on the officials' site: who is sent them, what became of them, and making one again."""

from django.urls import reverse

from accounts.models import Role
from reports import runs
from reports.models import ReportRun, RunStatus, Subscriber
from tests.admin.conftest import make_official
from tests.people import SANCHEONG

LIST = "admin:reports_subscriber_changelist"


def test_a_manager_enters_a_subscriber_once_and_sees_their_own_only(login, manager):
    client = login(manager)
    entered = {"email": "Reader@example.org", "language": "en", "editions": ["final", "monthly"]}

    assert client.post(reverse("admin:reports_subscriber_add"), entered).status_code == 302
    again = client.post(reverse("admin:reports_subscriber_add"), entered)

    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.language) == ("reader@example.org", "en")
    assert (subscriber.editions, subscriber.municipality_id) == (["final", "monthly"], "26110")
    assert "This address is subscribed already" in again.content.decode()
    page = client.get(reverse(LIST)).content.decode()
    assert "r***@example.org" in page
    assert "reader@example.org" not in page
    other = login(make_official(Role.MANAGER, SANCHEONG))
    assert "r***@example.org" not in other.get(reverse(LIST)).content.decode()
    address = reverse("admin:reports_subscriber_change", args=[subscriber.pk])
    assert other.get(address).status_code == 404


def test_a_manager_changes_what_is_sent_and_ends_it(login, manager):
    client = login(manager)
    entered = {"email": "reader@example.org", "language": "en", "editions": ["final"]}
    client.post(reverse("admin:reports_subscriber_add"), entered)
    subscriber = Subscriber.objects.get()

    address = reverse("admin:reports_subscriber_change", args=[subscriber.pk])
    changed = {"email": "other@example.org", "language": "ja", "editions": ["refresh"]}
    assert client.post(address, changed).status_code == 302
    subscriber.refresh_from_db()
    assert (subscriber.language, subscriber.editions) == ("ja", ["refresh"])
    assert subscriber.email == "reader@example.org"

    chosen = {"action": "end", "_selected_action": [str(subscriber.pk)]}
    client.post(reverse(LIST), chosen)
    subscriber.refresh_from_db()
    assert subscriber.unsubscribed_at is not None


def test_a_report_that_failed_is_made_again_by_whoever_may(login, manager):
    run = runs.request_run(2025)
    ReportRun.objects.update(status=RunStatus.FAILED, error="KeyError: 'x'")
    address = reverse("admin:reports_reportrun_changelist")
    chosen = {"action": "make_again", "_selected_action": [str(run.pk)]}

    login(make_official(Role.AUDITOR)).post(address, chosen)
    assert ReportRun.objects.count() == 1
    client = login(make_official(Role.NATIONAL, None))
    client.post(address, chosen)
    assert ReportRun.objects.filter(status=RunStatus.QUEUED).count() == 1
    detail = client.get(reverse("admin:reports_reportrun_change", args=[run.pk]))
    assert "KeyError" in detail.content.decode()
