"""Plan a project: what it is, where it happens, who pays how much of it, and its next season.

The plan is free to change while it is a draft; once approved, only the steps of
:mod:`projects.life` change target and money. Places and results are told as they come. A clerk
does all of this; nothing here binds money.
"""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from accounts.models import User
from audit.changes import changes_of, keep_rows
from audit.record import record
from kernel.errors import NotFound
from projects.errors import NotThisFund, RoleMissing, SeasonPlanned, StateConflict
from projects.life import BEGUN, CANCELLED, DRAFT, MAY_PLAN, locked, tell
from projects.models import (
    FundingLine,
    FundingSource,
    FundProject,
    ProjectKind,
    ProjectResult,
    ProjectSite,
)

PLAN = (
    "name_ko",
    "name_en",
    "purpose",
    "purpose_en",
    "purpose_code",
    "kind",
    "beneficiaries",
    "beneficiaries_en",
    "beneficiary_count",
    "when_reached",
    "when_surplus",
    "when_short",
    "may_close_early",
    "is_disaster_relief",
    "target_krw",
    "opens_on",
    "closes_on",
)
"""What a plan says of a project."""

CARRIED_ON = tuple(name for name in PLAN if name not in {"target_krw", "opens_on", "closes_on"})
"""What the next season takes over (KR-PRJ-03)."""

Row = ProjectSite | FundingLine | ProjectResult


@transaction.atomic
def plan_project(plan: FundProject, *, actor: User) -> FundProject:
    """Save ``plan``, an unsaved row, as a draft of the local government of ``actor``.

    Raises:
        NotFound: ``actor`` is of no local government.
        RoleMissing: the role does not plan.
        StateConflict: that name and season are there already.
    """
    if actor.municipality is None:
        raise NotFound
    if not actor.has_perm(MAY_PLAN):
        raise RoleMissing
    draft = FundProject(recipient=actor.municipality, season=plan.season, is_demo=plan.is_demo)
    for name in PLAN:
        setattr(draft, name, getattr(plan, name))
    _refuse_a_second(draft)
    draft.save()
    tell("project.planned", draft, actor, season=draft.season)
    return draft


@transaction.atomic
def change_plan(plan: FundProject, *, actor: User) -> None:
    """Take over what ``plan`` says of its project, which is a draft still.

    Raises:
        NotFound, RoleMissing: as for every step.
        StateConflict: approved already; the steps of a project change it from there on.
    """
    project = locked(plan.pk, actor, MAY_PLAN)
    if project.status != DRAFT:
        raise StateConflict(state=project.get_status_display())
    for name in PLAN:
        setattr(project, name, getattr(plan, name))
    _refuse_a_second(project)
    changes = changes_of(project, PLAN)
    project.save(update_fields=PLAN)
    tell("project.plan_changed", project, actor, changes=changes)


@transaction.atomic
def keep_sites(
    project_id: int,
    *,
    kept: Collection[ProjectSite],
    actor: User,
    dropped: Collection[ProjectSite] = (),
) -> None:
    """Save and remove places of a project; they open and end in its run (KR-PRJ-02).

    Raises:
        NotFound, RoleMissing: as for every step.
        StateConflict: the project was given up.
        NotThisFund: a row is of another project.
    """
    project = locked(project_id, actor, MAY_PLAN)
    if project.status == CANCELLED:
        raise StateConflict(state=project.get_status_display())
    _keep(project, kept, dropped, "project.sites_changed", actor)


@transaction.atomic
def keep_funding(
    project_id: int,
    *,
    kept: Collection[FundingLine],
    actor: User,
    dropped: Collection[FundingLine] = (),
) -> None:
    """Save and remove planned parts of the cost of a draft (KR-PRJ-01).

    Raises:
        NotFound, RoleMissing: as for every step.
        StateConflict: approved already; ``add_general_money`` adds from there on.
        NotThisFund: a row is of another project.
    """
    project = locked(project_id, actor, MAY_PLAN)
    if project.status != DRAFT:
        raise StateConflict(state=project.get_status_display())
    _keep(project, kept, dropped, "project.funding_changed", actor)


@transaction.atomic
def keep_results(
    project_id: int,
    *,
    kept: Collection[ProjectResult],
    actor: User,
    dropped: Collection[ProjectResult] = (),
) -> None:
    """Save and remove measured results; each has its own unit and day (KR-PRJ-05).

    Raises:
        NotFound, RoleMissing: as for every step.
        StateConflict: nothing can have come of it yet.
        NotThisFund: a row is of another project.
    """
    project = locked(project_id, actor, MAY_PLAN)
    if project.status not in BEGUN:
        raise StateConflict(state=project.get_status_display())
    _keep(project, kept, dropped, "project.results_changed", actor)


@transaction.atomic
def plan_next_season(
    project_id: int,
    *,
    target_krw: int | None,
    opens_on: date | None,
    closes_on: date | None,
    actor: User,
) -> FundProject:
    """Return a draft of the season after: the same plan and places, a new target (KR-PRJ-03).

    Raises:
        NotFound, RoleMissing: as for every step.
        StateConflict: this season has not begun, or was given up.
        SeasonPlanned: there is a season after this one.
    """
    project = locked(project_id, actor, MAY_PLAN)
    if project.status not in BEGUN:
        raise StateConflict(state=project.get_status_display())
    if actor.municipality is None:
        raise NotFound
    season = FundProject(
        recipient=actor.municipality,
        season=project.season + 1,
        previous_season=project,
        target_krw=target_krw,
        opens_on=opens_on,
        closes_on=closes_on,
        is_demo=project.is_demo,
    )
    for name in CARRIED_ON:
        setattr(season, name, getattr(project, name))
    _refuse_a_second(season)
    season.save()
    ProjectSite.objects.bulk_create(
        ProjectSite(
            project=season,
            place=site.place,
            place_en=site.place_en,
            status=site.status,
            opened_on=site.opened_on,
            equipment=site.equipment,
            equipment_en=site.equipment_en,
            operator=site.operator,
            operator_en=site.operator_en,
        )
        for site in project.sites.exclude(status=ProjectSite.Status.ENDED)
    )
    if season.kind == ProjectKind.DESIGNATED and target_krw:
        season.funding_lines.create(source=FundingSource.DESIGNATED, planned_krw=target_krw)
    tell("project.planned", season, actor, season=season.season, after=project.pk)
    return season


def _refuse_a_second(plan: FundProject) -> None:
    codes = plan.recipient.lineage_codes()
    same = FundProject.objects.filter(
        recipient_id__in=codes, name_ko=plan.name_ko, season=plan.season
    )
    if same.exclude(pk=plan.pk).exists():
        raise SeasonPlanned(season=plan.season)


def _keep(
    project: FundProject, kept: Collection[Row], dropped: Collection[Row], kind: str, actor: User
) -> None:
    if any(row.project_id != project.pk for row in (*kept, *dropped)):
        raise NotThisFund
    changes = keep_rows(kept, dropped)
    if kept or dropped:
        record(
            kind,
            f"project:{project.pk}",
            actor=actor,
            municipality_id=project.recipient_id,
            kept=len(kept),
            dropped=len(dropped),
            changes=changes,
        )
