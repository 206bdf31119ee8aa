"""Is every valid donation of a year in the papers once, and nothing else?

The donations and what the journal booked of them are handed in from above; the papers' lines are
read here. Both come in the order of the donation's id and are compared like the pages of two
registers, so a million of them need no memory. The answer is computed, never assumed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db import connection

MOST_NAMED = 20

LISTED = """
SELECT r.source, r.amount_krw, r.number FROM receipts_receipt r
LEFT JOIN receipts_receiptcancellation c ON c.receipt_id = r.id
LEFT JOIN receipts_receipt n ON n.replaces_id = r.id
WHERE r.issuer_id = %s AND r.year = %s AND c.id IS NULL AND n.id IS NULL
ORDER BY r.source, r.serial
"""
AT_ONCE = 5_000


class Valid(NamedTuple):
    """A donation that stands, and what the journal holds of it."""

    source: UUID
    amount_krw: int
    booked_krw: int


@dataclass(slots=True)
class Completeness:
    """What was compared, and the first of what differs.

    Attributes:
        booked_krw: what the journal holds of those donations.
        journal_krw: what the journal holds of the year's donations that were not returned, summed
            from the journal's side.
        missing: donations that no line of the papers is for.
        surplus: receipts whose donation does not stand, or that are in the papers twice.
        differing: receipts whose amount is not that of the donation or of the journal.
    """

    donations: int = 0
    donations_krw: int = 0
    booked_krw: int = 0
    journal_krw: int = 0
    listed: int = 0
    listed_krw: int = 0
    wrong: int = 0
    missing: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether papers, donations and journal agree in every line and in their sums."""
        return (
            self.wrong == 0
            and self.donations == self.listed
            and self.donations_krw == self.booked_krw == self.journal_krw == self.listed_krw
        )

    def note(self, kind: list[str], name: str) -> None:
        """Count something wrong; the first few are named."""
        self.wrong += 1
        if len(kind) < MOST_NAMED:
            kind.append(name)


def compare(valid: Iterable[Valid], listed: Iterable[tuple[UUID, int, str]]) -> Completeness:
    """Compare donations with the lines of the papers, both in the order of the donation's id."""
    found = Completeness()
    lines = _counted(listed, found)
    line = next(lines, None)
    for donation in valid:
        found.donations += 1
        found.donations_krw += donation.amount_krw
        found.booked_krw += donation.booked_krw
        while line is not None and line[0] < donation.source:
            found.note(found.surplus, line[2])
            line = next(lines, None)
        if line is None or line[0] != donation.source:
            found.note(found.missing, str(donation.source))
            continue
        if not line[1] == donation.amount_krw == donation.booked_krw:
            found.note(found.differing, line[2])
        line = next(lines, None)
    while line is not None:
        found.note(found.surplus, line[2])
        line = next(lines, None)
    return found


def _counted(
    listed: Iterable[tuple[UUID, int, str]], found: Completeness
) -> Iterator[tuple[UUID, int, str]]:
    for line in listed:
        found.listed += 1
        found.listed_krw += line[1]
        yield line


def listed_lines(issuer_id: str, tax_year: int) -> Iterator[tuple[UUID, int, str]]:
    """Give donation, amount and number of every receipt that stands, by the donation's id."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(LISTED, [issuer_id, tax_year])
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows
