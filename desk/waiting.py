"""What waits for an official: each entry is a sentence, a number and where to go.

However much may wait, it is counted in one question to the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.role_changes import MAY_DECIDE as MAY_DECIDE_ROLE
from access.staff_models import ChangeStatus, RoleChange
from accounts.models import User
from desk.bulk.models import BulkChunk, BulkFile, BulkStatus
from desk.bulk.queue import given_up
from desk.bulk.upload import MAY_UPLOAD
from desk.reconciliation.models import SettlementLine
from desk.reconciliation.settling import MAY_COMPARE
from donations.export_models import Export, ExportStatus
from donations.exports import MAY_DECIDE as MAY_DECIDE_EXPORT
from donations.merge_models import DonorMerge, MergeStatus
from donations.merging import MAY_DECIDE_MERGE
from donations.return_models import DonationReturn, ReturnStatus
from donations.returns import MAY_DECIDE, MAY_PAY_OUT
from kernel.dates import seoul_date
from ledger.calendar import calendar_of
from ledger.models import FundYear, FundYearStatus
from projects import paying, spending
from projects.models import Spending, SpendingStatus
from projects.year_end import MAY_CLOSE, MAY_PUBLISH
from receipts.year_end.models import BatchStatus, YearEndBatch
from receipts.year_end.plan import MAY_APPROVE, MAY_PLAN


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: how many of it, and the page on which it is done."""

    title: str | Promise
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Question:
    """What may wait for whoever has ``permission``: the rows, and the page on which it is done."""

    permission: str
    title: str | Promise
    rows: QuerySet[Any]
    page: str
    query: str = ""

    @property
    def address(self) -> str:
        """Where the list of it is."""
        return reverse(f"admin:{self.page}_changelist") + self.query


def waiting_for(official: User, *more: Question) -> list[Task]:
    """Return what ``official`` may do now; what only a colleague may do is left out.

    ``more`` is asked about beside what this module knows.
    """
    known = [
        *_returns(official),
        *_spendings(official),
        *_decisions(official),
        *_years(official),
        *_files(official),
        *_year_ends(official),
        *more,
    ]
    asked = [each for each in known if official.has_perm(each.permission)]
    numbers = _counted([each.rows for each in asked])
    return [
        Task(each.title, number, each.address)
        for each, number in zip(asked, numbers, strict=True)
        if number
    ]


def _counted(asked: Sequence[QuerySet[Any]]) -> list[int]:
    """Return how many rows each of ``asked`` has."""
    counts = [
        rows.order_by().annotate(place=Value(place)).values("place").annotate(number=Count("pk"))
        for place, rows in enumerate(asked)
    ]
    if not counts:
        return []
    told = {row["place"]: row["number"] for row in counts[0].union(*counts[1:], all=True)}
    return [told.get(place, 0) for place in range(len(asked))]


def _returns(official: User) -> Iterator[Question]:
    rows = DonationReturn.objects.visible_to(official)
    page = "donations_donationreturn"
    asked = rows.filter(status=ReturnStatus.REQUESTED).exclude(requested_by=official)
    yield Question(MAY_DECIDE, _("Returns to decide"), asked, page, "?status__exact=requested")
    granted = rows.filter(status=ReturnStatus.APPROVED).exclude(decided_by=official)
    yield Question(MAY_PAY_OUT, _("Returns to pay out"), granted, page, "?status__exact=approved")


def _spendings(official: User) -> Iterator[Question]:
    rows = Spending.objects.visible_to(official)
    page = "projects_spending"
    asked = rows.filter(status=SpendingStatus.REQUESTED).exclude(requested_by=official)
    title = _("Requests for money to decide")
    yield Question(spending.MAY_DECIDE, title, asked, page, "?status__exact=requested")
    granted = rows.filter(status=SpendingStatus.APPROVED).exclude(decided_by=official)
    yield Question(paying.MAY_PAY, _("Payments to enter"), granted, page, "?status__exact=approved")


def _decisions(official: User) -> Iterator[Question]:
    now = timezone.now()
    exports = Export.objects.visible_to(official).exclude(asked_by=official)
    yield Question(
        MAY_DECIDE_EXPORT,
        _("Exports to decide"),
        exports.filter(status=ExportStatus.REQUESTED, expires_at__gt=now),
        "donations_export",
        "?status__exact=requested",
    )
    roles = RoleChange.objects.visible_to(official)
    others = roles.exclude(Q(requested_by=official) | Q(official=official))
    yield Question(
        MAY_DECIDE_ROLE,
        _("Changes of role to decide"),
        others.filter(status=ChangeStatus.REQUESTED, expires_at__gt=now),
        "access_rolechange",
        "?status__exact=requested",
    )
    merges = DonorMerge.objects.visible_to(official)
    asked = Q(status=MergeStatus.REQUESTED) & ~Q(requested_by=official)
    undoing = Q(status=MergeStatus.UNDO_REQUESTED) & ~Q(undo_requested_by=official)
    yield Question(
        MAY_DECIDE_MERGE,
        _("Merges to decide"),
        merges.filter(asked | undoing),
        "donations_donormerge",
    )


def _years(official: User) -> Iterator[Question]:
    """Ask which fiscal years can be closed by now, and which are closed and not published."""
    today = seoul_date(timezone.now())
    years = FundYear.objects.visible_to(official)
    # The money of a year before the last has come in whatever the calendar says.
    last = today.year - 1
    over = last if calendar_of(last).pay_in_until < today else last - 1
    page = "ledger_fundyear"
    to_close = years.filter(status=FundYearStatus.OPEN, year__lte=over)
    yield Question(MAY_CLOSE, _("Fiscal years to close"), to_close, page)
    closed = years.exclude(status__in=[FundYearStatus.OPEN, FundYearStatus.PUBLISHED])
    yield Question(MAY_PUBLISH, _("Fiscal years to publish"), closed, page)


def _files(official: User) -> Iterator[Question]:
    """Ask for files that wait for a decision, and for those that no worker could finish."""
    files = BulkFile.objects.visible_to(official)
    doubtful = Exists(BulkChunk.objects.filter(file=OuterRef("pk"), doubtful__gt=0))
    yield Question(
        MAY_UPLOAD,
        _("Files with rows to take in or to decide"),
        files.filter(Q(status=BulkStatus.EXAMINED) | Q(doubtful, status=BulkStatus.DONE)),
        "desk_bulkfile",
    )
    yield Question(
        MAY_UPLOAD,
        _("Files that could not be worked through"),
        files.filter(given_up(timezone.now())),
        "desk_bulkfile",
    )
    yield Question(
        MAY_COMPARE,
        _("Differences of settlements without a reason"),
        SettlementLine.objects.visible_to(official).unresolved(),
        "desk_settlement",
    )


def _year_ends(official: User) -> Iterator[Question]:
    """Ask for year-end batches to approve, and for those that failed and were not made again."""
    batches = YearEndBatch.objects.visible_to(official)
    page = "receipts_yearendbatch"
    yield Question(
        MAY_APPROVE,
        _("Year-end documents to approve"),
        batches.filter(status=BatchStatus.PLANNED).exclude(planned_by=official),
        page,
        "?status__exact=planned",
    )
    again = YearEndBatch.objects.filter(
        issuer=OuterRef("issuer"), year=OuterRef("year"), planned_at__gt=OuterRef("planned_at")
    ).exclude(status__in=[BatchStatus.FAILED, BatchStatus.WITHDRAWN])
    yield Question(
        MAY_PLAN,
        _("Year-end documents that could not be made"),
        batches.filter(~Exists(again), status=BatchStatus.FAILED),
        page,
        "?status__exact=failed",
    )
