"""Open a file that somebody sent, without trusting it: CSV in two encodings, or a workbook.

What a file says of itself is not believed: the encoding is found by decoding all of it, the
delimiter by the headings, a workbook by its first bytes. A workbook is a ZIP archive of XML: its
members are counted and added up before anything is unpacked, and entities in the XML are refused
(``defusedxml``, which openpyxl uses where it is installed). Formulas are never computed: a cell
with one comes out as its text, and :mod:`desk.bulk.cells` refuses it.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import IO, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from desk.bulk.columns import names_a_column
from desk.bulk.errors import (
    CutOff,
    EncodingUnknown,
    FileEmpty,
    FileTooLarge,
    NotATable,
    NotAWorkbook,
    TooManyRows,
    WorkbookTooLarge,
)
from donations import identity

MEGABYTE = 1024 * 1024
MOST_BYTES = 300 * MEGABYTE
MOST_UNPACKED = 120 * MEGABYTE
"""Of a workbook; about 200,000 rows. Larger ones take minutes to read and are saved as CSV."""
MOST_MEMBERS = 300
MOST_ROWS = 1_000_000
MOST_COLUMNS = 60
HEADINGS_WITHIN = 20
"""Banks write a title and a date above their headings."""

ZIP = b"PK\x03\x04"
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DELIMITERS = ",;\t"
CUT_OFF = {"unexpected end of data", "truncated data", "incomplete multibyte sequence"}
"""What decoders say of text that ends within a letter."""

Row = tuple[int, list[str]]
"""The number of a row in its file, from 1, and the text of its cells."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that is read once.

    Attributes:
        headings: of the columns.
        rows: what stands below; empty rows are left out. Raises :class:`FileRefused` while read.
    """

    headings: list[str]
    rows: Iterator[Row]


def open_sheet(file: BinaryIO) -> Sheet:
    """Return the table in ``file``.

    Raises:
        FileRefused: it is none; also while the rows are read.
    """
    size = file.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        raise FileTooLarge(most_mb=MOST_BYTES // MEGABYTE)
    file.seek(0)
    start = file.read(4)
    if start != ZIP:
        return _below_headings(_some(_text(file, start)))
    sheet = _below_headings(_some(_workbook(file)))
    return Sheet(sheet.headings, _in_full(sheet.rows, len(sheet.headings)))


def _some(rows: Iterator[Row]) -> Iterator[Row]:
    """Leave out empty rows, and stop at the limit."""
    found = 0
    for number, cells in rows:
        if not any(cells):
            continue
        found += 1
        if found > MOST_ROWS + HEADINGS_WITHIN:
            raise TooManyRows(most=MOST_ROWS)
        yield number, cells


def _below_headings(rows: Iterator[Row]) -> Sheet:
    """Take as headings the first row that names three columns we know; else the first row."""
    top = list(islice(rows, HEADINGS_WITHIN))
    if not top:
        raise FileEmpty
    known = (sum(map(names_a_column, cells)) >= 3 for _number, cells in top)
    at = next((index for index, is_known in enumerate(known) if is_known), 0)
    headings = [" ".join(cell.split()) for cell in top[at][1]]
    while headings and not headings[-1]:
        headings.pop()
    # A file that begins with its data would have a person's number kept as a heading.
    if len(headings) < 2 or any(identity.NUMBER.fullmatch(cell) for cell in headings):
        raise NotATable
    below = top[at + 1 :]
    first = below or list(islice(rows, 1))
    if not first:
        raise FileEmpty
    return Sheet(headings, _chained(first, rows))


def _chained(first: Sequence[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    found = len(first)
    for row in rest:
        found += 1
        if found > MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        yield row


def _text(file: BinaryIO, start: bytes) -> Iterator[Row]:
    encoding = _encoding(file, start)
    file.seek(0)
    lines = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        sample = "".join(islice(lines, HEADINGS_WITHIN))
        lines.seek(0)
        yield from _csv(lines, _delimiter(sample))
    finally:
        lines.detach()  # whoever opened the file closes it


def _csv(lines: IO[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as problem:
        raise (CutOff if "unexpected end" in str(problem) else NotATable) from problem


def _encoding(file: BinaryIO, start: bytes) -> str:
    """Return the encoding in which all of ``file`` is text."""
    marked = next((name for bom, name in BOMS.items() if start.startswith(bom)), None)
    for encoding in [marked] if marked else ["utf-8", "cp949"]:
        try:
            _decode(file, encoding)
        except UnicodeDecodeError as problem:
            # Asked before the next encoding: half a letter of UTF-8 may pass for CP949.
            if problem.reason in CUT_OFF:
                raise CutOff from problem
        else:
            return encoding
    raise EncodingUnknown


def _decode(file: BinaryIO, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    while block := file.read(MEGABYTE):
        if "\0" in decoder.decode(block):
            raise NotATable
    decoder.decode(b"", final=True)


def _delimiter(sample: str) -> str:
    """Return the delimiter that stands most often in a line of the beginning."""
    lines = sample.splitlines()
    best = max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in lines), default=0))
    if any(lines) and not any(best in line for line in lines):
        raise NotATable
    return best


def _workbook(file: BinaryIO) -> Iterator[Row]:
    # The library brings numpy: 20 MB in each process of the web, for a file now and then.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _check_archive(file)
        book = load_workbook(file, read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is not believed
        for number, values in enumerate(
            sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1
        ):
            yield number, [_cell(value) for value in values]
    except (
        *(zipfile.BadZipFile, InvalidFileException, DefusedXmlException, ParseError),
        *(KeyError, IndexError, ValueError, EOFError, AttributeError, TypeError, OSError),
    ) as problem:
        raise NotAWorkbook from problem


def _in_full(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """Give a workbook's rows as many cells as there are headings: it leaves out empty ones."""
    for number, cells in rows:
        while len(cells) > width and not cells[-1]:
            cells.pop()
        yield number, cells + [""] * (width - len(cells))


def _check_archive(file: BinaryIO) -> None:
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED:
        raise WorkbookTooLarge(most_mb=MOST_UNPACKED // MEGABYTE)
    file.seek(0)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
