"""Year-end batches for tests: planned for some donors, approved, and looked through to the end."""

import csv
import hashlib
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from receipts.models import Receipt
from receipts.year_end import run as year_end
from receipts.year_end.models import BatchStatus, YearEndBatch
from receipts.year_end.plan import DonorPapers, write_plan
from tests.receipts.issuing import issue_receipts

GANGJIN, SANCHEONG = "46810", "48860"


def official(role: Role, region: str = GANGJIN, name: str = "") -> User:
    return User.objects.create(
        email=f"{name or role}-{region}@example.org", role=role, municipality_id=region
    )


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
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


def check_whole(batch: YearEndBatch, papers: int) -> None:
    """Every donor has exactly one document, and every checksum holds."""
    batch.refresh_from_db()
    assert (batch.status, batch.written, batch.documents) == (BatchStatus.DONE, papers, papers)
    path = year_end.folder_of(batch) / batch.file_name
    with path.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == batch.bundle_sha256
    rows = list(batch.papers.order_by("position"))
    with bundle_of(batch) as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
        assert names == [row.file_name for row in rows] + ["manifest.csv"]
        listed = csv.reader(io.TextIOWrapper(bundle.open("manifest.csv"), "utf-8"))
        assert next(listed)[0] == "position"
        for row, line in zip(rows, listed, strict=False):
            document = bundle.read(row.file_name)
            assert hashlib.sha256(document).hexdigest() == row.sha256 == line[2]
            assert line[4].split() == row.numbers
        assert [line[0] for line in listed] == ["total"]
    assert len({row.donor for row in rows}) == papers
    numbers = [number for row in rows for number in row.numbers]
    assert len(numbers) == len(set(numbers)) == batch.receipts
    assert {path.name for path in path.parent.iterdir()} == {"lock", batch.file_name}
