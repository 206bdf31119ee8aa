"""The tables that can be taken in, known by their columns, and what a row of each becomes.

Four kinds: Korea's receipts by local government (the publications of February), Japan's survey by
body, Korea's national figures in long form, and yearly rates. Whole won, whole yen.
"""

from dataclasses import dataclass
from decimal import Decimal

from regions.reading import BrokenReference
from reports.loading import japan, korea
from reports.loading.figures import Figure, calendar_year, fiscal_year, place_value
from reports.loading.files import Row
from reports.models import Country, Scope, YearBasis


@dataclass(frozen=True, slots=True)
class Publication:
    """Who published a table and when; ``dataset`` is what the table is kept under."""

    source: str
    published_on: str
    dataset: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table of receipts by body.

    Attributes:
        needed: columns without which it is not this kind.
        allowed: further columns that are known.
        receipts: column -> metric and unit of the year itself.
        relief: column -> metric and unit of the tax year after.
        least_mean: what a donation comes to at least, on average: less was given in thousands.
    """

    country: Country
    year: str
    code: str
    needed: frozenset[str]
    allowed: frozenset[str]
    receipts: dict[str, tuple[str, str]]
    relief: dict[str, tuple[str, str]]
    amount: str
    count: str
    nation: str
    least_mean: int
    first_year: int


KOREA = Kind(
    country=Country.KOREA,
    year="year",
    code="code",
    needed=frozenset({"year", "code", "amount_krw"}),
    allowed=frozenset(
        {"province", "name_ko", "level", "donation_count", "donor_count", "resolution_krw", "note"}
    ),
    receipts=korea.COUNTS,
    relief={},
    amount="amount_krw",
    count="donation_count",
    nation="00000",
    least_mean=1_000,
    first_year=2023,
)
JAPAN = Kind(
    country=Country.JAPAN,
    year="fy",
    code="code6",
    needed=frozenset({"fy", "code6", "amount_jpy"}),
    allowed=frozenset({"level", "pref_code2", "name_ja", "deduction_basis", "note"})
    | japan.RECEIPT_COLUMNS.keys()
    | japan.RELIEF_COLUMNS.keys(),
    receipts=japan.RECEIPT_COLUMNS,
    relief=japan.RELIEF_COLUMNS,
    amount="amount_jpy",
    count="donations_count",
    nation="000000",
    least_mean=500,
    first_year=2008,
)
BY_BODY = (KOREA, JAPAN)
NATIONAL = frozenset({"year", "metric", "value", "unit"})
RATES = frozenset({"year", "series", "krw_per_100jpy", "krw_per_usd", "jpy_per_usd"})
TOTAL = "total"
"""In the column ``level``: the row is a sum of others, of the nation or of an upper tier."""


def kind_of(rows: list[Row]) -> Kind | None:
    """Return the kind of a table by body; None if it is none.

    Raises:
        BrokenReference: it is one, but has a column that is not known.
    """
    columns = rows[0].cells.keys()
    for kind in BY_BODY:
        if kind.needed <= columns:
            if unknown := columns - kind.needed - kind.allowed:
                raise BrokenReference(rows[0].file, 1, f"column {min(unknown)!r} is not known")
            return kind
    return None


def figures_of(row: Row, kind: Kind, scope: Scope, publication: Publication) -> list[Figure]:
    """Return a figure for each number that a row holds; an empty cell gives none."""
    area = "" if scope == Scope.NATION else row.text(kind.code)
    year = int(row.text(kind.year))
    found = []
    for columns, later in ((kind.receipts, 0), (kind.relief, 1)):
        for column, name in columns.items():
            if column not in row.cells:
                continue
            value = row.whole(column, signed=column in japan.SIGNED)
            if value is not None:
                at = (scope, area, year + later)
                found.append(_figure(row, kind, publication, at, name, value))
    return found


def derived(
    kind: Kind, rows: list[Row], scope: Scope, area: str, publication: Publication
) -> list[Figure]:
    """Return the sums of receipts and donations of ``rows``, under the last of them.

    A number that one row does not have has no sum.
    """
    found = []
    for column in (kind.amount, kind.count):
        values = [row.whole(column) if column in row.cells else None for row in rows]
        known = [value for value in values if value is not None]
        if rows and len(known) == len(values):
            last, name = rows[-1], kind.receipts[column]
            year = int(last.text(kind.year))
            at = (scope, area, year)
            found.append(_figure(last, kind, publication, at, name, sum(known), DERIVED))
    return found


DERIVED = "derived"


def _figure(
    row: Row,
    kind: Kind,
    publication: Publication,
    at: tuple[Scope, str, int],
    name: tuple[str, str],
    value: int,
    status: str = "",
) -> Figure:
    scope, area, year = at
    is_korean = kind.country == Country.KOREA
    is_relief = name in kind.relief.values()
    start, end = calendar_year(year) if is_korean else fiscal_year(year)
    printed = row.cells.get("resolution_krw", "") if name[1] == "KRW" else ""
    usual = "published" if is_korean else "official_table"
    return Figure(
        country=kind.country,
        scope=scope,
        area=area,
        metric=name[0],
        year=year,
        year_basis=(
            YearBasis.CALENDAR if is_korean else YearBasis.TAX if is_relief else YearBasis.RECEIPT
        ),
        period_start=start,
        period_end=end,
        value=value,
        unit=name[1],
        status=status or (row.cells.get("deduction_basis", "") if is_relief else "") or usual,
        resolution=Decimal(printed) if printed else place_value(value) if is_korean else Decimal(1),
        source=publication.source,
        published_on=publication.published_on,
        note=row.cells.get("note", ""),
        dataset=publication.dataset,
        row=row.number,
    )


def national(rows: list[Row], publication: Publication) -> list[Figure]:
    """Return Korea's national figures of a table in long form.

    Raises:
        BrokenReference: naming the row.
    """
    found = []
    for row in rows:
        value = row.number_or_none("value")
        if value is None:
            raise row.refuse("value is empty")
        year = row.year("year", KOREA.first_year, int(publication.published_on[:4]))
        start, end = calendar_year(year)
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
                unit=row.one_of("unit", korea.UNITS),
                status="provisional"
                if publication.published_on[:7] in (f"{year + 1}-01", f"{year + 1}-02")
                else "published",
                resolution=place_value(value),
                source=publication.source,
                published_on=publication.published_on,
                note=row.cells.get("note", ""),
                dataset=publication.dataset,
                row=row.number,
            )
        )
    return found
