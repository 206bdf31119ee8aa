"""Close a month of a fund: from then on it takes no entry."""

from accounts.models import Actor
from audit.record import record
from ledger.models import ClosedPeriod


def close_period(municipality_id: str, period: str, *, actor: Actor) -> bool:
    """Close ``period`` (``2026-01``) of a fund; False if it is closed already.

    Waits for postings to the same fund that are under way, so it belongs in a transaction of its
    own.
    """
    _closed, is_new = ClosedPeriod.objects.get_or_create(
        municipality_id=municipality_id, period=period
    )
    if is_new:
        record(
            "period.closed",
            f"period:{municipality_id}:{period}",
            actor=actor,
            municipality_id=municipality_id,
        )
    return is_new
