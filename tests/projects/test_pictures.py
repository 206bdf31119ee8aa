"""Pictures are drawn anew from their content, bounded, and lose where and how they were taken."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from projects.picture_files import SHOWN
from projects.pictures import (
    LARGEST_FILE,
    MOST_PIXELS,
    FileTooLarge,
    NotAPicture,
    TooManyPixels,
    redraw,
)


def written(picture: Image.Image, kind: str, **told: object) -> BytesIO:
    out = BytesIO()
    picture.save(out, kind, **told)
    out.seek(0)
    return out


def drawn(file: BytesIO):
    return redraw(file, len(file.getvalue()))


def with_place() -> BytesIO:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "PhoneMaker"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (34.0, 45.0, 12.0)
    return written(Image.new("RGB", (40, 20), "red"), "JPEG", exif=exif, comment=b"at home")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_each_kind_becomes_a_jpeg(kind):
    picture = drawn(written(Image.new("RGB", (300, 200), "#336699"), kind))

    with Image.open(BytesIO(picture.content)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (300, 200))
    assert (picture.width, picture.height) == (300, 200)


def test_place_and_device_do_not_go_out_and_the_picture_stands_upright():
    file = with_place()
    assert b"PhoneMaker" in file.getvalue()

    picture = drawn(file)

    with Image.open(BytesIO(picture.content)) as shown:
        assert not shown.getexif()
        assert "comment" not in shown.info
        assert shown.size == (20, 40)
    assert b"PhoneMaker" not in picture.content
    assert b"at home" not in picture.content


def test_a_large_picture_is_bounded():
    picture = drawn(written(Image.new("RGB", (4000, 1000), "green"), "JPEG"))

    assert (picture.width, picture.height) == (SHOWN, SHOWN // 4)


def test_what_one_could_see_through_becomes_white():
    picture = drawn(written(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"))

    with Image.open(BytesIO(picture.content)) as shown:
        assert shown.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 invoice",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + bytes(40),
        b"\xff\xd8\xff\xe0" + bytes(64),
        written(Image.new("RGB", (64, 64)), "PNG").getvalue()[:60],
        written(Image.new("RGB", (9, 9)), "BMP").getvalue(),
    ],
    ids=["empty", "pdf", "svg", "gif", "only a head", "cut off", "another kind"],
)
def test_what_is_no_picture_is_refused_whatever_its_name(content):
    with pytest.raises(NotAPicture):
        redraw(BytesIO(content), len(content))


def png_head(width: int, height: int) -> bytes:
    """Return a PNG that says it is large and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        told = kind + data
        return struct.pack(">I", len(data)) + told + struct.pack(">I", zlib.crc32(told))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    zeros = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zeros) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(7_746, 7_746), (30_000, 30_000), (65_000, 65_000)])
def test_a_bomb_is_refused_from_its_head(width, height):
    assert width * height > MOST_PIXELS
    content = png_head(width, height)

    with pytest.raises(TooManyPixels):
        redraw(BytesIO(content), len(content))


def test_a_file_of_200_megabytes_is_refused_unread():
    class Unread(BytesIO):
        def read(self, *_size):
            raise AssertionError("it was read")

    with pytest.raises(FileTooLarge):
        redraw(Unread(), 200 * 1024 * 1024)
    assert LARGEST_FILE < 200 * 1024 * 1024
