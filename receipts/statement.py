"""What one donor gave in one tax year, and the most tax it can save: from the receipts.

The receipts that stand are counted; what was returned is listed apart. The credit is worked out
over the year and all local governments together, as the law does (KR-TAX-12). Who asks says
whose donations are meant: this book knows receipts, not donors.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.conf import settings

from receipts.errors import NothingReceived
from receipts.models import Receipt
from receipts.tax_credit import Gift, Order, TaxCredit, tax_credit


@dataclass(frozen=True, slots=True)
class FromOne:
    """The receipts of one local government, under the name that they show."""

    code: str
    name_ko: str
    name_en: str
    receipts: tuple[Receipt, ...]

    @property
    def total_krw(self) -> int:
        """What was given to it."""
        return sum(receipt.amount_krw for receipt in self.receipts)


@dataclass(frozen=True, slots=True)
class YearStatement:
    """A year of one donor.

    Attributes:
        is_over: whether the year is over; before that, more may come.
        recipients: what stands, by local government in the order of their codes.
        returned: receipts that were taken back, because the donation was.
        credit: None if nothing stands.
    """

    tax_year: int
    is_over: bool
    recipients: tuple[FromOne, ...]
    returned: tuple[Receipt, ...]
    credit: TaxCredit | None

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """All that is listed."""
        return tuple(each for one in self.recipients for each in one.receipts) + self.returned

    @property
    def latest(self) -> Receipt:
        """The receipt issued last: how the donor is written there holds for the statement."""
        return max(self.receipts, key=lambda receipt: (receipt.issued_at, receipt.number))

    @property
    def total_krw(self) -> int:
        """What counts."""
        return sum(one.total_krw for one in self.recipients)

    @property
    def returned_krw(self) -> int:
        """What was given and went back."""
        return sum(receipt.amount_krw for receipt in self.returned)


def statement_of(sources: Collection[UUID], tax_year: int, *, is_over: bool) -> YearStatement:
    """Return the statement of the donations ``sources``, which are one donor's of one year.

    Raises:
        NothingReceived: there are none.
    """
    rows = Receipt.objects.with_state().filter(source__in=sources, replacement=None)
    receipts = list(rows.order_by("issuer_id", "donated_on", "serial"))
    if not receipts:
        raise NothingReceived(tax_year=str(tax_year))
    standing = [receipt for receipt in receipts if receipt.cancelled is None]
    return YearStatement(
        tax_year=tax_year,
        is_over=is_over,
        recipients=tuple(
            FromOne(code, name_ko, name_en, tuple(some))
            for (code, name_ko, name_en), some in groupby(standing, key=_issuer)
        ),
        returned=tuple(receipt for receipt in receipts if receipt.cancelled is not None),
        credit=_credit(standing) if standing else None,
    )


def _issuer(receipt: Receipt) -> tuple[str, str, str]:
    return receipt.issuer_id, receipt.issuer_name_ko, receipt.issuer_name_en


def _credit(standing: list[Receipt]) -> TaxCredit:
    """Return the credit; a receipt that shows a disaster window is disaster money (KR-RCP-19)."""
    return tax_credit(
        [
            Gift(
                receipt.amount_krw,
                receipt.donated_on,
                special_disaster=receipt.disaster_declared_on is not None,
            )
            for receipt in standing
        ],
        order=Order(settings.TAX_CREDIT_MIXED_ORDER),
    )
