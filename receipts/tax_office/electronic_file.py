"""The electronic receipts of a year as a file, in a layout of our own.

The tax service's record layout for filing by file (전산매체 제출요령) is not public (KR-RCP-16),
so this is the one module to be replaced when it is known. ``docs/tax-office-file.md`` describes
what is written here; the names of fields lean on public samples of the donor's side (form L102).
"""

import csv
import io
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from receipts.tax_office.issuer import Issuer
from receipts.tax_office.lines import Line

LAYOUT = "hometown-1"
FIELDS = (
    "number",
    "donor_name",
    "resident_number",
    "address",
    "type_code",
    "kind",
    "donated_on",
    "issued_on",
    "amount_krw",
)
MONEY = "10"
"""The code of a gift of money, in our layout."""
MAY_BE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
AT_ONCE = 1_000


def _values(line: Line) -> tuple[str, ...]:
    return (
        line.number,
        line.donor_name,
        line.resident_number,
        line.address,
        line.type_code.code,
        MONEY,
        line.donated_on.isoformat(),
        line.issued_on.isoformat(),
        str(line.amount_krw),
    )


def csv_file(issuer: Issuer, tax_year: int, lines: Iterable[Line]) -> Iterator[bytes]:
    """Give the file as CSV: a head, a row for each receipt, a row of the sums; UTF-8 with BOM.

    A text that a spreadsheet could take for a formula gets an apostrophe before it; the XML form
    has every text as it is.
    """
    yield b"\xef\xbb\xbf"
    head = ("H", LAYOUT, str(tax_year), issuer.code, issuer.business_number, issuer.name)
    yield _csv([head, ("D", *FIELDS)])
    number, sum_krw = 0, 0
    waiting: list[tuple[str, ...]] = []
    for line in lines:
        waiting.append(("D", *_values(line)))
        number, sum_krw = number + 1, sum_krw + line.amount_krw
        if len(waiting) == AT_ONCE:
            yield _csv(waiting)
            waiting = []
    yield _csv([*waiting, ("T", str(number), str(sum_krw))])


def xml_file(issuer: Issuer, tax_year: int, lines: Iterable[Line]) -> Iterator[bytes]:
    """Give the file as XML, in UTF-8: the same fields, as attributes."""
    head = {
        "layout": LAYOUT,
        "tax_year": str(tax_year),
        "issuer_code": issuer.code,
        "business_number": issuer.business_number,
        "issuer_name": issuer.name,
    }
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<receipts{_attributes(head)}>\n'.encode()
    number, sum_krw = 0, 0
    for line in lines:
        fields = dict(zip(FIELDS, _values(line), strict=True))
        yield f"<receipt{_attributes(fields)}/>\n".encode()
        number, sum_krw = number + 1, sum_krw + line.amount_krw
    yield f'<total receipts="{number}" amount_krw="{sum_krw}"/>\n</receipts>\n'.encode()


def _csv(rows: Iterable[tuple[str, ...]]) -> bytes:
    written = io.StringIO()
    safe = ([_not_a_formula(value) for value in row] for row in rows)
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(safe)
    return written.getvalue().encode()


def _not_a_formula(value: str) -> str:
    return f"'{value}" if value.startswith(MAY_BE_A_FORMULA) else value


def _attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(_of_xml(value))}" for name, value in values.items())


def _of_xml(text: str) -> str:
    """Return ``text`` without the controls that XML cannot hold."""
    return "".join(each if each >= " " else " " for each in text)
