"""What one must know to read a tax credit: it is the most that can be saved, not a promise."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from receipts.tax_credit import Order, TaxCredit

UP_TO = _(
    "This is the most that can be saved. The credit ends at the tax you owe for the year, "
    "and the local part appears in your local income tax."
)
MIXED = {
    Order.ORDINARY_FIRST: _(
        "The law does not say whether ordinary donations or donations to special disaster areas "
        "fill the lower slices; here ordinary donations come first."
    ),
    Order.DISASTER_FIRST: _(
        "The law does not say whether ordinary donations or donations to special disaster areas "
        "fill the lower slices; here donations to special disaster areas come first."
    ),
    Order.BY_DATE: _(
        "The law does not say whether ordinary donations or donations to special disaster areas "
        "fill the lower slices; here they come in the order of their dates."
    ),
}
BUSINESS_OWNER = _(
    "A business owner gets the credit on the first 100,000 won; the rest may be deducted from "
    "business income. How it is for somebody who earns wages as well is not settled: ask the tax "
    "office."
)
ABOVE_CAP = _("The part above the annual cap gets no credit.")


def notices(credit: TaxCredit) -> "list[str | Promise]":
    """Return what to tell the reader of ``credit`` (KR-TAX-22, -26, -30, -32)."""
    told: list[str | Promise] = [UP_TO]
    if credit.is_mixed:
        told.append(MIXED[credit.order])
    if credit.is_business_owner:
        told.append(BUSINESS_OWNER)
    if credit.is_above_cap:
        told.append(ABOVE_CAP)
    return told
