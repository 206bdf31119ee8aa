"""What would become of each row: all that stands against it, what it is like; nothing is accepted.

The law is asked as eligibility asks it (:func:`donations.eligibility.examine`); what intake decides
under its locks is foretold here without them: identity, the annual cap after the rows above it,
closed months, references that are taken. Intake decides again when the row is taken in.

A row is *doubtful* if the same person gave the same amount on the same day to us already, or does
so in a row above. That may be a second gift or a second report: the official decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from accounts.models import Portal
from desk.bulk.errors import ReferenceTwice
from desk.bulk.piece import FileRow, RowState
from desk.bulk.rows import Reader
from desk.bulk.ties import ties_of
from donations import errors
from donations.barred import Bars, bars, look_for_bars
from donations.donors import Known, found, look_for
from donations.eligibility import Terms, examine, terms_for
from donations.models import Donation, Donor
from donations.offer import Offer
from kernel.dates import tax_year
from kernel.errors import DomainError
from ledger.posting import PeriodClosed, closed_among, period_of
from receipts.annual_cap import annual_cap_krw

LIKE = """
SELECT coalesce(o.alias_of_id, o.id), d.amount_krw, d.donated_on, d.id::text, r.number
FROM donations_donor o
JOIN donations_donation d ON d.donor_id = o.id
JOIN receipts_receipt r ON r.id = d.receipt_id
WHERE (o.id = ANY(%s) OR o.alias_of_id = ANY(%s))
  AND d.recipient_id = ANY(%s) AND d.donated_on = ANY(%s)
  AND d.status = 'accepted' AND NOT (d.portal_id = %s AND d.portal_reference = ANY(%s))
"""
GIVEN = """
SELECT donor_id, tax_year, accepted_krw + held_krw FROM donations_donoryear
WHERE donor_id = ANY(%s)
"""

Likeness = tuple[str | int, int, date]
"""Person, amount and day."""


@dataclass(slots=True)
class Above:
    """What the rows above have said, so that a file is judged as one."""

    references: dict[str, tuple[int, str]] = field(default_factory=dict)
    likeness: dict[Likeness, int] = field(default_factory=dict)
    given: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True, slots=True)
class _Books:
    """What the books say of the rows of one piece."""

    known: Known
    listed: Bars
    reported: Mapping[str, tuple[str, str]]
    given: Mapping[tuple[int, int], int]
    like: Mapping[Likeness, dict[str, Any]]
    closed: set[tuple[str, str]]
    terms: Terms


def judge_rows(
    rows: Sequence[FileRow], reader: Reader, portal: Portal, above: Above, now: datetime
) -> set[str]:
    """Write the state of each row; in scope ``system``, since the cap counts every portal.

    Returns what ties the rows to others of their file.
    """
    offers: dict[int, Offer] = {}
    for row in rows:
        read = reader.read(row.number, row.cells)
        row.refusals, row.like, row.decided_by = [], None, None
        if isinstance(read, Offer):
            offers[row.number] = read
        else:
            row.refuse(read)
    books = _ask(list(offers.values()), portal, reader.lineage, now)
    for row in rows:
        offer = offers.get(row.number)
        if offer is not None:
            _judge(row, offer, portal, books, above)
    is_named = "reference" in reader.columns
    ties: set[str] = set()
    for offer in offers.values():
        donor = books.known.by_hash.get(offer.donor.identity_hash)
        ties.update(ties_of(offer, donor, books.terms.projects, is_named=is_named))
    return ties


def like_donations(
    offers: Sequence[Offer], known: Known, portal: Portal, lineage: Iterable[str]
) -> dict[Likeness, dict[str, Any]]:
    """Return the donations to us that are the same person, amount and day as one of ``offers``."""
    donors = [
        donor.person_id
        for offer in offers
        if (donor := known.by_hash.get(offer.donor.identity_hash)) is not None
    ]
    if not donors:
        return {}
    days = list({offer.donated_on for offer in offers})
    references = [offer.portal_reference for offer in offers]
    with connection.cursor() as cursor:
        cursor.execute(LIKE, [donors, donors, list(lineage), days, portal.pk, references])
        return {
            (donor_id, amount_krw, on): {"donation": pk, "receipt": number}
            for donor_id, amount_krw, on, pk, number in cursor.fetchall()
        }


def _ask(offers: list[Offer], portal: Portal, lineage: Iterable[str], now: datetime) -> _Books:
    known = found(look_for([offer.donor for offer in offers], portal))
    reported = Donation.objects.filter(
        portal=portal, portal_reference__in=[offer.portal_reference for offer in offers]
    ).values_list("portal_reference", "content_hash", "id")
    with connection.cursor() as cursor:
        cursor.execute(GIVEN, [[donor.person_id for donor in known.by_id.values()]])
        given = {(donor, year): total for donor, year, total in cursor.fetchall()}
    return _Books(
        known=known,
        listed=bars(look_for_bars([offer.donor for offer in offers], portal)),
        reported={reference: (content, str(pk)) for reference, content, pk in reported},
        given=given,
        like=like_donations(offers, known, portal, lineage),
        closed=closed_among([(each.recipient_code, each.donated_on) for each in offers]),
        terms=terms_for(offers, now),
    )


def _judge(row: FileRow, offer: Offer, portal: Portal, books: _Books, above: Above) -> None:
    content = offer.content_hash()
    if earlier := books.reported.get(offer.portal_reference):
        if earlier[0] == content:
            row.state, row.donation = RowState.REPEATED, earlier[1]
        else:
            row.refuse([errors.ReferenceReused(portal_reference=offer.portal_reference)])
        return
    first = above.references.setdefault(offer.portal_reference, (row.number, content))
    if first[0] != row.number:
        row.refuse([ReferenceTwice(row=first[0])])
        return
    refusals, donor = _refusals(offer, portal, books)
    person = str(donor.person_id) if donor else offer.donor.identity_hash
    refusals += _over_cap(offer, person, donor, books, above)
    if refusals:
        row.refuse(refusals)
        return
    above.given[person, tax_year(offer.donated_on)] += offer.amount_krw
    row.state = RowState.READY
    in_file: Likeness = (person, offer.amount_krw, offer.donated_on)
    if donor and (same := books.like.get((donor.person_id, offer.amount_krw, offer.donated_on))):
        row.state, row.like = RowState.DOUBTFUL, same
    elif in_file in above.likeness:
        row.state, row.like = RowState.DOUBTFUL, {"row": above.likeness[in_file]}
    above.likeness.setdefault(in_file, row.number)


def _refusals(
    offer: Offer, portal: Portal, books: _Books
) -> tuple[list[DomainError], Donor | None]:
    refusals = examine(offer, books.terms).refusals
    person = offer.donor.identity_hash
    if on_list := books.listed.refusal(person, offer.recipient_code, offer.donated_on):
        refusals.append(on_list)
    month = (offer.recipient_code, period_of(offer.donated_on))
    if month in books.closed:
        refusals.append(PeriodClosed(municipality=month[0], period=month[1]))
    try:
        return refusals, books.known.donor_of(offer.donor, portal)
    except DomainError as refusal:
        return [*refusals, refusal], None


def _over_cap(
    offer: Offer, person: str, donor: Donor | None, books: _Books, above: Above
) -> list[DomainError]:
    year = tax_year(offer.donated_on)
    given = above.given.get((person, year), 0)
    if donor is not None:
        given += books.given.get((donor.person_id, year), 0)
    try:
        cap_krw = annual_cap_krw(offer.donated_on)
    except ValueError:
        return []  # before the scheme; the day itself is refused
    if offer.amount_krw <= cap_krw - given:
        return []
    remaining_krw = max(0, cap_krw - given)
    return [errors.AnnualCapExceeded(cap_krw=cap_krw, remaining_krw=remaining_krw, year=year)]
