"""Storing what was read and checked: all tables replaced by COPY, in one transaction."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, astuple, fields
from pathlib import Path

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from regions.models import Municipality
from reports.loading import details, japan, korea, rates
from reports.loading.figures import Figure
from reports.loading.files import DATA, sha256
from reports.models import (
    Country,
    Dataset,
    ExchangeRate,
    NamedOutlier,
    PublishedFigure,
    PublishedProject,
    Source,
)

LOADER = 3
"""Raise it when the same files are to be read differently: then they are loaded again."""

FILES = (
    korea.NATIONAL,
    korea.PROVINCES,
    korea.BODIES,
    korea.PERIODS,
    korea.MONTHS,
    japan.NATIONAL,
    japan.PREFECTURES,
    japan.BODIES,
    japan.SOURCES,
    rates.FILE,
    *details.FILES,
)


TABLES = (Dataset, Source, PublishedFigure, PublishedProject, NamedOutlier, ExchangeRate)


def load(*, using: str = "owner", folder: Path = DATA) -> dict[str, int]:
    """Load all published statistics and return how many rows each table holds.

    Loading the same files again writes nothing, and tables that were imported stay. Readers see
    the old figures or the new ones, never half; a second loader waits for the first. The regions
    must be loaded before.

    Raises:
        BrokenReference: a file is not what it should be; nothing was written.
    """
    checksums = {name: sha256(folder / name) for name in FILES}
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports.loading'))")
        loaded = Dataset.objects.using(using).filter(loader=LOADER, is_imported=False)
        if dict(loaded.values_list("name", "sha256")) != checksums:
            _replace(cursor, using, folder, checksums)
    return {model._meta.db_table: model._default_manager.using(using).count() for model in TABLES}


def _replace(cursor: CursorWrapper, using: str, folder: Path, checksums: dict[str, str]) -> None:
    codes: dict[str, set[str]] = {country: set() for country in Country}
    for code, country in Municipality.objects.using(using).values_list("code", "country"):
        codes[country].add(code)
    figures = [
        *korea.figures(folder, codes[Country.KOREA]),
        *japan.figures(folder, codes[Country.JAPAN]),
        *details.figures(folder, codes[Country.KOREA], codes[Country.JAPAN]),
    ]
    projects = details.projects(folder, codes[Country.KOREA], codes[Country.JAPAN])
    outliers = details.outliers(folder, codes[Country.KOREA] | codes[Country.JAPAN])
    conversions = rates.rates(folder)
    sources = japan.sources(folder)

    for model in (PublishedFigure, PublishedProject, NamedOutlier):
        model._default_manager.using(using).exclude(dataset__is_imported=True).delete()
    ExchangeRate.objects.using(using).filter(dataset=None).delete()
    Source.objects.using(using).all().delete()
    Dataset.objects.using(using).filter(is_imported=False).delete()
    rows = Counter(row.dataset for group in (figures, projects, outliers) for row in group)
    rows[japan.SOURCES], rows[rates.FILE] = len(sources), len(conversions)
    Dataset.objects.using(using).bulk_create(
        Dataset(name=name, sha256=checksum, rows=rows[name], loader=LOADER)
        for name, checksum in checksums.items()
    )
    Source.objects.using(using).bulk_create(
        Source(
            code=row.text("source_id"),
            title=row.text("title"),
            publisher=row.text("publisher"),
            url=row.text("url"),
            published_on=row.text("published"),
            sha256=row.text("sha256"),
            obtained=row.text("how_obtained"),
        )
        for row in sources
    )
    copy_figures(cursor, figures)
    PublishedProject.objects.using(using).bulk_create(
        PublishedProject(**_columns(project)) for project in projects
    )
    NamedOutlier.objects.using(using).bulk_create(
        NamedOutlier(**_columns(outlier)) for outlier in outliers
    )
    names = [field.name for field in fields(rates.Rate)]
    _copy(cursor, ExchangeRate._meta.db_table, names, map(astuple, conversions))
    cursor.execute(f"ANALYZE {PublishedFigure._meta.db_table}")


def copy_figures(cursor: CursorWrapper, figures: Iterable[Figure]) -> None:
    """Append ``figures`` to the table, in the running transaction."""
    columns = [field.name for field in fields(Figure)]
    columns[columns.index("dataset")] = "dataset_id"
    _copy(cursor, PublishedFigure._meta.db_table, columns, map(_values, figures))


def _columns(row: details.Project | details.Outlier) -> dict[str, object]:
    values = asdict(row)
    return values | {"dataset_id": values.pop("dataset")}


def _values(figure: Figure) -> tuple[object, ...]:
    return tuple(getattr(figure, name) for name in Figure.__slots__)


def _copy(
    cursor: CursorWrapper, table: str, columns: list[str], rows: Iterable[tuple[object, ...]]
) -> None:
    """Send rows by COPY; table and columns are names of ours, never of a file."""
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
