"""Issue receipts for one body from many processes at once; a program of its own, for tests.

``python -m tests.receipts.twenty PROCESSES`` forks before there is any thread or connection. Each
process issues two sets of three; every third set is rolled back. Exit code 1 if one of them failed.
"""

import multiprocessing
import sys
from uuid import uuid4

import django

SETS, IN_A_SET = 2, 3


def is_rolled_back(runner: int, turn: int) -> bool:
    """Say whether a process gives up the set of its ``turn``."""
    return (runner + turn) % 3 == 0


def _issue(runner: int, start: "multiprocessing.synchronize.Barrier") -> None:
    from django.db import transaction

    from accounts import scope
    from receipts.issue import ReceiptFacts
    from tests.receipts.conftest import FACTS
    from tests.receipts.issuing import issue_receipts

    scope.enter(scope.SYSTEM)
    start.wait(120)
    for turn in range(SETS):
        with transaction.atomic():
            issue_receipts([ReceiptFacts(source=uuid4(), **FACTS) for _ in range(IN_A_SET)])
            transaction.set_rollback(is_rolled_back(runner, turn))


def main() -> None:
    """Fork, wait for all, and say whether all went well."""
    django.setup()
    number = int(sys.argv[1])
    forked = multiprocessing.get_context("fork")
    start = forked.Barrier(number)
    processes = [forked.Process(target=_issue, args=(each, start)) for each in range(number)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(180)
    sys.exit(any(process.exitcode != 0 for process in processes))


if __name__ == "__main__":
    main()
