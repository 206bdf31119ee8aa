"""Processes other than our own: who a number stands for, and how to make it go away.

A process number is used again by the system, so a recorded number alone proves nothing. An
*identity* is the number's start time as the system tells it; number and identity together name
one process for ever.
"""

import ctypes
import os
import platform
import signal
import subprocess
import time
from pathlib import Path

ON_LINUX = platform.system() == "Linux"
PR_SET_PDEATHSIG = 1


def identity(pid: int) -> str | None:
    """Return what tells process ``pid`` from an earlier one of that number; None if it is gone.

    A process that has ended and is only waiting for its parent to notice counts as gone.
    """
    if ON_LINUX:
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        state, *fields = text.rpartition(")")[2].split()
        return None if state in {"Z", "X"} else fields[18]
    asked = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    state, _, started = asked.stdout.strip().partition(" ")
    return started.strip() if started and not state.startswith("Z") else None


def command(pid: int) -> str:
    """Return the command line of a process, empty if it is gone."""
    if ON_LINUX:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return ""
    asked = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def with_command(part: str) -> list[int]:
    """Return the processes, but for this one, whose command line contains ``part``."""
    if ON_LINUX:
        pids = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
        return [pid for pid in pids if pid != os.getpid() and part in command(pid)]
    asked = subprocess.run(
        ["/bin/ps", "-axo", "pid=,command="], capture_output=True, text=True, check=False
    )
    lines = [line.split(None, 1) for line in asked.stdout.splitlines() if part in line]
    return [int(pid) for pid, _command in lines if int(pid) != os.getpid()]


def is_running(pid: int, known_as: str) -> bool:
    """Return whether the process that was recorded is still there."""
    return identity(pid) == known_as


def stop(pid: int, known_as: str, *, first: int = signal.SIGTERM, patience: float) -> None:
    """End a recorded process: ask with ``first``, and after ``patience`` seconds insist."""
    for number in (first, signal.SIGKILL):
        if not is_running(pid, known_as):
            return
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while is_running(pid, known_as) and time.monotonic() < deadline:
            _reap(pid)
            time.sleep(0.02)


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return  # not our child


def die_with_parent() -> None:
    """Have Linux end this process (SIGTERM) when the thread that started it ends.

    To be called in the child between fork and exec. Elsewhere than on Linux it does nothing, and
    the next start finds what was left.
    """
    if ON_LINUX:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def make_catches_interrupts() -> bool:
    """Return whether ``make`` is our parent and would handle a SIGINT (Linux only).

    Make passes SIGTERM on to its children but takes SIGINT for a key press that everyone has
    seen; having handled it, it goes back to the signal's default and waits. One that was started
    in the background does not handle it at all.
    """
    if "MAKELEVEL" not in os.environ:
        return False
    try:
        status = Path(f"/proc/{os.getppid()}/status").read_text(encoding="utf-8")
    except OSError:
        return False
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    catches = int(facts["SigCgt"], 16) & 1 << (signal.SIGINT - 1)
    return facts["Name"].strip() in {"make", "gmake"} and bool(catches)


def with_environment(entry: str) -> list[int]:
    """Return the processes of ours that were started with ``NAME=value`` (Linux only)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if entry.encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
        except OSError:
            continue  # another's, or already gone
    return found
