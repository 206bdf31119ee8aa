"""Ledger, totals, electronic file: every line once, no formula, and who took them is recorded."""

import csv
import io
from datetime import date
from uuid import UUID
from xml.etree import ElementTree

import openpyxl
import pytest

from receipts.tax_office.completeness import Valid, compare
from receipts.tax_office.duties import duties
from receipts.tax_office.electronic_file import csv_file, xml_file
from receipts.tax_office.issuer import Issuer
from receipts.tax_office.lines import Line
from receipts.tax_office.spreadsheets import write_ledger, write_totals
from receipts.type_codes import TypeCode

GANGJIN = Issuer("46810", "강진군", "강진군수", "123-83-00000", "전라남도 강진군")
ORDINARY, DISASTER = TypeCode("43", is_verified=False), TypeCode("44", is_verified=False)


def line(number: int = 1, **changes) -> Line:
    return Line(
        **{
            "source": UUID(int=number),
            "number": f"46810-2025-{number:07d}",
            "donor_name": "홍길동",
            "resident_number": "9001011234567",
            "address": "",
            "type_code": ORDINARY,
            "amount_krw": 100_000,
            "donated_on": date(2025, 3, 1),
            "issued_on": date(2025, 3, 2),
            "designation": "",
            **changes,
        }
    )


def cells(path):
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=8)]


def test_the_ledger_lists_each_receipt_with_the_particulars_of_the_law(tmp_path):
    path = tmp_path / "ledger.xlsx"

    assert write_ledger(path, GANGJIN, 2025, [line(1), line(2, designation="빨래방")]) == 2

    head, first, second, total = cells(path)
    assert head == [
        *("일련번호", "기부일자", "유형", "코드", "구분", "기부자 성명", "주민등록번호"),
        *("기부자 주소", "금액(원)", "영수증 발급일자", "영수증 일련번호", "지정 여부"),
    ]
    assert first == [
        *(1, "2025-03-01", "고향사랑 기부금", "43", "금전", "홍길동", "900101-1234567"),
        *("미기재", 100_000, "2025-03-02", "46810-2025-0000001", "일반기부"),
    ]
    assert second[-1] == "빨래방"
    assert (total[0], total[5], total[8]) == ("합계", "2건", 200_000)
    (sheet,) = openpyxl.load_workbook(path).worksheets
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$8:$8"


def test_the_totals_sheet_counts_by_type_code(tmp_path):
    path = tmp_path / "totals.xlsx"

    write_totals(
        path, GANGJIN, 2025, [line(1), line(2), line(3, type_code=DISASTER, amount_krw=5_000)]
    )

    _head, *rows = cells(path)
    assert rows == [
        ["고향사랑 기부금", "43", "개인", 2, 200_000],
        ["고향사랑 기부금", "44", "개인", 1, 5_000],
        ["합계", "", "", 3, 205_000],
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_no_name_becomes_a_formula(tmp_path, name):
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, GANGJIN, 2025, [line(donor_name=name, designation=name)])

    (sheet,) = openpyxl.load_workbook(path).worksheets
    assert [cell.data_type for row in sheet.iter_rows() for cell in row].count("f") == 0
    assert sheet["F9"].value == name

    written = b"".join(csv_file(GANGJIN, 2025, [line(donor_name=name)])).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written)))
    assert rows[2][2] == f"'{name}"

    (receipt, _total) = ElementTree.fromstring(  # noqa: S314 - our own file
        b"".join(xml_file(GANGJIN, 2025, [line(donor_name=name)]))
    )
    assert receipt.attrib["donor_name"] == name.replace("\t", " ")


def test_the_electronic_file_says_the_same_in_both_forms():
    lines = [line(1, donor_name='"<홍&길동>"'), line(2, address="종로구, 1")]

    written = b"".join(csv_file(GANGJIN, 2025, lines)).decode("utf-8-sig")
    head, names, *rows, total = csv.reader(io.StringIO(written))
    assert head == ["H", "hometown-1", "2025", "46810", "123-83-00000", "강진군"]
    assert total == ["T", "2", "200000"]
    document = ElementTree.fromstring(b"".join(xml_file(GANGJIN, 2025, lines)))  # noqa: S314
    assert document.attrib["issuer_name"] == "강진군"
    for row, receipt in zip(rows, document.findall("receipt"), strict=True):
        assert dict(zip(names[1:], row[1:], strict=True)) == receipt.attrib
    assert document[-1].attrib == {"receipts": "2", "amount_krw": "200000"}


def valid(number: int, amount_krw: int = 100_000, booked_krw: int | None = None) -> Valid:
    booked = amount_krw if booked_krw is None else booked_krw
    return Valid(UUID(int=number), amount_krw, booked)


def listed(number: int, amount_krw: int = 100_000) -> tuple[UUID, int, str]:
    return UUID(int=number), amount_krw, f"n{number}"


def test_papers_are_complete_if_every_donation_is_in_them_once():
    found = compare([valid(1), valid(2)], [listed(1), listed(2)])
    found.journal_krw = 200_000

    assert found.ok
    assert (found.donations, found.listed, found.listed_krw) == (2, 2, 200_000)
    found.journal_krw = 200_001
    assert not found.ok


@pytest.mark.parametrize(
    ("donations", "lines", "missing", "surplus", "differing"),
    [
        ([1, 2, 3], [1, 3], [str(UUID(int=2))], [], []),
        ([1, 2], [1], [str(UUID(int=2))], [], []),
        ([2], [1, 2, 3], [], ["n1", "n3"], []),
        ([1], [1, 1], [], ["n1"], []),
        ([], [1], [], ["n1"], []),
    ],
)
def test_what_is_missing_or_too_much_is_named(donations, lines, missing, surplus, differing):
    found = compare(map(valid, donations), map(listed, lines))
    found.journal_krw = found.listed_krw

    assert (found.missing, found.surplus, found.differing) == (missing, surplus, differing)
    assert not found.ok


def test_another_amount_than_in_donation_or_journal_is_named():
    found = compare([valid(1, 100), valid(2, 100, 90)], [listed(1, 99), listed(2, 100)])

    assert found.differing == ["n1", "n2"]
    assert not found.ok


@pytest.mark.parametrize(
    ("year", "last_year_krw", "electronic"),
    [
        (2024, 900_000_000, False),
        (2025, 300_000_000, False),
        (2025, 300_000_001, True),
        (2026, None, None),
    ],
)
def test_electronic_receipts_are_due_above_the_threshold_of_the_year_before(
    year, last_year_krw, electronic
):
    owed = duties(year, last_year_krw=last_year_krw)

    assert owed.electronic is electronic
    assert owed.electronic_due_on == date(year + 1, 1, 10)
    assert owed.totals_due_on == date(year + 1, 6, 30)
