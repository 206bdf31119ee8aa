"""Year-end documents on the officials' site: two officials, progress, a bundle for one's own."""

import io
import zipfile
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from audit.models import AuditEvent
from kernel.dates import seoul_date
from receipts import tasks
from receipts.year_end import bundle
from receipts.year_end.models import BatchStatus, YearEndBatch
from receipts.year_end.run import folder_of

SENT = {"_form_submitted": "True"}
LIST = "admin:receipts_yearendbatch_changelist"


def step(batch: YearEndBatch, name: str) -> str:
    return reverse(f"admin:receipts_yearendbatch_{name}", args=[batch.pk])


def told(client, url: str, **form: str) -> list[str]:
    answer = client.post(url, {**SENT, **form}, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def _last_year(give, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(tasks.make_year_end, "delay", lambda _batch: None)
    give(paid_at=datetime.fromisoformat("2025-11-05T10:00:00+09:00"))


@pytest.mark.usefixtures("_last_year")
def test_a_year_goes_from_plan_to_bundle_through_the_pages(login, clerk, manager):
    as_clerk, as_manager = login(clerk), login(manager)
    plan = reverse("admin:receipts_yearendbatch_plan")

    assert told(as_clerk, plan, tax_year="2026")[0].startswith("The year is not over")
    assert told(as_clerk, plan, tax_year="2025") == [
        "Planned. An official other than you approves it."
    ]
    batch = YearEndBatch.objects.get()
    assert told(as_manager, step(batch, "approve")) == ["Approved. The documents are being made."]
    tasks.make(batch.pk, "worker")
    page = as_manager.get(reverse("admin:receipts_yearendbatch_change", args=[batch.pk]))
    assert "1 / 1 (100.0 %)" in page.content.decode()

    answer = as_clerk.get(step(batch, "download"))

    bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert bundle.namelist() == ["26110-2025-0000001.pdf", "manifest.csv"]
    event = AuditEvent.objects.get(kind="year_end.downloaded")
    batch.refresh_from_db()
    assert (event.official, event.facts["bundle_sha256"]) == (clerk, batch.bundle_sha256)


@pytest.mark.usefixtures("_last_year")
def test_the_planner_does_not_approve_and_a_stranger_finds_nothing(login, manager, other_manager):
    client, stranger = login(manager), login(other_manager)
    told(client, reverse("admin:receipts_yearendbatch_plan"), tax_year="2025")
    batch = YearEndBatch.objects.get()

    (refused,) = told(client, step(batch, "approve"))
    assert refused.startswith("Another official is needed")
    for name in ("change", "download"):
        assert stranger.get(step(batch, name)).status_code == 404
    assert stranger.post(step(batch, "approve"), SENT).status_code == 404
    assert stranger.get(reverse(LIST)).content.decode().count("26110-2025") == 0
    batch.refresh_from_db()
    assert batch.status == BatchStatus.PLANNED


@pytest.mark.usefixtures("_last_year")
def test_a_bundle_that_is_gone_is_said_so(login, clerk, manager):
    client = login(clerk)
    told(client, reverse("admin:receipts_yearendbatch_plan"), tax_year="2025")
    batch = YearEndBatch.objects.get()
    told(login(manager), step(batch, "approve"))
    tasks.make(batch.pk, "worker")
    for path in (folder_of(batch)).iterdir():
        path.unlink()

    (gone,) = told(client, step(batch, "download"))
    assert gone.startswith("The bundle is no longer there")
    assert not AuditEvent.objects.filter(kind="year_end.downloaded").exists()


@pytest.mark.usefixtures("_last_year")
def test_a_bundle_is_handed_out_only_when_it_is_done_and_until_its_time_is_over(
    login, clerk, manager
):
    client = login(clerk)
    told(client, reverse("admin:receipts_yearendbatch_plan"), tax_year="2025")
    batch = YearEndBatch.objects.get()

    (early,) = told(client, step(batch, "download"))
    assert early.startswith("The batch does not stand there any more")
    told(login(manager), step(batch, "approve"))
    tasks.make(batch.pk, "worker")
    batch.refresh_from_db()
    page = reverse("admin:receipts_yearendbatch_change", args=[batch.pk])
    assert batch.kept_until is not None
    with translation.override("en"):
        last_day = date_format(seoul_date(batch.kept_until))
    assert last_day in client.get(page).content.decode()
    bundle.erase_old(batch.kept_until + timedelta(seconds=1))

    (erased,) = told(client, step(batch, "download"))
    assert erased.startswith("The bundle was erased")
    shown = client.get(page).content.decode()
    assert "erased on" in shown
    assert step(batch, "download") not in shown
    assert not AuditEvent.objects.filter(kind="year_end.downloaded").exists()
