"""Rows of a file for a page: some at a time, of one state or of all, names masked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from desk.bulk.models import BulkChunk, BulkFile
from desk.bulk.piece import FileRow, Piece, RowState
from donations import identity

ON_A_PAGE = 50

OPEN_STATES = (RowState.REFUSED, RowState.DOUBTFUL, RowState.LEFT)
"""Where the official may do something."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown."""

    number: int
    state: RowState
    masked_name: str
    amount: str
    paid_on: str
    refusals: list[dict[str, str]]
    like: dict[str, Any] | None
    donation: str
    can_be_corrected: bool


def lines(file: BulkFile, state: RowState | None, after: int) -> tuple[list[Line], int | None]:
    """Return the rows after number ``after``, and after which number to go on; None at the end."""
    found: list[Line] = []
    for row in _rows(file, state, after):
        if len(found) == ON_A_PAGE:
            return found, found[-1].number
        found.append(_line(file, row))
    return found, None


def _rows(file: BulkFile, state: RowState | None, after: int) -> Iterator[FileRow]:
    chunks = BulkChunk.objects.filter(file=file).order_by("first_row")
    if state is not None:
        chunks = chunks.filter(Q(**{f"{state.value}__gt": 0}))
    earlier = BulkChunk.objects.filter(file=file, first_row__lte=after)
    first = earlier.order_by("-first_row").values_list("first_row", flat=True).first()
    for chunk in chunks.filter(first_row__gte=first or 0).iterator(chunk_size=4):
        for row in Piece.of(chunk).rows:
            if row.number > after and state in {None, row.state}:
                yield row


def _line(file: BulkFile, row: FileRow) -> Line:
    language = "ko" if (get_language() or "ko").startswith("ko") else "en"

    def cell(name: str) -> str:
        at = file.columns.get(name)
        return row.cells[at] if at is not None and at < len(row.cells) else ""

    return Line(
        number=row.number,
        state=row.state,
        masked_name=identity.masked(cell("name")),
        amount=cell("amount")[:30],
        paid_on=cell("paid_at")[:30],
        refusals=[{**each, "detail": each[language]} for each in row.refusals],
        like=row.like,
        donation=row.donation,
        can_be_corrected=bool(row.cells),
    )
