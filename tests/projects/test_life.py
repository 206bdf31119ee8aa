"""Each step of a project, who takes it, and what it refuses (KR-DSG-05, KR-DSG-06, KR-PRJ-04)."""

from datetime import timedelta
from threading import Barrier

import pytest

from accounts.models import Role, User
from audit.models import AuditEvent
from kernel.errors import NotFound
from projects import life
from projects.errors import (
    ApprovalMissing,
    DayInFuture,
    ProjectHasMoney,
    ReasonMissing,
    ResultMissing,
    RoleMissing,
    StateConflict,
)
from projects.models import (
    Approval,
    ApprovalBody,
    FundingLine,
    FundProject,
    ProjectResult,
    ProjectStep,
)
from tests.admin.conftest import make_official
from tests.people import BUSAN_JUNG, SANCHEONG
from tests.projects.conftest import TODAY, at_step
from tests.races import race

STEPS = {
    "approved": lambda pk, actor: life.approve_project(pk, actor=actor),
    "open": lambda pk, actor: life.open_project(pk, today=TODAY, actor=actor),
    "closed": lambda pk, actor: life.close_project(pk, today=TODAY, actor=actor, reason="다 모음"),
    "running": lambda pk, actor: life.run_project(pk, actor=actor),
    "settled": lambda pk, actor: life.settle_project(pk, actor=actor),
    "published": lambda pk, actor: life.publish_project(pk, actor=actor),
    "cancelled": lambda pk, actor: life.cancel_project(pk, actor=actor, reason="수요 없음"),
}


def ready(agreed) -> FundProject:
    """Return a draft that every step could take from the right state."""
    project = agreed(may_close_early=True)
    ProjectResult.objects.create(
        project=project,
        metric_ko="세탁",
        metric_en="washes",
        value=1,
        unit="회",
        as_of=TODAY,
    )
    return project


@pytest.mark.parametrize("status", list(life.MOVES))
@pytest.mark.parametrize("to", list(STEPS))
def test_a_step_leads_on_only_from_where_it_may(agreed, manager, status, to):
    project = at_step(ready(agreed), status)
    skips_the_campaign = (status, to) == ("approved", "running")

    if to in life.MOVES[status] and not skips_the_campaign:
        STEPS[to](project.pk, manager)
        project.refresh_from_db()
        assert project.status == to
        (step,) = ProjectStep.objects.all()
        assert (step.status, step.taken_by) == (to, manager)
        event = AuditEvent.objects.get(kind=f"project.{to}", official_id=manager.pk)
        assert event.facts["changes"]["status"] == [status, to]
    else:
        with pytest.raises(StateConflict):
            STEPS[to](project.pk, manager)
        project.refresh_from_db()
        assert project.status == status
        assert not ProjectStep.objects.exists()


@pytest.mark.parametrize("to", list(STEPS))
def test_a_clerk_plans_and_does_not_decide(agreed, clerk, to):
    project = ready(agreed)
    before = next(status for status, leads in life.MOVES.items() if to in leads)
    at_step(project, before)

    with pytest.raises(RoleMissing):
        STEPS[to](project.pk, clerk)

    project.refresh_from_db()
    assert project.status == before


@pytest.mark.parametrize("to", list(STEPS))
def test_the_project_of_another_is_not_found(agreed, to):
    project = ready(agreed)
    stranger = make_official(Role.MANAGER, BUSAN_JUNG)

    with pytest.raises(NotFound):
        STEPS[to](project.pk, stranger)
    with pytest.raises(NotFound):
        STEPS[to](project.pk, make_official(Role.NATIONAL, None))


@pytest.mark.parametrize(
    ("bodies", "is_disaster_relief"),
    [
        ((), False),
        (("committee",), False),
        (("council",), False),
        (("committee", "report"), False),
        (("report",), True),
    ],
)
def test_a_project_waits_for_all_who_must_agree(plan, clerk, manager, bodies, is_disaster_relief):
    project = plan(is_disaster_relief=is_disaster_relief)
    vote(project, clerk, *bodies)

    with pytest.raises(ApprovalMissing):
        life.approve_project(project.pk, actor=manager)

    project.refresh_from_db()
    assert project.status == "draft"


@pytest.mark.parametrize(
    ("bodies", "is_disaster_relief"),
    [(("committee", "council"), False), (("committee", "report"), True)],
)
def test_in_a_disaster_a_report_stands_in_for_the_councils_vote(
    plan, clerk, manager, bodies, is_disaster_relief
):
    project = plan(is_disaster_relief=is_disaster_relief)
    vote(project, clerk, *bodies)

    life.approve_project(project.pk, actor=manager)

    project.refresh_from_db()
    assert project.status == "approved"
    told = Approval.objects.values_list("body", "decided_on", "document_reference", "entered_by")
    assert list(told) == [(body, TODAY, f"제{body}호", clerk.pk) for body in bodies]


def vote(project, actor, *bodies) -> None:
    for body in bodies:
        life.enter_approval(
            project.pk,
            body=ApprovalBody(body),
            decided_on=TODAY,
            document_reference=f"제{body}호",
            today=TODAY,
            actor=actor,
        )


def test_nobody_votes_tomorrow(plan, clerk):
    project = plan()

    with pytest.raises(DayInFuture):
        life.enter_approval(
            project.pk,
            body=ApprovalBody.COUNCIL,
            decided_on=TODAY + timedelta(days=1),
            document_reference="x",
            today=TODAY,
            actor=clerk,
        )

    assert not Approval.objects.exists()


def test_approval_sets_the_funds_own_general_money_aside(agreed, manager):
    project = agreed(kind="general", target_krw=None, opens_on=None, closes_on=None)
    for source, payer, planned in (
        ("general_money", None, 15_000_000),
        ("lower_share", BUSAN_JUNG, 15_000_000),
        ("general_money", BUSAN_JUNG, 1_000_000),
        ("general_budget", None, 500_000),
    ):
        FundingLine.objects.create(
            project=project, source=source, payer_id=payer, planned_krw=planned
        )

    life.approve_project(project.pk, actor=manager)

    project.refresh_from_db()
    assert (project.general_krw, project.general_left_krw) == (15_000_000, 15_000_000)


def test_the_council_may_add_general_money_to_a_campaign_that_came_short(opened, manager):
    project = at_step(opened(when_short="general_money"), "running")

    life.add_general_money(
        project.pk,
        amount_krw=7_000_000,
        decided_on=TODAY,
        document_reference="의회 2026-9",
        today=TODAY,
        actor=manager,
    )

    project.refresh_from_db()
    assert project.general_krw == 7_000_000
    assert Approval.objects.filter(approved_krw=7_000_000, body="council").count() == 1
    assert FundingLine.objects.get().planned_krw == 7_000_000
    with pytest.raises(DayInFuture):
        life.add_general_money(
            project.pk,
            amount_krw=1,
            decided_on=TODAY + timedelta(days=1),
            document_reference="x",
            today=TODAY,
            actor=manager,
        )


def test_a_project_of_general_money_runs_without_a_campaign(agreed, manager):
    project = agreed(kind="general", target_krw=None, opens_on=None, closes_on=None)
    life.approve_project(project.pk, actor=manager)

    with pytest.raises(StateConflict):
        life.open_project(project.pk, today=TODAY, actor=manager)
    life.run_project(project.pk, actor=manager)

    project.refresh_from_db()
    assert project.status == "running"


def test_a_project_with_donors_money_cannot_be_given_up(opened, manager, give):
    project = opened()
    give(project_id=project.pk)

    with pytest.raises(ProjectHasMoney) as refused:
        life.cancel_project(project.pk, reason="접자", actor=manager)

    assert refused.value.facts == {"held_krw": 100_000}
    project.refresh_from_db()
    assert project.status == "open"


def test_giving_up_needs_a_reason(plan, manager):
    with pytest.raises(ReasonMissing):
        life.cancel_project(plan().pk, reason="", actor=manager)


def test_nothing_is_published_without_a_result(opened, manager):
    project = at_step(opened(), "settled")

    with pytest.raises(ResultMissing):
        life.publish_project(project.pk, actor=manager)


def test_settling_gives_general_money_back_that_is_not_bound(opened, manager):
    project = at_step(opened(), "running")
    FundProject.objects.update(general_krw=5_000_000, bound_general_krw=2_000_000)

    life.settle_project(project.pk, actor=manager)

    project.refresh_from_db()
    assert project.general_krw == 2_000_000


def second_manager() -> User:
    return User.objects.create(
        email="second@example.org", role=Role.MANAGER, municipality_id=SANCHEONG
    )


def test_of_two_managers_at_once_one_moves_the_project(own_database, agreed, manager):
    project = agreed()
    both = (manager, second_manager())

    outcomes = race(lambda number: life.approve_project(project.pk, actor=both[number]), 2)

    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "StateConflict"]
    assert ProjectStep.objects.count() == 1


def test_without_the_lock_both_managers_would_move_it(own_database, agreed, manager):
    project = agreed()
    both = (manager, second_manager())
    both_have_read = Barrier(2)

    def approve(number: int) -> None:
        read = FundProject.objects.get(pk=project.pk)
        assert read.status == "draft"
        both_have_read.wait(30)
        FundProject.objects.filter(pk=read.pk).update(status="approved")
        ProjectStep.objects.create(project=read, status="approved", taken_by=both[number])

    race(approve, 2)

    assert ProjectStep.objects.count() == 2
