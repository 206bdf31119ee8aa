"""Where a number leads: to the page that names every row it rests on."""

from urllib.parse import urlencode

from django.urls import reverse

from reports.models import Country, Origin, ReportRow, Scope


def value_path(
    country: str, indicator: str, year: int, region: str = "", scope: str = Scope.NATION
) -> str:
    """Return the address of a value's page: what it is, and every row it rests on."""
    place = [country, indicator, year, *([region] if region else [])]
    path = reverse("value-of-place" if region else "value", args=place)
    office = region.endswith("000") if country == Country.KOREA else region[2:5] == "000"
    if office and scope == Scope.BODY:
        return f"{path}?{urlencode({'scope': Scope.BODY.value})}"
    return path


def address_of(row: ReportRow, language: str) -> str:
    """Return the address behind a number of a report."""
    if row.origin == Origin.OWN_BOOKS:
        return books_path(row.year, row.region, row.indicator, language)
    return published_address(row, language)


def published_address(row: ReportRow, language: str) -> str:
    """Return the address of the published value of the same question."""
    path = value_path(row.country, row.indicator, row.year, row.region, row.scope)
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def books_path(year: int, fund: str, indicator: str, language: str) -> str:
    """Return the address of the journal's sums behind a number of our own books."""
    path = reverse("books-of-fund" if fund else "books", args=[year, *([fund] if fund else [])])
    return f"{path}?lang={language}#{indicator}"
