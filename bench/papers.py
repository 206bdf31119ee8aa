"""A receipt's PDF, in this process: the service's typesetter, WeasyPrint, and an empty page."""

import logging
import time
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import segno
import typst

from accounts import scope
from bench.rounds import QUICK, Row, in_turn, say, shortened
from bench.stage import Stage
from kernel.apart import apart
from kernel.typesetting import forget_compilers
from receipts import render
from receipts.fonts import font_files
from receipts.links import verify_url
from receipts.models import Receipt
from receipts.words import day_in_words, won_in_words

OURS, NAIVE = (20, 1) if QUICK else (60, 1)
"""How many are made in a round."""

PAGE = Path(__file__).with_name("receipt.html")

ONE_LINE = Path(__file__).with_name("one_line.typ")
STYLE = Path(__file__).with_name("receipt.css")


def receipts(_place: Stage) -> Row:
    """Typeset receipts one after another."""
    say("receipt PDF")
    papers = _papers(OURS)
    style = STYLE.read_text(encoding="utf-8")
    for word, path in zip(("REGULAR", "BOLD"), font_files(), strict=False):
        style = style.replace(word, str(path))
    one_line, sheets = _one_line(), iter(papers)

    def timed(make: Callable[[], object], number: int) -> float:
        began = time.perf_counter()
        for _ in range(number):
            make()
        return number / (time.perf_counter() - began)

    def ours(_round: int) -> float:
        nonlocal sheets
        sheets = iter(papers)
        return timed(lambda: render.render_receipt(next(sheets)), len(papers))

    competitors: dict[str, Callable[[int], float]] = {
        "ours": ours,
        "limit": lambda _round: timed(one_line, len(papers)),
    }
    note = ""
    if (write := _weasyprint()) is not None:
        competitors["naive"] = lambda _round: timed(lambda: write(_page(papers[0]), style), NAIVE)
        competitors["naive"](-1)
    else:
        note = "; no WeasyPrint here: Pango is not installed"
    ours(-1)
    figures = in_turn(competitors)
    return Row(
        "receipt PDF",
        "documents/s",
        ours=figures["ours"],
        naive=figures.get("naive"),
        limit=figures["limit"],
        note=f"{shortened(1000 / figures['ours'])} ms each, one core, PDF/A-2a and PDF/UA-1; "
        "naive: WeasyPrint, same fonts and facts, plain PDF; limit: one line of text through the "
        f"same compiler{note}",
    )


def many(_place: Stage) -> Row:
    """Typeset receipts as a batch does, on all cores."""
    say("receipt PDF, many at once")
    papers = _papers(OURS)

    def at_once() -> float:
        began = time.perf_counter()
        made = sum(1 for _pdf in render.render_papers([each] for each in papers))
        return made / (time.perf_counter() - began)

    at_once()
    ours = max(at_once() for _round in range(2))
    alone = max(_rate(render.render_receipt, papers) for _round in range(2))
    return Row(
        "receipt PDF, many at once",
        "documents/s",
        ours=shortened(ours),
        naive=None,
        limit=shortened(alone),
        note=f"{shortened(1000 / ours)} ms each, all cores; limit: one after another",
    )


def fresh(_place: Stage) -> Row:
    """Typeset each receipt with a compiler of its own, as a program started for each would."""
    say("receipt PDF, a compiler each")
    papers = _papers(OURS // 10)

    def anew(receipt: Receipt) -> bytes:
        apart(forget_compilers)
        return render.render_receipt(receipt)

    ours = max(_rate(anew, papers) for _round in range(2))
    kept = max(_rate(render.render_receipt, papers) for _round in range(2))
    return Row(
        "receipt PDF, a compiler each",
        "documents/s",
        ours=shortened(ours),
        naive=None,
        limit=shortened(kept),
        note=f"{shortened(1000 / ours)} ms each, fonts loaded anew; limit: one compiler kept",
    )


def signed(_place: Stage) -> Row:
    """Sign what the typesetter made, with the demo's key."""
    from receipts.documents import receipt_document
    from receipts.signing_key import signing_key

    say("receipt PDF, signed")
    if signing_key() is None:
        raise RuntimeError("there is no key to sign with")
    papers = _papers(OURS)
    receipt_document(papers[0])
    ours = max(_rate(receipt_document, papers) for _round in range(2))
    plain = max(_rate(render.render_receipt, papers) for _round in range(2))
    return Row(
        "receipt PDF, signed",
        "documents/s",
        ours=shortened(ours),
        naive=None,
        limit=shortened(plain),
        note=f"{shortened(1000 / ours)} ms each, PAdES B-B, elliptic curve; limit: unsigned",
    )


def _papers(number: int) -> list[Receipt]:
    with scope.within(scope.SYSTEM):
        return list(Receipt.objects.with_state().order_by("-id")[:number])


def _rate(make: Callable[[Receipt], object], papers: list[Receipt]) -> float:
    began = time.perf_counter()
    for each in papers:
        make(each)
    return len(papers) / (time.perf_counter() - began)


def _one_line() -> Callable[[], Any]:
    compiler = typst.Compiler(str(ONE_LINE), font_paths=_fonts())
    turns = iter(range(10_000_000))
    return lambda: compiler.compile(format="pdf", sys_inputs={"n": str(next(turns))})


@cache
def _fonts() -> typst.Fonts:
    folders = dict.fromkeys(str(path.parent) for path in font_files())
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )


def _weasyprint() -> Callable[[str, str], bytes] | None:
    """Return a writer of HTML with CSS as PDF; None where its system libraries are missing."""
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except OSError:
        return None

    for name in ("weasyprint", "weasyprint.progress"):
        logging.getLogger(name).setLevel(logging.ERROR)

    def write(page: str, style: str) -> bytes:
        fonts = FontConfiguration()
        sheet = weasyprint.CSS(string=style, font_config=fonts)
        pdf: bytes = weasyprint.HTML(string=page).write_pdf(stylesheets=[sheet], font_config=fonts)
        return pdf

    return write


def _page(receipt: Receipt) -> str:
    url = verify_url(receipt)
    facts = {
        "number": receipt.number,
        "name": receipt.donor_name,
        "birth_date": receipt.donor_birth_date,
        "issuer": f"{receipt.issuer_name_ko} {receipt.issuer_name_en}",
        "legal_ground": receipt.legal_ground,
        "channel": receipt.channel,
        "payment": receipt.payment_method,
        "source": receipt.source,
        "donated_on": receipt.donated_on.isoformat(),
        "amount": f"{receipt.amount_krw:,}",
        "amount_words": won_in_words(receipt.amount_krw),
        "law": receipt.law_version,
        "issued_on": day_in_words(receipt.issued_on),
        "url": url,
    }
    picture = segno.make(url, error="m", micro=False).svg_inline()
    escaped = {name: escape(str(fact)) for name, fact in facts.items()}
    return PAGE.read_text(encoding="utf-8").format(qr=picture, **escaped)
