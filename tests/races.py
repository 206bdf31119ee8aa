"""Run the same thing at the same instant on connections of their own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections

from accounts import scope

PATIENCE = 180


def race(runner: Callable[[int], Any], runners: int, *, within: str = scope.SYSTEM) -> list[Any]:
    """Run ``runner(0)`` … ``runner(runners - 1)`` at once and return what became of each.

    Every runner has a thread and a database connection of its own, opened and in RLS scope
    ``within`` before the common start. An outcome is what the runner returned, or the exception
    that it raised. The test needs the fixture ``own_database``.
    """
    outcomes: list[Any] = [None] * runners
    start = Barrier(runners)

    def run(number: int) -> None:
        try:
            scope.enter(within)
            start.wait(PATIENCE)
            outcomes[number] = runner(number)
        except Exception as problem:  # noqa: BLE001
            outcomes[number] = problem
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,), daemon=True) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a runner hangs"
    return outcomes
