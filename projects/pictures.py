"""Pictures that people upload, drawn anew: what is kept is ours, not the file that came.

The type is told by the content, never by the name. What is kept is a JPEG of at most ``SHOWN``
pixels a side without any metadata, so that no place, device or person behind it goes out. A file
that would unpack to more than ``MOST_PIXELS`` is refused from its header, before it is unpacked.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kernel.errors import DomainError

LARGEST_FILE = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000
SHOWN = 1600
QUALITY = 84
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
        with warnings.catch_warnings():
            # Our own bound below is lower than the one this library warns of.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise TooManyPixels(megapixels=MOST_PIXELS // 1_000_000)
                picture.draft("RGB", (SHOWN, SHOWN))
                return _drawn(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as bomb:
        raise TooManyPixels(megapixels=MOST_PIXELS // 1_000_000) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
        raise NotAPicture from broken


def _drawn(picture: Image.Image) -> Drawn:
    picture.thumbnail((SHOWN, SHOWN))
    opaque = Image.new("RGB", picture.size, "white")
    with_alpha = picture.convert("RGBA")
    opaque.paste(with_alpha, mask=with_alpha.getchannel("A"))
    out = BytesIO()
    opaque.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Drawn(out.getvalue(), opaque.width, opaque.height)
