"""Many workers on one file: what becomes of its rows is as if one had taken them from the top."""

import os
import random
import signal
import subprocess
import sys
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import scope
from audit.models import AuditEvent
from desk import tasks
from desk.bulk import job, queue
from desk.bulk.decisions import correct_row, start, try_again
from desk.bulk.models import BulkChunk, BulkFile
from desk.bulk.piece import Piece
from desk.bulk.side_by_side import Otherwise, hand_in, hold, next_piece
from desk.bulk.ties import opened
from donations.books import check_books
from donations.merging import Numbers, approve_merge, request_merge
from donations.models import Donation
from donations.offer import Person
from projects.models import FundProject, WhenReached
from tests import servers
from tests.desk.files import (
    HEADINGS,
    codes,
    examined,
    in_utf8,
    line,
    person,
    rows_of,
    states,
    written,
)
from tests.people import BUSAN_JUNG
from tests.races import race


@pytest.fixture(autouse=True)
def small_pieces(settings, monkeypatch):
    """Two workers on pieces of one row each, unless a test says otherwise."""
    settings.FILE_WORKERS = 2
    monkeypatch.setattr("desk.bulk.upload.PIECE_ROWS", 1)


def started(lines, source, clerk, **form) -> BulkFile:
    file = examined(in_utf8(*lines, **form), source, clerk)
    start(file.pk, actor=clerk)
    scope.enter(scope.SYSTEM)
    file.refresh_from_db()
    return file


def claimed(file: BulkFile, claimant: str) -> int | Otherwise:
    """Return which piece ``claimant`` gets next, by its number."""
    following = next_piece(file, claimant)
    return following.number if isinstance(following, BulkChunk) else following


def taken_in(file: BulkFile, workers: int) -> None:
    """Have so many workers work on ``file`` at once."""
    ended = race(lambda number: job.work_on(file.pk, f"worker {number}"), workers)
    assert ended == [None] * workers
    file.refresh_from_db()


def finished(file: BulkFile, number: int, claimant: str) -> None:
    """Have ``claimant`` hand in a piece, its row left out."""
    piece = Piece.of(BulkChunk.objects.get(file=file, number=number))
    for row in piece.rows:
        row.refuse([])
    hand_in(piece, claimant)


def leases_end() -> None:
    past = timezone.now() - timedelta(seconds=1)
    BulkChunk.objects.exclude(lease_until=None).update(lease_until=past)
    BulkFile.objects.exclude(lease_until=None).update(lease_until=past)


def some_lines(first: int) -> list[list[str]]:
    """Return gifts of six people, the same whoever the ``first`` is: some share a reference, some
    are refused.
    """
    chance = random.Random(4)  # noqa: S311
    lines = []
    for n in range(48):
        changes = {
            "주민등록번호": person(first + chance.randrange(6)),
            "거래번호": f"W{first}-{n - (n % 11 == 10)}",
            "기부금액": f"{chance.randrange(1, 50)}00000",
            "기부일시": f"2026-{1 + n // 28:02d}-{1 + n % 28:02d} 10:00",
        }
        lines.append(line(n, **changes | ({"주소지": "26110"} if n % 9 == 5 else {})))
    return lines


def test_three_workers_come_to_the_same_as_one(source, clerk, give, settings, monkeypatch):
    monkeypatch.setattr("desk.bulk.upload.PIECE_ROWS", 3)
    outcomes = []
    for workers, first in ((1, 10), (3, 110)):
        settings.FILE_WORKERS = workers
        file = examined(in_utf8(*some_lines(first)), source, clerk)
        before = states(file)
        for number in range(3):
            give(donor=Person(person(first + number), "홍길동"), amount_krw=12_000_000)
        start(file.pk, actor=clerk)
        taken_in(file, workers)
        assert file.status == "done"
        outcomes.append([(row.number, row.state, codes(row)) for row in rows_of(file)])
        over = [row for row in rows_of(file) if codes(row) == ["annual_cap_exceeded"]]
        changed = [row for row in over if before[row.number - 2] == "ready"]
        assert len(changed) >= 3, "the order of a person's rows decides here"

    assert outcomes[0] == outcomes[1]
    assert {"accepted", "refused"} == {state for _number, state, _codes in outcomes[0]}
    assert all(check.ok for check in check_books())
    done = AuditEvent.objects.filter(kind="bulk_file.done")
    assert len(done) == 2
    assert done[0].facts["rows"] == done[1].facts["rows"]


def test_rows_of_a_person_wait_for_those_above_and_others_do_not(source, clerk, settings):
    settings.FILE_WORKERS = 3
    mine = {"주민등록번호": person(1)}
    lines = [
        line(1),
        line(2, **mine, 기부금액="5만"),
        line(3),
        line(4, **mine, 기부금액="6만"),
        line(5),
        line(6),
    ]
    file = started(lines, source, clerk)

    assert [claimed(file, name) for name in "abcd"] == [0, 2, 4, Otherwise.LEAVE]
    finished(file, 2, "b")
    assert claimed(file, "b") == 5
    finished(file, 4, "c")
    assert claimed(file, "c") is Otherwise.WAIT, "both that are left wait for the first"
    finished(file, 0, "a")
    assert [claimed(file, name) for name in "ca"] == [1, Otherwise.WAIT]
    finished(file, 1, "c")
    assert [claimed(file, name) for name in "ca"] == [3, Otherwise.LEAVE]
    finished(file, 5, "b")
    finished(file, 3, "c")
    assert claimed(file, "c") is Otherwise.DONE


def test_nobody_waits_where_nothing_ties_the_rows(source, clerk):
    mine = {"주민등록번호": person(1)}
    file = started([line(1), line(2, **mine, 기부금액="5만")], source, clerk)
    BulkChunk.objects.update(ties=b"")

    assert [claimed(file, name) for name in "ab"] == [0, 1], "so it is the ties that held it"


def test_a_person_with_two_numbers_a_reference_and_a_project_that_fills_tie_rows(
    source, clerk, manager, give
):
    numbers = Numbers(person(1), "홍길동", "900101-5234567", "홍길동")
    give(donor=Person(numbers.kept_number, "홍길동"))
    give(donor=Person(numbers.alias_number, "홍길동"))
    approve_merge(request_merge(numbers, document="증명", actor=clerk).pk, actor=manager)
    for name, when in (("빨래방", WhenReached.CLOSE), ("도서관", WhenReached.STAY_OPEN)):
        FundProject.objects.create(
            recipient_id=BUSAN_JUNG,
            name_ko=name,
            name_en=name,
            purpose="P1",
            kind="designated",
            status="open",
            target_krw=150_000,
            when_reached=when,
            opens_on="2026-01-01",
        )
    headings = [*HEADINGS, "사업명"]
    lines = [
        [*line(1), ""],
        [*line(2, 주민등록번호=numbers.alias_number), ""],
        [*line(3), "빨래방"],
        [*line(4), "빨래방"],
        [*line(5), "도서관"],
        [*line(6), "도서관"],
        [*line(7, 기부금액="많이"), ""],
    ]
    file = examined(in_utf8(*lines, headings=headings), source, clerk)
    corrected = [*line(6, 주민등록번호=person(7)), ""]
    assert correct_row(file.pk, 8, corrected, actor=clerk) == "ready"
    kept = {chunk.number: opened(bytes(chunk.ties or b"")) for chunk in BulkChunk.objects.all()}

    tied = {(a, b) for a in kept for b in kept if a < b and kept[a] & kept[b]}
    assert tied == {(0, 1), (2, 3), (5, 6)}
    assert [len(kept[number]) for number in range(7)] == [3, 3, 3, 3, 2, 2, 2]


def test_a_piece_judged_before_ties_were_kept_is_taken_in_order_and_alone(source, clerk):
    file = started([line(n) for n in range(1, 5)], source, clerk)
    BulkChunk.objects.filter(number__in=[1, 2]).update(ties=None)

    assert [claimed(file, name) for name in "ab"] == [0, Otherwise.WAIT]
    finished(file, 0, "a")
    assert [claimed(file, name) for name in "ab"] == [1, Otherwise.WAIT]
    finished(file, 1, "a")
    assert [claimed(file, name) for name in "ba"] == [2, Otherwise.WAIT]
    finished(file, 2, "b")
    assert claimed(file, "a") == 3


def test_one_of_two_workers_is_killed_and_the_other_goes_on(
    source, clerk, own_database, monkeypatch
):
    monkeypatch.setattr("desk.bulk.upload.PIECE_ROWS", 2)
    tied = {"주민등록번호": person(3), "기부금액": "5만"}
    file = started([*(line(n) for n in range(1, 9)), line(9, **tied), line(10)], source, clerk)
    dying = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.desk.dying_worker", str(file.pk)],
        cwd=servers.ROOT,
        env={
            **os.environ,
            "DATABASE_URL": servers.url_of(own_database, "application"),
            "DATABASE_OWNER_URL": servers.url_of(own_database, "owner"),
            "FILE_WORKERS": "2",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert dying.stdout is not None
    with dying:
        assert dying.stdout.readline() == "halfway\n"
        os.kill(dying.pid, signal.SIGKILL)
    assert written() == (4, 4, 4)
    assert states(file) == [*["accepted"] * 2, *["ready"] * 8]

    waited = []

    def waits(seconds: float) -> None:
        waited.append(states(file))
        assert queue.lost_files() == []
        leases_end()

    monkeypatch.setattr(job, "time", SimpleNamespace(sleep=waits))
    job.work_on(file.pk, "the one who lives")

    assert waited == [
        ["accepted", "accepted", "ready", "ready", *["accepted"] * 4, "ready", "ready"]
    ]
    file.refresh_from_db()
    assert (file.status, states(file)) == ("done", ["accepted"] * 10)
    assert written() == (10, 10, 9)
    assert all(check.ok for check in check_books())
    assert AuditEvent.objects.filter(kind="bulk_file.done").count() == 1
    assert AuditEvent.objects.filter(kind="donation.accepted").count() == 10


def at_once(file: BulkFile, monkeypatch) -> None:
    """Have two workers take in the last two pieces of ``file``, and hand them in together."""
    ready, take_in = Barrier(2), job.take_in_piece

    def together(*facts):
        piece = take_in(*facts)
        ready.wait(60)
        return piece

    monkeypatch.setattr(job, "take_in_piece", together)
    taken_in(file, 2)


def test_two_workers_who_end_at_once_finish_a_file_once(source, clerk, monkeypatch):
    file = started([line(1), line(2)], source, clerk)

    at_once(file, monkeypatch)

    assert (file.status, states(file)) == ("done", ["accepted", "accepted"])
    assert AuditEvent.objects.filter(kind="bulk_file.done").count() == 1


def test_without_the_lock_both_would_leave_the_end_to_the_other(source, clerk, monkeypatch):
    file = started([line(1), line(2)], source, clerk)
    handed_in, looked = Barrier(2), Barrier(2)

    def hand_in_together(*facts):
        hand_in(*facts)
        handed_in.wait(60)

    def look_together(*facts):
        following = next_piece(*facts)
        if isinstance(following, Otherwise):
            looked.wait(60)
        return following

    monkeypatch.setattr(job, "hold", lambda _file: None)
    monkeypatch.setattr(job, "hand_in", hand_in_together)
    monkeypatch.setattr(job, "next_piece", look_together)
    for number, name in enumerate(["worker 0", "worker 1"]):
        assert claimed(file, name) == number

    at_once(file, monkeypatch)

    assert (file.status, states(file)) == ("running", ["accepted", "accepted"])


def test_a_piece_that_kills_its_workers_holds_up_only_what_is_tied_to_it(source, clerk):
    tied = {"주민등록번호": person(1), "기부금액": "5만"}
    file = started([line(1), line(2, **tied), line(3)], source, clerk)
    BulkChunk.objects.filter(number=0).update(attempts=queue.MOST_ATTEMPTS - 1)
    assert claimed(file, "the last who dies of it") == 0
    leases_end()

    job.work_on(file.pk, "another")

    file.refresh_from_db()
    assert (file.status, states(file)) == ("running", ["ready", "ready", "accepted"])
    leases_end()
    assert queue.lost_files() == []
    assert BulkFile.objects.filter(queue.given_up(timezone.now())).exists()
    with scope.within(scope.scope_of(clerk)):
        try_again(file.pk, actor=clerk)
    job.work_on(file.pk, "another")
    file.refresh_from_db()
    assert (file.status, states(file), file.attempts) == ("done", ["accepted"] * 3, 0)


def test_a_file_is_sent_to_as_many_workers_as_find_a_piece(source, clerk, monkeypatch, settings):
    sent: list[str] = []
    monkeypatch.setattr(tasks.work_on_file, "delay", sent.append)
    settings.FILE_WORKERS = 3
    files = [started([line(n) for n in some], source, clerk) for some in ([1, 2], [3, 4, 5, 6])]

    two, four = (str(file.pk) for file in files)
    # One message each to be examined, the others to be taken in.
    assert sent == [two] * 3 + [four] * 4
    sent.clear()
    tasks.sweep_files()
    assert sent == []
    BulkFile.objects.update(queued_at=timezone.now() - queue.LOST_AFTER - timedelta(seconds=1))
    tasks.sweep_files()
    assert sorted(sent) == sorted([two] * 2 + [four] * 3)
    sent.clear()
    assert [claimed(files[1], name) for name in "ab"] == [0, 1]
    tasks.sweep_files()
    assert sent == [two] * 2, "somebody is at the other"


def test_without_a_broker_a_file_is_started_and_waited_for_once(source, clerk, monkeypatch):
    file = examined(in_utf8(line(1), line(2)), source, clerk)
    tried = []

    def refused(file_id: str) -> None:
        tried.append(file_id)
        raise OSError("no broker")

    monkeypatch.setattr(tasks.work_on_file, "delay", refused)

    start(file.pk, actor=clerk)

    assert tried == [str(file.pk)]
    file.refresh_from_db()
    assert file.status == "running", "the sweeper sends it again"


def test_a_worker_too_many_finds_nothing_to_do(source, clerk, settings):
    settings.FILE_WORKERS = 1
    file = started([line(1), line(2)], source, clerk)
    assert claimed(file, "first") == 0

    job.work_on(file.pk, "second")
    assert Donation.objects.count() == 0
    job.work_on(file.pk, "first")

    file.refresh_from_db()
    assert (file.status, states(file)) == ("done", ["accepted", "accepted"])
    with transaction.atomic(), pytest.raises(queue.LeaseLost):
        hold(file)
