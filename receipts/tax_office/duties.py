"""Which papers an issuer owes for a year, and until when; a table with dates.

Above the threshold receipts have to be issued electronically, in the tax service's own system
(소득세법 제160조의3제4항, KR-RCP-05); then ledger and totals sheet are not needed (KR-RCP-03, -04).
That a local government counts as such an issuer is a reading (KR-RCP-06, (c)). Amounts are whole
won. Nothing here reads the database or the clock.
"""

from dataclasses import dataclass
from datetime import date

ELECTRONIC_ABOVE_KRW_FROM: dict[int, int] = {2025: 300_000_000}
"""First tax year -> last year's sum of receipts above which an issuer is bound, oldest first."""


@dataclass(frozen=True, slots=True)
class Duties:
    """What is owed for one tax year.

    Attributes:
        electronic: whether receipts must be electronic; None where last year's sum is not known.
        electronic_due_on: until when the electronic receipts are to be issued.
        totals_due_on: until when the totals sheet is to be handed in, if it is needed.
        ledger_kept_until: the last day on which the ledger has to be there.
    """

    electronic: bool | None
    threshold_krw: int | None
    electronic_due_on: date
    totals_due_on: date
    ledger_kept_until: date


def duties(tax_year: int, *, last_year_krw: int | None) -> Duties:
    """Return what is owed for ``tax_year`` by an issuer whose receipts of the year before were
    ``last_year_krw``.
    """
    thresholds = [krw for year, krw in ELECTRONIC_ABOVE_KRW_FROM.items() if year <= tax_year]
    threshold = thresholds[-1] if thresholds else None
    if threshold is None:
        electronic: bool | None = False
    else:
        electronic = None if last_year_krw is None else last_year_krw > threshold
    return Duties(
        electronic=electronic,
        threshold_krw=threshold,
        electronic_due_on=date(tax_year + 1, 1, 10),
        totals_due_on=date(tax_year + 1, 6, 30),
        ledger_kept_until=date(tax_year + 6, 12, 31),
    )
