"""What waits for an official: each entry is a sentence, a number and where to go."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.role_changes import MAY_DECIDE as MAY_DECIDE_ROLE
from access.staff_models import ChangeStatus, RoleChange
from accounts.models import User
from desk.bulk.models import BulkFile, BulkStatus
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


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: how many of it, and the page on which it is done."""

    title: str | Promise
    number: int
    address: str


def waiting_for(official: User) -> list[Task]:
    """Return what ``official`` may do now; what only a colleague may do is left out."""
    tasks = [
        *_returns(official),
        *_spendings(official),
        *_exports(official),
        *_roles(official),
        *_years(official),
        *_files(official),
        *_settlements(official),
        *_merges(official),
    ]
    return [task for task in tasks if task.number]


def _exports(official: User) -> list[Task]:
    if not official.has_perm(MAY_DECIDE_EXPORT):
        return []
    waiting = Export.objects.visible_to(official).exclude(asked_by=official)
    number = waiting.filter(status=ExportStatus.REQUESTED, expires_at__gt=timezone.now()).count()
    address = reverse("admin:donations_export_changelist")
    return [Task(_("Exports to decide"), number, f"{address}?status__exact=requested")]


def _roles(official: User) -> list[Task]:
    if not official.has_perm(MAY_DECIDE_ROLE):
        return []
    waiting = RoleChange.objects.visible_to(official).exclude(
        Q(requested_by=official) | Q(official=official)
    )
    number = waiting.filter(status=ChangeStatus.REQUESTED, expires_at__gt=timezone.now()).count()
    address = reverse("admin:access_rolechange_changelist")
    return [Task(_("Changes of role to decide"), number, f"{address}?status__exact=requested")]


def _returns(official: User) -> list[Task]:
    asked = Q(status=ReturnStatus.REQUESTED) & ~Q(requested_by=official)
    granted = Q(status=ReturnStatus.APPROVED) & ~Q(decided_by=official)
    waiting = DonationReturn.objects.visible_to(official).filter(asked | granted)
    told = waiting.aggregate(asked=Count("pk", filter=asked), granted=Count("pk", filter=granted))
    address = reverse("admin:donations_donationreturn_changelist")
    tasks = []
    if official.has_perm(MAY_DECIDE):
        tasks.append(
            Task(_("Returns to decide"), told["asked"], f"{address}?status__exact=requested")
        )
    if official.has_perm(MAY_PAY_OUT):
        tasks.append(
            Task(_("Returns to pay out"), told["granted"], f"{address}?status__exact=approved")
        )
    return tasks


def _spendings(official: User) -> list[Task]:
    asked = Q(status=SpendingStatus.REQUESTED) & ~Q(requested_by=official)
    granted = Q(status=SpendingStatus.APPROVED) & ~Q(decided_by=official)
    waiting = Spending.objects.visible_to(official).filter(asked | granted)
    told = waiting.aggregate(asked=Count("pk", filter=asked), granted=Count("pk", filter=granted))
    address = reverse("admin:projects_spending_changelist")
    tasks = []
    if official.has_perm(spending.MAY_DECIDE):
        title = _("Requests for money to decide")
        tasks.append(Task(title, told["asked"], f"{address}?status__exact=requested"))
    if official.has_perm(paying.MAY_PAY):
        title = _("Payments to enter")
        tasks.append(Task(title, told["granted"], f"{address}?status__exact=approved"))
    return tasks


def _years(official: User) -> list[Task]:
    """Say which fiscal years can be closed by now, and which are closed and not published."""
    today = seoul_date(timezone.now())
    years = FundYear.objects.visible_to(official).exclude(status=FundYearStatus.PUBLISHED)
    is_open = [row for row in years if row.status == FundYearStatus.OPEN]
    over = [row for row in is_open if calendar_of(row.year).pay_in_until < today]
    address = reverse("admin:ledger_fundyear_changelist")
    tasks = []
    if official.has_perm(MAY_CLOSE):
        tasks.append(Task(_("Fiscal years to close"), len(over), address))
    if official.has_perm(MAY_PUBLISH):
        tasks.append(Task(_("Fiscal years to publish"), len(years) - len(is_open), address))
    return tasks


def _files(official: User) -> list[Task]:
    """Name the files that are examined, or have rows that wait for a decision."""
    if not official.has_perm(MAY_UPLOAD):
        return []
    undecided = Q(status=BulkStatus.DONE, chunks__doubtful__gt=0)
    files = BulkFile.objects.visible_to(official)
    waiting = files.filter(Q(status=BulkStatus.EXAMINED) | undecided).distinct()
    return [
        Task(
            _("Files with rows to take in or to decide"),
            waiting.count(),
            reverse("admin:desk_bulkfile_changelist"),
        )
    ]


def _settlements(official: User) -> list[Task]:
    if not official.has_perm(MAY_COMPARE):
        return []
    lines = SettlementLine.objects.visible_to(official).unresolved()
    address = reverse("admin:desk_settlement_changelist")
    return [Task(_("Differences of settlements without a reason"), lines.count(), address)]


def _merges(official: User) -> list[Task]:
    if not official.has_perm(MAY_DECIDE_MERGE):
        return []
    asked = Q(status=MergeStatus.REQUESTED) & ~Q(requested_by=official)
    undoing = Q(status=MergeStatus.UNDO_REQUESTED) & ~Q(undo_requested_by=official)
    waiting = DonorMerge.objects.visible_to(official).filter(asked | undoing).count()
    return [Task(_("Merges to decide"), waiting, reverse("admin:donations_donormerge_changelist"))]
