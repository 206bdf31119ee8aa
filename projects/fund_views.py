"""Public pages: what each local government published about its fund (KR-PUB-01)."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ledger.models import FundYear, FundYearStatus
from projects.fund_papers.files import file_of, paper_of_year
from projects.fund_papers.shapes import Kind, Paper


def fund_years(request: HttpRequest) -> HttpResponse:
    """List the years that were published, the newest first."""
    rows = _published().order_by("-year", "municipality__code")
    return render(request, "projects/fund_years.html", {"years": rows})


def fund_year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Show one year of one fund as it was published."""
    row = get_object_or_404(_published(), municipality_id=code, year=year)
    return render(request, "projects/fund_year.html", {"year": row, "paper": _paper(row)})


def fund_year_file(_request: HttpRequest, code: str, year: int, ending: str) -> HttpResponse:
    """Send it as spreadsheet or PDF."""
    row = get_object_or_404(_published(), municipality_id=code, year=year)
    return file_of(_paper(row), ending)


def _published() -> "QuerySet[FundYear]":
    rows = FundYear.objects.select_related("municipality")
    return rows.filter(status=FundYearStatus.PUBLISHED)


def _paper(row: FundYear) -> Paper:
    return paper_of_year(row, Kind.PUBLICATION, is_demo=settings.DEMO)
