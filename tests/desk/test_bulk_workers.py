"""A worker that dies or loses its file in the middle: nothing twice, nothing lost."""

import pytest
from django.utils import timezone

from accounts import scope
from desk.bulk import job, queue
from desk.bulk.decisions import close_file, start
from desk.bulk.models import BulkChunk, BulkFile
from desk.bulk.reading import counts_of
from donations.acceptance import accept_donations
from donations.books import check_books
from donations.models import Donation
from tests.desk.files import examined, in_utf8, line, states, written


def test_a_worker_killed_between_accepting_and_writing_down_leaves_no_double(
    source, clerk, monkeypatch, settings
):
    settings.FILE_WORKERS = 1
    monkeypatch.setattr("desk.bulk.upload.PIECE_ROWS", 2)
    file = examined(in_utf8(*(line(n) for n in range(1, 8))), source, clerk)
    start(file.pk, actor=clerk)

    def killed(*_args, **_more):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("desk.bulk.piece.Piece.columns", killed)
        with pytest.raises(SystemExit):
            job.work_on(file.pk, "first")
    assert Donation.objects.count() == 2
    assert counts_of(file)["ready"] == 7
    scope.enter(scope.SYSTEM)

    job.work_on(file.pk, "second")
    assert Donation.objects.count() == 2, "the lease of the first has not ended"
    BulkFile.objects.update(lease_until=timezone.now())
    BulkChunk.objects.filter(claimed_by="first").update(lease_until=timezone.now())
    assert queue.lost_files() == [file.pk]
    job.work_on(file.pk, "second")

    file.refresh_from_db()
    assert (file.status, states(file)) == ("done", ["accepted"] * 7)
    assert written() == (7, 7, 7)
    assert all(check.ok for check in check_books())


def test_a_worker_whose_lease_was_taken_over_stops(source, clerk, monkeypatch):
    monkeypatch.setattr("desk.bulk.upload.PIECE_ROWS", 1)
    file = examined(in_utf8(line(1), line(2)), source, clerk)
    start(file.pk, actor=clerk)
    take_in = job.take_in_piece

    def slow(*facts):
        piece = take_in(*facts)
        BulkChunk.objects.exclude(claimed_by="").update(claimed_by="another")
        return piece

    with monkeypatch.context() as patch:
        patch.setattr(job, "take_in_piece", slow)
        job.work_on(file.pk, "first")

    file.refresh_from_db()
    assert (file.status, states(file)) == ("running", ["ready", "ready"])
    assert Donation.objects.count() == 1, "the other finds it there"
    job.work_on(file.pk, "another")
    file.refresh_from_db()
    assert (file.status, states(file)) == ("done", ["accepted", "accepted"])
    assert written() == (2, 2, 2)


def test_a_worker_that_lost_its_file_writes_nothing_back(source, clerk, monkeypatch):
    file = examined(in_utf8(line(1), line(2, 기부금액="x")), source, clerk)
    start(file.pk, actor=clerk)
    accept = accept_donations

    def slow(*args, **more):
        outcomes = accept(*args, **more)
        BulkFile.objects.update(
            attempts=queue.MOST_ATTEMPTS, lease_until=timezone.now() - queue.LEASE
        )
        with scope.within(scope.scope_of(clerk)):
            close_file(file.pk, actor=clerk)
        return outcomes

    monkeypatch.setattr(job, "accept_donations", slow)
    job.work_on(file.pk, "slow")

    file.refresh_from_db()
    assert (file.status, BulkChunk.objects.get().sealed) == ("closed", "")
