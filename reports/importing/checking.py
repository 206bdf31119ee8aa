"""What must hold of a table by body before any of it is taken in; each refusal names the row."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from statistics import median

from regions.models import Municipality, Succession
from regions.reading import BrokenReference
from reports.comparison import CODES_IN_FORCE
from reports.importing.tables import TOTAL, Kind, Publication
from reports.loading.files import Row, unique
from reports.models import Country

THOUSAND_TIMES = 100
"""A table whose typical body is this many times smaller than the year before is in thousands."""


def check(
    rows: list[Row],
    kind: Kind,
    publication: Publication,
    before: Mapping[str, Decimal],
    *,
    is_partial: bool,
) -> tuple[list[Row], list[Row]]:
    """Return the rows of bodies, and the rows that are totals of others.

    ``before`` is what the bodies received the year before, by code. A table that is partial does
    not claim to hold every body.

    Raises:
        BrokenReference: another year among the rows, a year that had not ended, a code that is not
            known or not in force, a body twice or missing, an amount missing or in thousands, or a
            total that the bodies do not add up to.
    """
    year = _check_years(rows, kind, publication)
    totals = [row for row in rows if _is_total(row, kind)]
    bodies = [row for row in rows if not _is_total(row, kind)]
    places = in_force(kind.country, year)
    for row in bodies:
        _check_code(row, kind, places)
        if not row.text(kind.amount):
            raise row.refuse(f"{kind.amount} is empty; leave the row out of a partial table")
    unique(bodies, kind.code)
    unique(totals, kind.code)
    if not is_partial:
        _check_complete(bodies, kind, places)
    _check_thousands(bodies, kind, before)
    for total in totals:
        _check_total(total, bodies, kind, is_partial=is_partial)
    return bodies, totals


def in_force(country: Country, year: int) -> dict[str, str]:
    """Return the names of the bodies that a table of ``year`` is by.

    Korean years up to 2025 are by the codes of the published tables; a later one is by the codes
    at its end.
    """
    by_published_codes = country == Country.KOREA and year < CODES_IN_FORCE.year
    on = CODES_IN_FORCE if by_published_codes else date(year, 12, 31)
    found = Municipality.objects.filter(country=country).in_force(on)
    return {place.code: place.name_ko or place.name_ja or place.name_en for place in found}


def _check_years(rows: list[Row], kind: Kind, publication: Publication) -> int:
    last = int(publication.published_on[:4]) - 1
    year = rows[0].year(kind.year, kind.first_year, last)
    for row in rows:
        if row.text(kind.year) != str(year):
            raise row.refuse(f"{kind.year} is {row.text(kind.year)!r}, the first row's is {year}")
    return year


def _is_total(row: Row, kind: Kind) -> bool:
    return row.text(kind.code) == kind.nation or row.cells.get("level") == TOTAL


def _check_code(row: Row, kind: Kind, places: Mapping[str, str]) -> None:
    code = row.text(kind.code)
    if code in places:
        return
    old = Municipality.objects.filter(country=kind.country, code=code).first()
    if old is None:
        raise row.refuse(f"{kind.code} is {code!r}, which is not known")
    heirs = Succession.objects.filter(predecessor=code).order_by("successor")
    names = ", ".join(f"{heir.successor_id} {heir.successor}" for heir in heirs)
    ended = f" ended on {old.valid_to}" if old.valid_to else " is not in force in that year"
    raise row.refuse(
        f"{code} {old}{ended}; " + (f"it goes on as {names}" if names else "nobody carries it on")
    )


def _check_complete(bodies: list[Row], kind: Kind, places: Mapping[str, str]) -> None:
    given = {row.text(kind.code) for row in bodies}
    if missing := sorted(places.keys() - given):
        few = ", ".join(f"{code} {places[code]}" for code in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise BrokenReference(
            bodies[-1].file if bodies else "",
            bodies[-1].number + 1 if bodies else None,
            f"{len(given)} of {len(places)} bodies; missing: {few}{more}. "
            "A table that does not claim to hold every body is taken in with --partial",
        )


def _check_thousands(bodies: list[Row], kind: Kind, before: Mapping[str, Decimal]) -> None:
    """Refuse amounts that are a thousandth of what was given."""
    ratios = []
    for row in bodies:
        amount = row.whole(kind.amount) or 0
        count = (row.whole(kind.count) or 0) if kind.count in row.cells else 0
        if amount and count and amount < count * kind.least_mean:
            raise row.refuse(
                f"{amount} for {count} donations is {amount // count} each: "
                f"{kind.amount} looks like thousands"
            )
        if earlier := before.get(row.text(kind.code)):
            ratios.append(Decimal(amount) / earlier)
    if ratios and median(ratios) * THOUSAND_TIMES < 1:
        raise bodies[0].refuse(
            f"{kind.amount} is typically {median(ratios):.5f} of the year before: "
            "it looks like thousands"
        )


def _check_total(total: Row, bodies: list[Row], kind: Kind, *, is_partial: bool) -> None:
    """Refuse a total that its bodies do not add up to; of a partial table, one they exceed."""
    code = total.text(kind.code)
    if code != kind.nation and code[2:5] != "000":
        raise total.refuse(f"{code} is neither the nation nor an upper tier, and cannot be a total")
    prefix = "" if code == kind.nation else code[:2]
    parts = [row for row in bodies if row.text(kind.code).startswith(prefix)]
    for column in (kind.amount, kind.count):
        printed = total.whole(column) if column in total.cells else None
        if printed is None:
            continue
        added = sum(row.whole(column) or 0 for row in parts)
        slack = _slack([*parts, total]) if column == kind.amount else 0
        if added > printed + slack or (not is_partial and added < printed - slack):
            raise total.refuse(f"{column} is {printed}, its {len(parts)} bodies add up to {added}")


def _slack(rows: list[Row]) -> int:
    """Return by how much a sum may differ because each number was rounded."""
    return sum((row.whole("resolution_krw") or 1) for row in rows if "resolution_krw" in row.cells)
