"""A worker that stops halfway, to be killed: ``python -m tests.reports.dying_worker RUN WHERE``.

``WHERE`` is ``rows`` (all are written, none is committed) or a format (half of the first document
is on the disk). It says ``halfway`` and waits for its end.
"""

import sys
import time
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

import django

django.setup()

from reports import runs, tasks  # noqa: E402
from reports.documents import store  # noqa: E402


def stop_here(*_anything: object) -> Any:
    sys.stdout.write("halfway\n")
    sys.stdout.flush()
    time.sleep(600)


class Half:
    """A file that takes half of what is written."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def __enter__(self) -> "Half":
        self.file.__enter__()
        return self

    def __exit__(self, *problem: object) -> None:
        self.file.__exit__(*problem)

    def write(self, document: bytes) -> None:
        self.file.write(document[: len(document) // 2])
        self.file.flush()
        stop_here()


def main() -> None:
    run_id, where = UUID(sys.argv[1]), sys.argv[2]
    if where == "rows":
        setattr(runs, "rows_sha256", stop_here)  # noqa: B010
    else:
        make, whole_file = store.MAKERS[where], NamedTemporaryFile

        def made(*facts: Any) -> bytes:
            setattr(store, "NamedTemporaryFile", lambda **how: Half(whole_file(**how)))  # noqa: B010
            return make(*facts)

        store.MAKERS[where] = made
    tasks.make(run_id, claimant=f"the one who dies in {where}")


main()
