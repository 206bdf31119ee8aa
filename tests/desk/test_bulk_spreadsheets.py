"""Files that lie about what they are, and cells as people write them."""

import io
import zipfile
from datetime import datetime

import pytest

from desk.bulk import spreadsheet
from desk.bulk.cells import Unreadable, instant_of, won_of
from desk.bulk.columns import guess
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
from desk.bulk.spreadsheet import open_sheet
from tests.desk.files import HEADINGS, in_utf8, line, table, workbook

READ = [(2, line(1)), (3, line(2))]


def read(file):
    sheet = open_sheet(file)
    return sheet.headings, list(sheet.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found_not_believed(encoding, mark):
    file = io.BytesIO(table(line(1), line(2), mark=mark).encode(encoding))

    assert read(file) == (HEADINGS, READ)


def test_a_workbook_is_read_as_its_text():
    when = datetime(2026, 10, 5, 14)  # noqa: DTZ001 - a spreadsheet knows no time zone
    file = workbook(line(1), [*line(2)[:4], 100000.0, when])

    assert read(file) == (
        HEADINGS,
        [(2, line(1)), (3, [*line(2)[:4], "100000", "2026-10-05 14:00:00"])],
    )


def test_a_title_and_empty_lines_stand_above_and_between():
    text = "농협은행 고향사랑기부\r\n,,,,,\r\n" + table(line(1)) + ",,,,,\r\n" + table(line(2))[63:]
    sheet = open_sheet(io.BytesIO(text.encode()))

    assert sheet.headings == HEADINGS
    assert next(sheet.rows) == (4, line(1))


def test_a_formula_is_text_and_never_computed():
    link = '=HYPERLINK("http://example.org","홍길동")'
    _headings, rows = read(workbook([link, *line(1)[1:]]))

    assert rows[0][1][0] == link


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (table().encode(), FileEmpty),
        (b"\r\n\r\n", FileEmpty),
        (b"hello\nworld\n", NotATable),
        (b"a,b\x00\n1,2\n", NotATable),
        (("홍길동,900101-1234567,1\n" * 2).encode(), NotATable),
        (b"\xff\xfe\xff", CutOff),
        (b"a,b\n\xff\xff\xff,1\n", EncodingUnknown),
        (table(line(1)).encode()[:-1] + "성".encode()[:2], CutOff),
        ((table(line(1)) + '"B-2,홍길').encode(), CutOff),
        (b"PK\x03\x04 and then nothing", NotAWorkbook),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, refusal):
    with pytest.raises(refusal):
        read(io.BytesIO(content))


def test_half_a_workbook_is_refused():
    whole = workbook(line(1)).getvalue()

    with pytest.raises(NotAWorkbook):
        read(io.BytesIO(whole[: len(whole) // 2]))


def test_a_bomb_is_weighed_before_it_is_unpacked(monkeypatch):
    file = workbook(line(1))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", b"0" * (spreadsheet.MOST_UNPACKED + 1))
    assert len(file.getvalue()) < 200_000

    with pytest.raises(WorkbookTooLarge):
        read(file)


def test_entities_in_a_workbook_are_refused():
    file = workbook(line(1))
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    members[sheet] = bomb + members[sheet]
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)

    with pytest.raises(NotAWorkbook):
        read(other)


def test_a_limit_of_rows_and_bytes(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 25)
    assert len(read(in_utf8(*map(line, range(25))))[1]) == 25
    with pytest.raises(TooManyRows):
        read(in_utf8(*map(line, range(26))))
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 100)
    with pytest.raises(FileTooLarge):
        read(in_utf8(*map(line, range(26))))


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-10-05", "2026-10-05T00:00:00+09:00"),
        ("2026.10.5.", "2026-10-05T00:00:00+09:00"),
        ("2026/10/05 9:07", "2026-10-05T09:07:00+09:00"),
        ("20261005", "2026-10-05T00:00:00+09:00"),
        ("20261231235959", "2026-12-31T23:59:59+09:00"),
        ("2026년 10월 5일", "2026-10-05T00:00:00+09:00"),
        ("2026-10-05T05:00:00Z", "2026-10-05T14:00:00+09:00"),
        ("2026-10-05 14:00:00.123", "2026-10-05T14:00:00+09:00"),
    ],
)
def test_a_day_is_read_in_its_usual_forms(cell, instant):
    assert instant_of(cell)[0] == datetime.fromisoformat(instant)


def test_a_time_may_stand_in_a_column_of_its_own():
    assert instant_of("20261005", "140102") == (
        datetime.fromisoformat("2026-10-05T14:01:02+09:00"),
        True,
    )


@pytest.mark.parametrize(
    "cell",
    ["", "26.10.05", "2026-13-01", "2026-02-30", "46300", "어제", "2026-10-05 25:00", "2026-10"],
)
def test_what_is_no_day_is_refused_not_guessed(cell):
    with pytest.raises(Unreadable):
        instant_of(cell)


@pytest.mark.parametrize(
    ("cell", "won"),
    [
        ("100000", 100_000),
        ("100,000원", 100_000),
        ("₩ 30,000", 30_000),
        ("10만원", 100_000),
        ("5000.00", 5_000),
    ],
)
def test_an_amount_is_read_as_banks_write_it(cell, won):
    assert won_of(cell) == won


@pytest.mark.parametrize("cell", ["", "1.5", "-100", "1e5", "십만", "100.50"])
def test_what_is_no_whole_amount_is_refused(cell):
    with pytest.raises(Unreadable):
        won_of(cell)


def test_columns_are_known_by_their_usual_names():
    assert guess(["성 명", "실명번호", "주소지", "입금액(원)", "입금일자", "비고"], {}) == {
        "name": 0,
        "resident_number": 1,
        "residence": 2,
        "amount": 3,
        "paid_at": 4,
    }
