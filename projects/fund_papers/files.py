"""A paper of a year as it stands: from the books, or as it was published; and its files."""

from django.http import Http404, HttpResponse

from ledger.models import FundYear, FundYearStatus
from projects.fund_papers.paper import paper_of
from projects.fund_papers.pdf import pdf_of
from projects.fund_papers.shapes import Kind, Paper
from projects.fund_papers.xlsx import xlsx_of
from projects.statement import statement_of, statement_published

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {"pdf": (pdf_of, PDF), "xlsx": (xlsx_of, XLSX)}


def paper_of_year(year: FundYear, kind: Kind, *, is_demo: bool) -> Paper:
    """Return a paper; a publication shows what was published and not what the books say now."""
    told = year.publication if kind == Kind.PUBLICATION else None
    statement = statement_of(year) if told is None else statement_published(told)
    is_final = year.status != FundYearStatus.OPEN
    return paper_of(kind, statement, is_final=is_final, is_demo=is_demo)


def file_of(paper: Paper, ending: str) -> HttpResponse:
    """Return the download of a paper.

    Raises:
        Http404: papers come as ``pdf`` and ``xlsx``.
    """
    if ending not in ENDINGS:
        raise Http404
    render, content_type = ENDINGS[ending]
    return HttpResponse(
        render(paper),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{paper.name}.{ending}"',
            "Cache-Control": "private, no-store",
        },
    )
