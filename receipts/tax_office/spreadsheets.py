"""The issuer's ledger and the totals sheet as spreadsheets, with the columns of the forms.

Ledger: 소득세법 시행규칙 별지 제29호의7서식(1) 기부자별 발급명세; totals: (2) 기부금영수증
발급합계표 (KR-RCP-03, -04, -11). Today's edition of either was not seen, so the columns follow
what the Act and the Decree list. Every text is written as text: no cell can hold a formula.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from receipts.tax_office.issuer import Issuer
from receipts.tax_office.lines import Line

MOST_ROWS = 1_000_000
"""Rows of one sheet; a spreadsheet ends at 1,048,576. More go on on the next sheet."""
AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
NOT_SEEN = (
    "※ 현행 서식을 확인하지 못해 법령이 정한 기재사항을 따랐습니다. 유형 코드는 미확인입니다. "
    "Follows the particulars that the law lists; today's edition of the form was not seen, and the "
    "type code is not verified."
)
NOT_KNOWN = "미상"
A4 = 9

LEDGER_COLUMNS: tuple[tuple[str, int], ...] = (
    ("일련번호", 16),
    ("기부일자", 12),
    ("유형", 16),
    ("코드", 7),
    ("구분", 7),
    ("기부자 성명", 22),
    ("주민등록번호", 18),
    ("기부자 주소", 36),
    ("금액(원)", 15),
    ("영수증 발급일자", 14),
    ("영수증 일련번호", 22),
    ("지정 여부", 28),
)
TOTALS_COLUMNS: tuple[tuple[str, int], ...] = (
    ("유형", 24),
    ("코드", 9),
    ("기부자 구분", 14),
    ("발급건수", 14),
    ("발급금액(원)", 20),
)
TYPE = "고향사랑 기부금"


def write_ledger(path: Path, issuer: Issuer, tax_year: int, lines: Iterable[Line]) -> int:
    """Write the ledger to ``path`` and return how many receipts it lists."""
    with _Book(path, f"기부자별 발급명세 ({tax_year}년)", issuer, LEDGER_COLUMNS) as book:
        number, sum_krw = 0, 0
        for number, line in enumerate(lines, start=1):
            book.row(
                number,
                line.donated_on.isoformat(),
                TYPE,
                line.type_code.code,
                "금전",
                line.donor_name,
                line.resident_number_written or NOT_KNOWN,
                line.address or "미기재",
                line.amount_krw,
                line.issued_on.isoformat(),
                line.number,
                line.designation or "일반기부",
            )
            sum_krw += line.amount_krw
        book.row("합계", "", "", "", "", f"{number:,}건", "", "", sum_krw, "", "", "")
    return number


def write_totals(path: Path, issuer: Issuer, tax_year: int, lines: Iterable[Line]) -> int:
    """Write the totals sheet to ``path`` and return how many receipts it counts.

    Only persons may give, so there is no line of corporations (Act art. 2).
    """
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        counts[line.type_code.code] += 1
        sums[line.type_code.code] += line.amount_krw
    with _Book(path, f"기부금영수증 발급합계표 ({tax_year}년)", issuer, TOTALS_COLUMNS) as book:
        for code in sorted(counts):
            book.row(TYPE, code, "개인", counts[code], sums[code])
        book.row("합계", "", "", sum(counts.values()), sum(sums.values()))
    return sum(counts.values())


class _Book:
    """A workbook with the issuer above each of its sheets."""

    def __init__(
        self, path: Path, title: str, issuer: Issuer, columns: tuple[tuple[str, int], ...]
    ) -> None:
        import xlsxwriter  # two megabytes, only where workbooks are made

        self.title, self.issuer, self.columns = title, issuer, columns
        self.book = xlsxwriter.Workbook(str(path), AS_TEXT)
        self.head = self.book.add_format({"bold": True, "bg_color": "#eef2f8", "border": 1})
        self.big = self.book.add_format({"bold": True, "font_size": 14})
        self.won = self.book.add_format({"num_format": "#,##0"})
        self._new_sheet()

    def __enter__(self) -> "_Book":
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()

    def row(self, *values: str | int) -> None:
        """Write one row; a text is a text whatever it begins with."""
        if self.next_row >= MOST_ROWS:
            self._new_sheet()
        for column, value in enumerate(values):
            self._cell(self.next_row, column, value)
        self.next_row += 1

    def _new_sheet(self) -> None:
        self.sheet: Any = self.book.add_worksheet()
        for column, (_name, width) in enumerate(self.columns):
            self.sheet.set_column(column, column, width)
        self.sheet.write_string(0, 0, self.title, self.big)
        for row, (name, value) in enumerate(
            (
                ("단체명", self.issuer.name),
                ("대표자", self.issuer.head),
                ("사업자등록번호", self.issuer.business_number or NOT_KNOWN),
                ("소재지", self.issuer.address or NOT_KNOWN),
            ),
            start=1,
        ):
            self.sheet.write_string(row, 0, name, self.head)
            self.sheet.write_string(row, 1, value)
        self.sheet.write_string(5, 0, NOT_SEEN)
        for column, (name, _width) in enumerate(self.columns):
            self.sheet.write_string(7, column, name, self.head)
        self.sheet.freeze_panes(8, 0)
        self.sheet.repeat_rows(7)
        self.sheet.set_paper(A4)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.next_row = 8

    def _cell(self, row: int, column: int, value: str | int) -> None:
        if isinstance(value, int):
            self.sheet.write_number(row, column, value, self.won)
        else:
            self.sheet.write_string(row, column, value)
