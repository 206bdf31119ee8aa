"""Give donors from before the search by name the hash under which they are found."""

from django.db import transaction

from donations.identity import birth_date, lookup_hash
from donations.models import Donor

BATCH = 500


@transaction.atomic
def fill_some(limit: int = BATCH) -> int:
    """Fill in at most ``limit`` hashes; return how many. In scope ``system``, safe to repeat."""
    rows = Donor.objects.select_for_update(skip_locked=True).filter(lookup_hash="")
    donors = list(rows.exclude(resident_number="").order_by("pk")[:limit])
    for donor in donors:
        donor.lookup_hash = lookup_hash(donor.name, birth_date(donor.resident_number))
    Donor.objects.bulk_update(donors, ["lookup_hash"])
    return len(donors)
