"""What one must know to read a tax credit: it is the most that can be saved, not a promise."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from receipts.tax_credit import TaxCredit

UP_TO = _(
    "This is the most that can be saved. The credit ends at the tax you owe for the year, "
    "and the local part appears in your local income tax."
)
MIXED = _(
    "The law does not say whether ordinary donations or donations to special disaster areas "
    "fill the lower slices; here ordinary donations come first."
)
ABOVE_CAP = _("The part above the annual cap gets no credit.")


def notices(credit: TaxCredit) -> "list[str | Promise]":
    """Return what to tell the reader of ``credit`` (KR-TAX-22, KR-TAX-30, KR-TAX-32)."""
    told: list[str | Promise] = [UP_TO]
    if credit.is_mixed:
        told.append(MIXED)
    if credit.is_above_cap:
        told.append(ABOVE_CAP)
    return told
