"""What a bundle holds, as a table inside it; nothing in it tells who a donor is."""

import csv
import io
from collections.abc import Iterable, Iterator

from receipts.year_end.models import YearEndBatch

NAME = "manifest.csv"
HEAD = ("position", "file", "sha256", "bytes", "receipts", "amount_krw")
AT_ONCE = 2_000


def manifest(batch: YearEndBatch) -> Iterator[bytes]:
    """Give the table in pieces: a line of head, one for each document, one of the whole."""
    yield _csv([HEAD])
    lines = []
    for row in batch.papers.order_by("position").iterator(chunk_size=AT_ONCE):
        numbers = " ".join(row.numbers)
        lines.append((row.position, row.file_name, row.sha256, row.size, numbers, row.amount_krw))
        if len(lines) == AT_ONCE:
            yield _csv(lines)
            lines = []
    yield _csv(lines)
    whole = f"{batch.documents} documents, {batch.receipts} receipts, list {batch.list_sha256}"
    yield _csv([("total", whole, "", batch.bytes_written, "", batch.amount_krw)])


def _csv(lines: Iterable[tuple[object, ...]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(lines)
    return written.getvalue().encode()
