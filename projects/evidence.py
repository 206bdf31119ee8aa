"""Papers behind a spending: what may be handed in, and how it is kept.

A paper is judged by its content and not by what its name or the browser says. It is kept
encrypted, because an invoice may name people, and it is only ever given out as a download.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from accounts.models import User
from kernel import encryption
from kernel.apart import apart
from projects import pdf_papers, picture_files
from projects.errors import EvidenceMissing, PaperNotReadable, PaperTooLarge
from projects.models import Evidence, Spending

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 100_000_000
LONGEST_NAME = 120

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIXES = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
"""How a name may end -> what its content must then be."""

BEGINNINGS = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}

ACTIVE = re.compile(rb"/(JavaScript|Launch)\b")
"""What a paper that is only read does not need."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was handed in."""

    name: str
    content: bytes


def check_papers(papers: Sequence[Paper]) -> None:
    """Pass if there is a paper and each is what it says.

    Raises:
        EvidenceMissing: none, or an empty one.
        PaperTooLarge, PaperNotReadable: one of them is not acceptable.
    """
    if not papers or not all(paper.content for paper in papers):
        raise EvidenceMissing
    for paper in papers:
        content_type(paper)


def content_type(paper: Paper) -> str:
    """Return what a paper is, by its content.

    Raises:
        PaperTooLarge: over ``MOST_BYTES``.
        PaperNotReadable: it does not open, is active, or its name ends differently.
    """
    if len(paper.content) > MOST_BYTES:
        raise PaperTooLarge(most_mb=MOST_BYTES // 2**20)
    said = SUFFIXES.get(PurePosixPath(paper.name.lower()).suffix)
    if said is None or not paper.content.startswith(BEGINNINGS[said]):
        raise PaperNotReadable
    opens = _opens_as_pdf if said == PDF else _opens_as_picture
    if not opens(paper.content):
        raise PaperNotReadable
    return said


def keep(spending: Spending, papers: Sequence[Paper], *, actor: User) -> None:
    """Write the papers of a new spending down, encrypted."""
    Evidence.objects.bulk_create(
        Evidence(
            spending=spending,
            name=_plain(paper.name),
            content_type=content_type(paper),
            size=len(paper.content),
            sha256=hashlib.sha256(paper.content).hexdigest(),
            content=encryption.seal(paper.content),
            uploaded_by=actor,
        )
        for paper in papers
    )


def content_of(evidence: Evidence) -> bytes:
    """Return a paper as it was handed in."""
    return encryption.unseal(bytes(evidence.content))


def _opens_as_pdf(content: bytes) -> bool:
    return not ACTIVE.search(content) and apart(pdf_papers.opens, content)


def _opens_as_picture(content: bytes) -> bool:
    try:
        apart(picture_files.check, content, ("JPEG", "PNG"), MOST_PIXELS)
    except (picture_files.UnreadableError, picture_files.TooManyPixelsError):
        return False
    return True


def _plain(name: str) -> str:
    """Return a file's name without folders, controls and direction marks, its end kept."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip()
    return shown if len(shown) <= LONGEST_NAME else f"…{shown[-LONGEST_NAME + 1 :]}"
