"""What a kept file says: how its rows are read, and how many of them stand where."""

from django.db.models import Sum
from django.utils import timezone

from desk.bulk.models import BulkChunk, BulkFile
from desk.bulk.piece import RowState
from desk.bulk.rows import Reader
from kernel.dates import seoul_date
from projects.models import FundProject, ProjectKind, ProjectStatus


def reader_of(file: BulkFile) -> Reader:
    """Return how the rows of ``file`` are read, by its columns and declaration."""
    lineage = file.municipality.lineage_codes()
    designated = FundProject.objects.filter(
        recipient_id__in=lineage, kind=ProjectKind.DESIGNATED
    ).exclude(status=ProjectStatus.DRAFT)
    return Reader(
        columns=file.columns,
        headings=file.headings,
        own=file.municipality_id,
        lineage=frozenset(lineage),
        reference_base=file.reference_base,
        payment_method=file.payment_method,
        is_declared=file.is_declared,
        today=seoul_date(timezone.now()),
        projects={"".join(each.name_ko.split()): each.pk for each in designated},
    )


def counts_of(file: BulkFile) -> dict[str, int]:
    """Return how many rows stand where, every state named."""
    states = [state.value for state in RowState]
    told = BulkChunk.objects.filter(file=file).aggregate(**{each: Sum(each) for each in states})
    return {state: told[state] or 0 for state in states}
