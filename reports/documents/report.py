"""A report in one language: all its parts, ready to be laid out as page, PDF or spreadsheet.

Charts are apart, because they take long and not everything shows them.
"""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from reports.documents import beside, notes, story, tables
from reports.documents import charts as drawing
from reports.documents.charts import Chart
from reports.documents.facts import area_names, facts_of, government_names
from reports.documents.notes import Source
from reports.documents.tables import Table
from reports.inputs import SNAPSHOT
from reports.kept import kept
from reports.models import Country, ReportRun

LANGUAGES = ("ko", "en", "ja")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a reader sees; texts and numbers are set in ``language``.

    ``base`` is where the links of a saved document lead: the address of this service.
    """

    language: str
    slug: str
    base: str
    title: str
    is_demo: bool
    headline: str
    points: list[str]
    summary: Table
    ranges: Table
    outliers: Table
    one_currency: Table
    indicators: list[Table]
    parts: list[Table]
    areas: list[Table]
    own_books: Table
    reconciliation: Table
    methods: list[str]
    doubts: list[str]
    sources: list[Source]
    attributions: list[str]
    provenance: list[tuple[str, str]]


@lru_cache(maxsize=len(LANGUAGES))
def report_of(run_id: UUID, language: str) -> Report:
    """Return what :func:`compose` does, remembered for what is made of one run in turn.

    A finished run never changes. A web process, which shows many, keeps its pages in the cache.
    """
    return compose(ReportRun.objects.get(pk=run_id), language)


def compose(run: ReportRun, language: str) -> Report:
    """Return the finished ``run`` as a report in ``ko``, ``en`` or ``ja``."""
    facts = facts_of(run)
    names = area_names(language)
    with translation.override(language):
        return Report(
            language=language,
            slug=run.slug,
            base=settings.PUBLIC_URL,
            title=story.title(facts),
            is_demo=run.is_demo,
            headline=story.headline(facts),
            points=story.points(facts),
            summary=tables.summary_table(facts, language),
            ranges=beside.ranges_table(facts, language),
            outliers=beside.outliers_table(facts, language, names),
            one_currency=beside.one_currency_table(facts, language),
            parts=[beside.parts_table(facts, language, country) for country in Country],
            indicators=[tables.full_table(facts, language, country) for country in Country],
            areas=[tables.area_table(facts, language, country, names) for country in Country],
            own_books=tables.own_table(facts, language),
            reconciliation=tables.reconciliation_table(
                facts, language, government_names(facts, language)
            ),
            methods=notes.methods(facts),
            doubts=notes.doubts(facts, language),
            sources=notes.sources(facts),
            attributions=notes.attributions(),
            provenance=[
                (_("Data as of"), run.inputs.get("data_as_of", SNAPSHOT)),
                (_("Checksum of the data (SHA-256)"), run.data_sha256),
                (_("Checksum of the inputs (SHA-256)"), run.inputs_sha256),
                (_("Version of the computation"), run.code_version),
            ],
        )


def charts(run: ReportRun, language: str) -> list[Chart]:
    """Return the charts of the finished ``run``; drawing them takes about a second."""
    return kept(f"charts:{run.pk}:{run.data_sha256}:{language}", lambda: _charts(run, language))


def _charts(run: ReportRun, language: str) -> list[Chart]:
    with translation.override(language):
        return drawing.charts(facts_of(run), language, area_names(language))
