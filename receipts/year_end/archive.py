"""A ZIP archive that is written from front to back, and can be gone on with after a crash.

Python's ``zipfile`` keeps its table of contents in memory and writes it at the end, so a process
that dies loses it, and a million entries take a gigabyte. Here the table comes from the rows of
the database: whoever goes on cuts the file at the last byte that was committed. Entries are
stored as they are (a PDF is compressed already); sizes above 4 GiB and more than 65,535 entries
are written as ZIP64 (PKWARE APPNOTE 6.3.10, 4.3 and 4.5.3).
"""

import os
import struct
import zlib
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

STORED = 0
NAMES_ARE_UTF8 = 0x0800
FIRST_DAY = (1 << 5) | 1
"""1 January 1980, the first day that the format knows: an archive does not depend on the clock."""
FILE_FOR_ALL_TO_READ = 0o100644 << 16
MADE_ON_UNIX = 3 << 8
PLAIN, WITH_64 = 20, 45
"""Version needed to extract."""
MOST_16, MOST_32 = 0xFFFF, 0xFFFFFFFF

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END_64 = struct.Struct("<4sQ2H2I4Q")
LOCATOR_64 = struct.Struct("<4sIQI")
END = struct.Struct("<4s4H2IH")


class Entry(NamedTuple):
    """Where a stored file lies in the archive."""

    name: str
    crc32: int
    size: int
    offset: int


def append(file: BinaryIO, name: str, pieces: Iterable[bytes]) -> Entry:
    """Write ``pieces`` as one entry at the end of the archive ``file``; return where it lies.

    Raises:
        ValueError: the entry has 4 GiB or more.
    """
    offset, crc32, size = file.tell(), 0, 0
    file.write(bytes(LOCAL.size) + name.encode())
    for piece in pieces:
        crc32, size = zlib.crc32(piece, crc32), size + len(piece)
        file.write(piece)
    if size >= MOST_32:
        raise ValueError(f"{name} is too large for one entry")
    file.seek(offset)
    file.write(
        LOCAL.pack(
            b"PK\x03\x04",
            *(PLAIN, NAMES_ARE_UTF8, STORED, 0, FIRST_DAY),
            *(crc32, size, size),
            *(len(name.encode()), 0),
        )
    )
    file.seek(0, os.SEEK_END)
    return Entry(name, crc32, size, offset)


def start_of_content(entry: Entry) -> int:
    """Return where the bytes of ``entry`` itself begin."""
    return entry.offset + LOCAL.size + len(entry.name.encode())


def finish(file: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write the table of ``entries`` behind the last of them, which makes the archive whole."""
    start = file.tell()
    number = 0
    for number, entry in enumerate(entries, start=1):  # noqa: B007 - the last is counted
        file.write(_central(entry))
    end = file.tell()
    size = end - start
    if number >= MOST_16 or start >= MOST_32 or size >= MOST_32:
        file.write(
            END_64.pack(
                b"PK\x06\x06",
                *(END_64.size - 12, MADE_ON_UNIX | WITH_64, WITH_64, 0, 0),
                *(number, number, size, start),
            )
        )
        file.write(LOCATOR_64.pack(b"PK\x06\x07", 0, end, 1))
    few = min(number, MOST_16)
    file.write(END.pack(b"PK\x05\x06", 0, 0, few, few, min(size, MOST_32), min(start, MOST_32), 0))


def _central(entry: Entry) -> bytes:
    name = entry.name.encode()
    is_far = entry.offset >= MOST_32
    extra = struct.pack("<2HQ", 1, 8, entry.offset) if is_far else b""
    version = WITH_64 if is_far else PLAIN
    head = CENTRAL.pack(
        b"PK\x01\x02",
        *(MADE_ON_UNIX | version, version, NAMES_ARE_UTF8, STORED, 0, FIRST_DAY),
        *(entry.crc32, entry.size, entry.size),
        *(len(name), len(extra), 0, 0, 0),
        *(FILE_FOR_ALL_TO_READ, min(entry.offset, MOST_32)),
    )
    return head + name + extra
