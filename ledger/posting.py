"""Write an entry into the journal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from kernel.constraints import constraint_of
from kernel.errors import DomainError
from kernel.round_trips import insert_values
from ledger.models import ClosedPeriod, JournalTransfer

CLOSED = "closed_period_takes_no_entry"
"""The constraint of a transfer dated in a closed month."""

OVERDRAWN = "pot_is_never_overdrawn"
"""The constraint of a transfer that takes out more than was given for its designation."""


class PeriodClosed(DomainError):
    """The books of that month are closed."""

    code = "period_closed"
    title = _("The month is closed in the books")
    detail = _("The books of %(municipality)s for %(period)s are closed and take no entry.")
    legal_basis = "지방자치단체 기금관리기본법 제7조"


class PotOverdrawn(DomainError):
    """The fund does not hold that much under the designation."""

    code = "not_enough_left"
    title = _("There is not enough money left")
    detail = _("The fund does not hold %(asked_krw)s won under this designation.")
    legal_basis = "고향사랑 기부금에 관한 법률 제11조제2항"


@dataclass  # not frozen: making one would take twice as long
class Posting:
    """One transfer to be booked: ``amount_krw`` whole won, ``booked_on`` a Seoul date.

    The names are those of the columns, kinds and accounts those of :class:`ledger.models.Kind`
    and :class:`ledger.models.Account`.
    """

    entry: UUID
    municipality_id: str
    booked_on: date
    kind: str
    debit_account: str
    credit_account: str
    amount_krw: int
    designation: str = ""


def post_all(postings: Iterable[Posting]) -> None:
    """Append ``postings`` to the journal, in the running transaction and in their order.

    The month is judged by the trigger on the table: one round trip, and a closing at the same
    moment cannot slip in between.

    Raises:
        django.db.IntegrityError: of the constraint ``CLOSED``: one of the months is closed for
            its fund; :func:`closed_among` tells which.
    """
    insert_values(JournalTransfer, map(vars, postings), "posted_at")


def post(posting: Posting) -> None:
    """Append one ``posting``.

    Raises:
        PeriodClosed: the month of ``booked_on`` is closed for that fund.
        PotOverdrawn: it takes out more than the fund holds under its designation.
    """
    try:
        post_all([posting])
    except IntegrityError as refused:
        broken = constraint_of(refused)
        if broken == CLOSED:
            raise PeriodClosed(
                municipality=posting.municipality_id, period=period_of(posting.booked_on)
            ) from refused
        if broken == OVERDRAWN:
            raise PotOverdrawn(asked_krw=posting.amount_krw) from refused
        raise


def closed_among(months: Collection[tuple[str, date]]) -> set[tuple[str, str]]:
    """Return which funds and periods are closed now, of the funds and days given."""
    asked = {(fund, period_of(day)) for fund, day in months}
    closed = ClosedPeriod.objects.filter(
        municipality_id__in={fund for fund, _period in asked},
        period__in={period for _fund, period in asked},
    )
    return asked & set(closed.values_list("municipality_id", "period"))


def period_of(day: date) -> str:
    """Return the period of a Seoul date: ``2026-01``."""
    return f"{day:%Y-%m}"
