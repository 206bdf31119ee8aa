"""What the public pages show of a finished report, kept in the cache: the same for every visitor.

A composed report is megabytes, so no web process keeps one. Whoever makes a report lays its pages
out ahead; when they are no longer kept, the next visitor waits a second.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from reports.documents.html import pictures
from reports.documents.report import LANGUAGES, charts, compose
from reports.documents.tables import Table
from reports.kept import kept
from reports.models import ReportRun


@dataclass(frozen=True, slots=True)
class Head:
    """A report in a list: its title, the line beneath, and its key figures."""

    title: str
    headline: str
    summary: Table


def head(run: ReportRun, language: str) -> Head:
    """Return what a list shows of the finished ``run``."""

    def made() -> Head:
        report = compose(run, language)
        return Head(report.title, report.headline, report.summary)

    return kept(f"head:{run.pk}:{language}", made)


def body(run: ReportRun, language: str) -> SafeString:
    """Return the whole text of the finished ``run``, with its charts, as HTML."""

    def made() -> SafeString:
        shown = {"report": compose(run, language), "charts": pictures(charts(run, language))}
        with translation.override(language):
            return render_to_string("reports/report_body.html", shown)

    return kept(f"body:{run.pk}:{language}", made)


def lay_out(run: ReportRun) -> None:
    """Make the pages of the finished ``run`` ahead of the first visitor."""
    for language in LANGUAGES:
        head(run, language)
        body(run, language)
