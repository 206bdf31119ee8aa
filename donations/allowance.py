"""What a person may still give in a year: the annual cap, less gifts, less live holds.

Promise: accepted donations and live holds of one person in one tax year never exceed the cap,
over all portals and local governments (Act art. 8(3), KR-CAP-01 to -07). Every change is one
conditional relative UPDATE of the donor's year, which locks, checks and writes at once; a CHECK
constraint proves the same. A hold that has run out stops counting by the clock: whoever finds no
room frees the expired ones first, so nothing depends on a sweep.
"""

from datetime import date, datetime

from django.db import connection
from django.db.models import F, QuerySet, Sum

from donations.errors import AnnualCapExceeded
from donations.models import Donor, DonorYear, Hold, HoldStatus
from kernel.dates import tax_year
from receipts.annual_cap import annual_cap_krw

COUNT = """
INSERT INTO donations_donoryear AS y (donor_id, tax_year, cap_krw, accepted_krw, held_krw)
SELECT %(donor)s, %(tax_year)s, %(cap)s, %(accept)s, %(hold)s
    WHERE %(accept)s + %(hold)s <= %(cap)s
ON CONFLICT (donor_id, tax_year) DO UPDATE
    SET accepted_krw = y.accepted_krw + EXCLUDED.accepted_krw,
        held_krw = y.held_krw + EXCLUDED.held_krw
    WHERE y.accepted_krw + y.held_krw + EXCLUDED.accepted_krw + EXCLUDED.held_krw <= y.cap_krw
RETURNING cap_krw - accepted_krw - held_krw
"""
"""No row comes back if the amount does not fit."""


def count(donor: Donor, on: date, now: datetime, *, accept_krw: int = 0, hold_krw: int = 0) -> int:
    """Add a gift or a hold to the donor's year; return what is left. Locks the year until commit.

    Raises:
        AnnualCapExceeded: it does not fit, holds that have run out left aside.
    """
    year, cap_krw = tax_year(on), annual_cap_krw(on)
    values = {
        "donor": donor.pk,
        "tax_year": year,
        "cap": cap_krw,
        "accept": accept_krw,
        "hold": hold_krw,
    }
    for attempt in ("as it is", "without expired holds"):
        with connection.cursor() as cursor:
            cursor.execute(COUNT, values)
            row = cursor.fetchone()
        if row is not None:
            return int(row[0])
        if attempt == "as it is" and not _free_expired(donor, year, now):
            break
    raise AnnualCapExceeded(cap_krw=cap_krw, remaining_krw=remaining_krw(donor, on, now), year=year)


def remaining_krw(donor: Donor | None, on: date, now: datetime) -> int:
    """Return what ``donor`` may still give in the year of ``on``; reads only."""
    cap_krw = annual_cap_krw(on)
    year = DonorYear.objects.filter(donor=donor, tax_year=tax_year(on)).first() if donor else None
    if year is None:
        return cap_krw
    expired = _live_holds(donor, year.tax_year).filter(expires_at__lte=now)
    freed = expired.aggregate(total=Sum("amount_krw"))["total"] or 0
    return year.cap_krw - year.accepted_krw - year.held_krw + int(freed)


def free(hold: Hold, status: HoldStatus) -> bool:
    """Take a live hold out of its year; False if it no longer is live. Locks the year."""
    DonorYear.objects.select_for_update().get(donor=hold.donor_id, tax_year=hold.tax_year)
    if not Hold.objects.filter(pk=hold.pk, status=HoldStatus.LIVE).update(status=status):
        return False
    DonorYear.objects.filter(donor=hold.donor_id, tax_year=hold.tax_year).update(
        held_krw=F("held_krw") - hold.amount_krw
    )
    return True


def give_back(donor_id: int, year: int, amount_krw: int) -> None:
    """Take a returned donation out of its year (KR-CAP-04). Locks the year until commit."""
    rows = DonorYear.objects.filter(donor=donor_id, tax_year=year)
    if rows.update(accepted_krw=F("accepted_krw") - amount_krw) != 1:
        raise ValueError(f"donor {donor_id} has no year {year}")


def _free_expired(donor: Donor, year: int, now: datetime) -> bool:
    """Free what has run out; False if there is nothing."""
    locked = DonorYear.objects.select_for_update().filter(donor=donor, tax_year=year)
    if not list(locked):
        return False
    expired = list(_live_holds(donor, year).filter(expires_at__lte=now))
    for hold in expired:
        free(hold, HoldStatus.EXPIRED)
    return bool(expired)


def _live_holds(donor: Donor | None, year: int) -> QuerySet[Hold]:
    return Hold.objects.filter(donor=donor, tax_year=year, status=HoldStatus.LIVE)
