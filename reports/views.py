"""The public pages: which reports there are, and the newest one of each year. No scripts."""

import hashlib
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reports.documents import store
from reports.documents.html import pictures
from reports.documents.report import LANGUAGES, charts, compose
from reports.models import ReportRun, RunKind, RunStatus
from reports.runs import newest_done

SLUG = re.compile(rf"(?P<kind>{'|'.join(RunKind.values)})-(?P<year>20\d\d)")


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the newest finished report of each year, with its headline and key figures."""
    newest: dict[str, ReportRun] = {}
    done = ReportRun.objects.filter(status=RunStatus.DONE)
    for run in done.order_by("-year", "-finished_at", "-pk"):
        newest.setdefault(run.slug, run)
    language = _language(request)
    tag = _tag(language, *(run.data_sha256 for run in newest.values()))
    if unchanged := _unchanged(request, tag):
        return unchanged
    with translation.override(language):
        found = [(run, compose(run, language)) for run in newest.values()]
        response = render(request, "reports/list.html", {"reports": found})
    return _kept(response, tag)


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the newest finished report of one year."""
    named = SLUG.fullmatch(slug)
    run = newest_done(int(named["year"]), RunKind(named["kind"])) if named else None
    if run is None:
        raise Http404
    language = _language(request)
    tag = _tag(language, str(run.pk), run.data_sha256)
    if unchanged := _unchanged(request, tag):
        return unchanged
    with translation.override(language):
        composed = compose(run, language)
        context = {
            "run": run,
            "report": composed,
            "charts": pictures(charts(run, language)),
            "kinds": list(store.MAKERS),
            "language": language,
            "languages": LANGUAGES,
        }
        response = render(request, "reports/report.html", context)
    return _kept(response, tag)


def _language(request: HttpRequest) -> str:
    """Return the language asked for by ``?lang=``, or the visitor's."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    current = (get_language() or store.DEFAULT_LANGUAGE)[:2]
    return current if current in LANGUAGES else store.DEFAULT_LANGUAGE


def _tag(*parts: str) -> str:
    return f'"{hashlib.sha256("|".join([str(store.LAYOUT), *parts]).encode()).hexdigest()}"'


def _unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Answer 304 to a visitor who has this page already; never to one who is logged in."""
    if request.COOKIES:
        return None
    return get_conditional_response(request, etag=tag)


def _kept(response: HttpResponse, tag: str) -> HttpResponse:
    """Let the visitor's own browser ask again cheaply; the page holds their form's token."""
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
