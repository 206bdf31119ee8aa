"""A project from draft to publication: who moves it, from where to where, and what each step needs.

    draft → approved → open → closed → running → settled → published
                     ↘ running (general money only)          any before money comes in → cancelled

Committee and council agree before anything opens (KR-DSG-05); in a disaster a report to the
council stands in for its vote (KR-DSG-06). A target may change in the run, with its history
(KR-PRJ-07). Clerks plan, managers decide; each step is kept with its reason.
"""

from datetime import date

from django.db import transaction
from django.db.models import F, Q, Sum

from accounts import scope
from accounts.models import User
from audit.changes import Changes, moved
from audit.record import record
from kernel.errors import NotFound
from projects.errors import (
    ApprovalMissing,
    DayInFuture,
    DaysCrossed,
    EarlyCloseNotAllowed,
    OpenRequests,
    ProjectHasMoney,
    ReasonMissing,
    ResultMissing,
    RoleMissing,
    StateConflict,
    TargetBelowRaised,
    TargetMissing,
)
from projects.models import (
    OPEN,
    Approval,
    ApprovalBody,
    FundingSource,
    FundProject,
    ProjectKind,
    ProjectStatus,
    ProjectStep,
    TargetChange,
    WhenReached,
)

MAY_PLAN = "projects.plan_fundproject"
MAY_DECIDE = "projects.decide_fundproject"

DRAFT, APPROVED, OPENED, CLOSED, RUNNING, SETTLED, PUBLISHED, CANCELLED = ProjectStatus

MOVES: dict[ProjectStatus, tuple[ProjectStatus, ...]] = {
    DRAFT: (APPROVED, CANCELLED),
    APPROVED: (OPENED, RUNNING, CANCELLED),
    OPENED: (CLOSED, CANCELLED),
    CLOSED: (RUNNING, CANCELLED),
    RUNNING: (SETTLED,),
    SETTLED: (PUBLISHED,),
    PUBLISHED: (),
    CANCELLED: (),
}
"""Where each state leads."""

BEGUN = (OPENED, CLOSED, RUNNING, SETTLED, PUBLISHED)
"""States of which something can be told: results, stories, another season."""

SPENDS = (OPENED, CLOSED, RUNNING)
"""States in which a project's money may be spent."""


def enter_approval(
    project_id: int,
    *,
    body: ApprovalBody,
    decided_on: date,
    document_reference: str,
    today: date,
    actor: User,
    approved_krw: int | None = None,
) -> Approval:
    """Write down that committee or council agreed, or that the council was told.

    Raises:
        NotFound, RoleMissing: as for every step.
        StateConflict: the project is over.
        DayInFuture: nobody decides tomorrow.
    """
    with transaction.atomic():
        project = locked(project_id, actor, MAY_PLAN)
        if project.status in {SETTLED, PUBLISHED, CANCELLED}:
            raise StateConflict(state=project.get_status_display())
        if decided_on > today:
            raise DayInFuture(day=decided_on.isoformat())
        approval = Approval.objects.create(
            project=project,
            body=body,
            decided_on=decided_on,
            document_reference=document_reference,
            approved_krw=approved_krw,
            entered_by=actor,
        )
        tell("project.approval_entered", project, actor, body=body, decided_on=decided_on)
        return approval


@transaction.atomic
def approve_project(project_id: int, *, actor: User) -> None:
    """Take a draft as approved; its own general money is set aside for it from now on.

    Raises:
        ApprovalMissing: a vote or report is not entered.
        TargetMissing: designated, and without target or first day.
    """
    project = locked(project_id, actor, MAY_DECIDE)
    _expect(project, APPROVED)
    bodies = set(project.approvals.values_list("body", flat=True))
    told = {ApprovalBody.COUNCIL, ApprovalBody.REPORT} if project.is_disaster_relief else set()
    by_council = bodies & (told or {ApprovalBody.COUNCIL})
    if ApprovalBody.COMMITTEE not in bodies or not by_council:
        raise ApprovalMissing
    if project.kind == ProjectKind.DESIGNATED and not (project.target_krw and project.opens_on):
        raise TargetMissing
    own = project.funding_lines.filter(source=FundingSource.GENERAL_MONEY, payer=None)
    general_krw = own.aggregate(sum=Sum("planned_krw", default=0))["sum"]
    _move(project, APPROVED, actor, general_krw=general_krw)


@transaction.atomic
def add_general_money(
    project_id: int,
    *,
    amount_krw: int,
    decided_on: date,
    document_reference: str,
    today: date,
    actor: User,
) -> None:
    """Set more general money of the fund aside for a project, as the council voted (KR-PRJ-04).

    Raises:
        StateConflict: not approved yet, or over.
        DayInFuture: nobody decides tomorrow.
    """
    project = locked(project_id, actor, MAY_DECIDE)
    if project.status not in (APPROVED, *SPENDS):
        raise StateConflict(state=project.get_status_display())
    if decided_on > today:
        raise DayInFuture(day=decided_on.isoformat())
    project.approvals.create(
        body=ApprovalBody.COUNCIL,
        decided_on=decided_on,
        document_reference=document_reference,
        approved_krw=amount_krw,
        entered_by=actor,
    )
    project.funding_lines.create(source=FundingSource.GENERAL_MONEY, planned_krw=amount_krw)
    FundProject.objects.filter(pk=project.pk).update(general_krw=F("general_krw") + amount_krw)
    changes = moved(project.general_krw, project.general_krw + amount_krw, "general_krw")
    tell("project.general_money_added", project, actor, changes, amount_krw=amount_krw)


@transaction.atomic
def open_project(project_id: int, *, today: date, actor: User) -> None:
    """Open a designated project for donations; intake looks at its days besides.

    Raises:
        StateConflict: not approved, or paid from general money only.
        DaysCrossed: its last day is over already.
    """
    project = locked(project_id, actor, MAY_DECIDE)
    _expect(project, OPENED)
    if project.kind != ProjectKind.DESIGNATED:
        raise StateConflict(state=project.get_kind_display())
    if project.closes_on and project.closes_on < today:
        raise DaysCrossed(first=today.isoformat())
    _move(project, OPENED, actor)


@transaction.atomic
def close_project(project_id: int, *, today: date, actor: User, reason: str = "") -> None:
    """Close a campaign: from its last day on, at its target, or early where the plan allows.

    The target closes only a campaign whose plan says so (KR-DSG-09).

    Raises:
        EarlyCloseNotAllowed: neither the day nor the target is reached, nor allowed for.
        ReasonMissing: an early close says why.
    """
    project = locked(project_id, actor, MAY_DECIDE)
    _expect(project, CLOSED)
    is_over = project.closes_on is not None and project.closes_on <= today
    is_full = (
        project.when_reached == WhenReached.CLOSE
        and project.target_krw is not None
        and project.raised_krw >= project.target_krw
    )
    if not is_over and not is_full:
        if not project.may_close_early:
            raise EarlyCloseNotAllowed(
                closes_on=project.closes_on.isoformat() if project.closes_on else "–"
            )
        if not reason:
            raise ReasonMissing
    _move(project, CLOSED, actor, reason)


@transaction.atomic
def run_project(project_id: int, *, actor: User) -> None:
    """Begin the work: after the campaign, or at once where only general money pays."""
    project = locked(project_id, actor, MAY_DECIDE)
    _expect(project, RUNNING)
    if project.status == APPROVED and project.kind == ProjectKind.DESIGNATED:
        raise StateConflict(state=project.get_status_display())
    _move(project, RUNNING, actor)


@transaction.atomic
def settle_project(project_id: int, *, actor: User) -> None:
    """End the spending. General money that is left goes back; designated money stays its own.

    Raises:
        OpenRequests: a request for its money is neither refused nor paid.
    """
    project = locked(project_id, actor, MAY_DECIDE)
    _expect(project, SETTLED)
    if waiting := project.spendings.filter(status__in=OPEN).count():
        raise OpenRequests(number=waiting)
    _move(project, SETTLED, actor, general_krw=project.bound_general_krw)


@transaction.atomic
def publish_project(project_id: int, *, actor: User) -> None:
    """Publish the settled project with what came of it.

    Raises:
        ResultMissing: nothing measured has been entered.
    """
    project = locked(project_id, actor, MAY_DECIDE)
    _expect(project, PUBLISHED)
    if not project.results.exists():
        raise ResultMissing
    _move(project, PUBLISHED, actor)


@transaction.atomic
def cancel_project(project_id: int, *, reason: str, actor: User) -> None:
    """Give up a project that holds no money.

    Raises:
        ReasonMissing: no reason.
        ProjectHasMoney: donors designated money to it that was not moved or returned.
    """
    project = locked(project_id, actor, MAY_DECIDE)
    _expect(project, CANCELLED)
    if not reason:
        raise ReasonMissing
    held_krw = project.raised_krw + project.assigned_krw + project.bound_general_krw
    if held_krw:
        raise ProjectHasMoney(held_krw=held_krw)
    _move(project, CANCELLED, actor, reason, general_krw=0)


@transaction.atomic
def change_target(
    project_id: int,
    *,
    target_krw: int,
    closes_on: date | None,
    today: date,
    actor: User,
    reason: str = "",
) -> None:
    """Change the target or the last day; after the opening only with a reason.

    Raises:
        StateConflict: the campaign is over, or there is none.
        ReasonMissing: the campaign has begun and no reason is given.
        TargetBelowRaised: less than has come in.
        DaysCrossed: the last day is before the first, or before today.
    """
    project = locked(project_id, actor, MAY_DECIDE)
    if project.status not in {DRAFT, APPROVED, OPENED} or project.kind != ProjectKind.DESIGNATED:
        raise StateConflict(state=project.get_status_display())
    if project.status == OPENED and not reason:
        raise ReasonMissing
    if target_krw < max(project.raised_krw, 1):
        raise TargetBelowRaised(raised_krw=project.raised_krw)
    first = max(project.opens_on or today, today)
    if closes_on and closes_on < first:
        raise DaysCrossed(first=first.isoformat())
    TargetChange.objects.create(
        project=project,
        before_krw=project.target_krw,
        after_krw=target_krw,
        reason=reason,
        changed_by=actor,
    )
    FundProject.objects.filter(pk=project.pk).update(target_krw=target_krw, closes_on=closes_on)
    changes = moved(project.target_krw, target_krw, "target_krw")
    changes |= moved(project.closes_on, closes_on, "closes_on")
    tell("project.target_changed", project, actor, changes)


def close_due_projects(today: date) -> int:
    """Close what is over by its day or its target; return how many. For the schedule."""
    is_over = Q(closes_on__lt=today)
    is_full = Q(when_reached=WhenReached.CLOSE, raised_krw__gte=F("target_krw"))
    closed = 0
    with transaction.atomic():
        scope.enter_until_commit(scope.SYSTEM)
        due = FundProject.objects.filter(is_over | is_full, status=OPENED)
        for project in due.select_for_update().order_by("pk"):
            _move(project, CLOSED, None)
            closed += 1
    return closed


def locked(project_id: int, actor: User, permission: str) -> FundProject:
    """Return the project, its row locked until the transaction ends.

    Raises:
        NotFound: ``actor`` sees no such project of their own.
        RoleMissing: the role does not allow the step.
    """
    if actor.municipality is None:
        raise NotFound
    codes = actor.municipality.lineage_codes()
    own = FundProject.objects.filter(recipient_id__in=codes)
    project = own.select_for_update().filter(pk=project_id).first()
    if project is None:
        raise NotFound
    if not actor.has_perm(permission):
        raise RoleMissing
    return project


def tell(
    kind: str,
    project: FundProject,
    actor: User | None,
    changes: Changes | None = None,
    **facts: object,
) -> None:
    """Write down what happened to ``project``."""
    record(
        kind,
        f"project:{project.pk}",
        actor=actor,
        municipality_id=project.recipient_id,
        portal=None,
        changes=changes,
        **facts,
    )


def _expect(project: FundProject, status: ProjectStatus) -> None:
    if status not in MOVES[ProjectStatus(project.status)]:
        raise StateConflict(state=project.get_status_display())


def _move(
    project: FundProject,
    status: ProjectStatus,
    actor: User | None,
    reason: str = "",
    general_krw: int | None = None,
) -> None:
    """Take the project to ``status``, and the general money set aside for it to ``general_krw``."""
    columns = (
        {"status": status}
        if general_krw is None
        else {
            "status": status,
            "general_krw": general_krw,
        }
    )
    rows = FundProject.objects.filter(pk=project.pk, status=project.status)
    if rows.update(**columns) != 1:
        raise StateConflict(state=project.get_status_display())
    ProjectStep.objects.create(project=project, status=status, reason=reason, taken_by=actor)
    changes = moved(project.status, status)
    if general_krw is not None:
        changes |= moved(project.general_krw, general_krw, "general_krw")
    tell(f"project.{status}", project, actor, changes)
