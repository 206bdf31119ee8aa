"""The yearly statement as a PDF: Korean with English beneath; the same facts, the same bytes."""

from typing import Any

from django.conf import settings
from django.utils import translation

from receipts.credit_notices import notices
from receipts.models import Receipt
from receipts.render import one_line, typeset
from receipts.statement import YearStatement
from receipts.tax_credit import Line, TaxCredit

COVERS_KO = "이 명세서는 아래 창구를 통해 접수된 기부만 담고 있습니다"
COVERS_EN = "This statement covers what was given through this channel only"

BRACKETS = {
    "up_to_100000": ("10만 원 이하", "up to 100,000"),
    "100000_to_200000": ("10만 원 초과 20만 원 이하", "100,000 to 200,000"),
    "above_100000": ("10만 원 초과", "above 100,000"),
    "above_100000_special_disaster": (
        "10만 원 초과 (특별재난지역)",
        "above 100,000, disaster",
    ),
    "above_200000": ("20만 원 초과", "above 200,000"),
    "above_200000_special_disaster": (
        "20만 원 초과 (특별재난지역)",
        "above 200,000, disaster",
    ),
    "above_cap": ("연간 한도 초과", "above the annual cap"),
}
"""Part of the year's total -> its name in both languages."""


def render_statement(statement: YearStatement, *, through: str) -> bytes:
    """Return the PDF of ``statement``; ``through`` names the portal whose donations it covers."""
    return typeset(
        _facts(statement, through), statement.latest.issued_at, paper="statement", by="statement"
    )


def _facts(statement: YearStatement, through: str) -> dict[str, Any]:
    donor = statement.latest
    return {
        "demo": settings.DEMO,
        "year": str(statement.tax_year),
        "is_over": statement.is_over,
        "donor": {"name": one_line(donor.donor_name), "birth_date": donor.donor_birth_date},
        "as_of": max(_days(statement)).isoformat(),
        "through": one_line(through),
        "covers": {"ko": COVERS_KO, "en": COVERS_EN},
        "count": str(sum(len(one.receipts) for one in statement.recipients)),
        "total": f"{statement.total_krw:,}",
        "recipients": [
            {
                "name_ko": one_line(one.name_ko),
                "name_en": one_line(one.name_en),
                "total": f"{one.total_krw:,}",
                "receipts": [_receipt(each) for each in one.receipts],
            }
            for one in statement.recipients
        ],
        "returned": [_receipt(each) for each in statement.returned],
        "returned_total": f"{statement.returned_krw:,}",
        "credit": statement.credit and _credit(statement.credit),
    }


def _days(statement: YearStatement) -> list[Any]:
    """Return the days on which something in the statement was written last."""
    cancelled = [each.cancelled.cancelled_on for each in statement.returned if each.cancelled]
    return [*(each.issued_on for each in statement.receipts), *cancelled]


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "number": receipt.number,
        "issuer": one_line(receipt.issuer_name_ko),
        "donated_on": receipt.donated_on.isoformat(),
        "amount": f"{receipt.amount_krw:,}",
        "disaster": receipt.disaster_declared_on and receipt.disaster_declared_on.isoformat(),
        "cancelled_on": receipt.cancelled and receipt.cancelled.cancelled_on.isoformat(),
        "replaces": receipt.replaces.number if receipt.replaces else "",
    }


def _credit(credit: TaxCredit) -> dict[str, Any]:
    return {
        "lines": [_line(line) for line in credit.lines],
        "basis": sorted({line.legal_basis for line in credit.lines}),
        "total": f"{credit.credit_total_krw:,}",
        "national": f"{credit.national_krw:,}",
        "local": f"{credit.local_krw:,}",
        "notices": {language: _notices(credit, language) for language in ("ko", "en")},
    }


def _line(line: Line) -> dict[str, Any]:
    ko, en = BRACKETS[line.bracket]
    return {
        "ko": ko,
        "en": en,
        "base": f"{line.base_krw:,}",
        "national_rate": line.national_rate,
        "local_rate": line.local_rate,
        "national": f"{line.national_krw:,}",
        "local": f"{line.local_krw:,}",
    }


def _notices(credit: TaxCredit, language: str) -> list[str]:
    with translation.override(language):
        return [str(notice) for notice in notices(credit)]
