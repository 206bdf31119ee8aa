"""Public pages: what each project is for, how far it has come, and what came of it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from projects.charts import bar_chart, line_chart
from projects.models import FundProject, ProjectResult, ProjectStatus, Purpose
from projects.public import (
    Wish,
    funding_of,
    progress_percent,
    regions,
    series_of,
    spent_by_line,
    told_whole,
)
from projects.templatetags.told import told_plainly

A_PAGE = 24

SHOWN_STATUSES = [choice for choice in ProjectStatus.choices if choice[0] != ProjectStatus.DRAFT]

UNKNOWN = gettext_lazy("No project fits. Choose less.")


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """List the projects that fit what was asked for: those open for donations first."""
    wish = Wish(
        region=request.GET.get("region", ""),
        purpose=_one_of(request.GET.get("purpose", ""), Purpose.values),
        status=_one_of(request.GET.get("status", ""), [code for code, _name in SHOWN_STATUSES]),
    )
    page = Paginator(wish.rows(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, progress_percent(row)) for row in page.object_list],
        "wish": wish,
        "regions": [(code, project.recipient) for code, project in regions()],
        "purposes": Purpose.choices,
        "statuses": SHOWN_STATUSES,
        "unknown": UNKNOWN,
    }
    return render(request, "projects/list.html", context)


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one project: progress, places, money, results, stories."""
    row: FundProject = get_object_or_404(told_whole(), pk=pk)
    lines = spent_by_line(row)
    context = {
        "project": row,
        "percent": progress_percent(row),
        "lines": lines,
        "lines_chart": _bars([(line.account, line.sum_krw) for line in lines]),
        "funding": funding_of(row),
        "series": [(each, _line(each)) for each in series_of(row.results.all())],
    }
    return render(request, "projects/detail.html", context)


def _bars(rows: list[tuple[str, int]]) -> str:
    return bar_chart(rows, _("Bar chart: what was paid for, in won")) if len(rows) > 1 else ""


def _line(results: list[ProjectResult]) -> str:
    """Return the chart of a measure over time; none for a single day."""
    if len({result.as_of for result in results}) < 2:
        return ""
    newest = results[-1]
    spoken = _("Line chart: %(measure)s in %(unit)s over time") % {
        "measure": told_plainly(newest, "metric"),
        "unit": told_plainly(newest, "unit"),
    }
    return line_chart([(result.as_of, result.value) for result in results], spoken)


def _one_of(asked: str, known: list[str]) -> str:
    return asked if asked in known else ""
