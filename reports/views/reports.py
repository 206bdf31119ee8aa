"""Which reports there are, and the newest one of each year."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reports.documents import pages, store
from reports.models import ReportRun, RunKind, RunStatus
from reports.runs import newest_done
from reports.views.answering import language_of, page, tag_of, unchanged

SLUG = re.compile(rf"(?P<kind>{'|'.join(RunKind.values)})-(?P<year>20\d\d)")


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the newest finished report of each year, with its headline and key figures."""
    newest: dict[str, ReportRun] = {}
    done = ReportRun.objects.filter(status=RunStatus.DONE)
    for run in done.order_by("-year", "-finished_at", "-pk"):
        newest.setdefault(run.slug, run)
    language = language_of(request)
    tag = tag_of(language, *(run.data_sha256 for run in newest.values()))
    if same := unchanged(request, tag):
        return same
    found = [(run, pages.head(run, language)) for run in newest.values()]
    return page(request, "reports/list.html", {"reports": found}, tag)


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the newest finished report of one year."""
    named = SLUG.fullmatch(slug)
    run = newest_done(int(named["year"]), RunKind(named["kind"])) if named else None
    if run is None:
        raise Http404
    language = language_of(request)
    tag = tag_of(language, str(run.pk), run.data_sha256)
    if same := unchanged(request, tag):
        return same
    context = {
        "run": run,
        "head": pages.head(run, language),
        "body": pages.body(run, language),
        "kinds": list(store.MAKERS),
    }
    return page(request, "reports/report.html", context, tag)
