"""A chain of digests over what was written down: a row that is changed or gone breaks it.

The triggers keep the application from changing a row. The owner of the tables can drop triggers;
this shows that it happened. Once a day a link takes in every row of the transactions that have
ended since the link before, in the order of transaction and number. It holds their digest
together with that of the link before, and a seal under ``FIELD_KEYS``, which the owner's role
does not have. What a chain cannot show by itself is that its newest links were cut off: compare
:func:`heads` with a copy kept elsewhere, for which the log of each day is enough.

Rows that are not in a link yet are not covered, so a link can be made at any time.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.db import connection, transaction

from audit.chain_models import Book, ChainLink
from audit.models import AuditEvent, PersonalAccess

log = logging.getLogger(__name__)

ONE_AT_A_TIME = 6_070_002
"""Key of the advisory lock under which links are made."""
NOTHING_BEFORE = "0" * 64

ACCESS_COLUMNS = (
    "kind, purpose, reason, official_id, portal_id, municipality_id, subject, person, people, "
    "data, address, agent"
)
COLUMNS = {
    Book.EVENTS: (
        AuditEvent,
        "kind, official_id, portal_id, municipality_id, subject, facts, address, agent",
    ),
    Book.ACCESSES: (PersonalAccess, ACCESS_COLUMNS),
}

DIGEST = """
SELECT count(*), encode(sha256(coalesce(string_agg(
    sha256(convert_to(jsonb_build_array(
        id, transaction, extract(epoch FROM happened_at)::text, {columns})::text, 'UTF8')),
    ''::bytea ORDER BY transaction, id), ''::bytea)), 'hex')
FROM {table} WHERE transaction >= %s AND transaction < %s
"""
"""A digest of the digests of rows: a million rows are 32 MB on the way, not their text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One link that does not hold, and why; facts only, never a row."""

    book: Book
    number: int
    what: str


@transaction.atomic
def seal() -> list[ChainLink]:
    """Make a link for each book over the transactions that have ended; in scope ``system``.

    Safe to run at any time and twice at once; where nothing has ended since, no link is made.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (end,) = cursor.fetchone()
    made = []
    for book in Book:
        last = ChainLink.objects.filter(book=book).order_by("-number").first()
        first = last.end_transaction if last else 0
        if end <= first:
            continue
        number = last.number + 1 if last else 1
        rows, content = _content(book, first, end)
        digest = _joined(last.digest if last else NOTHING_BEFORE, book, number, rows, content)
        made.append(
            ChainLink.objects.create(
                book=book,
                number=number,
                first_transaction=first,
                end_transaction=end,
                rows=rows,
                digest=digest,
                seal=digest,
            )
        )
        log.info("audit chain: %s link %s, %s rows, digest %s", book, number, rows, digest)
    return made


def faults() -> Iterator[Fault]:
    """Yield every link that does not hold, oldest first; in scope ``system``.

    A changed, added or removed row breaks its own link; the links after it are judged by what
    they say of it, so each fault is told once.
    """
    for book in Book:
        before, first, number = NOTHING_BEFORE, 0, 1
        for link in _links(book):
            if link.number != number or link.first_transaction != first:
                yield Fault(book, number, "a link is missing")
            rows, content = _content(book, link.first_transaction, link.end_transaction)
            if rows != link.rows:
                yield Fault(book, link.number, f"{link.rows} rows were sealed, {rows} are there")
            elif _joined(before, book, link.number, rows, content) != link.digest:
                yield Fault(book, link.number, "a row is not what was sealed")
            if not _is_sealed(link):
                yield Fault(book, link.number, "the seal is not ours")
            before, first, number = link.digest, link.end_transaction, link.number + 1


def heads() -> dict[str, tuple[int, str]]:
    """Return number and digest of the newest link of each book."""
    newest = ChainLink.objects.order_by("book", "-number").distinct("book")
    return {link.book: (link.number, link.digest) for link in newest.defer("seal")}


def lost(digests: Iterable[str]) -> list[str]:
    """Return those of ``digests`` that no link has."""
    asked = list(digests)
    known = set(ChainLink.objects.filter(digest__in=asked).values_list("digest", flat=True))
    return [each for each in asked if each not in known]


def _links(book: Book) -> Iterator[ChainLink]:
    return ChainLink.objects.filter(book=book).defer("seal").order_by("number").iterator()


def _is_sealed(link: ChainLink) -> bool:
    try:
        kept = ChainLink.objects.values_list("seal", flat=True).get(pk=link.pk)
    except InvalidToken:
        return False
    return kept == link.digest


def _content(book: Book, first: int, end: int) -> tuple[int, str]:
    model, columns = COLUMNS[book]
    with connection.cursor() as cursor:
        sql = DIGEST.format(columns=columns, table=model._meta.db_table)
        cursor.execute(sql, [first, end])
        rows, digest = cursor.fetchone()
    return int(rows), str(digest)


def _joined(before: str, book: Book, number: int, rows: int, content: str) -> str:
    told = f"{before}:{book}:{number}:{rows}:{content}"
    return hashlib.sha256(told.encode()).hexdigest()
