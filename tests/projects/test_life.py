"""Each step of a project, who takes it, and what it refuses (KR-DSG-05 to KR-DSG-10, KR-PRJ-07)."""

from datetime import date, timedelta
from threading import Barrier

import pytest

from accounts.models import Role, User
from audit.models import AuditEvent
from config.celery import app as celery
from kernel.errors import NotFound
from projects import life
from projects.designation import ProjectFull
from projects.errors import (
    ApprovalMissing,
    DayInFuture,
    DaysCrossed,
    EarlyCloseNotAllowed,
    ProjectHasMoney,
    ReasonMissing,
    ResultMissing,
    RoleMissing,
    StateConflict,
    TargetBelowRaised,
    TargetMissing,
)
from projects.models import (
    Approval,
    ApprovalBody,
    FundingLine,
    FundProject,
    ProjectResult,
    ProjectStep,
    TargetChange,
)
from projects.tasks import close_due
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
        assert AuditEvent.objects.filter(kind=f"project.{to}", official_id=manager.pk).count() == 1
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


@pytest.mark.parametrize("gap", [{"target_krw": None}, {"opens_on": None, "closes_on": None}])
def test_a_campaign_needs_a_target_and_a_first_day(agreed, manager, gap):
    project = agreed(**gap)

    with pytest.raises(TargetMissing):
        life.approve_project(project.pk, actor=manager)


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


def test_a_campaign_that_is_over_does_not_open(agreed, manager):
    project = agreed(closes_on=TODAY - timedelta(days=1))
    life.approve_project(project.pk, actor=manager)

    with pytest.raises(DaysCrossed):
        life.open_project(project.pk, today=TODAY, actor=manager)


def test_a_campaign_closes_on_its_last_day(opened, manager):
    project = opened(closes_on=TODAY)

    life.close_project(project.pk, today=TODAY, actor=manager)

    project.refresh_from_db()
    assert project.status == "closed"


def test_a_campaign_does_not_end_early_unless_its_plan_says_so(opened, manager):
    project = opened()

    with pytest.raises(EarlyCloseNotAllowed):
        life.close_project(project.pk, today=TODAY, actor=manager, reason="급함")

    project.refresh_from_db()
    assert project.status == "open"


def test_an_early_close_says_why(opened, manager):
    project = opened(may_close_early=True)

    with pytest.raises(ReasonMissing):
        life.close_project(project.pk, today=TODAY, actor=manager)
    life.close_project(project.pk, today=TODAY, actor=manager, reason="필요한 만큼 모음")

    assert ProjectStep.objects.get(status="closed").reason == "필요한 만큼 모음"


@pytest.mark.parametrize(("when_reached", "closes"), [("close", True), ("stay_open", False)])
def test_a_target_reached_closes_what_should_close_there(
    opened, manager, give, when_reached, closes
):
    project = opened(target_krw=100_000, when_reached=when_reached)
    give(project_id=project.pk)

    if closes:
        life.close_project(project.pk, today=TODAY, actor=manager)
    else:
        with pytest.raises(EarlyCloseNotAllowed):
            life.close_project(project.pk, today=TODAY, actor=manager)


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


def change(project, actor, **changes):
    told = {"target_krw": 40_000_000, "closes_on": project.closes_on, "reason": "물가 상승"}
    life.change_target(project.pk, **{**told, **changes}, today=TODAY, actor=actor)
    project.refresh_from_db()


def test_a_changed_target_keeps_its_history(opened, manager):
    project = opened()

    change(project, manager)
    change(project, manager, target_krw=35_000_000, closes_on=date(2027, 1, 31))

    assert (project.target_krw, project.closes_on) == (35_000_000, date(2027, 1, 31))
    told = TargetChange.objects.values_list("before_krw", "after_krw", "reason", "changed_by")
    assert list(told) == [
        (30_000_000, 40_000_000, "물가 상승", manager.pk),
        (40_000_000, 35_000_000, "물가 상승", manager.pk),
    ]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"target_krw": 99_999}, TargetBelowRaised),
        ({"target_krw": 0}, TargetBelowRaised),
        ({"reason": ""}, ReasonMissing),
        ({"closes_on": date(2026, 6, 30)}, DaysCrossed),
        ({"closes_on": TODAY - timedelta(days=1)}, DaysCrossed),
    ],
)
def test_a_target_that_does_not_fit_is_refused(opened, manager, give, changes, refusal):
    project = opened()
    give(project_id=project.pk)

    with pytest.raises(refusal):
        change(project, manager, **changes)

    project.refresh_from_db()
    assert (project.target_krw, project.closes_on) == (30_000_000, date(2026, 12, 31))
    assert not TargetChange.objects.exists()


def test_a_target_may_sink_to_what_was_raised(opened, manager, give):
    project = opened()
    give(project_id=project.pk)

    change(project, manager, target_krw=100_000)

    assert project.target_krw == 100_000


@pytest.mark.parametrize("status", ["closed", "running", "settled", "published", "cancelled"])
def test_a_target_does_not_change_after_the_campaign(opened, manager, status):
    project = at_step(opened(), status)

    with pytest.raises(StateConflict):
        change(project, manager)


def test_the_schedule_closes_what_is_over_or_full(opened, give):
    is_over = opened(name_ko="지난 것", closes_on=TODAY)
    is_full = opened(name_ko="찬 것", target_krw=100_000, when_reached="close")
    stays = opened(name_ko="넘친 것", target_krw=100_000, when_reached="stay_open")
    last_day = opened(name_ko="오늘까지", closes_on=TODAY + timedelta(days=1))
    for project in (is_full, stays):
        give(project_id=project.pk)

    assert life.close_due_projects(TODAY + timedelta(days=1)) == 2
    assert life.close_due_projects(TODAY + timedelta(days=1)) == 0

    told = dict(FundProject.objects.values_list("pk", "status"))
    assert [told[each.pk] for each in (is_over, is_full, stays, last_day)] == [
        "closed",
        "closed",
        "open",
        "open",
    ]
    assert ProjectStep.objects.filter(status="closed", taken_by=None).count() == 2


def test_a_project_that_reached_its_target_takes_no_other_gift(opened, give):
    project = opened(target_krw=150_000, when_reached="close")
    give(project_id=project.pk)
    give(project_id=project.pk)

    with pytest.raises(ProjectFull):
        give(project_id=project.pk)

    project.refresh_from_db()
    assert project.raised_krw == 200_000


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


def test_the_schedule_asks_what_is_due_in_seoul(opened):
    project = opened()
    FundProject.objects.update(closes_on=date(2026, 7, 31))

    close_due()

    project.refresh_from_db()
    assert project.status == "closed"
    assert celery.conf.beat_schedule["projects: close campaigns that are over or full"]["task"] == (
        close_due.name
    )
