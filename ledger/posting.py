"""Write an entry into the journal."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from kernel.constraints import constraint_of
from kernel.errors import DomainError
from ledger.models import Account, JournalTransfer, Kind


class PeriodClosed(DomainError):
    """The books of that month are closed."""

    code = "period_closed"
    title = _("The month is closed in the books")
    detail = _("The books of %(municipality)s for %(period)s are closed and take no entry.")
    legal_basis = "지방자치단체 기금관리기본법 제7조"


@dataclass(frozen=True, slots=True)
class Posting:
    """One transfer to be booked: ``amount_krw`` whole won, ``booked_on`` a Seoul date."""

    entry: UUID
    municipality_id: str
    booked_on: date
    kind: Kind
    debit_account: Account
    credit_account: Account
    amount_krw: int
    designation: str = ""


def post(posting: Posting) -> JournalTransfer:
    """Append ``posting`` to the journal, in the running transaction.

    The month is judged by the trigger on the table: one round trip, and a closing at the same
    moment cannot slip in between.

    Raises:
        PeriodClosed: the month of ``booked_on`` is closed for that fund.
    """
    try:
        return JournalTransfer.objects.create(
            entry=posting.entry,
            municipality_id=posting.municipality_id,
            booked_on=posting.booked_on,
            kind=posting.kind,
            debit_account=posting.debit_account,
            credit_account=posting.credit_account,
            amount_krw=posting.amount_krw,
            designation=posting.designation,
        )
    except IntegrityError as refused:
        if constraint_of(refused) != "closed_period_takes_no_entry":
            raise
        raise PeriodClosed(
            municipality=posting.municipality_id, period=f"{posting.booked_on:%Y-%m}"
        ) from refused
