"""Pictures that somebody handed in, opened in the process apart, away from all secrets.

Unpacked, one takes hundreds of megabytes, and the library that does it two more.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

SHOWN = 1600
QUALITY = 84


class UnreadableError(Exception):
    """It is no picture of the formats asked for, or a broken one."""


class TooManyPixelsError(Exception):
    """Its header says that it has more than was asked for."""


def check(content: bytes, formats: tuple[str, ...], most_pixels: int) -> None:
    """Pass if ``content`` is a whole picture of one of ``formats``.

    Raises:
        UnreadableError, TooManyPixelsError: it is not.
    """
    with _opened(content, formats, most_pixels) as picture:
        picture.verify()


def drawn(content: bytes, formats: tuple[str, ...], most_pixels: int) -> tuple[bytes, int, int]:
    """Return ``content`` as a JPEG of our own, upright, on white, and its width and height.

    Raises:
        UnreadableError, TooManyPixelsError: it cannot be.
    """
    from PIL import Image, ImageOps

    with _opened(content, formats, most_pixels) as picture:
        picture.draft("RGB", (SHOWN, SHOWN))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((SHOWN, SHOWN))
        opaque = Image.new("RGB", upright.size, "white")
        with_alpha = upright.convert("RGBA")
        opaque.paste(with_alpha, mask=with_alpha.getchannel("A"))
    out = BytesIO()
    opaque.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue(), opaque.width, opaque.height


@contextmanager
def _opened(content: bytes, formats: tuple[str, ...], most_pixels: int) -> Iterator[Any]:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Our own bound is lower than the one this library warns of.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=formats) as picture:
                if picture.width * picture.height > most_pixels:
                    raise TooManyPixelsError
                yield picture
    except Image.DecompressionBombError as bomb:
        raise TooManyPixelsError from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
        raise UnreadableError from broken
