"""Japan's published figures: furusato nozei of 1,788 bodies since FY2008, in whole yen.

Receipts run April to March (``receipt_fy``); the relief they cause is assessed in the fiscal year
after the calendar year of giving (``tax_fy``). The tables of bodies must add up to the totals of
the prefectures and of the nation to the yen, in all eighteen years.
"""

from collections import Counter
from decimal import Decimal
from pathlib import Path

from regions.reading import BrokenReference
from reports.loading.figures import Figure, fiscal_year, place_value
from reports.loading.files import Row, read, unique
from reports.models import Country, Scope, YearBasis

NATIONAL = "jp_furusato_national.csv"
PREFECTURES = "jp_furusato_by_prefecture.csv"
BODIES = "jp_furusato_by_municipality.csv"
SOURCES = "jp_sources.csv"

FIRST, LAST = 2008, 2025
BODY_COUNT = 1_788
"""47 prefectures and 1,741 municipalities, in every year."""
ROUNDED_TO_THOUSANDS = 2018
"""The history table carries no decimals of its thousand yen in this year."""
ROUNDING = Decimal(1000)
UNITS = ("JPY", "count", "persons", "PCT")
NATIONAL_NAMES = {"amount_received": "amount", "donations_count": "donation_count"}
"""What both countries publish has one name."""

RECEIPT_COLUMNS = {
    "amount_jpy": ("amount", "JPY"),
    "donations_count": ("donation_count", "count"),
    "amount_from_outside_jpy": ("amount_from_outside", "JPY"),
    "count_from_outside": ("count_from_outside", "count"),
    "onestop_requests_count": ("onestop_requests_count", "count"),
    "onestop_requests_amount_jpy": ("onestop_requests_amount", "JPY"),
    "disaster_proxy_amount_jpy": ("disaster_proxy_amount", "JPY"),
    "cost_total_jpy": ("cost_total", "JPY"),
    "cost_gift_procurement_jpy": ("cost_gift_procurement", "JPY"),
    "cost_shipping_jpy": ("cost_shipping", "JPY"),
    "cost_pr_jpy": ("cost_pr", "JPY"),
    "cost_settlement_jpy": ("cost_settlement", "JPY"),
    "cost_admin_jpy": ("cost_admin", "JPY"),
    "cost_other_jpy": ("cost_other", "JPY"),
    "cf_projects": ("cf_projects", "count"),
    "cf_amount_jpy": ("cf_amount", "JPY"),
}
SIGNED = {"cost_other_jpy"}
"""Corrections of earlier years can make it negative, and do in one body in FY2019."""
RELIEF_COLUMNS = {
    "muni_tax_deduction_next_fy_jpy": ("muni_tax_deduction", "JPY"),
    "resident_tax_deduction_next_fy_jpy": ("resident_tax_deduction", "JPY"),
    "deduction_users_next_fy": ("deduction_users", "persons"),
    "onestop_users_next_fy": ("onestop_users", "persons"),
}
PREFECTURE_RECEIPT_COLUMNS = {
    "amount_jpy": ("amount", "JPY"),
    "donations_count": ("donation_count", "count"),
    "amount_municipalities_jpy": ("amount_municipalities", "JPY"),
    "cost_total_jpy": ("cost_total", "JPY"),
    "cost_gift_procurement_jpy": ("cost_gift_procurement", "JPY"),
    "cost_shipping_jpy": ("cost_shipping", "JPY"),
}
PREFECTURE_RELIEF_COLUMNS = {
    "muni_tax_deduction_jpy": ("muni_tax_deduction", "JPY"),
    "resident_tax_deduction_jpy": ("resident_tax_deduction", "JPY"),
    "deduction_users": ("deduction_users", "persons"),
    "onestop_users": ("onestop_users", "persons"),
}


def sources(folder: Path) -> list[Row]:
    """Return the rows that say what the short codes of sources stand for."""
    columns = "source_id,title,publisher,url,published,sha256,how_obtained"
    rows = read(folder, SOURCES, columns, count=10)
    unique(rows, "source_id")
    return rows


def figures(folder: Path, codes: set[str]) -> list[Figure]:
    """Return all Japanese figures, checked; ``codes`` are the local governments they may name.

    Raises:
        BrokenReference: naming the file and row.
    """
    published = {row.required("source_id"): row.text("published") for row in sources(folder)}
    national = _national(folder)
    bodies = _bodies(folder, codes, published)
    _check_national(bodies, national)
    prefectures = _prefectures(folder, codes)
    _check_prefectures(bodies, prefectures)
    return [*national, *prefectures, *bodies]


def _national(folder: Path) -> list[Figure]:
    rows = read(folder, NATIONAL, "fy,fy_basis,metric,value,unit,source_url,status,note", count=228)
    unique(rows, "fy", "fy_basis", "metric")
    found = []
    for row in rows:
        value = row.number_or_none("value")
        if value is None:
            raise row.refuse("value is empty")
        status = row.one_of("status", ("official_table", "official_local", "press", "derived"))
        metric = row.required("metric")
        exact = ROUNDING if row.text("fy") == str(ROUNDED_TO_THOUSANDS) else Decimal(1)
        found.append(
            _figure(
                row,
                (NATIONAL_NAMES.get(metric, metric), row.one_of("unit", UNITS)),
                row.year("fy", FIRST, LAST + 1),
                value,
                basis=YearBasis(row.one_of("fy_basis", ("receipt_fy", "tax_fy"))),
                scope=Scope.NATION,
                status="reported_before_estimates" if "before_estimates" in metric else status,
                source=row.required("source_url"),
                resolution=exact if status == "official_table" else place_value(value),
            )
        )
    return found


def _bodies(folder: Path, codes: set[str], published: dict[str, str]) -> list[Figure]:
    columns = (
        "fy,code6,level,pref_code2,name_ja,amount_jpy,donations_count,amount_from_outside_jpy,"
        "count_from_outside,onestop_requests_count,onestop_requests_amount_jpy,"
        "disaster_proxy_amount_jpy,cost_total_jpy,cost_gift_procurement_jpy,cost_shipping_jpy,"
        "cost_pr_jpy,cost_settlement_jpy,cost_admin_jpy,cost_other_jpy,"
        "muni_tax_deduction_next_fy_jpy,resident_tax_deduction_next_fy_jpy,deduction_basis,"
        "deduction_users_next_fy,onestop_users_next_fy,cf_projects,cf_amount_jpy,source_ids"
    )
    rows = read(folder, BODIES, columns, count=BODY_COUNT * (LAST - FIRST + 1))
    unique(rows, "fy", "code6")
    found: list[Figure] = []
    for row in rows:
        fy, area = row.year("fy", FIRST, LAST), row.one_of("code6", codes)
        if row.text("pref_code2") != area[:2]:
            raise row.refuse(f"{area} is not in prefecture {row.text('pref_code2')}")
        ids = row.required("source_ids").split("|")
        if unknown := set(ids) - published.keys():
            raise row.refuse(f"source {min(unknown)} is not in {SOURCES}")
        for column, name in RECEIPT_COLUMNS.items():
            value = row.whole(column, signed=column in SIGNED)
            if value is None:
                continue
            cited = _cited(ids, name[0])
            found.append(
                _figure(
                    row,
                    name,
                    fy,
                    value,
                    area=area,
                    source="|".join(cited),
                    published_on=published[cited[0]],
                    resolution=ROUNDING if _is_rounded(name, fy) else Decimal(1),
                )
            )
        for column, name in RELIEF_COLUMNS.items():
            value = row.whole(column)
            if value is None:
                continue
            cited = _cited(ids, "relief")
            found.append(
                _figure(
                    row,
                    name,
                    fy + 1,
                    value,
                    basis=YearBasis.TAX,
                    area=area,
                    status=_relief_status(row, name[0]),
                    source="|".join(cited),
                    published_on=published[cited[0]],
                )
            )
    return found


def _cited(ids: list[str], metric: str) -> list[str]:
    """Return which of a row's sources a number is from; receipts are from the history table."""
    if metric in ("amount", "donation_count"):
        return ids[:1]
    tax = [code for code in ids[1:] if code.endswith("TAX")]
    if metric == "relief" and tax:
        return tax
    return [code for code in ids[1:] if code not in tax] or ids


def _is_rounded(name: tuple[str, str], fy: int) -> bool:
    return fy == ROUNDED_TO_THOUSANDS and name[0] == "amount"


def _relief_status(row: Row, metric: str) -> str:
    basis = row.one_of(
        "deduction_basis",
        ("official_table", "derived_statutory_split", "reported_before_estimates"),
    )
    if basis == "derived_statutory_split":
        return "derived" if metric == "resident_tax_deduction" else "official_table"
    return basis


def _prefectures(folder: Path, codes: set[str]) -> list[Figure]:
    columns = (
        "fy,pref_code6,pref_code2,pref_name_ja,amount_jpy,donations_count,"
        "amount_prefecture_govt_jpy,amount_municipalities_jpy,count_prefecture_govt,"
        "cost_total_jpy,cost_scope,cost_gift_procurement_jpy,cost_shipping_jpy,tax_fy,"
        "muni_tax_deduction_jpy,resident_tax_deduction_jpy,deduction_basis,deduction_users,"
        "onestop_users,source_url,deduction_source_url"
    )
    rows = read(folder, PREFECTURES, columns, count=846)
    unique(rows, "fy", "pref_code6")
    found = []
    for row in rows:
        fy, area = row.year("fy", FIRST, LAST), row.one_of("pref_code6", codes)
        parts = [row.whole("amount_prefecture_govt_jpy"), row.whole("amount_municipalities_jpy")]
        if sum(part or 0 for part in parts) != row.whole("amount_jpy"):
            raise row.refuse("amount_jpy is not the sum of its two parts")
        for column, name in PREFECTURE_RECEIPT_COLUMNS.items():
            value = row.whole(column)
            if value is None:
                continue
            municipal = name[0] == "cost_total" and row.text("cost_scope") == "municipalities_only"
            found.append(
                _figure(
                    row,
                    ("cost_total_municipalities_only", "JPY") if municipal else name,
                    fy,
                    value,
                    scope=Scope.AREA,
                    area=area,
                    source=row.required("source_url"),
                    published_on="",
                    resolution=ROUNDING if _is_rounded(name, fy) else Decimal(1),
                )
            )
        for column, name in PREFECTURE_RELIEF_COLUMNS.items():
            value = row.whole(column)
            if value is None:
                continue
            if row.year("tax_fy", FIRST, LAST + 1) != fy + 1:
                raise row.refuse("tax_fy is not the year after fy")
            found.append(
                _figure(
                    row,
                    name,
                    fy + 1,
                    value,
                    basis=YearBasis.TAX,
                    scope=Scope.AREA,
                    area=area,
                    status=_relief_status(row, name[0]),
                    source=row.required("deduction_source_url"),
                )
            )
    return found


def _check_national(bodies: list[Figure], national: list[Figure]) -> None:
    added: Counter[tuple[str, int]] = Counter()
    count: Counter[int] = Counter()
    for figure in bodies:
        if figure.metric in ("amount", "donation_count"):
            added[figure.metric, figure.year] += int(figure.value)
        if figure.metric == "amount":
            count[figure.year] += 1
            own = "prefecture_governments" if _is_prefecture(figure.area) else "municipalities"
            added[f"amount_received_by_{own}", figure.year] += int(figure.value)
    totals = {(f.metric, f.year): f for f in national if f.year_basis == YearBasis.RECEIPT}
    for fy in range(FIRST, LAST + 1):
        if count[fy] != BODY_COUNT:
            last = max((f.row for f in bodies if f.year == fy), default=0)
            raise BrokenReference(
                BODIES, last, f"FY{fy} has {count[fy]} bodies, expected {BODY_COUNT}"
            )
    for (metric, fy), figure in totals.items():
        if (metric, fy) in added and added[metric, fy] != figure.value:
            raise BrokenReference(
                NATIONAL,
                figure.row,
                f"{metric} FY{fy} is {figure.value}, the bodies add up to {added[metric, fy]}",
            )
    for key in added:
        if key not in totals:
            raise BrokenReference(NATIONAL, len(national) + 1, f"no {key[0]} for FY{key[1]}")


def _check_prefectures(bodies: list[Figure], prefectures: list[Figure]) -> None:
    added: Counter[tuple[str, int, str]] = Counter()
    for figure in bodies:
        if figure.metric in ("amount", "donation_count"):
            added[figure.metric, figure.year, figure.area[:2]] += int(figure.value)
    for figure in prefectures:
        key = (figure.metric, figure.year, figure.area[:2])
        if key in added and added[key] != figure.value:
            raise BrokenReference(
                PREFECTURES,
                figure.row,
                f"{key[0]} FY{key[1]} is {figure.value}, the bodies add up to {added[key]}",
            )


def _is_prefecture(code: str) -> bool:
    return code[2:5] == "000"


def _figure(  # noqa: PLR0913
    row: Row,
    name: tuple[str, str],
    year: int,
    value: int | Decimal,
    *,
    basis: YearBasis = YearBasis.RECEIPT,
    scope: Scope = Scope.BODY,
    area: str = "",
    status: str = "official_table",
    source: str,
    published_on: str = "",
    resolution: Decimal = Decimal(1),
) -> Figure:
    start, end = fiscal_year(year)
    return Figure(
        country=Country.JAPAN,
        scope=scope,
        area=area,
        metric=name[0],
        year=year,
        year_basis=basis,
        period_start=start,
        period_end=end,
        value=value,
        unit=name[1],
        status=status,
        resolution=resolution,
        source=source,
        published_on=published_on,
        note=row.cells.get("note", ""),
        dataset=row.file,
        row=row.number,
    )
