"""Work in a process of its own: it answers, refuses, dies and is replaced."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from operator import truediv
from pathlib import Path

import pytest

from config import processes
from kernel import apart as apart_module
from kernel.apart import DiedApartError, apart


def test_it_is_done_in_one_other_process_that_stays():
    first, second = apart(os.getpid), apart(os.getpid)

    assert first == second != os.getpid()


def test_what_is_raised_there_is_raised_here_and_the_child_goes_on():
    child = apart(os.getpid)

    with pytest.raises(ZeroDivisionError):
        apart(truediv, 1, 0)

    assert apart(os.getpid) == child


def test_a_child_that_was_killed_is_replaced_without_anybody_noticing():
    child = apart(os.getpid)
    os.kill(child, signal.SIGKILL)

    another = apart(os.getpid)

    assert another not in {child, os.getpid()}
    assert gone(child)


def test_a_task_that_kills_its_child_is_tried_twice_and_given_up():
    with pytest.raises(DiedApartError):
        apart(os._exit, 1)

    assert apart(truediv, 1, 2) == 0.5


def test_a_task_without_end_is_given_up_and_its_child_ended(monkeypatch):
    child = apart(os.getpid)
    monkeypatch.setattr(apart_module, "PATIENCE_SECONDS", 0.1)

    with pytest.raises(DiedApartError):
        apart(time.sleep, 600)

    assert gone(child)


def test_threads_take_turns_and_get_their_own_answers():
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: apart(truediv, number, 1), range(40)))

    assert answers == list(range(40))


def test_the_child_has_no_secrets_of_the_environment(monkeypatch):
    monkeypatch.setattr(apart_module, "_children", [])
    monkeypatch.setenv("FIELD_KEYS", "not-for-the-child")
    child = apart(os.getpid)

    names = {
        line.partition(b"=")[0].decode()
        for line in Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
    }

    os.kill(child, signal.SIGKILL)
    assert "PATH" in names
    assert not names & {"FIELD_KEYS", "SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL"}


def test_the_child_ends_when_whoever_asked_hangs_up(monkeypatch):
    monkeypatch.setattr(apart_module, "_children", [])
    child = apart(os.getpid)

    apart_module._children[0].line.close()

    assert gone(child)


def gone(pid: int) -> bool:
    """Say whether the process ends within ten seconds."""
    deadline = time.monotonic() + 10
    while processes.identity(pid) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    return processes.identity(pid) is None
