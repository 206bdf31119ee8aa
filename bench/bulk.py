"""A bank's file: from the queue to receipts, every row with all rules and guarantees."""

import csv
import io
import time

from accounts import scope
from accounts.models import Role, User
from bench import offers
from bench.rounds import QUICK, Row, in_turn, say
from config.garbage import settle
from desk.bulk import job
from desk.bulk.decisions import assign_columns, start
from desk.bulk.models import BulkFile
from desk.bulk.sources import add_source
from desk.bulk.upload import upload_file

ROWS = 500 if QUICK else 5000
RECIPIENT = "26110"
HEADINGS = ["거래번호", "성명", "주민등록번호", "주소지", "기부금액", "기부일시"]


def bulk(naive: float | None, limit: float | None) -> Row:
    """Take in files of as many people as rows; beside the single posts and COPY of a batch."""
    say("bulk intake")
    manager = User.objects.create_official(
        "bulk@bench.example", "Apricot-river-9", role=Role.MANAGER, municipality_id=RECIPIENT
    )
    settle()  # as a worker does
    with scope.within(scope.SYSTEM):
        source = add_source(
            "bench", channel="BANK_COUNTER", payment_method="counter", actor=manager
        )
        figures = _rates(manager, source.pk)
    return Row(
        "bulk intake",
        "rows/s",
        ours=figures["ours"],
        naive=naive,
        limit=limit,
        note=f"{ROWS:,} rows of one local government, judged before; one process, pieces of 250 in "
        "a transaction each; naive and limit as for a batch",
    )


def _rates(manager: User, source_id: int) -> dict[str, float]:
    def ours(number: int) -> float:
        file = upload_file(
            _file(number), "bench.csv", source_id=source_id, is_declared=True, actor=manager
        )
        assign_columns(file.pk, file.columns, payment_method="counter", actor=manager)
        job.work_on(file.pk, "bench")
        start(file.pk, actor=manager)
        began = time.perf_counter()
        job.work_on(file.pk, "bench")
        took = time.perf_counter() - began
        if BulkFile.objects.filter(pk=file.pk, chunks__accepted=0).exists():
            raise RuntimeError("rows of the file were not taken in")
        return ROWS / took

    return in_turn({"ours": ours}, rounds=1 if QUICK else 3)


def _file(number: int) -> io.BytesIO:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    for index in range(ROWS):
        person = offers.person()
        rows.writerow(
            [
                f"K{number}-{index}",
                person["name"],
                person["resident_number"],
                offers.RESIDENCE,
                "100,000원",
                "2026-10-05 14:00:00",
            ]
        )
    return io.BytesIO(text.getvalue().encode())
