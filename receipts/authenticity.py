"""What anybody who holds a receipt's code may know of it, and nothing more of it is read.

Number, dates, issuer, amount, masked name, state and reissues; never who gave.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from accounts import scope
from receipts.models import Receipt, State
from receipts.verify_codes import codes_in

LIMIT = "verify"
"""What requests are counted under, of the page and of the API together."""

READ = (
    "number",
    "issued_on",
    "issuer_id",
    "issuer_name_ko",
    "issuer_name_en",
    "amount_krw",
    "name_masked",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A receipt as a stranger sees it.

    Attributes:
        replaced_by: number of the corrected receipt that took its place; empty for none.
        replaces: number of the receipt that this one corrects; empty for none.
        reissued: how often it was handed out again, the last time on ``last_reissued_on``.
    """

    number: str
    issued_on: date
    issuer_id: str
    issuer_name_ko: str
    issuer_name_en: str
    amount_krw: int
    name_masked: str
    cancelled_on: date | None
    cancellation: str
    replaced_on: date | None
    replaced_by: str
    replaces: str
    reissued: int
    last_reissued_on: date | None

    @property
    def state(self) -> State:
        """Where the receipt stands."""
        if self.cancelled_on is not None:
            return State.CANCELLED
        return State.REPLACED if self.replaced_by else State.ISSUED


def shown_for(typed: str) -> Shown | None:
    """Return the receipt whose code was typed, as :func:`codes_in` reads it; None for none."""
    codes = codes_in(typed)
    if not codes:
        return None
    with scope.within(scope.SYSTEM):
        found = (
            Receipt.objects.filter(verify_code__in=codes)
            .annotate(reissued=Count("reprints"), last_reissued_on=Max("reprints__reprinted_on"))
            .values(
                *READ,
                "reissued",
                "last_reissued_on",
                "cancellation__cancelled_on",
                "cancellation__number",
                "replacement__issued_on",
                "replacement__number",
                "replaces__number",
            )
            .first()
        )
    if found is None:
        return None
    return Shown(
        **{name: found[name] for name in (*READ, "reissued", "last_reissued_on")},
        cancelled_on=found["cancellation__cancelled_on"],
        cancellation=found["cancellation__number"] or "",
        replaced_on=found["replacement__issued_on"],
        replaced_by=found["replacement__number"] or "",
        replaces=found["replaces__number"] or "",
    )
