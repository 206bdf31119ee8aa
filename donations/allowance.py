"""What a person may still give in a year: the annual cap, less gifts, less live holds.

Promise: accepted donations and live holds of one person in one tax year never exceed the cap,
over all portals and local governments (Act art. 8(3), KR-CAP-01 to -07). A year is locked before
it is judged and written relatively; a CHECK constraint proves the same. A hold that has run out
stops counting by the clock: whoever finds no room frees the expired ones first, so nothing
depends on a sweep.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from django.db.models import F, Q, QuerySet, Sum

from donations.errors import AnnualCapExceeded
from donations.models import Donor, DonorYear, Hold, HoldStatus
from kernel.dates import tax_year
from kernel.round_trips import one_round_trip, run_prepared
from receipts.annual_cap import annual_cap_krw

MAKE = """
INSERT INTO donations_donoryear (donor_id, tax_year, cap_krw, accepted_krw, held_krw)
SELECT donor_id, tax_year, cap_krw, 0, 0
FROM json_to_recordset(%s::json) AS r(donor_id bigint, tax_year smallint, cap_krw bigint)
ORDER BY donor_id, tax_year
ON CONFLICT (donor_id, tax_year) DO NOTHING
RETURNING id
"""
STAND = """
SELECT id, alias_of_id FROM donations_donor WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE
"""
"""Keeps a merge waiting until commit; others who give at the same moment do not wait."""
LOCK = """
SELECT y.id, y.donor_id, y.tax_year, y.cap_krw, y.accepted_krw, y.held_krw
FROM donations_donoryear y
JOIN json_to_recordset(%s::json) AS r(donor_id bigint, tax_year smallint)
    ON r.donor_id = y.donor_id AND r.tax_year = y.tax_year
ORDER BY y.donor_id, y.tax_year
FOR UPDATE OF y
"""
"""In the order of the keys, so that two sets with donors in common cannot deadlock."""
BEGIN = """
INSERT INTO donations_donoryear (donor_id, tax_year, cap_krw, accepted_krw, held_krw)
SELECT donor_id, tax_year, cap_krw, accepted_krw, held_krw
FROM json_to_recordset(%s::json) AS r(
    donor_id bigint, tax_year smallint, cap_krw bigint, accepted_krw bigint, held_krw bigint
)
"""
ADD = """
UPDATE donations_donoryear y
SET accepted_krw = y.accepted_krw + r.accepted_krw, held_krw = y.held_krw + r.held_krw
FROM json_to_recordset(%s::json) AS r(id bigint, accepted_krw bigint, held_krw bigint)
WHERE y.id = r.id
"""

KEEP_YEARS = """
UPDATE donations_donoryear
SET accepted_krw = accepted_krw + %s, held_krw = held_krw + %s, excess_krw = %s WHERE id = %s
"""

YearKey = tuple[int, int]
"""The id of a person's donor (``Donor.person_id``) and a tax year."""


class MergedMeanwhile(Exception):
    """A donor became another person's number, or ceased to be, after it was read."""


@dataclass(slots=True)
class LockedYear:
    """A donor's year that this transaction has locked, and what it adds to it.

    Nothing is written before :func:`write_years`; what was added can be taken away again. One
    without ``pk`` is not there yet: its donor was made by this transaction, and nobody else sees
    them before it is committed.
    """

    pk: int | None
    donor_id: int
    tax_year: int
    cap_krw: int
    accepted_krw: int
    held_krw: int
    more_accepted_krw: int = 0
    more_held_krw: int = 0
    is_new: bool = False

    @property
    def remaining_krw(self) -> int:
        """What the donor may still give, holds that have run out counted as held."""
        counted = self.accepted_krw + self.more_accepted_krw + self.held_krw + self.more_held_krw
        return max(0, self.cap_krw - counted)

    def take(self, amount_krw: int, now: datetime) -> None:
        """Count a gift; see :meth:`keep`."""
        self._require(amount_krw, now)
        self.more_accepted_krw += amount_krw

    def keep(self, amount_krw: int, now: datetime) -> None:
        """Count a hold. Holds that have run out are freed if it needs their room.

        Raises:
            AnnualCapExceeded: it does not fit; the facts say what is left.
        """
        self._require(amount_krw, now)
        self.more_held_krw += amount_krw

    def _require(self, amount_krw: int, now: datetime) -> None:
        if amount_krw > self.remaining_krw and self.held_krw:
            self.free_expired(now)
        if amount_krw > self.remaining_krw:
            raise AnnualCapExceeded(
                cap_krw=self.cap_krw, remaining_krw=self.remaining_krw, year=self.tax_year
            )

    def free_expired(self, now: datetime) -> None:
        """Free the holds that have run out, in the database at once: it is so by the clock."""
        expired = _live_holds(self.donor_id, self.tax_year).filter(expires_at__lte=now)
        for hold in list(expired):
            if _end(hold, HoldStatus.EXPIRED, self.donor_id):
                self.held_krw -= hold.amount_krw


def lock_years(
    keys: Collection[YearKey], donors: Iterable[Donor], newcomers: Collection[int] = ()
) -> Mapping[YearKey, LockedYear]:
    """Return the years of ``keys``, made if need be and locked until the transaction ends.

    ``donors`` are those the keys were made of; ``newcomers`` among them are the ids of those that
    this transaction has made.

    Raises:
        MergedMeanwhile: one of them counts for another person than when it was read.
    """
    caps = {year: annual_cap_krw(date(year, 12, 31)) for _donor_id, year in keys}
    begun = {
        (donor_id, year): LockedYear(None, donor_id, year, caps[year], 0, 0)
        for donor_id, year in keys
        if donor_id in newcomers
    }
    if len(begun) == len(keys):
        return begun
    read = {donor.id: donor.alias_of_id for donor in donors if donor.id not in newcomers}
    document = orjson.dumps(
        [
            {"donor_id": donor_id, "tax_year": year, "cap_krw": caps[year]}
            for donor_id, year in keys
            if donor_id not in newcomers
        ]
    ).decode()
    with one_round_trip():
        standing = run_prepared(STAND, [list(read)])
        making = run_prepared(MAKE, [document])
        locked = run_prepared(LOCK, [document])
        stand = dict(standing.fetchall())
        made = {pk for (pk,) in making.fetchall()}
        years = [LockedYear(*row) for row in locked.fetchall()]
    for year in years:
        year.is_new = year.pk in made
    if stand != read:
        raise MergedMeanwhile
    return begun | {(year.donor_id, year.tax_year): year for year in years}


def write_years(years: Iterable[LockedYear]) -> None:
    """Add what was added to ``years`` to their rows, in one round trip."""
    begun, changed = [], []
    for year in years:
        more = {"accepted_krw": year.more_accepted_krw, "held_krw": year.more_held_krw}
        if year.pk is None:
            key = {"donor_id": year.donor_id, "tax_year": year.tax_year, "cap_krw": year.cap_krw}
            begun.append(key | more)
        elif year.more_accepted_krw or year.more_held_krw:
            changed.append({"id": year.pk, **more})
    for sql, rows in ((BEGIN, begun), (ADD, changed)):
        if rows:
            run_prepared(sql, [orjson.dumps(rows).decode()])


def remaining_krw(donor: Donor | None, on: date, now: datetime) -> int:
    """Return what ``donor`` may still give in the year of ``on``; reads only."""
    cap_krw = annual_cap_krw(on)
    if donor is None:
        return cap_krw
    year = DonorYear.objects.filter(donor=donor.person_id, tax_year=tax_year(on)).first()
    if year is None:
        return cap_krw
    expired = _live_holds(donor.person_id, year.tax_year).filter(expires_at__lte=now)
    freed = expired.aggregate(total=Sum("amount_krw"))["total"] or 0
    return max(0, year.cap_krw - year.accepted_krw - year.held_krw + int(freed))


def person_of(donor_id: int) -> int:
    """Return whose years count what ``donor_id`` gives; it stays so until commit."""
    ((_pk, alias_of_id),) = run_prepared(STAND, [[donor_id]]).fetchall()
    return alias_of_id or donor_id


def free(hold: Hold, status: HoldStatus) -> bool:
    """Take a live hold out of its year; False if it no longer is live. Locks the year."""
    person = person_of(hold.donor_id)
    DonorYear.objects.select_for_update().get(donor=person, tax_year=hold.tax_year)
    return _end(hold, status, person)


def give_back(donor_id: int, year: int, amount_krw: int) -> None:
    """Take a returned donation out of its year (KR-CAP-04). Locks the year until commit."""
    rows = DonorYear.objects.filter(donor=person_of(donor_id), tax_year=year)
    if rows.update(accepted_krw=F("accepted_krw") - amount_krw) != 1:
        raise ValueError(f"donor {donor_id} has no year {year}")


def _end(hold: Hold, status: HoldStatus, person: int) -> bool:
    """Take a live hold out of its locked year; False if it no longer is live."""
    if not Hold.objects.filter(pk=hold.pk, status=HoldStatus.LIVE).update(status=status):
        return False
    DonorYear.objects.filter(donor=person, tax_year=hold.tax_year).update(
        held_krw=F("held_krw") - hold.amount_krw
    )
    return True


def _live_holds(person: int, year: int) -> QuerySet[Hold]:
    """Return the live holds of a person, whichever of their numbers they were made by."""
    theirs = Q(donor=person) | Q(donor__alias_of=person)
    return Hold.objects.filter(theirs, tax_year=year, status=HoldStatus.LIVE)
