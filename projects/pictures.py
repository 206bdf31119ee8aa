"""Pictures that people upload, drawn anew: what is kept is ours, not the file that came.

The type is told by the content, never by the name. What is kept is a JPEG of at most ``SHOWN``
pixels a side without any metadata, so that no place, device or person behind it goes out. A file
that would unpack to more than ``MOST_PIXELS`` is refused from its header, before it is unpacked.
"""

from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from kernel.apart import apart
from kernel.errors import DomainError
from projects import picture_files

LARGEST_FILE = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


class FileTooLarge(DomainError):
    """More bytes than we take."""

    code = "too_large"
    status = 413
    title = _("The file is too large")
    detail = _("A picture may have up to %(megabytes)s MB.")


class NotAPicture(DomainError):
    """Something else, whatever its name says."""

    code = "not_a_picture"
    title = _("That is no picture we can show")
    detail = _("Use a JPEG, PNG or WebP file. A file of another kind does not become one by name.")


class TooManyPixels(DomainError):
    """It would unpack to more than any camera makes."""

    code = "too_many_pixels"
    title = _("The picture has too many pixels")
    detail = _("A picture may have up to %(megapixels)s million pixels.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A JPEG of our own making."""

    content: bytes
    width: int
    height: int


def redraw(file: BinaryIO, size: int) -> Drawn:
    """Return the picture in ``file`` of ``size`` bytes, upright, bounded and without metadata.

    Raises:
        FileTooLarge: before anything is read.
        NotAPicture: the content is not of ``FORMATS``, or broken.
        TooManyPixels: its header says so.
    """
    if size > LARGEST_FILE:
        raise FileTooLarge(megabytes=LARGEST_FILE // 1024 // 1024)
    try:
        return Drawn(*apart(picture_files.drawn, file.read(), FORMATS, MOST_PIXELS))
    except picture_files.TooManyPixelsError as bomb:
        raise TooManyPixels(megapixels=MOST_PIXELS // 1_000_000) from bomb
    except picture_files.UnreadableError as broken:
        raise NotAPicture from broken
