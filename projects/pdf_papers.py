"""Whether a PDF that somebody handed in opens; for the process apart, away from all secrets."""

from io import BytesIO


def opens(content: bytes) -> bool:
    """Say whether ``content`` is a PDF with at least one page."""
    # Six megabytes that only the process apart has in memory.
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        return int(reader.root["/Pages"]["/Count"]) > 0
    except (PdfError, KeyError, ValueError, TypeError, RuntimeError):
        return False  # RuntimeError: nested without end, or a filter that the library lacks
