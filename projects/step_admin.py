"""The steps of a project on the officials' site: each asks in a dialog and calls its use case."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from accounts.admin_steps import OffersNextSteps, dialog, role_carries, step
from accounts.models import User
from kernel.dates import seoul_date
from projects import life
from projects.models import FundProject, ProjectKind, ProjectStatus
from projects.planning import plan_next_season
from projects.step_forms import (
    ApprovalForm,
    CancelForm,
    CloseForm,
    GeneralMoneyForm,
    SeasonForm,
    TargetForm,
)

STEPS = {
    "approve": life.APPROVED,
    "open": life.OPENED,
    "close": life.CLOSED,
    "run": life.RUNNING,
    "settle": life.SETTLED,
    "publish": life.PUBLISHED,
    "cancel": life.CANCELLED,
}
"""Step -> the state it leads to."""

BESIDES = {
    "enter_approval": (life.DRAFT, life.APPROVED),
    "change_target": (life.APPROVED, life.OPENED),
    "add_general_money": (life.APPROVED, *life.SPENDS),
    "next_season": (*life.SPENDS, life.SETTLED, life.PUBLISHED),
}
"""What moves no state -> the states in which it is offered."""


def offered(project: FundProject) -> set[str]:
    """Return the names of the steps that lead on from where ``project`` stands."""
    status = ProjectStatus(project.status)
    names = {name for name, to in STEPS.items() if to in life.MOVES[status]}
    names |= {name for name, states in BESIDES.items() if status in states}
    if project.kind == ProjectKind.DESIGNATED:
        return names - ({"run"} if status == life.APPROVED else set())
    return names - {"open", "change_target"}


def today() -> date:
    """Return the day in Seoul."""
    return seoul_date(timezone.now())


class MovesProjects(OffersNextSteps):
    """The page of a project, with the steps that its reader may take."""

    actions_detail = (
        "enter_approval",
        "approve",
        "open",
        "change_target",
        "close",
        "run",
        "add_general_money",
        "settle",
        "publish",
        "next_season",
        "cancel",
    )

    has_plan_permission = role_carries(life.MAY_PLAN)
    has_decide_permission = role_carries(life.MAY_DECIDE)

    @override
    def next_steps(self, row: FundProject, official: User) -> Collection[str]:
        """Offer steps to the project's own officials only: what is public others see, too."""
        government = official.municipality
        is_own = government is not None and row.recipient_id in government.lineage_codes()
        return offered(row) if is_own else ()

    enter_approval = step(
        "enter_approval",
        _("Enter a vote"),
        needs="plan",
        icon="how_to_vote",
        asks=dialog(
            _("Enter a vote of committee or council"),
            _("It cannot be changed afterwards."),
            ApprovalForm,
            _("Enter"),
        ),
        take=lambda pk, told, actor: life.enter_approval(pk, **told, today=today(), actor=actor),
        done=_("The vote is entered."),
    )
    approve = step(
        "approve",
        _("Approve"),
        needs="decide",
        icon="check",
        asks=dialog(
            _("Take the plan as approved"),
            _("Committee and council must have voted. The plan is fixed from then on."),
            None,
            _("Approve"),
        ),
        take=lambda pk, _told, actor: life.approve_project(pk, actor=actor),
        done=_("Approved."),
    )
    open = step(
        "open",
        _("Open for donations"),
        needs="decide",
        icon="campaign",
        asks=dialog(
            _("Open this project for donations"),
            _("Donors can designate it from its first day on."),
            None,
            _("Open"),
        ),
        take=lambda pk, _told, actor: life.open_project(pk, today=today(), actor=actor),
        done=_("The project is open for donations."),
    )
    close = step(
        "close",
        _("Close the campaign"),
        needs="decide",
        icon="block",
        asks=dialog(
            _("Close the campaign"), _("It takes no more donations."), CloseForm, _("Close")
        ),
        take=lambda pk, told, actor: life.close_project(pk, **told, today=today(), actor=actor),
        done=_("The campaign is closed."),
    )
    run = step(
        "run",
        _("Begin the work"),
        needs="decide",
        icon="play_arrow",
        asks=dialog(_("Begin the work"), _("The campaign is over."), None, _("Begin")),
        take=lambda pk, _told, actor: life.run_project(pk, actor=actor),
        done=_("The project is running."),
    )
    settle = step(
        "settle",
        _("Settle"),
        needs="decide",
        icon="rule",
        asks=dialog(
            _("End the spending"),
            _(
                "General money that is left goes back to the fund. Designated money stays the "
                "project's until it is assigned by a decision."
            ),
            None,
            _("Settle"),
        ),
        take=lambda pk, _told, actor: life.settle_project(pk, actor=actor),
        done=_("The project is settled."),
    )
    publish = step(
        "publish",
        _("Publish the results"),
        needs="decide",
        icon="public",
        asks=dialog(
            _("Publish what came of it"),
            _("The public page shows the project as finished, with its results."),
            None,
            _("Publish"),
        ),
        take=lambda pk, _told, actor: life.publish_project(pk, actor=actor),
        done=_("The results are published."),
    )
    change_target = step(
        "change_target",
        _("Change the target"),
        needs="decide",
        icon="flag",
        asks=dialog(
            _("Change target or last day"),
            _("Donors see what it was before, and why it changed."),
            TargetForm,
            _("Change"),
        ),
        take=lambda pk, told, actor: life.change_target(pk, **told, today=today(), actor=actor),
        done=_("The target is changed."),
    )
    add_general_money = step(
        "add_general_money",
        _("Add general money"),
        needs="decide",
        icon="add_card",
        asks=dialog(
            _("Set more general money of the fund aside"),
            _("Enter the council's vote on it."),
            GeneralMoneyForm,
            _("Add"),
        ),
        take=lambda pk, told, actor: life.add_general_money(pk, **told, today=today(), actor=actor),
        done=_("The money is set aside."),
    )
    next_season = step(
        "next_season",
        _("Plan the next season"),
        needs="plan",
        icon="content_copy",
        asks=dialog(
            _("Plan the next season"),
            _("A draft with the same plan and places; the days and the target are new."),
            SeasonForm,
            _("Plan"),
        ),
        take=lambda pk, told, actor: plan_next_season(pk, **told, actor=actor),
        done=_("The next season is planned as a draft."),
    )
    cancel = step(
        "cancel",
        _("Give up"),
        needs="decide",
        icon="cancel",
        asks=dialog(
            _("Give up this project"),
            _("Only a project without money can be given up. It cannot be taken back."),
            CancelForm,
            _("Give up"),
        ),
        take=lambda pk, told, actor: life.cancel_project(pk, **told, actor=actor),
        done=_("The project is given up."),
    )
