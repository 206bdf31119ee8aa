"""Korea's reference files: their form, and what must be true of them together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from regions.periods import Period
from regions.reading import (
    BrokenReference,
    Row,
    address,
    day,
    decimal,
    known,
    matching,
    maybe,
    one_of,
    read,
    rough_date,
    whole,
    within,
)

NATION = "00000"
CODES_AS_OF = date(2026, 6, 30)
"""All files but the list of local governments use the codes in force on this day."""

ONE_DAY = timedelta(days=1)
FIRST_DAY = date(2023, 1, 1)
UPPER_KINDS = frozenset({"특별시", "광역시", "특별자치시", "도", "특별자치도"})
BASIC_KINDS = ("시", "군", "구")
COUNTS_FROM = {
    FIRST_DAY: (17, 75, 82, 69),
    date(2026, 7, 1): (16, 75, 82, 70),
}
"""Day of a reform -> upper governments, cities, counties, districts from that day (KR-LG-02)."""

RESIDENTS = {"2022": 51_200_910, "2023": 51_090_859, "2024": 50_983_646}
"""Registered residents of the 17 in December of the year, as the ministry's table adds up."""

code = matching(r"\d{5}", "five digits")
note = within(200, empty=True)
name = within(20)


@dataclass(frozen=True, slots=True)
class KoreaFiles:
    """Korea's files, read and found in order."""

    regions: list[Row]
    declines: list[Row]
    disasters: list[Row]
    populations: list[Row]
    self_reliance: list[Row]


def read_korea(folder: Path) -> KoreaFiles:
    """Return Korea's files.

    Raises:
        BrokenReference: a file is not in order; the error names file and line.
    """
    regions = read(
        folder / "kr_regions.csv",
        {
            "code": code,
            "name_ko": name,
            "name_en": within(60),
            "level": one_of("metropolitan", "basic"),
            "kind": one_of(*sorted(UPPER_KINDS), *BASIC_KINDS),
            "parent_code": maybe(code),
            "valid_from": maybe(day),
            "valid_to": maybe(day),
            "code10": matching(r"\d{5}00000", "the code and five zeros"),
            "short_ko": name,
            "lineage_code": code,
            "successor_code": matching(r"(\d{5}(;\d{5})*)?", "codes joined by semicolons"),
            "note": note,
            "source_url": address,
        },
        key=["code"],
    )
    check_regions(regions)
    by_code = {row["code"]: row for row in regions}
    current = {c for c, row in by_code.items() if period(row).covers(CODES_AS_OF)}
    files = KoreaFiles(
        regions,
        _read_declines(folder, current),
        _read_disasters(folder, current),
        _read_populations(folder, by_code),
        _read_self_reliance(folder, by_code),
    )
    check_populations(files.populations)
    return files


def _read_declines(folder: Path, current: set[str]) -> list[Row]:
    rows = read(
        folder / "kr_population_decline.csv",
        {
            "code": code,
            "province": name,
            "name_ko": name,
            "category": one_of("decline", "concern"),
            "designated_on": rough_date,
            "legal_notice_on": maybe(day),
            "designation_until": lambda cell: rough_date(cell) if cell else "",
            "source_url": address,
            "note": note,
        },
        key=["code"],
    )
    for row in rows:
        known(row, "code", current)
    count_is(rows, "category", {"decline": 89, "concern": 18})
    return rows


def _read_disasters(folder: Path, current: set[str]) -> list[Row]:
    rows = read(
        folder / "kr_special_disaster.csv",
        {
            "declared_on": day,
            "code": code,
            "province": name,
            "name_ko": name,
            "scope": one_of("whole", "partial"),
            "sub_areas": within(100, empty=True),
            "category": one_of("wildfire", "flood", "typhoon", "frost", "snow", "social"),
            "cause": within(100),
            "event_period": matching(r"[\d/-]{4,21}", "a date, or two joined by a slash"),
            "source_url": address,
            "note": note,
        },
        key=["code", "declared_on", "cause"],
    )
    for row in rows:
        known(row, "code", current)
        if (row["scope"] == "partial") != bool(row["sub_areas"]):
            row.refuse("sub_areas must be named for a partial declaration, and only there")
    return rows


def _read_populations(folder: Path, by_code: Mapping[str, Row]) -> list[Row]:
    rows = read(
        folder / "kr_population.csv",
        {
            "year": matching(r"20\d\d", "a year"),
            "as_of": rough_date,
            "code": code,
            "name_ko": name,
            "level": one_of("national", "metropolitan", "basic"),
            "population": whole,
            "population_basis": one_of("residents", "registered_total", "mois_donation_table"),
            "source_url": address,
            "note": note,
        },
        key=["code", "as_of", "population_basis"],
    )
    for row in rows:
        same_level(row, by_code)
        if not row["as_of"].startswith(row["year"]):
            row.refuse(f"as_of {row['as_of']} is not in the year {row['year']}")
    return rows


def _read_self_reliance(folder: Path, by_code: Mapping[str, Row]) -> list[Row]:
    rows = read(
        folder / "kr_fiscal_self_reliance.csv",
        {
            "year": matching(r"20\d\d", "a year"),
            "code": code,
            "name_ko": name,
            "level": one_of("national", "metropolitan", "basic"),
            "fiscal_self_reliance_percent": decimal(1, 0, 100),
            "source_url": address,
            "note": note,
        },
        key=["code", "year"],
    )
    for row in rows:
        same_level(row, by_code)
    for year in sorted({row["year"] for row in rows}):
        count_is(
            [row for row in rows if row["year"] == year],
            "level",
            {"national": 1, "metropolitan": 17, "basic": 226},
        )
    return rows


def period(row: Row) -> Period:
    """Return the days on which a local government of the list is in force."""
    return Period(row["valid_from"], row["valid_to"])


def check_regions(rows: list[Row]) -> None:
    """Refuse a list of local governments that contradicts itself or the known counts."""
    by_code = {row["code"]: row for row in rows}
    for row in rows:
        _check_region(row)
        _check_parent(row, by_code)
        _check_successors(row, by_code)
        known(row, "lineage_code", by_code)
    starts = {row["valid_from"] for row in rows if row["valid_from"]}
    after_ends = {row["valid_to"] + ONE_DAY for row in rows if row["valid_to"]}
    for on in sorted({FIRST_DAY, *COUNTS_FROM, *starts, *after_ends}):
        _check_counts(rows, on)


def _check_region(row: Row) -> None:
    first, last = period(row)
    if first and last and first > last:
        row.refuse(f"ends on {last}, before it begins on {first}")
    if row["code10"] != row["code"] + "00000":
        row.refuse(f"code10 {row['code10']} is not {row['code']} and five zeros")
    is_upper = row["level"] == "metropolitan"
    if is_upper != row["code"].endswith("000") or is_upper != (row["kind"] in UPPER_KINDS):
        row.refuse(f"code, level {row['level']} and kind {row['kind']} do not fit together")


def _check_parent(row: Row, by_code: Mapping[str, Row]) -> None:
    parent = row["parent_code"]
    if row["level"] == "metropolitan":
        if parent:
            row.refuse("an upper government has no parent")
        return
    if parent not in by_code:
        row.refuse(f"parent_code {parent or '(empty)'} is unknown")
    if by_code[parent]["level"] != "metropolitan":
        row.refuse(f"parent_code {parent} is no upper government")
    mine, theirs = period(row), period(by_code[parent])
    outlives = theirs.last and (mine.last is None or mine.last > theirs.last)
    precedes = theirs.first and (mine.first is None or mine.first < theirs.first)
    if outlives or precedes:
        row.refuse(f"is in force on days when its parent {parent} is not")


def _check_successors(row: Row, by_code: Mapping[str, Row]) -> None:
    successors = successor_codes(row)
    if bool(successors) != bool(row["valid_to"]):
        row.refuse("a government that has ended names its successors, and only such a one")
    for successor in successors:
        if successor not in by_code:
            row.refuse(f"successor_code {successor} is unknown")
        begins = by_code[successor]["valid_from"]
        if begins is not None and begins != row["valid_to"] + ONE_DAY:
            row.refuse(f"successor {successor} begins on {begins}, not on the day after")


def successor_codes(row: Row) -> list[str]:
    """Return the codes that carry on for the government in ``row``."""
    return [part for part in row["successor_code"].split(";") if part]


def _check_counts(rows: list[Row], on: date) -> None:
    in_force = [row for row in rows if period(row).covers(on)]
    kinds = Counter(row["kind"] for row in in_force if row["level"] == "basic")
    upper = sum(row["level"] == "metropolitan" for row in in_force)
    found = (upper, *(kinds[kind] for kind in BASIC_KINDS))
    wanted = [counts for start, counts in COUNTS_FROM.items() if start <= on]
    if wanted and found != wanted[-1]:
        changing = [
            str(row.line)
            for row in rows
            if row["valid_from"] == on or (row["valid_to"] and row["valid_to"] + ONE_DAY == on)
        ]
        raise BrokenReference(
            rows[0].file,
            None,
            f"on {on} there are {found} upper governments, cities, counties and districts, not "
            f"{wanted[-1]}; lines that begin or end there: {', '.join(changing) or 'none'}",
        )


def same_level(row: Row, by_code: Mapping[str, Row]) -> None:
    """Refuse a figure for an unknown area, or for one of another level than it says."""
    if row["code"] == NATION:
        level = "national"
    else:
        known(row, "code", by_code)
        level = by_code[row["code"]]["level"]
    if row["level"] != level:
        row.refuse(f"level is {row['level']}, but {row['code']} is {level}")


def check_populations(rows: list[Row]) -> None:
    """Refuse populations that do not add up to the published totals."""
    single_tier = {"36000", "50000"}
    for year, published in RESIDENTS.items():
        residents = [
            row for row in rows if row["year"] == year and row["population_basis"] == "residents"
        ]
        upper = [row for row in residents if row["level"] == "metropolitan"]
        basic = [r for r in residents if r["level"] == "basic" or r["code"] in single_tier]
        adds_up(upper, published, f"the upper governments' residents of {year}")
        adds_up(basic, published, f"the municipalities' residents of {year}")
    nations = [row for row in rows if row["code"] == NATION and row["year"] in RESIDENTS]
    for nation in nations:
        upper = [
            row
            for row in rows
            if row["level"] == "metropolitan"
            and (row["as_of"], row["population_basis"])
            == (nation["as_of"], nation["population_basis"])
        ]
        adds_up(upper, nation["population"], f"the registered of {nation['as_of']}")


def adds_up(rows: list[Row], total: int, what: str) -> None:
    """Refuse ``rows`` whose populations do not add up to ``total``."""
    found = sum(row["population"] for row in rows)
    if found != total:
        file, line = (rows[0].file, rows[0].line) if rows else ("kr_population.csv", None)
        raise BrokenReference(
            file, line, f"{what} ({len(rows)} lines from here) add up to {found:,}, not {total:,}"
        )


def count_is(rows: Iterable[Row], column: str, wanted: Mapping[Any, int]) -> None:
    """Refuse ``rows`` unless each value of ``column`` occurs as often as ``wanted`` says."""
    rows = list(rows)
    found = Counter(row[column] for row in rows)
    for word in sorted({*found, *wanted}):
        if found[word] != wanted.get(word, 0):
            last = [row for row in rows if row[column] == word][-1:] or rows[-1:]
            raise BrokenReference(
                last[0].file if last else "",
                last[0].line if last else None,
                f"the last of {found[word]} lines with {column} {word}; "
                f"there must be {wanted.get(word, 0)}",
            )
