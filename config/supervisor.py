"""``make run``: servers, preparation, then web, worker and beat in the foreground.

One supervisor holds a data folder. It ends what a killed predecessor left behind, restarts a
child that dies (waiting longer each time, and giving up if it keeps dying), brings an embedded
server back that went away, and on SIGINT or SIGTERM stops everything and leaves nothing behind.
"""

import fcntl
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from config import env, processes
from config.embedded import CannotStartError, Servers
from config.embedded.files import write_private
from config.environment import ROOT, data_folder, provided

MARK = "HOMETOWN_SUPERVISED"
"""Set in the environment of every child to its data folder, so that a left-over is known."""

PATIENCE_SECONDS = 8
"""What a task has not finished by then is delivered again, and every task may be repeated."""

READY_SECONDS = 60
STEADY_SECONDS = 30
"""A child that lived this long was well; its next death counts as the first."""
GIVE_UP_AFTER = 5


class GaveUpError(Exception):
    """The service cannot run; the text says why."""


@dataclass
class Child:
    """A process that has to run as long as the supervisor does."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    deaths: int = 0
    restart_at: float = 0


class Supervisor:
    """Runs the service of one data folder until it is told to stop."""

    def __init__(self, data: Path, host: str, port: int) -> None:
        self.data = data
        self.host = host
        self.port = port
        self.told_to_stop = False
        self.is_ready = False
        self.make_catches = processes.make_catches_interrupts()
        self.children: list[Child] = []
        self.outputs = selectors.DefaultSelector()
        self.unfinished: dict[int, bytes] = {}
        wake, self._waker = socket.socketpair()
        for end in (wake, self._waker):
            end.setblocking(False)  # noqa: FBT003
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self.outputs.register(wake, selectors.EVENT_READ, None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)

    def _look_at_make(self) -> None:
        """Stop if make, our parent, has got a SIGINT that nobody sent to us."""
        if self.make_catches and not processes.make_catches_interrupts():
            self.told_to_stop = True

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True

    # --- From start to stop ---

    def run(self) -> None:
        """Run until told to stop.

        Raises:
            GaveUpError: the port is taken, the preparation failed, or a child keeps dying.
        """
        self._end_leftovers()
        self._check_port()
        with provided() as servers:
            try:
                self._prepare()
                self._watch(servers)
            finally:
                self._stop_children()

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as problem:
                raise GaveUpError(
                    f"포트 {self.port}을(를) 쓸 수 없습니다. PORT를 바꾸십시오. / "
                    f"Port {self.port} cannot be used ({problem.strerror}): set PORT to another."
                ) from problem

    def _prepare(self) -> None:
        step = Child("prepare", [sys.executable, "-m", "config.prepare"])
        self.children = [step]
        self._start(step)
        while not self.told_to_stop:
            self._read_outputs(0.2)
            if step.process and step.process.poll() is not None:
                break
        if self.told_to_stop:
            return
        self._read_outputs(0)
        self.children = []
        if step.process and step.process.returncode != 0:
            raise GaveUpError("The preparation failed; its last lines say why.")

    def _watch(self, servers: Servers | None) -> None:
        if self.told_to_stop:
            return
        web, *others = self._service()
        self.children = [web]
        self._start(web)
        deadline = time.monotonic() + READY_SECONDS
        look_again_at = 0.0
        while not self.told_to_stop:
            self._read_outputs(0.05 if not self.is_ready else 1)
            self._restart_the_dead()
            if not self.is_ready:
                if time.monotonic() > deadline:
                    raise GaveUpError(f"/readyz did not answer 200 within {READY_SECONDS} seconds.")
                if self._answers_ready():
                    self.is_ready = True
                    self.children += others
                    for child in others:
                        self._start(child)
                    say(f"ready: http://{self.host}:{self.port}")
            elif servers and time.monotonic() > look_again_at:
                look_again_at = time.monotonic() + 2
                if not servers.are_alive():
                    say("an embedded server went away; starting it again")
                    servers.revive()

    def _service(self) -> list[Child]:
        figures = self.data / "metrics"
        shutil.rmtree(figures, ignore_errors=True)
        figures.mkdir(parents=True)
        beat = self.data / "beat"
        beat.mkdir(exist_ok=True)
        celery = [sys.executable, "-m", "celery", "--app=config", "--quiet"]
        return [
            Child(
                "web",
                web_command(self.host, self.port),
                {"PROMETHEUS_MULTIPROC_DIR": str(figures), **WEB_MEMORY},
            ),
            Child(
                "worker",
                [
                    *celery,
                    *(
                        "worker",
                        f"--concurrency={env.number('WORKER_PROCESSES', env.file_workers() + 1)}",
                        "--loglevel=INFO",
                        "--max-memory-per-child=600000",
                    ),
                    *("--without-gossip", "--without-mingle"),
                ],
                # Celery warns root at length; messages are JSON, which is what it is afraid for.
                {"PYTHONWARNINGS": "ignore::Warning:celery.platforms"},
            ),
            Child(
                "beat",
                [
                    *celery,
                    *("beat", "--loglevel=INFO", "--pidfile=", f"--schedule={beat / 'schedule'}"),
                ],
            ),
        ]

    def _answers_ready(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://{self.host}:{self.port}/readyz", timeout=2
            ) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except OSError:
            return False

    # --- Children ---

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603
            child.command,
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "PYTHONUNBUFFERED": "1",
                MARK: str(self.data),
                **child.environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=processes.die_with_parent,  # noqa: PLW1509
        )
        child.started_at = time.monotonic()
        if output := child.process.stdout:
            os.set_blocking(output.fileno(), False)
            self.outputs.register(output, selectors.EVENT_READ, child.name)
        self._note_children()

    def _note_children(self) -> None:
        running = [child.process.pid for child in self.children if child.process]
        notes = [{"pid": pid, "identity": processes.identity(pid)} for pid in running]
        write_private(self.data / "children.json", json.dumps(notes))

    def _restart_the_dead(self) -> None:
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.restart_at:
                    self._start(child)
            elif (code := child.process.poll()) is not None:
                end_group(child.process.pid)
                if time.monotonic() - child.started_at > STEADY_SECONDS:
                    child.deaths = 0
                child.deaths += 1
                if child.deaths >= GIVE_UP_AFTER:
                    raise GaveUpError(
                        f"{child.name} ended {child.deaths} times (exit code {code})."
                    )
                child.process = None
                wait = 2 ** (child.deaths - 1)
                child.restart_at = time.monotonic() + wait
                say(f"{child.name} ended (exit code {code}); starting it again in {wait} s")

    def _stop_children(self) -> None:
        running = [child.process for child in self.children if child.process]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and any(one.poll() is None for one in running):
            self._read_outputs(0.1)
        for process in running:
            end_group(process.pid)
            process.wait()
        self._read_outputs(0)
        (self.data / "children.json").unlink(missing_ok=True)

    def _end_leftovers(self) -> None:
        """End what a killed supervisor of this data folder has left running."""
        try:
            noted = json.loads((self.data / "children.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            noted = []
        found = {note["pid"]: note["identity"] for note in noted if note["identity"]}
        for pid in processes.with_environment(f"{MARK}={self.data}"):
            if pid != os.getpid() and (known_as := processes.identity(pid)):
                found[pid] = known_as
        for pid, known_as in found.items():
            if processes.is_running(pid, known_as):
                os.kill(pid, signal.SIGTERM)
        for pid, known_as in found.items():
            processes.stop(pid, known_as, patience=PATIENCE_SECONDS)

    # --- Output ---

    def _read_outputs(self, patience: float) -> None:
        self._look_at_make()
        for key, _events in self.outputs.select(patience):
            descriptor = key.fd
            try:
                part = os.read(descriptor, 65536)
            except BlockingIOError:
                continue
            if key.data is None:
                continue  # a signal arrived
            *lines, rest = (self.unfinished.pop(descriptor, b"") + part).split(b"\n")
            for line in lines:
                say(line.decode(errors="replace"), key.data)
            if part:
                self.unfinished[descriptor] = rest
            else:
                self.outputs.unregister(key.fileobj)


WEB_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "4194304",
    "MALLOC_TRIM_THRESHOLD_": "2097152",
    "PYTHONNODEBUGRANGES": "1",
}
"""For the web server's environment: how much memory the C library keeps of what is freed.

By itself it learns from the first large block (hashing a password takes 16 MB) to keep up to 32 MB
in each of its arenas, and has up to eight arenas a core. One does, as the interpreter lets one
thread run at a time. The next batch asks the kernel for a thousand empty pages more than if 8 MB
were kept, which is a hundredth of its time. And tracebacks name lines, not columns within them,
which are a megabyte.
"""


def web_command(host: str, port: int) -> list[str]:
    """Return how the HTTP server is started, embedded or in a container.

    A connection stays with the process that took it, and a portal keeps its own: of four, two
    processes leave one core of a small machine idle one time in eight, three one time in 27. The
    access log leaves out query strings, in which people put what does not belong there.
    """
    return [
        *(sys.executable, "-m", "granian", "--interface=wsgi", f"--host={host}", f"--port={port}"),
        f"--workers={env.number('WEB_PROCESSES', 3)}",
        f"--blocking-threads={env.number('WEB_THREADS', 3)}",
        *(
            "--backlog=1024",
            "--no-ws",
            "--blocking-threads-idle-timeout=600",
            "--respawn-failed-workers",
            "--workers-kill-timeout=10",
        ),
        *("--log-level=warning", "--access-log"),
        '--access-log-fmt=%(addr)s "%(method)s %(path)s" %(status)d %(dt_ms).1fms',
        "config.wsgi:application",
    ]


def end_group(leader: int) -> None:
    """Kill whatever is left of the process group of a child that was waited for or asked to end."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def say(line: str, who: str = "hometown") -> None:
    """Print a line under the name of whoever says it; the supervisor's own lines stand alone."""
    try:
        sys.stdout.write(f"{line}\n" if who == "hometown" else f"{who:8}| {line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read along has gone; that is no reason to stop serving.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> int:
    if "MAKELEVEL" in os.environ:
        processes.die_with_parent()
    data = data_folder()
    data.mkdir(parents=True, exist_ok=True)
    with (data / "supervisor.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"이미 실행 중입니다. / Already running with HOMETOWN_DATA={data}.")
            return 1
        try:
            Supervisor(data, env.text("HOST", "127.0.0.1"), env.number("PORT", 8000)).run()
        except (GaveUpError, CannotStartError, ImproperlyConfigured) as problem:
            say(str(problem))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
