"""A tax credit as the API and the command give it, with what one must know to read it."""

from typing import Any

from django.utils import translation
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


def notices(credit: TaxCredit) -> list["str | Promise"]:
    """Return what to tell the reader of ``credit`` (KR-TAX-22, KR-TAX-30, KR-TAX-32)."""
    told: list[str | Promise] = [UP_TO]
    if credit.is_mixed:
        told.append(MIXED)
    if credit.is_above_cap:
        told.append(ABOVE_CAP)
    return told


def answer(credit: TaxCredit) -> dict[str, Any]:
    """Return ``credit`` ready for JSON; amounts are whole won, rates are exact texts."""
    return {
        "tax_year": credit.tax_year,
        "total_krw": credit.total_krw,
        "credit_total_krw": credit.credit_total_krw,
        "national_krw": credit.national_krw,
        "local_krw": credit.local_krw,
        "local_floored_krw": credit.local_floored_krw,
        "lines": [
            {
                "bracket": line.bracket,
                "base_krw": line.base_krw,
                "national_rate": line.national_rate,
                "local_rate": line.local_rate,
                "national_krw": line.national_krw,
                "local_krw": line.local_krw,
                "legal_basis": line.legal_basis,
            }
            for line in credit.lines
        ],
        "notice_ko": _joined(credit, "ko"),
        "notice_en": _joined(credit, "en"),
    }


def _joined(credit: TaxCredit, language: str) -> str:
    with translation.override(language):
        return " ".join(str(notice) for notice in notices(credit))
