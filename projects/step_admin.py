"""The steps of a project on the officials' site: each asks in a dialog and calls its use case."""

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action
from unfold.forms import BaseDialogForm

from accounts.admin_base import OfficialRequest
from accounts.admin_steps import TakesSteps, dialog
from kernel.dates import seoul_date
from projects import life
from projects.models import ApprovalBody, FundProject, ProjectKind, ProjectStatus
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
    "open_for_donations": life.OPENED,
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
    return names - {"open_for_donations", "change_target"}


class MovesProjects(TakesSteps):
    """The page of a project, with the steps that its reader may take."""

    @override
    def get_actions_detail(self, request: OfficialRequest, object_id: str) -> list[UnfoldAction]:
        """Offer the steps that lead on from where the project stands, to its own officials."""
        project = self.get_object(request, object_id)
        government = request.user.municipality
        if government is None or project.recipient_id not in government.lineage_codes():
            return []
        steps = offered(project)
        allowed = super().get_actions_detail(request, object_id)
        return [each for each in allowed if each.method.original_function_name in steps]

    def has_plan_permission(
        self,
        request: OfficialRequest,
        object_id: str | Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Say whether the role plans."""
        return request.user.has_perm(life.MAY_PLAN)

    def has_decide_permission(
        self,
        request: OfficialRequest,
        object_id: str | Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Say whether the role decides."""
        return request.user.has_perm(life.MAY_DECIDE)

    @action(  # type: ignore[untyped-decorator]
        description=_("Enter a vote"),
        url_path="enter-approval",
        permissions=["plan"],
        icon="how_to_vote",
        dialog=dialog(
            _("Enter a vote of committee or council"),
            _("It cannot be changed afterwards."),
            ApprovalForm,
            _("Enter"),
        ),
    )
    def enter_approval(
        self, request: OfficialRequest, form: ApprovalForm, object_id: str
    ) -> HttpResponse:
        """Write a vote or a report down."""
        told = form.cleaned_data
        return self._do(
            request,
            object_id,
            _("The vote is entered."),
            lambda key: life.enter_approval(
                key,
                body=ApprovalBody(told["body"]),
                decided_on=told["decided_on"],
                document_reference=told["document_reference"],
                approved_krw=told["approved_krw"],
                today=seoul_date(timezone.now()),
                actor=request.user,
            ),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Approve"),
        url_path="approve",
        permissions=["decide"],
        icon="check",
        dialog=dialog(
            _("Take the plan as approved"),
            _("Committee and council must have voted. The plan is fixed from then on."),
            None,
            _("Approve"),
        ),
    )
    def approve(
        self, request: OfficialRequest, _form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """Take a draft as approved."""
        return self._do(
            request,
            object_id,
            _("Approved."),
            lambda key: life.approve_project(key, actor=request.user),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Open for donations"),
        url_path="open",
        permissions=["decide"],
        icon="campaign",
        dialog=dialog(
            _("Open this project for donations"),
            _("Donors can designate it from its first day on."),
            None,
            _("Open"),
        ),
    )
    def open_for_donations(
        self, request: OfficialRequest, _form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """Open the campaign."""
        return self._do(
            request,
            object_id,
            _("The project is open for donations."),
            lambda key: life.open_project(
                key, today=seoul_date(timezone.now()), actor=request.user
            ),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Close the campaign"),
        url_path="close",
        permissions=["decide"],
        icon="block",
        dialog=dialog(
            _("Close the campaign"), _("It takes no more donations."), CloseForm, _("Close")
        ),
    )
    def close(self, request: OfficialRequest, form: CloseForm, object_id: str) -> HttpResponse:
        """Close the campaign."""
        return self._do(
            request,
            object_id,
            _("The campaign is closed."),
            lambda key: life.close_project(
                key,
                today=seoul_date(timezone.now()),
                reason=form.cleaned_data["reason"],
                actor=request.user,
            ),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Begin the work"),
        url_path="run",
        permissions=["decide"],
        icon="play_arrow",
        dialog=dialog(_("Begin the work"), _("The campaign is over."), None, _("Begin")),
    )
    def run(self, request: OfficialRequest, _form: BaseDialogForm, object_id: str) -> HttpResponse:
        """Begin the work."""
        return self._do(
            request,
            object_id,
            _("The project is running."),
            lambda key: life.run_project(key, actor=request.user),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Settle"),
        url_path="settle",
        permissions=["decide"],
        icon="rule",
        dialog=dialog(
            _("End the spending"),
            _(
                "General money that is left goes back to the fund. Designated money stays the "
                "project's until it is assigned by a decision."
            ),
            None,
            _("Settle"),
        ),
    )
    def settle(
        self, request: OfficialRequest, _form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """End the spending."""
        return self._do(
            request,
            object_id,
            _("The project is settled."),
            lambda key: life.settle_project(key, actor=request.user),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Publish the results"),
        url_path="publish",
        permissions=["decide"],
        icon="public",
        dialog=dialog(
            _("Publish what came of it"),
            _("The public page shows the project as finished, with its results."),
            None,
            _("Publish"),
        ),
    )
    def publish(
        self, request: OfficialRequest, _form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """Publish the settled project."""
        return self._do(
            request,
            object_id,
            _("The results are published."),
            lambda key: life.publish_project(key, actor=request.user),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Change the target"),
        url_path="change-target",
        permissions=["decide"],
        icon="flag",
        dialog=dialog(
            _("Change target or last day"),
            _("Donors see what it was before, and why it changed."),
            TargetForm,
            _("Change"),
        ),
    )
    def change_target(
        self, request: OfficialRequest, form: TargetForm, object_id: str
    ) -> HttpResponse:
        """Change target or last day."""
        return self._do(
            request,
            object_id,
            _("The target is changed."),
            lambda key: life.change_target(
                key, **form.told(), today=seoul_date(timezone.now()), actor=request.user
            ),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Add general money"),
        url_path="add-general-money",
        permissions=["decide"],
        icon="add_card",
        dialog=dialog(
            _("Set more general money of the fund aside"),
            _("Enter the council's vote on it."),
            GeneralMoneyForm,
            _("Add"),
        ),
    )
    def add_general_money(
        self, request: OfficialRequest, form: GeneralMoneyForm, object_id: str
    ) -> HttpResponse:
        """Set more general money aside."""
        return self._do(
            request,
            object_id,
            _("The money is set aside."),
            lambda key: life.add_general_money(
                key, **form.told(), today=seoul_date(timezone.now()), actor=request.user
            ),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Plan the next season"),
        url_path="next-season",
        permissions=["plan"],
        icon="content_copy",
        dialog=dialog(
            _("Plan the next season"),
            _("A draft with the same plan and places; the days and the target are new."),
            SeasonForm,
            _("Plan"),
        ),
    )
    def next_season(
        self, request: OfficialRequest, form: SeasonForm, object_id: str
    ) -> HttpResponse:
        """Copy the plan into a draft of the season after."""
        return self._do(
            request,
            object_id,
            _("The next season is planned as a draft."),
            lambda key: plan_next_season(key, **form.told(), actor=request.user),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Give up"),
        url_path="cancel",
        permissions=["decide"],
        icon="cancel",
        dialog=dialog(
            _("Give up this project"),
            _("Only a project without money can be given up. It cannot be taken back."),
            CancelForm,
            _("Give up"),
        ),
    )
    def cancel(self, request: OfficialRequest, form: CancelForm, object_id: str) -> HttpResponse:
        """Give the project up."""
        return self._do(
            request,
            object_id,
            _("The project is given up."),
            lambda key: life.cancel_project(
                key, reason=form.cleaned_data["reason"], actor=request.user
            ),
        )

    def _do(self, request: OfficialRequest, object_id: str, done: Any, step: Any) -> HttpResponse:
        project = self.get_object(request, object_id)
        address = reverse("admin:projects_fundproject_change", args=[project.pk])
        return self.take(request, lambda: step(project.pk), done, address)
