"""A year-end batch from the receipts to the finished bundle, in a worker of its own.

``python -m bench.year_end 100000`` makes that many documents, alone, and tells how fast, how large
and how much memory at each tenth; what a million would take is reckoned from it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from bench.rounds import QUICK, Row, say, shortened
from bench.stage import ROOT, Stage, servers

if TYPE_CHECKING:
    from receipts.year_end.plan import DonorPapers

DONORS = 100 if QUICK else 2_000
ISSUER = "46810"
YEAR = 2025
AT_ONCE = 500
EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What one batch took. ``memory`` is (documents written, MiB of the worker), each tenth."""

    documents: int
    receipts: int
    issue_seconds: float
    plan_seconds: float
    make_seconds: float
    bytes: int
    memory: tuple[tuple[int, float], ...]

    @property
    def rate(self) -> float:
        """Documents a second, with numbering, planning, setting, storing and reading again."""
        return self.documents / (self.issue_seconds + self.plan_seconds + self.make_seconds)


def year_end(_place: Stage) -> Row:
    """Make a batch and compare it with what the typesetter alone would take."""
    say("year-end batch")
    measured = batch(DONORS)
    kibibytes = measured.bytes / measured.documents / 1024
    return Row(
        "year-end batch",
        "documents/s",
        ours=shortened(measured.rate),
        naive=None,
        limit=None,
        note=f"{measured.documents:,} donors, {measured.receipts:,} receipts, unsigned, one "
        f"worker, from numbering to the bundle read again; {kibibytes:.0f} KiB a document; "
        f"making alone {shortened(measured.documents / measured.make_seconds)}/s",
    )


def batch(donors: int, *, signed: bool = False) -> Measured:
    """Issue receipts to ``donors`` (every third gave twice), plan, approve and make the batch."""
    from django.utils import timezone

    from accounts import scope
    from accounts.models import Role, User
    from receipts.year_end.models import BatchStatus, YearEndBatch
    from receipts.year_end.plan import write_plan

    scope.enter(scope.SYSTEM)
    one, other = (
        User.objects.create(
            email=f"{uuid4()}@bench.test", role=Role.MANAGER, municipality_id=ISSUER
        )
        for _ in range(2)
    )
    began = time.perf_counter()
    papers = list(_issued(donors))
    issued = time.perf_counter()
    plan = write_plan(ISSUER, YEAR, papers, actor=one)
    planned = time.perf_counter()
    YearEndBatch.objects.filter(pk=plan.pk).update(
        status=BatchStatus.APPROVED, approved_by=other, approved_at=timezone.now()
    )
    memory = _make(plan.pk, donors, signed=signed)
    made = time.perf_counter()
    plan.refresh_from_db()
    if plan.status != BatchStatus.DONE or plan.bundle_bytes is None:
        raise RuntimeError(f"the batch is {plan.status}: {plan.error}")
    return Measured(
        plan.documents,
        plan.receipts,
        issued - began,
        planned - issued,
        made - planned,
        plan.bundle_bytes,
        tuple(memory),
    )


def _issued(donors: int) -> "Iterator[DonorPapers]":
    from django.db import transaction

    from receipts.issue import ReceiptFacts, draft_receipts, number_and_write
    from receipts.year_end.plan import DonorPapers

    for start in range(0, donors, AT_ONCE):
        people = [
            donor
            for donor in range(start, min(start + AT_ONCE, donors))
            for _time in range(2 if donor % 3 == 0 else 1)
        ]
        with transaction.atomic():
            facts = [ReceiptFacts(**_facts(donor)) for donor in people]
            receipts = number_and_write(draft_receipts(facts))
        numbers: dict[int, list[str]] = {}
        for donor, receipt in zip(people, receipts, strict=True):
            numbers.setdefault(donor, []).append(receipt.number)
        for donor, some in numbers.items():
            yield DonorPapers(donor + 1, tuple(some), 10_000 * len(some))


NAMES = "김이박최정강조윤장임", "민서도윤하은지우예준", "수아현서준호지민서연"


def _facts(donor: int) -> dict[str, Any]:
    first, second, third = (name[donor // 10**place % 10] for place, name in enumerate(NAMES))
    return {
        "source": uuid4(),
        "issuer_id": ISSUER,
        "issuer_name_ko": "강진군",
        "issuer_name_en": "Gangjin-gun",
        "issued_at": datetime(YEAR, 5, 4, 3, tzinfo=UTC),
        "donor_name": first + second + third,
        "donor_birth_date": f"19{donor % 90 + 10}-0{donor % 9 + 1}-1{donor % 10}",
        "name_masked": f"{first}*{third}",
        "amount_krw": 10_000,
        "donated_on": date(YEAR, 5, 4),
        "channel": "PORTAL",
        "payment_method": "card",
    }


def _make(batch_id: UUID, donors: int, *, signed: bool) -> list[tuple[int, float]]:
    """Run the batch as a worker would, and look at its memory at each tenth."""
    from receipts.year_end.models import YearEndBatch

    worker = subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "year_end", "run", "--batch", str(batch_id), "--json"],
        cwd=ROOT,
        env={**os.environ, "HOMETOWN_DEMO": "1" if signed else "0"},
        stdout=subprocess.DEVNULL,
    )
    memory: list[tuple[int, float]] = []
    seen = -1
    while worker.poll() is None:
        time.sleep(EVERY_SECONDS)
        written = YearEndBatch.objects.values_list("written", flat=True).get(pk=batch_id)
        tenth = written * 10 // donors
        if written and tenth > seen and (used := _mebibytes(worker.pid)):
            seen = tenth
            memory.append((written, round(used)))
            say(f"  {written:>9,} documents, {used:.0f} MiB")
    if worker.returncode:
        raise RuntimeError("the worker failed")
    return memory


def _mebibytes(pid: int) -> float | None:
    """Return the memory in use of a process; None where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Measure one batch alone, of as many donors as the command line says."""
    import django

    donors = int(sys.argv[1])
    os.environ["HOMETOWN_DEMO"] = "0"
    with servers():
        django.setup()
        measured = batch(donors, signed="signed" in sys.argv[2:])
        say(
            json.dumps(
                {
                    "documents": measured.documents,
                    "receipts": measured.receipts,
                    "issue_seconds": round(measured.issue_seconds, 1),
                    "plan_seconds": round(measured.plan_seconds, 1),
                    "make_seconds": round(measured.make_seconds, 1),
                    "documents_per_second": round(measured.rate, 1),
                    "bytes": measured.bytes,
                    "memory": measured.memory,
                }
            )
        )


if __name__ == "__main__":
    main()
