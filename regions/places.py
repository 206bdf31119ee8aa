"""What the codes of many donations stand for: thousands name a few hundred, each asked once."""

from collections.abc import Collection
from datetime import date

from kernel.errors import DomainError
from regions.models import Municipality
from regions.residence import barred_codes, recipient_in_force, resolve_residence
from regions.restrictions import check_unrestricted


class Places:
    """Recipients and residences by code and Seoul day, remembered as they are asked for.

    Keep it no longer than for donations that are judged together, as it hears of no change. What
    is refused is not remembered, but refused anew each time.
    """

    def __init__(self) -> None:
        self._recipients: dict[tuple[str, date], Municipality] = {}
        self._residences: dict[tuple[str, date], tuple[Municipality, Collection[str]]] = {}

    def recipient(self, code: str, on: date, refusals: list[DomainError]) -> Municipality | None:
        """Return who receives under ``code``, None if nobody does; add why not to ``refusals``."""
        recipient = self._recipients.get((code, on))
        if recipient is None:
            try:
                recipient = recipient_in_force(code, on)
                check_unrestricted(code, on)
            except DomainError as refusal:
                refusals.append(refusal)
            else:
                self._recipients[code, on] = recipient
        return recipient

    def residence(
        self, code: str, on: date, refusals: list[DomainError]
    ) -> tuple[Municipality | None, Collection[str]]:
        """Return what an address under ``code`` counts for, and which codes that bars.

        None and no codes if it counts for nothing; why not is added to ``refusals``.
        """
        found = self._residences.get((code, on))
        if found is None:
            try:
                residence = resolve_residence(code, on)
            except DomainError as refusal:
                refusals.append(refusal)
                return None, ()
            found = self._residences[code, on] = residence, barred_codes(residence, on)
        return found
