"""The register of one issuer and year: every number given out, and what has become of it.

Whether it is complete is worked out from the rows, not assumed: the numbers that exist are
compared with 1 to the last one given out. Nothing in it tells who gave.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum

from receipts.models import Receipt, ReceiptReprint, ReceiptSeries, State

MOST_NAMED = 100
"""So many missing numbers are named; the rest is counted."""

MISSING = """
SELECT n FROM generate_series(1, %s) n
WHERE NOT EXISTS (
    SELECT FROM receipts_receipt r WHERE r.issuer_id = %s AND r.year = %s AND r.serial = n
)
ORDER BY n LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """Whether the numbers of a series are 1 to ``last_number``, each once.

    Attributes:
        last_number: what the series says it has given out last; 0 for none.
        issued: how many receipts there are.
        missing: the first numbers that no receipt has.
    """

    last_number: int
    issued: int
    highest: int
    missing: tuple[int, ...]

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is missing and nothing is beyond the last number."""
        return self.issued == self.last_number == self.highest and not self.missing

    @property
    def text(self) -> str:
        """Say it in words for programs and people: complete, none, or what is wrong."""
        if not self.is_complete:
            named = ", ".join(map(str, self.missing)) or "none"
            return (
                f"INCOMPLETE: {self.issued} receipts, last number {self.last_number}, highest "
                f"{self.highest}, missing: {named}"
            )
        return f"complete: 1..{self.last_number}" if self.last_number else "no receipt was issued"


@dataclass(frozen=True, slots=True)
class Totals:
    """How many receipts stand, and for how much; what is replaced or cancelled is apart."""

    issued: int
    standing: int
    standing_krw: int
    replaced: int
    cancelled: int
    cancelled_krw: int
    reprints: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the register. Empty numbers and days mean: there is none."""

    serial: int
    number: str
    issued_on: date
    donated_on: date
    amount_krw: int
    state: State
    cancellation: str
    cancelled_on: date | None
    replaced_by: str
    replaced_on: date | None
    replaces: str
    reprints: int
    last_reprinted_on: date | None


def statement(code: str, year: int) -> Statement:
    """Return whether the numbers of an issuer's year are complete, from the rows themselves."""
    given = ReceiptSeries.objects.filter(issuer_id=code, year=year)
    last_number = given.values_list("last_number", flat=True).first() or 0
    found = _of(code, year).aggregate(n=Count("serial"), high=Max("serial"))
    issued, highest = found["n"], found["high"] or 0
    missing: tuple[int, ...] = ()
    if issued != max(last_number, highest):
        with connection.cursor() as cursor:
            cursor.execute(MISSING, [max(last_number, highest), code, year, MOST_NAMED])
            missing = tuple(serial for (serial,) in cursor.fetchall())
    return Statement(last_number=last_number, issued=issued, highest=highest, missing=missing)


def totals(code: str, year: int) -> Totals:
    """Return the sums of an issuer's year."""
    cancelled = Q(cancellation__isnull=False)
    replaced = Q(replacement__isnull=False)
    standing = ~cancelled & ~replaced
    found = _of(code, year).aggregate(
        issued=Count("pk"),
        standing=Count("pk", filter=standing),
        standing_krw=Sum("amount_krw", filter=standing, default=0),
        replaced=Count("pk", filter=replaced),
        cancelled=Count("pk", filter=cancelled),
        cancelled_krw=Sum("amount_krw", filter=cancelled, default=0),
    )
    reprints = ReceiptReprint.objects.filter(receipt__issuer_id=code, receipt__year=year).count()
    return Totals(**{name: int(value) for name, value in found.items()}, reprints=reprints)


def entries(code: str, year: int, *, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
    """Yield the lines behind the serial number ``after`` in the order of their numbers."""
    rows = (
        _of(code, year)
        .filter(serial__gt=after)
        .order_by("serial")
        .annotate(times=Count("reprints"), last=Max("reprints__reprinted_on"))
        .values_list(
            "serial",
            "number",
            "issued_on",
            "donated_on",
            "amount_krw",
            "cancellation__number",
            "cancellation__cancelled_on",
            "replacement__number",
            "replacement__issued_on",
            "replaces__number",
            "times",
            "last",
        )
    )
    for row in rows[:limit] if limit is not None else rows.iterator(chunk_size=2000):
        cancellation, replaced_by = row[5] or "", row[7] or ""
        state = State.REPLACED if replaced_by else State.ISSUED
        yield Entry(
            serial=row[0],
            number=row[1],
            issued_on=row[2],
            donated_on=row[3],
            amount_krw=row[4],
            state=State.CANCELLED if cancellation else state,
            cancellation=cancellation,
            cancelled_on=row[6],
            replaced_by=replaced_by,
            replaced_on=row[8],
            replaces=row[9] or "",
            reprints=row[10],
            last_reprinted_on=row[11],
        )


def years_of(codes: list[str]) -> list[tuple[str, int]]:
    """Return the issuers among ``codes`` with the years they have a register of, newest first."""
    series = ReceiptSeries.objects.filter(issuer_id__in=codes).order_by("-year", "issuer_id")
    return list(series.values_list("issuer_id", "year"))


def _of(code: str, year: int) -> QuerySet[Receipt]:
    return Receipt.objects.filter(issuer_id=code, year=year)
