"""The limits and rates of the law with their dates, read from the tables that intake uses.

What stands here is not a copy: change the table named, and this changes with it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from config.rulebook.rule import A, Tag
from projects.designation import LEGAL_FROM
from receipts.annual_cap import CAP_KRW_FROM
from receipts.law import TAX_ACT_FROM
from receipts.tax_credit import SLICES_FROM, Slice
from regions.windows import MONTHS_FROM

ONE_DAY = timedelta(days=1)


class Row(NamedTuple):
    """One value of a limit or rate, and the days on which it holds."""

    key: str
    begins: date
    ends: date | None
    value: str
    tag: Tag
    table: str


def rows() -> Iterator[Row]:
    """Yield every value of every dated table, in order."""
    yield from _dated(
        "annual cap", CAP_KRW_FROM, lambda cap: f"{cap:,} won", "receipts.annual_cap.CAP_KRW_FROM"
    )
    yield from _dated("slices", SLICES_FROM, _slices, "receipts.tax_credit.SLICES_FROM")
    yield from _dated("text of the tax law", TAX_ACT_FROM, str, "receipts.law.TAX_ACT_FROM")
    yield from _dated(
        "disaster window",
        MONTHS_FROM,
        lambda months: f"{months} months",
        "regions.windows.MONTHS_FROM",
    )
    yield Row(
        "designation",
        LEGAL_FROM,
        None,
        "project or purpose",
        A,
        "projects.designation.LEGAL_FROM",
    )


def _dated(key: str, table: Mapping[date, Any], show: Any, name: str) -> Iterator[Row]:
    starts = sorted(table)
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        ends = following - ONE_DAY if following else None
        yield Row(key, start, ends, show(table[start]), A, name)


def _slices(slices: tuple[Slice, ...]) -> str:
    return "; ".join(_slice(each) for each in slices)


def _slice(each: Slice) -> str:
    until = f"to {each.until_krw:,}" if each.until_krw else "above"
    rate = f"{each.ordinary.national_text} + {each.ordinary.local_text}"
    if each.disaster is not each.ordinary:
        rate += f" (disaster {each.disaster.national_text} + {each.disaster.local_text})"
    return f"{until}: {rate}"
