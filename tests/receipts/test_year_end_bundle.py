"""The year-end bundle: one document a donor, whoever dies, and erased when its time is over."""

import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from kernel.errors import NotFound
from receipts import tasks
from receipts.cancel import CancellationFacts, cancel_receipt
from receipts.models import Receipt
from receipts.year_end import archive
from receipts.year_end import run as year_end
from receipts.year_end.bundle import erase_old, open_bundle
from receipts.year_end.errors import BatchRoleMissing, BundleDamaged, BundleErased
from receipts.year_end.models import BatchStatus, YearEndBatch
from tests import servers
from tests.receipts.batches import (
    SANCHEONG,
    approve,
    bundle_of,
    check_whole,
    clerk,
    data_folder,
    issue,
    manager,
    official,
    planned,
)

__all__ = ["clerk", "data_folder", "issue", "manager", "planned"]

pytestmark = pytest.mark.django_db

DRILL_SIZE = int(os.environ.get("YEAR_END_DRILL_DONORS", "300"))


def test_the_bundle_holds_one_document_for_each_donor_and_a_manifest(planned, manager):
    batch = planned(5)
    approve(batch, manager)

    tasks.make(batch.pk, "worker", at_once=2)

    check_whole(batch, 5)
    with bundle_of(batch) as bundle:
        twice = PdfReader(io.BytesIO(bundle.read("46810-2025-0000001.pdf")))
        assert len(twice.pages) == 2
        assert "기부자0" in twice.pages[1].extract_text()
        assert b"/ETSI.CAdES.detached" in bundle.read("46810-2025-0000003.pdf")
    assert AuditEvent.objects.filter(kind="year_end.finished").count() == 1


def test_a_receipt_taken_back_after_the_plan_bears_the_mark(planned, manager, clerk):
    batch = planned(2)
    approve(batch, manager)
    receipt = Receipt.objects.get(number="46810-2025-0000003")
    cancel_receipt(
        receipt,
        CancellationFacts(
            source=receipt.source, ground="coercion", reason="강요", cancelled_at=timezone.now()
        ),
        actor=clerk,
    )

    tasks.make(batch.pk, "worker")

    check_whole(batch, 2)
    with bundle_of(batch) as bundle:
        document = PdfReader(io.BytesIO(bundle.read("46810-2025-0000003.pdf")))
    assert "CANCELLED" in document.pages[0].extract_text()


def test_files_with_names_are_erased_when_their_time_is_over_and_the_list_stays(
    own_database, planned, manager, clerk
):
    batch = planned(3)
    approve(batch, manager)
    tasks.make(batch.pk, "worker")
    batch.refresh_from_db()
    assert batch.kept_until == batch.finished_at + timedelta(days=30)
    folder = year_end.folder_of(batch)

    assert erase_old(batch.kept_until) == 0
    assert (folder / batch.file_name).exists()
    assert erase_old(batch.kept_until + timedelta(seconds=1)) == 1
    assert erase_old(batch.kept_until + timedelta(seconds=1)) == 0

    assert not folder.exists()
    batch.refresh_from_db()
    assert (batch.status, batch.erased_at is not None) == (BatchStatus.DONE, True)
    assert batch.papers.exclude(sha256="").count() == 3
    assert AuditEvent.objects.filter(kind="year_end.erased").count() == 1
    with scope.within(scope.scope_of(clerk)), pytest.raises(BundleErased):
        open_bundle(batch.pk, actor=clerk)


def test_what_a_failed_batch_left_behind_is_erased_too_and_what_runs_is_not(planned, manager):
    batch = planned(4)
    approve(batch, manager)
    tasks.make(batch.pk, "first", at_once=2, seconds=0)
    folder = year_end.folder_of(batch)
    long_after = timezone.now() + timedelta(days=31)

    assert erase_old(long_after) == 0
    assert (folder / "partial").exists()
    year_end.fail(batch.pk, "disk full")
    assert erase_old(long_after) == 1

    assert not folder.exists()


def test_a_bundle_is_opened_by_its_own_government_s_desk_only(own_database, planned, manager):
    batch = planned(1)
    approve(batch, manager)
    tasks.make(batch.pk, "worker")

    for actor, refusal in (
        (official(Role.AUDITOR), BatchRoleMissing),
        (official(Role.MANAGER, SANCHEONG), NotFound),
    ):
        with scope.within(scope.scope_of(actor)), pytest.raises(refusal):
            open_bundle(batch.pk, actor=actor)
    assert not AuditEvent.objects.filter(kind="year_end.downloaded").exists()


def test_an_archive_that_was_lost_or_changed_is_found_out(planned, manager):
    batch = planned(4)
    approve(batch, manager)
    tasks.make(batch.pk, "first", at_once=2, seconds=0)
    partial = year_end.folder_of(batch) / "partial"
    content = bytearray(partial.read_bytes())
    content[5_000] ^= 1
    partial.write_bytes(content)

    with pytest.raises(BundleDamaged, match="document 1 is not what was written"):
        tasks.make(batch.pk, "second")
    batch.refresh_from_db()
    assert batch.status == BatchStatus.FAILED
    assert "document 1" in batch.error


def test_an_archive_can_be_read_by_others_beyond_the_limits_of_the_old_form(tmp_path):
    names = [f"{number}.txt" for number in range(70_000)]
    path = tmp_path / "many.zip"
    with path.open("w+b") as file:
        entries = [archive.append(file, name, [name.encode()]) for name in names]
        archive.finish(file, entries)

    with zipfile.ZipFile(path) as bundle:
        assert bundle.namelist() == names
        assert bundle.read("69999.txt") == b"69999.txt"


def test_an_archive_can_be_read_beyond_four_gigabytes(tmp_path):
    path = tmp_path / "far.zip"
    with path.open("w+b") as file:
        first = archive.append(file, "first", [b"1"])
        file.seek(5 << 30)
        archive.finish(file, [first, archive.append(file, "far", [b"2"])])

    with zipfile.ZipFile(path) as bundle:
        assert (bundle.read("first"), bundle.read("far")) == (b"1", b"2")


@pytest.mark.drill
def test_a_batch_killed_five_times_at_random_gives_every_donor_one_document(
    own_database, planned, manager, settings, tmp_path
):
    batch = planned(DRILL_SIZE)
    approve(batch, manager)
    command = [
        *(sys.executable, "manage.py", "year_end", "run"),
        *("--batch", str(batch.pk), "--at-once", str(max(DRILL_SIZE // 30, 5))),
    ]
    environment = {
        **os.environ,
        "DATABASE_URL": servers.url_of(own_database),
        "DATABASE_OWNER_URL": servers.url_of(own_database, "owner"),
        "HOMETOWN_DATA": str(tmp_path),
        "HOMETOWN_DEMO": "0",  # unsigned, which takes a third of the time
    }
    chance = random.Random(20260101)  # noqa: S311

    def written() -> int:
        return YearEndBatch.objects.values_list("written", flat=True).get(pk=batch.pk)

    seen = []
    for kill in range(5):
        worker = subprocess.Popen(command, cwd=servers.ROOT, env=environment)  # noqa: S603
        wanted = DRILL_SIZE * (kill + chance.random()) / 6
        while written() < wanted and worker.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.random() / 20)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
        seen.append(written())
    assert 0 < seen[1] <= seen[2] <= seen[3] <= seen[4] < DRILL_SIZE

    subprocess.run(command, cwd=servers.ROOT, env=environment, check=True)  # noqa: S603

    check_whole(batch, DRILL_SIZE)
