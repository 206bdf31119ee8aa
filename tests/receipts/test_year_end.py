"""The year-end batch: a frozen list, two officials, and one worker at a time."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from kernel.errors import NotFound
from receipts import tasks
from receipts.year_end import run as year_end
from receipts.year_end.errors import (
    BatchOpen,
    BatchRoleMissing,
    BatchStateConflict,
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
from tests.receipts.batches import (
    GANGJIN,
    SANCHEONG,
    approve,
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
