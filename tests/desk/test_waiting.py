"""What waits on the home page, and that asking costs one question."""

import pytest
from django.utils import timezone

from accounts.models import User
from desk.waiting import waiting_for
from receipts.year_end.models import BatchStatus, YearEndBatch
from regions.models import Municipality
from reports.models import ReportRun, RunStatus
from tests.people import BUSAN_JUNG, SANCHEONG


@pytest.fixture
def batch_of(clerk: User, manager: User):
    def make(code: str, status: BatchStatus) -> YearEndBatch:
        decided = {} if status == BatchStatus.PLANNED else {"approved_by": manager}
        return YearEndBatch.objects.create(
            issuer=Municipality.objects.get(pk=code),
            year=2025,
            status=status,
            documents=1,
            receipts=1,
            amount_krw=100_000,
            list_sha256="0" * 64,
            planned_by=clerk,
            approved_at=timezone.now() if decided else None,
            **decided,
        )

    return make


def titles(official: User) -> list[str]:
    return [str(task.title) for task in waiting_for(official)]


def waits_at_home(client) -> list[str]:
    return [str(task.title) for task in client.get("/admin/").context["waiting"]]


def run(status: RunStatus, **more) -> ReportRun:
    return ReportRun.objects.create(
        kind="korea-japan",
        year=2025,
        status=status,
        inputs_sha256=f"{ReportRun.objects.count():064d}",
        code_version="1",
        **more,
    )


def test_a_report_that_could_not_be_made_waits_until_a_newer_one_is(login, manager, clerk):
    office, desk = login(manager), login(clerk)
    run(RunStatus.FAILED, error="worker died")
    assert waits_at_home(office) == ["Reports that could not be made"]
    assert waits_at_home(desk) == []

    done = run(RunStatus.DONE, data_sha256="1" * 64, finished_at=timezone.now())
    assert waits_at_home(office) == []
    ReportRun.objects.filter(pk=done.pk).update(error="pdf: no font")
    assert waits_at_home(office) == ["Reports that could not be made"]
    ReportRun.objects.filter(pk=done.pk).update(documents_made_at=timezone.now())
    assert waits_at_home(office) == []


def test_year_end_documents_wait_for_a_decision_and_when_they_failed(batch_of, clerk, manager):
    batch_of(SANCHEONG, BatchStatus.FAILED)
    failed = batch_of(BUSAN_JUNG, BatchStatus.FAILED)
    assert titles(clerk) == titles(manager) == ["작성하지 못한 연말 일괄발급"]

    again = batch_of(BUSAN_JUNG, BatchStatus.PLANNED)
    assert again.planned_at >= failed.planned_at
    assert titles(manager) == ["승인할 연말 일괄발급"]
    assert titles(clerk) == [], "whoever planned it does not approve it"

    again.status = BatchStatus.WITHDRAWN
    again.save()
    assert titles(manager) == ["작성하지 못한 연말 일괄발급"]


def test_all_that_may_wait_is_one_question(clerk, manager, django_assert_num_queries):
    for official in (clerk, manager):
        fresh = User.objects.select_related("municipality").get(pk=official.pk)
        with django_assert_num_queries(1):
            waiting_for(fresh)
