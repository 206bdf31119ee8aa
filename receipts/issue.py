"""Issue a receipt: take the next number and write down every fact, in the caller's transaction.

Business number and address of the issuer are those it has registered for the day of issue
(:mod:`receipts.issuers`); where it has registered none, they stay empty and the document says so.

The number is of the tax year of the donation, not of the day of issue: a gift of 31 December
that a portal reports on 1 January belongs to the papers of the old year, which donors and the
tax office file by year of giving (KR-RCP-05, KR-RCP-15). The day of issue is kept beside it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from kernel.dates import seoul_date, tax_year
from kernel.round_trips import built, insertion, run_prepared, shape_of
from receipts.law import LEGAL_GROUND, law_version
from receipts.models import Receipt
from receipts.verify_codes import new_code


@dataclass(kw_only=True)  # not frozen: making one would take twice as long
class ReceiptFacts:
    """What a receipt shall show. Texts are copied as they are; empty means not given or not known.

    The names are those of the columns.

    Attributes:
        source: what the receipt is for, once: the donation's id.
        donor_birth_date: ISO date as text; it is stored encrypted.
        donor_resident_number: thirteen digits, for the issuer's ledger (KR-RCP-03); encrypted.
        amount_krw: whole won, positive.
        donated_on: Seoul date of payment; it decides the series' year and the law's version.
        designation: what the donor chose; empty for a general donation.
        disaster_declared_on, disaster_ends_on, disaster_cause: the special-disaster window of
            the issuer that held on ``donated_on`` (KR-RCP-19), or none.
    """

    source: UUID
    issuer_id: str
    issuer_name_ko: str
    issuer_name_en: str
    issued_at: datetime
    donor_name: str
    donor_birth_date: str
    name_masked: str
    amount_krw: int
    donated_on: date
    channel: str
    payment_method: str
    donor_resident_number: str = ""
    donor_address: str = ""
    designation: str = ""
    disaster_declared_on: date | None = None
    disaster_ends_on: date | None = None
    disaster_cause: str = ""


TAKE_NUMBERS = """
INSERT INTO receipts_receiptseries AS s (issuer_id, year, last_number)
SELECT issuer_id, year, taken
FROM json_to_recordset(%s::json) AS r(issuer_id varchar(6), year smallint, taken integer)
ORDER BY issuer_id, year
ON CONFLICT (issuer_id, year) DO UPDATE SET last_number = s.last_number + EXCLUDED.last_number
RETURNING issuer_id, year, last_number, (
    SELECT ARRAY[business_number, address] FROM receipts_issuerregistration
    WHERE municipality_id = s.issuer_id AND valid_from <= %s
    ORDER BY valid_from DESC, id DESC LIMIT 1
)
"""
"""The series are locked in the order of their keys, so two sets of receipts cannot deadlock."""


def draft_receipts(facts: Sequence[ReceiptFacts]) -> list[Receipt]:
    """Return a receipt for each of ``facts`` that lacks nothing but its number; writes nothing.

    Raises:
        ValueError: a donation is dated before the scheme began.
    """
    days = {each.donated_on for each in facts}
    versions = {day: law_version(day) for day in days}
    return [_receipt(each, versions[each.donated_on]) for each in facts]


def number_and_write(receipts: list[Receipt]) -> list[Receipt]:
    """Write new ``receipts`` down under the next numbers of their issuers and years.

    All are of one day of issue. Their number and what the issuer has registered are filled in
    here. The numbers are waited for; the rows are not in
    :func:`kernel.round_trips.one_round_trip`. The series rows stay locked until the caller's
    transaction ends, so call it as late as can be; numbers have no gap because a rollback takes
    them back with it. The session must be in scope ``system``.

    Raises:
        django.db.IntegrityError: a source has a receipt already, or the series is full.
        ValueError: two are issued on two days.
    """
    if not receipts:
        return []
    rows = [vars(receipt) for receipt in receipts]
    secrets = shape_of(Receipt).seal(rows)  # before the series are locked
    (day,) = {receipt.issued_on for receipt in receipts}
    taken = Counter((receipt.issuer_id, receipt.year) for receipt in receipts)
    asked = [
        {"issuer_id": issuer, "year": year, "taken": many} for (issuer, year), many in taken.items()
    ]
    with run_prepared(TAKE_NUMBERS, [orjson.dumps(asked).decode(), day]) as cursor:
        series = {
            (issuer, year): (count(last - taken[issuer, year] + 1), registered or ("", ""))
            for issuer, year, last, registered in cursor.fetchall()
        }
    for row in rows:
        serials, registered = series[row["issuer_id"], row["year"]]
        row["serial"] = serial = next(serials)
        row["number"] = f"{row['issuer_id']}-{row['year']}-{serial:07}"  # as the database makes it
        row["issuer_business_number"], row["issuer_address"] = registered
    run_prepared(*insertion(Receipt, rows, secrets=secrets)).close()
    return receipts


def _receipt(facts: ReceiptFacts, version: str) -> Receipt:
    return built(
        Receipt,
        {
            **vars(facts),
            "id": uuid7(),
            "replaces_id": None,
            "year": tax_year(facts.donated_on),
            "verify_code": new_code(),
            "issued_on": seoul_date(facts.issued_at),
            "legal_ground": LEGAL_GROUND,
            "law_version": version,
        },
        {"replaces": None},
    )
