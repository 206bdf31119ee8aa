"""``make run``: starts, survives, stops, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import processes
from tests import servers
from tests.live import free_port
from tests.platform.folders import discard
from tests.platform.test_environment import bare_environment

PATIENCE = 240

HEAR = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); {run}"
HEARING = [sys.executable, "-c", HEAR.format(run="os.execv(sys.argv[1], sys.argv[1:])")]
"""Starts what follows with ears for SIGINT, which whoever runs the tests may have closed."""


class Run:
    """A supervisor of a data folder, in a process of its own."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        self.log = data.with_name(f"{data.name}-{port}.log")
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.supervisor"],
                cwd=servers.ROOT,
                env={**bare_environment(data), "PORT": str(port), "HOMETOWN_DEMO": "0"},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def until_ready(self) -> "Run":
        line = f"ready: http://127.0.0.1:{self.port}"
        wait_for(lambda: self.process.poll() is not None or line in self.log.read_text())
        assert line in self.log.read_text(), self.log.read_text()
        return self

    def answer(self, path: str) -> tuple[int, dict[str, object]]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as got:
                return got.status, json.load(got)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def belongings(self) -> list[int]:
        """Return every process of this data folder: children by their mark, servers by record."""
        children = processes.with_environment(f"HOMETOWN_SUPERVISED={self.data}")
        try:
            recorded = json.loads((self.data / "servers.json").read_text())
        except OSError:
            recorded = {}
        return children + [
            facts["pid"]
            for facts in recorded.values()
            if processes.is_running(facts["pid"], facts["identity"])
        ]


def wait_for(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("service") / "data"
    yield folder
    discard(folder)


@pytest.fixture
def run(data: Path) -> Iterator[Callable[[], Run]]:
    """Start supervisors of the module's data folder; each test leaves none running."""
    started: list[Run] = []

    def start() -> Run:
        started.append(Run(data, free_port()))
        return started[-1]

    yield start
    for one in started:
        one.stop()
        assert one.belongings() == []


@pytest.mark.drill
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_and_ends_well(run, number):
    service = run().until_ready()
    wait_for(lambda: len(service.belongings()) >= 8)

    assert service.stop(number) == 0
    assert service.belongings() == []


@pytest.mark.drill
def test_after_a_kill_the_next_start_works_and_leaves_no_orphan(run):
    killed = run().until_ready()
    killed.stop(signal.SIGKILL)

    after = run().until_ready()
    assert after.answer("/readyz")[0] == 200
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", killed.port)).close()
    assert after.stop() == 0
    assert killed.belongings() == []


@pytest.mark.drill
@pytest.mark.parametrize("after_seconds", [0.05, 0.3, 0.6, 1.2, 2.5])
def test_a_signal_while_starting_stops_cleanly(run, after_seconds):
    service = run()
    time.sleep(after_seconds)

    assert service.stop() in {0, -signal.SIGTERM}
    assert service.belongings() == []


@pytest.mark.drill
def test_a_database_that_goes_away_is_reported_and_comes_back(run):
    service = run().until_ready()
    state = json.loads((service.data / "servers.json").read_text())
    os.kill(state["postgres"]["pid"], signal.SIGKILL)

    wait_for(lambda: service.answer("/readyz")[0] == 503)
    wait_for(lambda: service.answer("/readyz")[0] == 200)
    assert service.stop() == 0


@pytest.mark.drill
def test_a_child_that_dies_is_started_again(run):
    service = run().until_ready()
    wait_for(lambda: "beat: Starting" in service.log.read_text())
    children = json.loads((service.data / "children.json").read_text())
    os.kill(children[0]["pid"], signal.SIGKILL)

    wait_for(lambda: "web ended (exit code -9); starting it again" in service.log.read_text())
    wait_for(lambda: answers(service))
    assert service.stop() == 0


def answers(service: Run) -> bool:
    try:
        return service.answer("/healthz")[0] == 200
    except OSError:
        return False


def test_a_port_in_use_is_named(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        service = Run(data, taken.getsockname()[1])

        assert service.process.wait(PATIENCE) == 1
        assert f"Port {service.port} cannot be used" in service.log.read_text()


def test_one_data_folder_has_one_supervisor(run):
    first = run().until_ready()
    second = run()

    assert second.process.wait(PATIENCE) == 1
    assert "Already running" in second.log.read_text()
    assert first.answer("/healthz") == (200, {"status": "ok"})


@pytest.mark.drill
@pytest.mark.parametrize(
    ("started", "number"),
    [
        ("", signal.SIGINT),
        ("", signal.SIGTERM),
        # So does a shell start what runs in the background.
        ("trap '' INT;", signal.SIGTERM),
    ],
)
def test_make_stops_the_service_when_only_make_is_told(data, started, number):
    port = free_port()
    log = data.with_name("make.log")
    recipe = f"run:\n\t@{sys.executable} -m config.supervisor\n"
    file = data.with_name("Makefile")
    file.write_text(recipe)
    with log.open("wb") as output:
        make = subprocess.Popen(  # noqa: S603
            [*HEARING, "/bin/sh", "-c", f"{started} exec make --file {file} run"],
            cwd=servers.ROOT,
            env={**bare_environment(data), "PORT": str(port), "HOMETOWN_DEMO": "0"},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    wait_for(lambda: make.poll() is not None or "ready:" in log.read_text())
    assert "ready:" in log.read_text()
    make.send_signal(number)
    make.wait(PATIENCE)

    assert processes.with_environment(f"HOMETOWN_SUPERVISED={data}") == []
