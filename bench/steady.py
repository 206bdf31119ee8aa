"""The memory of the web workers under an hour of mixed load at a modest rate.

``python -m bench.steady 3600`` sends about 20 requests a second of every kind (a portal's, the
public's, an official's) to a demo on a stage of its own, with an official's log-in once a minute,
and tells each minute what each process of the service holds: resident (RSS), and its own share of
what it has in common with others (PSS). An unexpected answer is counted and told, and fails the
run at its end.
"""

import random
import sys
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from pathlib import Path

from bench.kinds import Kinds
from bench.load import Line, UnexpectedAnswerError
from bench.rounds import percentile, say, shortened
from bench.stage import stage
from config.processes import ON_LINUX

A_SECOND = 20
LINES = 6
"""Connections kept; more than the threads of one worker, so that both are asked."""


class Load:
    """Requests at a fixed rate, whatever becomes of those before."""

    def __init__(self, port: int, kinds: Kinds) -> None:
        self.port = port
        self.kinds = kinds
        self.began = time.monotonic()
        self.taken = 0
        self.lock = threading.Lock()
        self.is_over = False
        self.latencies: dict[str, list[float]] = defaultdict(list)
        self.unexpected: Counter[str] = Counter()
        self.late: deque[float] = deque(maxlen=1000)

    def work(self) -> None:
        """Send requests until it is over."""
        line: Line | None = None
        while not self.is_over:
            with self.lock:
                due = self.began + self.taken / A_SECOND
                self.taken += 1
                kind, message, expected = self.kinds.draw()
            time.sleep(max(0, due - time.monotonic()))
            began = time.monotonic()
            self.late.append(began - due)
            try:
                line = line or Line(self.port)
                status, body = line.ask(message)
            except (OSError, UnexpectedAnswerError) as problem:
                line = None
                self.note(kind, str(problem))
                continue
            self.latencies[kind].append(time.monotonic() - began)
            if status in expected:
                self.kinds.learn(kind, body)
            else:
                self.note(kind, f"{status} {body[:300].decode(errors='replace')}")

    def note(self, kind: str, what: str) -> None:
        """Count an unexpected answer, and tell the first few."""
        self.unexpected[kind] += 1
        if self.unexpected[kind] <= 3:
            say(f"unexpected: {kind}: {what}")


def held(port: int) -> Iterator[tuple[str, int, float, float]]:
    """Return each process of the service on ``port``: its name, number, RSS and PSS in MiB."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text(errors="replace")
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
            commands[int(folder.name)] = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
    service = {pid for pid, words in commands.items() if f"--port={port}".encode() in words}
    workers = {pid for pid in service if parents[pid] in service}
    for pid in sorted(parents):
        if pid in workers:
            yield "web", pid, *_memory(pid)
        elif parents[pid] in workers and b"kernel.apart" in commands[pid]:
            yield "apart", pid, *_memory(pid)


def _memory(pid: int) -> tuple[float, float]:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0, 0
    values = {line.split()[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
    return values["Rss:"] / 1024, values["Pss:"] / 1024


def main(seconds: int) -> int:
    """Run the load, tell each minute, and tell at the end how long each kind took."""
    if not ON_LINUX:
        say("This reads memory from /proc, which is Linux's.")
        return 1
    with stage(with_twin=False) as place:
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        say("seed the demo, make a report")
        call_command("seed_demo", stdout=sys.stderr)
        folder = str(settings.DATA_DIR / "report")
        call_command("run_report", "korea-japan", "--year", "2025", "--out", folder)
        kinds = Kinds.prepared(place.port)
        say("before the first request: " + _told(place.port))
        load = Load(place.port, kinds)
        threads = [threading.Thread(target=load.work, daemon=True) for _ in range(LINES)]
        for thread in threads:
            thread.start()
        for minute in range(1, max(1, seconds // 60) + 1):
            # A code is good once, and that of now was good for setting it up.
            time.sleep(max(0, load.began + 60 * minute - 20 - time.monotonic()))
            if refused := kinds.log_in():
                load.note("log-in", refused)
            time.sleep(max(0, load.began + 60 * minute - time.monotonic()))
            done = sum(map(len, load.latencies.values()))
            late = shortened(1000 * percentile(list(load.late), 50))
            say(f"minute {minute}, {done} requests, late {late} ms: {_told(place.port)}")
        load.is_over = True
        for thread in threads:
            thread.join(30)
    for kind, took in sorted(load.latencies.items()):
        p50, p99 = (shortened(1000 * percentile(took, percent)) for percent in (50, 99))
        say(f"{kind:24} {len(took):6} p50 {p50} ms, p99 {p99} ms")
    return 1 if load.unexpected else 0


def _told(port: int) -> str:
    return "; ".join(
        f"{name} {pid} RSS {rss:.0f} PSS {pss:.0f} MiB" for name, pid, rss, pss in held(port)
    )


if __name__ == "__main__":
    random.seed(0)
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3600))
