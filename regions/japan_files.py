"""Japan's reference files: their form, and what must be true of them together."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from regions.korea_files import adds_up, count_is
from regions.reading import (
    Row,
    address,
    day,
    decimal,
    known,
    matching,
    maybe,
    one_of,
    read,
    whole,
    within,
    yes_no,
)

CHECK_WEIGHTS = (6, 5, 4, 3, 2)
COUNTS = {"都道府県": 47, "市": 792, "町": 743, "村": 183, "区": 23}
"""Prefectures, cities, towns, villages and Tokyo's special wards: 47 + 1,741."""

DESIGNATED_CITIES = 20
REGISTER = "basic_resident_register_total_incl_foreign"
CENSUS = "census_2020"
CENSUS_DAY = "2020-10-01"
NATION = {
    (REGISTER, "2019-01-01"): 127_443_563,
    (REGISTER, "2025-01-01"): 124_330_690,
    (CENSUS, CENSUS_DAY): 126_146_099,
}
"""Basis and day -> the nation's population, where the file has every municipality."""

code = matching(r"\d{6}", "six digits")
grant = one_of("grant", "non_grant", "special_ward_na", "")


@dataclass(frozen=True, slots=True)
class JapanFiles:
    """Japan's files, read and found in order; attributes are by code."""

    regions: list[Row]
    populations: list[Row]
    attributes: Mapping[str, Row]


def read_japan(folder: Path) -> JapanFiles:
    """Return Japan's files.

    Raises:
        BrokenReference: a file is not in order; the error names file and line.
    """
    regions = _read_regions(folder)
    by_code = {row["code6"]: row for row in regions}
    populations = _read_populations(folder, by_code)
    return JapanFiles(regions, populations, _read_attributes(folder, by_code, populations))


def check_digit(code5: str) -> str:
    """Return the sixth digit of a Japanese local government code."""
    total = sum(weight * int(digit) for weight, digit in zip(CHECK_WEIGHTS, code5, strict=True))
    return str((11 - total % 11) % 10)


def _read_regions(folder: Path) -> list[Row]:
    rows = read(
        folder / "jp_regions.csv",
        {
            "code6": code,
            "code5": matching(r"\d{5}", "five digits"),
            "name_ja": within(20),
            "name_kana": within(30),
            "name_en": within(60),
            "level": one_of("prefecture", "municipality"),
            "kind": one_of(*COUNTS),
            "parent_code": maybe(code),
            "pref_code2": matching(r"\d\d", "two digits"),
            "pref_name_ja": within(20),
            "iso3166_2": matching(r"(JP-\d\d)?", "JP- and two digits"),
            "designated_city": maybe(yes_no),
            "special_ward": maybe(yes_no),
            "grant_status_fy2024": grant,
            "lat": decimal(9, 20, 46),
            "lng": decimal(9, 122, 154),
            "romaji_source": within(20),
            "source_url": address,
        },
        key=["code6"],
    )
    by_code = {row["code6"]: row for row in rows}
    for row in rows:
        _check_region(row, by_code)
    count_is(rows, "kind", COUNTS)
    municipalities = [row for row in rows if row["level"] == "municipality"]
    count_is(municipalities, "designated_city", {True: DESIGNATED_CITIES, False: 1721})
    count_is(municipalities, "special_ward", {True: COUNTS["区"], False: 1718})
    return rows


def _check_region(row: Row, by_code: Mapping[str, Row]) -> None:
    if row["code6"] != row["code5"] + check_digit(row["code5"]):
        row.refuse(f"code6 {row['code6']} is not code5 and its check digit")
    if row["pref_code2"] != row["code5"][:2]:
        row.refuse(f"pref_code2 {row['pref_code2']} does not begin the code")
    if (row["level"] == "prefecture") != (row["kind"] == "都道府県"):
        row.refuse(f"level {row['level']} and kind {row['kind']} do not fit together")
    parent = row["parent_code"]
    if row["level"] == "prefecture":
        if parent:
            row.refuse("a prefecture has no parent")
        return
    if parent not in by_code:
        row.refuse(f"parent_code {parent or '(empty)'} is unknown")
    if by_code[parent]["level"] != "prefecture" or parent[:2] != row["pref_code2"]:
        row.refuse(f"parent_code {parent} is not the prefecture {row['pref_code2']}")


def _read_populations(folder: Path, by_code: Mapping[str, Row]) -> list[Row]:
    rows = read(
        folder / "jp_population.csv",
        {
            "as_of_date": day,
            "code6": code,
            "level": one_of("prefecture", "municipality"),
            "name_ja": within(20),
            "population": whole,
            "basis": one_of(REGISTER, CENSUS),
            "source_url": address,
            "note": within(200, empty=True),
        },
        key=["code6", "as_of_date", "basis"],
    )
    for row in rows:
        known(row, "code6", by_code)
        if row["level"] != by_code[row["code6"]]["level"]:
            row.refuse(f"level is not that of {row['code6']}")
    for (basis, on), nation in NATION.items():
        _check_sums(rows, basis, on, nation)
    return rows


def _check_sums(rows: list[Row], basis: str, on: str, nation: int) -> None:
    then = [row for row in rows if (row["basis"], row["as_of_date"].isoformat()) == (basis, on)]
    prefectures = {row["code6"][:2]: row for row in then if row["level"] == "prefecture"}
    below: dict[str, list[Row]] = defaultdict(list)
    for row in then:
        if row["level"] == "municipality":
            below[row["code6"][:2]].append(row)
    for number, prefecture in prefectures.items():
        what = f"{prefecture['name_ja']} on {on} by {basis}"
        adds_up(below[number], prefecture["population"], what)
    adds_up(list(prefectures.values()), nation, f"the prefectures on {on} by {basis}")


def _read_attributes(
    folder: Path, by_code: Mapping[str, Row], populations: list[Row]
) -> dict[str, Row]:
    rows = read(
        folder / "jp_municipality_attributes.csv",
        {
            "code6": code,
            "name_ja": within(20),
            "population_census_2020": whole,
            "primary_industry_worker_share_pct_2020": maybe(decimal(4, 0, 100)),
            "fiscal_strength_index_2021": maybe(decimal(2, 0, 9)),
            "grant_status_fy2024": grant,
            "source_url": address,
        },
        key=["code6"],
    )
    census = {row["code6"]: row["population"] for row in populations if row["basis"] == CENSUS}
    for row in rows:
        known(row, "code6", by_code)
        if row["population_census_2020"] != census.get(row["code6"]):
            row.refuse("population_census_2020 differs from the census rows of jp_population.csv")
        if row["grant_status_fy2024"] != by_code[row["code6"]]["grant_status_fy2024"]:
            row.refuse("grant_status_fy2024 differs from jp_regions.csv")
    found = {row["code6"]: row for row in rows}
    for region in by_code.values():
        if region["level"] == "municipality" and region["code6"] not in found:
            region.refuse("has no line in jp_municipality_attributes.csv")
    return found
