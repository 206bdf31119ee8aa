"""A receipt as a PDF: A4, Korean and English, archival and accessible (PDF/A-2a, PDF/UA-1).

Made on demand from the stored facts, never kept: the same facts give the same bytes.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import segno
from django.conf import settings

from kernel import typesetting
from kernel.typesetting import ARCHIVAL, AT_A_TIME
from receipts.fonts import can_show, font_folders
from receipts.links import verify_url
from receipts.models import Receipt, ReceiptCancellation, ReceiptCorrection
from receipts.type_codes import type_code
from receipts.words import day_in_words, head_of, won_in_words

TEMPLATE = Path(__file__).parent / "templates" / "receipts" / "receipt.typ"

LONG_WORD = re.compile(r"[!-\u10ff]{24,}")
"""A run without spaces in a script that does not break between any two letters."""

ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True, slots=True)
class Reissue:
    """That a receipt is handed out again (재발급, KR-RCP-17): on which day, for which time."""

    reissued_on: date
    nth: int


def render_receipt(receipt: Receipt, *, reissue: Reissue | None = None) -> bytes:
    """Return the PDF of ``receipt``; with ``reissue``, it says that it is handed out again.

    Threads may call this at once; they take turns. The first call waits for the fonts.
    """
    return typeset([_facts(receipt, reissue)], receipt.issued_at, paper=TEMPLATE.stem, by="papers")


def render_papers(donors: Iterable[Sequence[Receipt]]) -> Iterator[bytes]:
    """Yield one PDF for each donor, in their order, of the donor's receipts, each on its own page.

    Some are set at once, in this process: for a worker that does nothing else. What is read of the
    receipts is read in this thread, whose database session may see it. The typesetter has threads
    of its own: a process that has rendered so must not fork and go on rendering in the child.

    Raises:
        ValueError: a donor has none.
    """
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        yield from threads.map(_set_papers, map(_papers, donors))


def typeset(facts: object, as_of: datetime, *, paper: str, by: str) -> bytes:
    """Return the PDF that the function ``by`` of the template ``paper`` makes of ``facts``."""
    return typesetting.typeset(TEMPLATE, font_folders(), **_how(facts, as_of, paper, by))


def _papers(receipts: Sequence[Receipt]) -> tuple[list[dict[str, Any]], datetime]:
    """Return the facts of one donor's receipts, and when the last of them was issued."""
    return [_facts(each) for each in receipts], max(each.issued_at for each in receipts)


def _set_papers(papers: tuple[list[dict[str, Any]], datetime]) -> bytes:
    facts, last = papers
    how = _how(facts, last, TEMPLATE.stem, "papers")
    return typesetting.typeset_here(TEMPLATE, font_folders(), **how)


def _how(facts: object, as_of: datetime, paper: str, by: str) -> typesetting.How:
    """Return how the typesetter is asked."""
    return {
        "input": _source(facts, paper, by),
        "timestamp": int(as_of.timestamp()),
        "pdf_standards": ARCHIVAL,
    }


def _source(facts: object, paper: str, by: str) -> bytes:
    """Return the document that hands ``facts`` to the template.

    Facts given as system inputs would be part of the compiler's library, and nothing it has laid
    out before would count any more. In a string of Typst only quote and backslash have a meaning.
    """
    written = json.dumps(facts, ensure_ascii=False).replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "/{paper}.typ": {by}\n#{by}(json(bytes("{written}")))'.encode()


def _showable(text: str) -> str:
    """Return ``text`` as the fonts can show it.

    A character that none of them has is written as 〓 with its code, so that a rare Hanja in a
    name stays readable and exact; controls and direction marks become spaces. A long word may
    break anywhere, rather than run out of its cell.
    """
    shown = "".join(_character(each) for each in unicodedata.normalize("NFC", text))
    return LONG_WORD.sub(lambda word: ZERO_WIDTH_SPACE.join(word[0]), shown)


def _character(each: str) -> str:
    if each == "\n":
        return each
    if unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"}:
        return " "
    return each if can_show(each) else f"〓(U+{ord(each):04X})"


def one_line(text: str) -> str:
    """Return ``text`` on one line, as the fonts can show it."""
    return " ".join(_showable(text).split())


def _qr(url: str) -> str:
    """Return the QR code of ``url`` as SVG.

    The mask is fixed: any mask can be read, and trying all eight takes three times as long.
    """
    return str(segno.make(url, error="m", micro=False, mask=4).svg_inline(border=0))


def _facts(receipt: Receipt, reissue: Reissue | None = None) -> dict[str, Any]:
    """Return all that the template shows; every text is one that the fonts can show."""
    url = verify_url(receipt)
    code = type_code(receipt.donated_on, special_disaster=receipt.disaster_declared_on is not None)
    return {
        "demo": settings.DEMO,
        "number": receipt.number,
        "source": str(receipt.source),
        "verify_url": url,
        "qr": _qr(url),
        "donor": {
            "name": one_line(receipt.donor_name),
            "birth_date": receipt.donor_birth_date,
            "address": one_line(receipt.donor_address),
        },
        "issuer": {
            "name_ko": one_line(receipt.issuer_name_ko),
            "name_en": one_line(receipt.issuer_name_en),
            "head_ko": one_line(head_of(receipt.issuer_name_ko)),
            "business_number": receipt.issuer_business_number,
            "address": one_line(receipt.issuer_address),
        },
        "legal_ground": receipt.legal_ground,
        "law_version": receipt.law_version,
        "channel": receipt.channel,
        "payment_method": receipt.payment_method,
        "donated_on": receipt.donated_on.isoformat(),
        "issued_on": receipt.issued_on.isoformat(),
        "issued_on_words": day_in_words(receipt.issued_on),
        "amount": f"{receipt.amount_krw:,}",
        "amount_words": won_in_words(receipt.amount_krw),
        "designation": _showable(receipt.designation.strip()),
        "disaster": _disaster(receipt.disaster_declared_on, receipt),
        "type_code": {"code": code.code, "is_verified": code.is_verified},
        "cancelled": _cancelled(receipt.cancelled),
        "replaced_by": receipt.replaced_by.number if receipt.replaced_by else "",
        "replaces": receipt.replaces.number if receipt.replaces else "",
        "corrected": _corrected(receipt.corrected),
        "reissued": reissue and {"on": reissue.reissued_on.isoformat(), "nth": str(reissue.nth)},
    }


CORRECTED = {
    "donor_name": "성명",
    "donor_address": "주소",
    "issuer_business_number": "사업자등록번호",
    "issuer_address": "소재지",
}
"""Fact that can be corrected -> its name on the document."""


def _corrected(correction: ReceiptCorrection | None) -> str:
    """Return what a corrected receipt corrects in the one it replaces; empty for any other."""
    if correction is None:
        return ""
    return ", ".join(CORRECTED[name] for name in correction.changed.split(","))


def _cancelled(document: ReceiptCancellation | None) -> dict[str, str] | None:
    """Return what took the receipt back, which the page then says across its whole face."""
    if document is None:
        return None
    return {
        "number": document.number,
        "on": document.cancelled_on.isoformat(),
        "reason": one_line(document.reason),
    }


def _disaster(declared_on: date | None, receipt: Receipt) -> dict[str, str] | None:
    """Return the special-disaster facts, which tell the tax item apart (KR-RCP-19)."""
    if declared_on is None or receipt.disaster_ends_on is None:
        return None
    return {
        "declared_on": declared_on.isoformat(),
        "ends_on": receipt.disaster_ends_on.isoformat(),
        "cause": one_line(receipt.disaster_cause),
    }
