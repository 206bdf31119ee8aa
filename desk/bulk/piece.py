"""The rows of one piece of a file, opened: their cells, and what became of each.

Written back as one sealed text and one list of outcomes. Cells of a row that is settled are left
out when it is written, so personal data goes as soon as nothing more can be done with it.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from desk.bulk.models import BulkChunk
from kernel.errors import DomainError


class RowState(StrEnum):
    """Where a row stands; each is also the column of the piece that counts it."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"
    LEFT = "left"
    ACCEPTED = "accepted"
    REPEATED = "repeated"


SETTLED = {RowState.ACCEPTED, RowState.REPEATED}
"""Nothing more can become of such a row."""


@dataclass(slots=True)
class FileRow:
    """One row of a file.

    Attributes:
        number: of the row in its file, from 1; with the file it names the row for good.
        cells: empty once the row is settled or the file is closed.
        refusals: what stands against it, in both languages.
        like: the donation or row that is the same person, amount and day.
        donation: the id of the donation that it became or was.
        decided_by: the official who took it in though it is like another.
    """

    number: int
    cells: list[str]
    state: RowState = RowState.WAITING
    refusals: list[dict[str, str]] = field(default_factory=list)
    like: dict[str, Any] | None = None
    donation: str = ""
    decided_by: int | None = None

    def refuse(self, refusals: list[DomainError]) -> None:
        """Note what stands against the row."""
        self.state = RowState.REFUSED
        self.refusals = [told(refusal) for refusal in refusals]

    def outcome(self) -> dict[str, Any]:
        """Return what may be kept in clear, empty entries left out."""
        entries = {
            "n": self.number,
            "s": self.state.value,
            "r": self.refusals,
            "l": self.like,
            "d": self.donation,
            "by": self.decided_by,
        }
        return {name: value for name, value in entries.items() if value}


def told(refusal: DomainError) -> dict[str, str]:
    """Return a refusal as it is kept: for people of both languages, with its law."""
    return {
        "code": refusal.code,
        "ko": refusal.told_in("ko"),
        "en": refusal.told_in("en"),
        "law": refusal.legal_basis,
    }


@dataclass(slots=True)
class Piece:
    """An opened :class:`BulkChunk`."""

    chunk: BulkChunk
    rows: list[FileRow]

    @classmethod
    def of(cls, chunk: BulkChunk) -> Self:
        """Open ``chunk``."""
        cells = {
            int(number): each
            for number, each in (json.loads(chunk.sealed) if chunk.sealed else {}).items()
        }
        rows = [
            FileRow(
                number=each["n"],
                cells=cells.get(each["n"], []),
                state=RowState(each["s"]),
                refusals=each.get("r", []),
                like=each.get("l"),
                donation=each.get("d", ""),
                decided_by=each.get("by"),
            )
            for each in chunk.outcomes
        ]
        return cls(chunk, rows)

    def write(self) -> None:
        """Write the rows back, in the running transaction."""
        BulkChunk.objects.filter(pk=self.chunk.pk).update(**self.columns())

    def columns(self) -> dict[str, Any]:
        """Return what is kept of the rows; without cells nothing is tied."""
        counted = Counter(row.state for row in self.rows)
        kept = sealed(self.rows)
        return {
            "outcomes": [row.outcome() for row in self.rows],
            "sealed": kept,
            "ties": self.chunk.ties if kept else b"",
            **{state.value: counted[state] for state in RowState},
        }


def sealed(rows: list[FileRow]) -> str:
    """Return the cells of the rows that are not settled, as the text that is encrypted."""
    kept = {row.number: row.cells for row in rows if row.cells and row.state not in SETTLED}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""
