"""Tables beside the receipts: uses, survey answers, projects, supplements and named outliers.

Japan's are the FY2025 survey's answers and its fields of use, and the thirty municipalities whose
final relief of tax FY2026 is known. Korea's supplement holds what the press printed on private
platforms and on the split of the tax relief. Whole yen, whole won.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from reports.loading.figures import Figure, calendar_year, fiscal_year, place_value
from reports.loading.files import Row, read, unique
from reports.models import Country, OutlierKind, Scope, YearBasis

USES = "jp_furusato_uses.csv"
USES_BY_BODY = "jp_furusato_uses_by_municipality_fy2025.csv"
SURVEY = "jp_furusato_survey_fy2025.csv"
FINAL_SAMPLE = "jp_deduction_taxfy2026_final_sample.csv"
JAPAN_PROJECTS = "jp_furusato_cf_projects_fy2025.csv"
KOREA_PROJECTS = "kr_fund_projects.csv"
PURPOSES = {
    "vulnerable groups & youth": "P1",
    "culture/arts/health": "P2",
    "community participation/volunteering": "P3",
    "other resident welfare": "P4",
}
"""The compilers' words for the Act's four purposes."""
SUPPLEMENT = "kr_supplement.csv"
OUTLIERS = "named_outliers.csv"
FILES = (
    USES,
    USES_BY_BODY,
    SURVEY,
    FINAL_SAMPLE,
    JAPAN_PROJECTS,
    KOREA_PROJECTS,
    SUPPLEMENT,
    OUTLIERS,
)

SURVEY_URL = "https://www.soumu.go.jp/main_content/001084989.xlsx"
SURVEY_PUBLISHED = "2026-07-31"
ANSWERS = {
    "gifts_provided": "gifts_provided",
    "use_selectable": "use_selectable",
    "use_by_field": "use_by_field",
    "use_by_project": "use_by_project",
    "publishes_amount": "publishes_amount",
    "publishes_usage": "publishes_usage",
    "reports_progress_to_donors": "reports_progress",
}
"""Column of a yes-or-no answer -> metric: 1 yes, 0 no."""
SURVEY_BODIES = 1_788


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """As ``reports.models.PublishedProject``; the fields are its columns, in this order."""

    country: Country
    area: str
    name: str
    name_en: str
    purpose: str
    year: int | None
    begins: str
    ends: str
    beneficiaries: str
    is_designated: bool
    target: int | None
    raised: int | None
    source: str
    note: str
    dataset: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlier:
    """As ``reports.models.NamedOutlier``; the fields are its columns, in this order."""

    country: Country
    area: str
    year: int
    kind: OutlierKind
    amount: int | None
    resolution: int | None
    reason: str
    source: str
    dataset: str
    row: int


def figures(folder: Path, korea: set[str], japan: set[str]) -> list[Figure]:
    """Return the figures of these tables, checked; the sets are the codes they may name.

    Raises:
        BrokenReference: naming the file and row.
    """
    del korea  # the supplement is national
    return [
        *_uses(folder),
        *_uses_by_body(folder, japan),
        *_survey(folder, japan),
        *_final_sample(folder, japan),
        *_supplement(folder),
    ]


def _uses(folder: Path) -> list[Figure]:
    columns = (
        "fy,kind,category_code,category_ja,amount_jpy,donations_count,bodies,"
        "share_of_total_received_pct,source_url,note"
    )
    found = []
    for row in read(folder, USES, columns, count=39):
        kind = row.one_of("kind", ("crowdfunding_type", "bodies", "use_field"))
        amount, bodies = row.whole("amount_jpy"), row.whole("bodies")
        is_summed = row.text("note").startswith("computed")
        status = "official_table" if is_summed else "press"
        if kind == "use_field" and amount is not None:
            metric = f"use_{row.required('category_code')}"
            found.append(_japan(row, metric, amount, "JPY", status=status))
        elif kind == "crowdfunding_type" and amount is not None:
            metric = "crowdfunding_amount" if is_summed else "crowdfunding_amount_printed"
            found.append(_japan(row, metric, amount, "JPY", status=status))
        elif kind == "bodies" and bodies is not None:
            found.append(_japan(row, row.required("category_code"), bodies, "bodies", status))
    return found


def _uses_by_body(folder: Path, codes: set[str]) -> list[Figure]:
    columns = "fy,code6,name_ja,category_code,category_ja,amount_jpy,donations_count"
    rows = read(folder, USES_BY_BODY, columns, count=10_759)
    unique(rows, "fy", "code6", "category_code")
    found = []
    for row in rows:
        amount = row.whole("amount_jpy")
        if amount is not None:
            metric = f"use_{row.required('category_code')}"
            area = row.one_of("code6", codes)
            found.append(_japan(row, metric, amount, "JPY", area=area))
    return found


def _survey(folder: Path, codes: set[str]) -> list[Figure]:
    columns = (
        "fy,code6,name_ja,cost_ratio_pct,gifts_provided,use_selectable,use_by_field,"
        "use_by_project,cf_projects,cf_amount_jpy,publishes_amount,publishes_usage,"
        "reports_progress_to_donors,onestop_online_status"
    )
    rows = read(folder, SURVEY, columns, count=SURVEY_BODIES)
    unique(rows, "fy", "code6")
    found = []
    for row in rows:
        area = row.one_of("code6", codes)
        for column, metric in ANSWERS.items():
            if row.text(column):
                answer = int(row.one_of(column, ("0", "1")))
                found.append(_japan(row, metric, answer, "flag", area=area))
    return found


def _final_sample(folder: Path, codes: set[str]) -> list[Figure]:
    columns = (
        "tax_fy,code6,name_ja,resident_tax_deduction_final_jpy,reported_before_estimates_jpy,"
        "ratio_before_to_final,source_url"
    )
    rows = read(folder, FINAL_SAMPLE, columns, count=30)
    unique(rows, "tax_fy", "code6")
    found = []
    for row in rows:
        final = row.whole("resident_tax_deduction_final_jpy")
        if not final:
            raise row.refuse("resident_tax_deduction_final_jpy is empty or zero")
        area = row.one_of("code6", codes)
        metric = "resident_tax_deduction_final"
        found.append(_japan(row, metric, final, "JPY", area=area, basis=YearBasis.TAX))
    return found


def _japan(
    row: Row,
    metric: str,
    value: int,
    unit: str,
    status: str = "official_table",
    *,
    area: str = "",
    basis: YearBasis = YearBasis.RECEIPT,
) -> Figure:
    year = row.year("tax_fy" if basis == YearBasis.TAX else "fy", 2008, 2030)
    start, end = fiscal_year(year)
    return Figure(
        country=Country.JAPAN,
        scope=Scope.BODY if area else Scope.NATION,
        area=area,
        metric=metric,
        year=year,
        year_basis=basis,
        period_start=start,
        period_end=end,
        value=value,
        unit=unit,
        status=status,
        resolution=Decimal(1) if status == "official_table" else place_value(value),
        source=row.cells.get("source_url") or SURVEY_URL,
        published_on="" if "source_url" in row.cells else SURVEY_PUBLISHED,
        note=row.cells.get("note", ""),
        dataset=row.file,
        row=row.number,
    )


def _supplement(folder: Path) -> list[Figure]:
    columns = "year,metric,value,unit,source_url,published_on,note"
    rows = read(folder, SUPPLEMENT, columns, count=6)
    unique(rows, "year", "metric")
    found = []
    for row in rows:
        value = row.number_or_none("value")
        if value is None:
            raise row.refuse("value is empty")
        year = row.year("year", 2023, 2030)
        start, end = calendar_year(year)
        hedge = row.text("note").partition(";")[0]
        found.append(
            Figure(
                country=Country.KOREA,
                scope=Scope.NATION,
                area="",
                metric=row.required("metric"),
                year=year,
                year_basis=YearBasis.CALENDAR,
                period_start=start,
                period_end=end,
                value=value,
                unit=row.one_of("unit", ("KRW", "percent")),
                status={"about": "approximate", "estimate": "estimate"}.get(hedge, "press"),
                resolution=place_value(value),
                source=row.required("source_url"),
                published_on=row.text("published_on"),
                note=row.text("note"),
                dataset=row.file,
                row=row.number,
            )
        )
    return found


def projects(folder: Path, korea: set[str], japan: set[str]) -> list[Project]:
    """Return the projects of both countries with what they asked for and what they raised.

    Raises:
        BrokenReference: naming the file and row.
    """
    return [*_korean_projects(folder, korea), *_japanese_projects(folder, japan)]


def _korean_projects(folder: Path, codes: set[str]) -> list[Project]:
    columns = (
        "project_id,code,region_name_ko,name_ko,name_en,purpose_category,project_type,target_krw,"
        "raised_krw,start,end,beneficiaries,source_url,note"
    )
    rows = read(folder, KOREA_PROJECTS, columns, count=150)
    unique(rows, "project_id")
    found = []
    for row in rows:
        day = row.text("end") or row.text("start")
        found.append(
            Project(
                country=Country.KOREA,
                area=row.one_of("code", codes),
                name=row.required("name_ko"),
                name_en=row.required("name_en"),
                purpose=PURPOSES[row.one_of("purpose_category", PURPOSES)],
                year=int(day[:4]) if day else None,
                begins=row.text("start"),
                ends=row.text("end"),
                beneficiaries=row.text("beneficiaries"),
                is_designated=row.one_of("project_type", ("designated", "general", ""))
                == "designated",
                target=row.whole("target_krw"),
                raised=row.whole("raised_krw"),
                source=row.required("source_url"),
                note=row.text("note"),
                dataset=row.file,
                row=row.number,
            )
        )
    return found


def _japanese_projects(folder: Path, codes: set[str]) -> list[Project]:
    columns = (
        "fy,code6,municipality_ja,project_name_ja,use_field_code,use_field_ja,target_jpy,actual_jpy"
    )
    return [
        Project(
            country=Country.JAPAN,
            area=row.one_of("code6", codes),
            name=row.required("project_name_ja"),
            name_en="",
            purpose="",
            begins="",
            ends="",
            beneficiaries="",
            year=row.year("fy", 2025, 2025),
            is_designated=True,
            target=row.whole("target_jpy"),
            raised=row.whole("actual_jpy"),
            source=SURVEY_URL,
            note="",
            dataset=row.file,
            row=row.number,
        )
        for row in read(folder, JAPAN_PROJECTS, columns, count=1_210)
    ]


def outliers(folder: Path, codes: set[str]) -> list[Outlier]:
    """Return the outliers that are named: single gifts, and bodies of an unregulated peak.

    Raises:
        BrokenReference: naming the row; a gift without its amount.
    """
    columns = "country,year,code,name,amount,resolution,kind,reason,source_url"
    rows = read(folder, OUTLIERS, columns, count=5)
    unique(rows, "year", "code")
    found = []
    for row in rows:
        kind = OutlierKind(row.one_of("kind", OutlierKind.values))
        amount = row.whole("amount")
        if (kind == OutlierKind.GIFT) != bool(amount):
            raise row.refuse(f"a {kind} with an amount of {row.text('amount')!r}")
        found.append(
            Outlier(
                country=Country(row.one_of("country", Country.values)),
                area=row.one_of("code", codes),
                year=row.year("year", 2008, 2030),
                kind=kind,
                amount=amount,
                resolution=row.whole("resolution"),
                reason=row.required("reason"),
                source=row.required("source_url"),
                dataset=row.file,
                row=row.number,
            )
        )
    return found
