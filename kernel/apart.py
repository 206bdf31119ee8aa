"""Work done in a process of its own: what it takes into memory is not in this one.

Each process that asks has one child for it, started when it first asks, so a worker of the web
keeps neither the typesetter nor its fonts. The child does one task at a time; threads take turns.
It ends when it has had nothing to do for a while or has done many tasks, and when whoever started
it is gone. A task must be pure: where the child dies in the middle, it is done again in another.

The child is this module as a program. It imports what a task needs and nothing else, has no
settings of Django's, no database, and none of the secrets of the environment.
"""

import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

IDLE_SECONDS = 300
"""After that the child gives its memory back; the next task waits for another to start."""
MOST_TASKS = 5000
PATIENCE_SECONDS = 300
"""How long a task may take before the child is taken to hang."""

ROOT = Path(__file__).resolve().parent.parent
PASSED_ON = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV")


class DiedApartError(RuntimeError):
    """The child died of a task twice, or took too long over it."""


@dataclass(frozen=True, slots=True)
class Child:
    """A running child, and the process that started it."""

    process: "subprocess.Popen[bytes]"
    line: Connection
    owner: int

    def ask(self, task: bytes) -> Any:
        """Return what came of ``task``.

        Raises:
            OSError, EOFError: the child is gone.
        """
        self.line.send_bytes(task)
        if not self.line.poll(PATIENCE_SECONDS):
            self.process.kill()
            raise DiedApartError(f"no answer within {PATIENCE_SECONDS} s")
        return pickle.loads(self.line.recv_bytes())  # noqa: S301 - from our own child


_children: list[Child] = []
_one_at_a_time = Lock()


def apart(
    function: Callable[Asked, Answer], /, *args: Asked.args, **kwargs: Asked.kwargs
) -> Answer:
    """Return what ``function``, which is named in a module, returns in the child.

    Raises:
        DiedApartError: there is no answer, also from a second child.
        Exception: what ``function`` raised.
    """
    task = pickle.dumps((function, args, kwargs))
    with _one_at_a_time:
        came, answer = _asked(task)
    if not came:
        raise answer
    result: Answer = answer
    return result


def _asked(task: bytes) -> tuple[bool, Any]:
    for _attempt in (1, 2):
        child = _child()
        try:
            done: tuple[bool, Any] = child.ask(task)
        except (OSError, EOFError):
            _children.clear()
            continue
        except DiedApartError:
            _children.clear()
            raise
        return done
    raise DiedApartError("the process that was asked ended, and so did another")


def _child() -> Child:
    """Return this process's child; one that came over a fork is its parent's."""
    if not _children or _children[0].owner != os.getpid():
        _children[:] = [_started()]
    return _children[0]


def _started() -> Child:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "kernel.apart", str(theirs.fileno())],
            cwd=ROOT,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
    Thread(target=process.wait, daemon=True).start()
    return Child(process, Connection(ours.detach()), os.getpid())


def work(line: Connection) -> None:
    """Do what is asked on ``line``, until nobody asks any more."""
    for _task in range(MOST_TASKS):
        if not line.poll(IDLE_SECONDS):
            return
        task = line.recv_bytes()
        try:
            function, args, kwargs = pickle.loads(task)  # noqa: S301 - from our parent
            answer = pickle.dumps((True, function(*args, **kwargs)))
        except Exception as problem:  # noqa: BLE001 - it is raised where it was asked
            answer = pickle.dumps((False, problem))
        line.send_bytes(answer)


if __name__ == "__main__":
    with suppress(EOFError, OSError, KeyboardInterrupt):
        work(Connection(int(sys.argv[1])))
