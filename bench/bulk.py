"""A bank's file: from the queue to receipts, every row with all rules and guarantees.

``python -m bench.bulk 1 2`` measures with one process and with two, in turns, on a stage of its
own: rows a second by the clock, and what a row takes of the processor in Python and in PostgreSQL.
"""

import csv
import io
import multiprocessing
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import offers
from bench.rounds import QUICK, Row, in_turn, say, shortened
from bench.stage import servers
from config.processes import ON_LINUX

ROWS = 500 if QUICK else 10_000
ROUNDS = 1 if QUICK else 3
RECIPIENT = "26110"
HEADINGS = ["거래번호", "성명", "주민등록번호", "주소지", "기부금액", "기부일시"]


def bulk(naive: float | None, limit: float | None) -> Row:
    """Take in files of as many people as rows; beside the single posts and COPY of a batch."""
    from django.conf import settings

    from desk.bulk.upload import PIECE_ROWS

    say("bulk intake")
    number = settings.FILE_WORKERS
    with workers([number]) as files:
        figures = in_turn({"ours": lambda _round: files.rate(number)}, ROUNDS)
    return Row(
        "bulk intake",
        "rows/s",
        ours=figures["ours"],
        naive=naive,
        limit=limit,
        note=f"{ROWS:,} rows of one local government, judged before; {number} processes, pieces "
        f"of {PIECE_ROWS} in a transaction each; {files.told(number)}; naive and limit as for a "
        "batch",
    )


@contextmanager
def workers(numbers: Sequence[int]) -> Iterator["Files"]:
    """Have as many processes as each of ``numbers``, that take in files as those of Celery do."""
    from django.db import connections

    from accounts import scope

    connections.close_all()  # as Celery has none when it forks
    fork = multiprocessing.get_context("fork")
    with ExitStack() as stack:
        pools = {
            number: stack.enter_context(fork.Pool(number, initializer=_begin, initargs=(number,)))
            for number in numbers
        }
        stack.enter_context(scope.within(scope.SYSTEM))
        yield Files(pools)


class Files:
    """Files of one bank, and pools of processes that take them in.

    Attributes:
        spent: the least a row took of the processor, in µs of Python and of PostgreSQL, by the
            number of processes.
    """

    def __init__(self, pools: Mapping[int, Pool]) -> None:
        from accounts.models import Role, User
        from desk.bulk.sources import add_source

        self.pools = pools
        self.spent: dict[int, tuple[float, float]] = defaultdict(lambda: (1e9, 1e9))
        self.made = 0
        self.manager = User.objects.create_official(
            "bulk@bench.example", "Apricot-river-9", role=Role.MANAGER, municipality_id=RECIPIENT
        )
        self.source = add_source(
            "bench", channel="BANK_COUNTER", payment_method="counter", actor=self.manager
        )
        for number in pools:
            self.rate(number)  # connections, prepared statements
        self.spent.clear()

    def rate(self, number: int) -> float:
        """Have a new file taken in by ``number`` processes; return how many rows a second."""
        from desk.bulk.models import BulkFile

        file_id = self._ready()
        before = _time_of_postgresql()
        began = time.perf_counter()
        python = sum(self.pools[number].map(_work, [file_id] * number, chunksize=1))
        took = time.perf_counter() - began
        postgresql = _time_of_postgresql() - before
        if BulkFile.objects.filter(pk=file_id).exclude(status="done").exists():
            raise RuntimeError("the file was not worked through")
        if BulkFile.objects.filter(pk=file_id, chunks__accepted=0).exists():
            raise RuntimeError("rows of the file were not taken in")
        now = (1e6 * python / ROWS, 1e6 * postgresql / ROWS)
        self.spent[number] = min(self.spent[number], now, key=sum)
        return ROWS / took

    def told(self, number: int) -> str:
        """Say what a row took of the processor, at the least."""
        python, postgresql = self.spent[number]
        return f"a row took {python:.0f} µs in Python and {postgresql:.0f} in PostgreSQL"

    def _ready(self) -> UUID:
        """Return a new file that is judged and started."""
        from desk.bulk import job
        from desk.bulk.decisions import assign_columns, start
        from desk.bulk.upload import upload_file

        self.made += 1
        file = upload_file(
            _table(self.made),
            "b.csv",
            source_id=self.source.pk,
            is_declared=True,
            actor=self.manager,
        )
        assign_columns(file.pk, file.columns, payment_method="counter", actor=self.manager)
        began = time.perf_counter()
        job.work_on(file.pk, "bench")
        took = time.perf_counter() - began
        say(f"  judged {shortened(ROWS / took):10.1f} rows/s")
        start(file.pk, actor=self.manager)
        return file.pk


def _begin(number: int) -> None:
    """Be a worker's process: one of ``number`` that work on a file."""
    from django.conf import settings

    from kernel.garbage import settle

    settings.FILE_WORKERS = number
    settle()


def _work(file_id: UUID) -> float:
    """Do what a task does; return how long the processor was at it."""
    from desk.bulk import job

    began = time.process_time()
    job.work_on(file_id, f"bench-{os.getpid()}")
    return time.process_time() - began


def _time_of_postgresql() -> float:
    """Return how long the processor has been at all processes of the server, in seconds."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    if not ON_LINUX:
        return float("nan")
    stats = [_stat(path) for path in Path("/proc").glob("[0-9]*")]
    (parent,) = (stat[2] for stat in stats if stat and stat[0] == str(backend))
    ticks = sum(int(stat[12]) + int(stat[13]) for stat in stats if stat and stat[2] == parent)
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: Path) -> list[str]:
    """Return the fields of ``/proc/PID/stat`` without the name; none if it is gone."""
    try:
        number, _name, rest = (process / "stat").read_text(errors="replace").partition(" (")
    except OSError:
        return []
    return [number, *rest.rpartition(") ")[2].split()]


def _table(number: int) -> io.BytesIO:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    for index in range(ROWS):
        person = offers.person()
        rows.writerow(
            [
                f"K{number}-{index}",
                person["name"],
                person["resident_number"],
                offers.RESIDENCE,
                f"{offers.AMOUNTS_KRW[index % len(offers.AMOUNTS_KRW)]:,}원",
                f"2026-10-05 14:{index // 60 % 60:02}:{index % 60:02}",
            ]
        )
    return io.BytesIO(text.getvalue().encode())


def main(asked: list[str]) -> int:
    """Measure with each of the numbers of processes asked for."""
    numbers = [int(number) for number in asked or ["1", "2"]]
    with servers():
        import django

        django.setup()
        with workers(numbers) as files:
            competitors: dict[str, Any] = {
                str(number): lambda _round, number=number: files.rate(number) for number in numbers
            }
            in_turn(competitors, ROUNDS)
            for number in numbers:
                say(f"{number} processes: {files.told(number)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
