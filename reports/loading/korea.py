"""Korea's published figures: receipts of 고향사랑기부제 by calendar year, in whole won.

The nation's figures are those of the ministry's releases as the press printed them; local
governments' are their own announcements. By municipality they are neither complete nor a random
sample, so they are never added up to a total: they are only checked not to exceed one.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

from regions.reading import BrokenReference
from reports.loading.figures import Figure, calendar_year, place_value
from reports.loading.files import Row, read, unique
from reports.models import Country, Scope, YearBasis

NATIONAL = "kr_donations_national.csv"
PROVINCES = "kr_donations_by_province.csv"
BODIES = "kr_donations_by_municipality.csv"
PERIODS = "kr_donations_monthly.csv"
MONTHS = "kr_donations_month_profile.csv"

FIRST, LAST = 2023, 2026
NATION = "00000"
ALL_PERCENT, DECEMBER = 100, 12
UNITS = ("KRW", "count", "persons", "percent", "bodies", "projects")
COUNTS = {
    "amount_krw": ("amount", "KRW"),
    "donation_count": ("donation_count", "count"),
    "donor_count": ("donor_count", "persons"),
}


def figures(folder: Path, codes: set[str]) -> list[Figure]:
    """Return all Korean figures, checked; ``codes`` are the local governments they may name.

    Raises:
        BrokenReference: naming the file and row.
    """
    national = _national(folder)
    totals = {f.year: int(f.value) for f in national if f.metric == "amount"}
    provinces = _provinces(folder, codes, totals)
    return [
        *national,
        *provinces,
        *_bodies(folder, codes, provinces),
        *_periods(folder, codes),
        *_months(folder, codes),
    ]


def _national(folder: Path) -> list[Figure]:
    rows = read(folder, NATIONAL, "year,metric,value,unit,source_url,published_on,note", count=96)
    unique(rows, "year", "metric")
    found = []
    for row in rows:
        value = row.number_or_none("value")
        if value is None:
            raise row.refuse("value is empty")
        year = row.year("year", FIRST, LAST)
        unit = row.one_of("unit", UNITS)
        if unit == "percent" and row.text("metric").startswith("share_") and value > ALL_PERCENT:
            raise row.refuse(f"a share of {value} percent")
        found.append(
            _figure(
                row,
                year,
                Scope.NATION,
                "",
                row.required("metric"),
                value=value,
                unit=unit,
                status=_status(row, year),
                resolution=place_value(value),
            )
        )
    for year in range(FIRST, LAST):
        if not any(f.year == year and f.metric == "amount" for f in found):
            raise BrokenReference(NATIONAL, len(rows) + 1, f"no amount for {year}")
    return found


def _status(row: Row, year: int) -> str:
    """Say how firm a national figure is: January's figures for the year before are provisional."""
    note = row.text("note")
    if note.startswith("derived"):
        return "derived"
    if "restated" in note:
        return "restated"
    if note.startswith("estimate"):
        return "estimate"
    if note.startswith("about"):
        return "approximate"
    if row.text("published_on")[:7] in (f"{year + 1}-01", f"{year + 1}-02"):
        return "provisional"
    return "press"


def _provinces(folder: Path, codes: set[str], totals: dict[int, int]) -> list[Figure]:
    rows = read(
        folder,
        PROVINCES,
        "year,code,province,name_ko,amount_krw,donation_count,basis,resolution_krw,source_url,"
        "published_on,note",
        count=51,
    )
    unique(rows, "year", "code")
    found: list[Figure] = []
    for row in rows:
        year = row.year("year", FIRST, LAST - 1)
        area = _province(row, codes)
        basis = row.one_of("basis", ("published", "derived", "secondary", "not_found"))
        if (basis == "not_found") != (row.text("amount_krw") == ""):
            raise row.refuse(f"basis is {basis!r}, amount_krw is {row.text('amount_krw')!r}")
        found += _counts(row, year, Scope.AREA, area, basis)
    for year, total in totals.items():
        added = sum(f.value for f in found if f.year == year and f.metric == "amount")
        if added > total:
            last = max(f.row for f in found if f.year == year)
            raise BrokenReference(PROVINCES, last, f"{year} adds up to {added}, nation {total}")
    return found


def _bodies(folder: Path, codes: set[str], provinces: list[Figure]) -> list[Figure]:
    rows = read(
        folder,
        BODIES,
        "year,code,province,name_ko,level,amount_krw,donation_count,donor_count,precision,"
        "resolution_krw,source_url,published_on,note",
        count=202,
    )
    unique(rows, "year", "code")
    found: list[Figure] = []
    for row in rows:
        year = row.year("year", FIRST, LAST - 1)
        area = row.one_of("code", codes)
        level = row.one_of("level", ("basic", "own_office"))
        if (level == "own_office") != area.endswith("000"):
            raise row.refuse(f"level is {level!r} for {area}")
        status = row.one_of(
            "precision", ("exact", "rounded", "truncated", "lower_bound", "derived")
        )
        published = {"exact": "published", "rounded": "published"}.get(status, status)
        found += _counts(row, year, Scope.BODY, area, published)
    _check_provinces(found, provinces)
    return found


def _check_provinces(bodies: list[Figure], provinces: list[Figure]) -> None:
    """Refuse bodies of a province that add up to more than the province, beyond all rounding."""
    for total in (f for f in provinces if f.metric == "amount"):
        parts = [
            f
            for f in bodies
            if f.metric == "amount" and f.year == total.year and f.area[:2] == total.area[:2]
        ]
        slack = sum(f.resolution or 0 for f in [*parts, total])
        added = sum(f.value for f in parts)
        if added > total.value + slack:
            raise BrokenReference(
                BODIES,
                max(f.row for f in parts),
                f"{total.year} {total.area} adds up to {added}, the province has {total.value}",
            )


def _periods(folder: Path, codes: set[str]) -> list[Figure]:
    rows = read(
        folder,
        PERIODS,
        "code,name_ko,period_start,period_end,period_type,amount_krw,donation_count,basis,"
        "source_url,published_on,note",
        count=43,
    )
    unique(rows, "code", "period_start", "period_end")
    found: list[Figure] = []
    for row in rows:
        start, end = row.day("period_start"), row.day("period_end")
        if not start <= end or start.year != end.year:
            raise row.refuse(f"a period from {start} to {end}")
        area = row.one_of("code", codes | {NATION})
        own = "own office" in row.text("note") or not area.endswith("000") or area == "50000"
        scope = Scope.NATION if area == NATION else Scope.BODY if own else Scope.AREA
        status = row.one_of("basis", ("published", "derived"))
        if row.text("note").startswith(("about", "truncated")):
            status = "approximate" if row.text("note").startswith("about") else "truncated"
        found += _counts(
            row, start.year, scope, "" if area == NATION else area, status, period=(start, end)
        )
    return found


def _months(folder: Path, codes: set[str]) -> list[Figure]:
    rows = read(
        folder,
        MONTHS,
        "year,month,code,name_ko,share_of_count_percent,source_url,published_on,note",
        count=14,
    )
    unique(rows, "year", "month", "code")
    found = []
    for row in rows:
        year, month = row.year("year", FIRST, LAST - 1), row.whole("month") or 0
        value = row.number_or_none("share_of_count_percent")
        if value is None or value > ALL_PERCENT or not 1 <= month <= DECEMBER:
            raise row.refuse(f"month {month} with a share of {value} percent")
        found.append(
            _figure(
                row,
                year,
                Scope.BODY,
                row.one_of("code", codes),
                f"share_count_month_{month:02}",
                value=value,
                unit="percent",
                status="published",
                resolution=place_value(value),
            )
        )
    return found


def _province(row: Row, codes: set[str]) -> str:
    code = row.one_of("code", codes)
    if not code.endswith("000"):
        raise row.refuse(f"{code} is not a province")
    return code


def _counts(
    row: Row,
    year: int,
    scope: Scope,
    area: str,
    status: str,
    period: tuple[date, date] | None = None,
) -> list[Figure]:
    """Return a figure for each number the row holds; an empty cell gives none."""
    found = []
    for column, (metric, unit) in COUNTS.items():
        value = row.whole(column) if column in row.cells else None
        if value is None:
            continue
        printed = row.cells.get("resolution_krw", "") if unit == "KRW" else ""
        found.append(
            _figure(
                row,
                year,
                scope,
                area,
                metric,
                value=value,
                unit=unit,
                status=status,
                resolution=Decimal(printed) if printed else place_value(value),
                period=period,
            )
        )
    return found


def _figure(  # noqa: PLR0913
    row: Row,
    year: int,
    scope: Scope,
    area: str,
    metric: str,
    *,
    value: int | Decimal,
    unit: str,
    status: str,
    resolution: Decimal,
    period: tuple[date, date] | None = None,
) -> Figure:
    start, end = period or calendar_year(year)
    return Figure(
        country=Country.KOREA,
        scope=scope,
        area=area,
        metric=metric,
        year=year,
        year_basis=YearBasis.CALENDAR,
        period_start=start,
        period_end=end,
        is_whole_year=period is None,
        value=value,
        unit=unit,
        status=status,
        resolution=resolution,
        source=row.required("source_url"),
        published_on=row.text("published_on"),
        note=row.text("note"),
        dataset=row.file,
        row=row.number,
    )
