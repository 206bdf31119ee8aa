"""What happened to a portal's donations, in an order that nobody can overtake.

Events are numbered when they are written and seen when they are committed, so a slow transaction
can make an early number visible late; a reader that went by numbers alone would step over it.
Therefore only events of transactions older than the oldest one still running are shown, ordered
by (transaction, row). Whatever is committed later belongs to a later transaction: behind the
cursor nothing can appear any more, and no sequence has to be locked for it.

The price is delay: a writing transaction anywhere on the same database server holds the feed back
until it ends. Restoring a dump into a new server starts transactions anew; see the operations
guide of PostgreSQL on ``pg_resetwal --next-transaction-id`` before letting portals read on.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import NamedTuple

from django.db.models import BigIntegerField, Func, QuerySet

from accounts.models import Portal
from audit.models import AuditEvent

KINDS = (
    "donation.accepted",
    "donation.returned",
    "receipt.cancelled",
    "receipt.replaced",
    "return.requested",
    "return.approved",
    "return.refused",
    "return.paid_out",
)
"""What portals are told; the trail has more kinds than these."""

MOST = 2**63 - 1


class Place(NamedTuple):
    """How far a reader has come: the last event read."""

    transaction: int
    id: int


class NotACursor(ValueError):
    """A cursor that this service never gave."""


class OldestRunning(Func):
    """The oldest transaction that may still write: all before it are over and done."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    output_field = BigIntegerField()


def events_after(place: Place | None, portal: Portal, limit: int) -> list[AuditEvent]:
    """Return the next events that ``portal`` is told of, oldest first, at most ``limit``."""
    rows = _settled(portal)
    if place is not None:
        rows = rows.filter(transaction__gte=place.transaction).exclude(
            transaction=place.transaction, id__lte=place.id
        )
    return list(rows[:limit])


def _settled(portal: Portal) -> QuerySet[AuditEvent]:
    rows = AuditEvent.objects.filter(portal=portal, kind__in=KINDS)
    return rows.filter(transaction__lt=OldestRunning()).order_by("transaction", "id")


def cursor_of(event: AuditEvent) -> str:
    """Return the cursor that goes on behind ``event``."""
    return urlsafe_b64encode(f"{event.transaction}:{event.pk}".encode()).decode().rstrip("=")


def place_of(cursor: str) -> Place:
    """Return the place behind which ``cursor`` goes on.

    Raises:
        NotACursor: this service never gave it.
    """
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (NotBase64, ValueError) as problem:
        raise NotACursor from problem
    transaction, colon, row = text.partition(":")
    if not (colon and transaction.isdigit() and row.isdigit()):
        raise NotACursor
    place = Place(int(transaction), int(row))
    if max(place) > MOST:
        raise NotACursor
    return place
