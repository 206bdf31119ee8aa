"""The year-end batch: a frozen list, two officials, one document a donor, whoever dies."""

import csv
import hashlib
import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from accounts import scope
from accounts.models import Role, User
from audit.models import AuditEvent
from kernel.errors import NotFound
from receipts import tasks
from receipts.cancel import CancellationFacts, cancel_receipt
from receipts.issue import issue_receipts
from receipts.models import Receipt
from receipts.year_end import archive
from receipts.year_end import run as year_end
from receipts.year_end.errors import (
    BatchOpen,
    BatchRoleMissing,
    BatchStateConflict,
    BundleDamaged,
    LeaseLost,
    NothingToIssue,
    SecondOfficialNeeded,
    YearNotOver,
)
from receipts.year_end.models import BatchStatus, YearEndBatch, YearEndDocument
from receipts.year_end.plan import (
    DonorPapers,
    approve_batch,
    check_year_is_over,
    withdraw_batch,
    write_plan,
)
from tests import servers

pytestmark = pytest.mark.django_db

GANGJIN, SANCHEONG = "46810", "48860"
DRILL_SIZE = int(os.environ.get("YEAR_END_DRILL_DONORS", "300"))


def official(role: Role, region: str = GANGJIN, name: str = "") -> User:
    return User.objects.create(
        email=f"{name or role}-{region}@example.org", role=role, municipality_id=region
    )


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "documents"


@pytest.fixture
def clerk() -> User:
    return official(Role.CLERK)


@pytest.fixture
def manager() -> User:
    return official(Role.MANAGER)


@pytest.fixture
def issue(make_facts):
    """Issue receipts to donors of last year; every third donor gave twice."""

    def make(donors: int) -> list[DonorPapers]:
        facts = [
            make_facts(
                donor_name=f"기부자{donor}",
                issued_at=datetime(2025, 5, 4, tzinfo=UTC),
                donated_on=date(2025, 5, 4),
                amount_krw=10_000 + donor,
            )
            for donor in range(donors)
            for _time in range(2 if donor % 3 == 0 else 1)
        ]
        receipts = []
        for start in range(0, len(facts), 1000):
            with transaction.atomic():
                receipts += issue_receipts(facts[start : start + 1000])
        by_donor: dict[str, list[Receipt]] = {}
        for receipt in receipts:
            by_donor.setdefault(receipt.donor_name, []).append(receipt)
        return [
            DonorPapers(
                donor,
                tuple(each.number for each in some),
                sum(each.amount_krw for each in some),
            )
            for donor, some in enumerate(by_donor.values(), start=1)
        ]

    return make


@pytest.fixture
def planned(issue, clerk):
    """Return a batch of some donors as planned by the clerk."""

    def plan(donors: int = 4) -> YearEndBatch:
        with transaction.atomic():
            return write_plan(GANGJIN, 2025, issue(donors), actor=clerk)

    return plan


def approve(batch: YearEndBatch, manager: User) -> None:
    """Approve, and do not send to a worker; the tests run it themselves."""
    rows = YearEndBatch.objects.filter(pk=batch.pk, status=BatchStatus.PLANNED)
    rows.update(status=BatchStatus.APPROVED, approved_by=manager, approved_at=timezone.now())


def bundle_of(batch: YearEndBatch) -> zipfile.ZipFile:
    return zipfile.ZipFile(year_end.folder_of(batch) / batch.file_name)


def test_a_year_that_is_not_over_is_refused_until_its_last_day_has_gone():
    with pytest.raises(YearNotOver) as refusal:
        check_year_is_over(2025, date(2025, 12, 31))
    assert refusal.value.facts == {"tax_year": "2025", "from_on": "2026-01-01"}
    check_year_is_over(2025, date(2026, 1, 1))


def test_a_plan_is_a_frozen_list_with_its_hash(planned):
    batch = planned(4)

    assert (batch.documents, batch.receipts, batch.amount_krw) == (4, 6, 60_009)
    first = batch.papers.get(position=1)
    assert first.numbers == ["46810-2025-0000001", "46810-2025-0000002"]
    lines = [
        '[1,1,["46810-2025-0000001","46810-2025-0000002"],20000]\n',
        '[2,2,["46810-2025-0000003"],10001]\n',
        '[3,3,["46810-2025-0000004"],10002]\n',
        '[4,4,["46810-2025-0000005","46810-2025-0000006"],20006]\n',
    ]
    assert batch.list_sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()
    (event,) = AuditEvent.objects.filter(kind="year_end.planned")
    assert event.facts["list_sha256"] == batch.list_sha256


@pytest.mark.parametrize("change", [{"donor": 99}, {"numbers": ["x"]}, {"position": 9}])
def test_a_place_on_the_list_never_changes(planned, change):
    batch = planned(2)

    with pytest.raises(DatabaseError, match="stays as it was planned"), transaction.atomic():
        YearEndDocument.objects.filter(batch=batch, position=1).update(**change)
    with pytest.raises(DatabaseError, match="stays as it was planned"), transaction.atomic():
        YearEndDocument.objects.filter(batch=batch).delete()


def test_a_list_without_donors_is_no_batch(clerk):
    with pytest.raises(NothingToIssue), transaction.atomic():
        write_plan(GANGJIN, 2025, [], actor=clerk)

    assert not YearEndBatch.objects.exists()


def test_a_second_batch_waits_until_the_first_is_finished_or_withdrawn(planned, clerk, issue):
    batch = planned(1)
    papers = [DonorPapers(1, ("46810-2025-0000001",), 10_000)]

    with pytest.raises(BatchOpen), transaction.atomic():
        write_plan(GANGJIN, 2025, papers, actor=clerk)
    assert YearEndBatch.objects.count() == 1

    YearEndBatch.objects.filter(pk=batch.pk).update(status=BatchStatus.WITHDRAWN)
    with transaction.atomic():
        write_plan(GANGJIN, 2025, papers, actor=clerk)


def test_an_auditor_plans_nothing(issue):
    with pytest.raises(BatchRoleMissing), transaction.atomic():
        write_plan(GANGJIN, 2025, issue(1), actor=official(Role.AUDITOR))

    assert not YearEndBatch.objects.exists()


def test_whoever_planned_cannot_approve(own_database, issue):
    chief = official(Role.MANAGER)
    with transaction.atomic():
        batch = write_plan(GANGJIN, 2025, issue(1), actor=chief)

    with scope.within(scope.scope_of(chief)), pytest.raises(SecondOfficialNeeded):
        approve_batch(batch.pk, actor=chief)
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        YearEndBatch.objects.update(approved_by=chief)

    batch.refresh_from_db()
    assert (batch.status, batch.approved_by) == (BatchStatus.PLANNED, None)


def test_another_official_approves_and_it_is_sent_to_a_worker(
    own_database, planned, manager, monkeypatch
):
    batch = planned(1)
    sent: list[str] = []
    monkeypatch.setattr(tasks.make_year_end, "delay", sent.append)

    with scope.within(scope.scope_of(manager)):
        approve_batch(batch.pk, actor=manager)
        with pytest.raises(BatchStateConflict):
            approve_batch(batch.pk, actor=manager)

    assert sent == [str(batch.pk)]
    assert AuditEvent.objects.filter(kind="year_end.approved", official=manager).count() == 1


def test_a_batch_of_another_local_government_is_not_found(own_database, planned):
    batch, stranger = planned(1), official(Role.MANAGER, SANCHEONG)

    with scope.within(scope.scope_of(stranger)):
        assert not YearEndBatch.objects.exists()
        assert not YearEndDocument.objects.exists()
        for step in (approve_batch, withdraw_batch):
            with pytest.raises(NotFound):
                step(batch.pk, actor=stranger)


def test_a_batch_is_withdrawn_before_it_runs_and_not_after(own_database, planned, clerk, manager):
    batch = planned(1)
    approve(batch, manager)
    with scope.within(scope.scope_of(clerk)):
        withdraw_batch(batch.pk, actor=clerk)
        with pytest.raises(BatchStateConflict):
            withdraw_batch(batch.pk, actor=clerk)

    assert tasks.make(batch.pk, "worker")
    batch.refresh_from_db()
    assert (batch.status, batch.written) == (BatchStatus.WITHDRAWN, 0)


def test_a_batch_that_nobody_approved_does_not_run(planned):
    batch = planned(1)

    tasks.make(batch.pk, "worker")

    batch.refresh_from_db()
    assert (batch.status, batch.written) == (BatchStatus.PLANNED, 0)


def check_whole(batch: YearEndBatch, papers: int) -> None:
    """Every donor has exactly one document, and every checksum holds."""
    batch.refresh_from_db()
    assert (batch.status, batch.written, batch.documents) == (BatchStatus.DONE, papers, papers)
    path = year_end.folder_of(batch) / batch.file_name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == batch.bundle_sha256
    rows = list(batch.papers.order_by("position"))
    with bundle_of(batch) as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
        assert names == [row.file_name for row in rows] + ["manifest.csv"]
        listed = list(csv.reader(io.TextIOWrapper(bundle.open("manifest.csv"), "utf-8")))
        for row, line in zip(rows, listed[1:-1], strict=True):
            document = bundle.read(row.file_name)
            assert hashlib.sha256(document).hexdigest() == row.sha256 == line[2]
            assert line[4].split() == row.numbers
    assert len({row.donor for row in rows}) == papers
    numbers = [number for row in rows for number in row.numbers]
    assert len(numbers) == len(set(numbers)) == batch.receipts
    assert {path.name for path in path.parent.iterdir()} == {"lock", batch.file_name}


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


def test_work_is_handed_on_after_its_time_and_gone_on_with(planned, manager):
    batch = planned(5)
    approve(batch, manager)

    assert not tasks.make(batch.pk, "first", at_once=2, seconds=0)
    batch.refresh_from_db()
    assert (batch.status, batch.written, batch.lease_until) == (BatchStatus.RUNNING, 2, None)
    assert year_end.lost_batches() == [batch.pk]
    assert tasks.make(batch.pk, "second", at_once=2)

    check_whole(batch, 5)


def test_only_one_claims_until_the_lease_ends(planned, manager):
    batch = planned(1)
    approve(batch, manager)

    assert year_end.claim(batch.pk, "first")
    assert not year_end.claim(batch.pk, "second")
    assert year_end.claim(batch.pk, "first")
    assert year_end.lost_batches() == []
    YearEndBatch.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert year_end.lost_batches() == [batch.pk]
    assert year_end.claim(batch.pk, "second")


def test_a_worker_that_lost_its_lease_leaves_nothing(planned, manager):
    batch = planned(3)
    approve(batch, manager)
    year_end.claim(batch.pk, "slow")
    YearEndBatch.objects.update(claimed_by="fast")

    with pytest.raises(LeaseLost):
        year_end.run(batch.pk, "slow")
    batch.refresh_from_db()
    assert (batch.written, batch.bytes_written) == (0, 0)
    assert not batch.papers.exclude(sha256="").exists()
    year_end.run(batch.pk, "fast")

    check_whole(batch, 3)


def test_a_batch_that_kills_its_worker_is_given_up(planned, manager):
    batch = planned(1)
    approve(batch, manager)
    YearEndBatch.objects.update(
        status=BatchStatus.RUNNING, attempts=5, lease_until=timezone.now() - timedelta(minutes=1)
    )

    assert year_end.lost_batches() == []
    batch.refresh_from_db()
    assert (batch.status, batch.error) == (BatchStatus.FAILED, year_end.GAVE_UP)


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
