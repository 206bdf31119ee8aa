"""The donations that a portal reported, a page at a time: one statement, the same for each page.

Composing the text of the query anew took a quarter of the time of a page, planning it as much
again. This text is prepared once a connection. What a portal may see is what row-level security
lets it see, whatever the text says.
"""

from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from django.db import connection

from accounts import scope
from accounts.models import Portal
from donations.api.serializers import Answered
from kernel.encryption import decrypt
from kernel.round_trips import run_prepared

COLUMNS = {
    **{name: f"d.{name}" for name in Answered._fields if "__" not in name},
    "recipient__name_ko": "m.name_ko",
    "recipient__name_en": "m.name_en",
    "project__name_ko": "p.name_ko",
    "receipt__number": "r.number",
    "receipt__issued_on": "r.issued_on",
    "receipt__verify_code": "r.verify_code",
    "receipt__name_masked": "r.name_masked",
}
CONDITIONS = {
    "recipient_code": "d.recipient_id = %s",
    "donated_on_from": "d.donated_on >= %s",
    "donated_on_to": "d.donated_on <= %s",
    "status": "d.status = %s",
    "portal_reference": "d.portal_reference = %s",
    "id__lt": "d.id < %s",
    "id__gt": "d.id > %s",
}
"""Filter -> how it is asked for."""
ORDERS = {"-id": "d.portal_id DESC, d.id DESC", "id": "d.portal_id, d.id"}
"""Only the index ``donation_of_portal`` has this order, either way. By the number alone, a plan
made for any portal may walk the primary key, and look for the few rows of a small portal among
those of all; ``= ANY`` keeps PostgreSQL from leaving the portal out of the order."""

PAGE = """
SELECT {columns} FROM donations_donation d
JOIN regions_municipality m ON m.code = d.recipient_id
LEFT JOIN projects_fundproject p ON p.id = d.project_id
JOIN receipts_receipt r ON r.id = d.receipt_id
WHERE {conditions} ORDER BY {order} LIMIT {limit} OFFSET {offset}
"""
MASKED = Answered._fields.index("receipt__name_masked")


@dataclass(frozen=True, slots=True)
class Listing:
    """A portal's donations within filters; it is asked for a page as a query set would be."""

    portal: Portal
    filters: tuple[tuple[str, Any], ...] = ()
    order: str = "-id"

    def order_by(self, key: str) -> Self:
        """Return it newest first (``-id``) or oldest first (``id``)."""
        return replace(self, order=key)

    def filter(self, **position: str) -> Self:
        """Return what is left beyond a position, ``id__lt`` or ``id__gt``.

        Raises:
            ValueError: that is no position.
        """
        beyond = tuple((name, UUID(value)) for name, value in position.items())
        return replace(self, filters=self.filters + beyond)

    def __getitem__(self, page: slice) -> list[Answered]:
        """Return a page."""
        asked = ["d.portal_id = ANY(%s)", *(CONDITIONS[name] for name, _value in self.filters)]
        text = PAGE.format(
            columns=", ".join(COLUMNS[name] for name in Answered._fields),
            conditions=" AND ".join(asked),
            order=ORDERS[self.order],
            limit=page.stop - page.start,
            offset=page.start,
        )
        values = [[self.portal.pk], *(value for _name, value in self.filters)]
        with scope.within_one_round_trip(scope.scope_of(self.portal)):
            cursor = self._run(text, values, page.start)
        with cursor:
            return list(map(_answered, cursor.fetchall()))

    def _run(self, text: str, values: list[Any], offset: int) -> Any:
        """Return a cursor; a rare text is planned for its values and not kept."""
        is_usual = offset == 0 and all(name.startswith("id__") for name, _ in self.filters)
        if is_usual:
            return run_prepared(text, values)
        cursor = connection.cursor()
        cursor.execute(text, values)
        return cursor


def _answered(row: tuple[Any, ...]) -> Answered:
    return Answered._make((*row[:MASKED], decrypt(row[MASKED]), *row[MASKED + 1 :]))
