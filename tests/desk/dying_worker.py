"""A worker that stops between two pieces, to be killed: ``python -m tests.desk.dying_worker FILE``.

It has taken in its second piece and not said so yet when it says ``halfway`` and waits for its end.
"""

import sys
import time
from typing import Any
from uuid import UUID

import django

django.setup()

from desk.bulk import job  # noqa: E402

take_in, pieces = job.take_in_piece, iter(range(1, 3))


def slow(*facts: Any) -> Any:
    piece = take_in(*facts)
    if next(pieces) == 2:
        sys.stdout.write("halfway\n")
        sys.stdout.flush()
        time.sleep(600)
    return piece


setattr(job, "take_in_piece", slow)  # noqa: B010
job.work_on(UUID(sys.argv[1]), "the one who dies")
