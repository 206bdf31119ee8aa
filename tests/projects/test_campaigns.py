"""Campaigns: their days, their targets, and when they close (KR-DSG-07, KR-DSG-09, KR-PRJ-07)."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from config.celery import app as celery
from projects import life
from projects.designation import ProjectFull
from projects.errors import (
    DaysCrossed,
    EarlyCloseNotAllowed,
    ReasonMissing,
    StateConflict,
    TargetBelowRaised,
    TargetMissing,
)
from projects.models import (
    FundProject,
    ProjectStep,
    TargetChange,
)
from projects.tasks import close_due
from tests.projects.conftest import TODAY, at_step


@pytest.mark.parametrize("gap", [{"target_krw": None}, {"opens_on": None, "closes_on": None}])
def test_a_campaign_needs_a_target_and_a_first_day(agreed, manager, gap):
    project = agreed(**gap)

    with pytest.raises(TargetMissing):
        life.approve_project(project.pk, actor=manager)


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
    event = AuditEvent.objects.filter(kind="project.target_changed").latest("id")
    assert event.facts["changes"]["target_krw"] == [40_000_000, 35_000_000]
    assert event.facts["changes"]["closes_on"][1] == "2027-01-31"


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


def test_the_schedule_asks_what_is_due_in_seoul(opened):
    project = opened()
    FundProject.objects.update(closes_on=date(2026, 7, 31))

    close_due()

    project.refresh_from_db()
    assert project.status == "closed"
    assert celery.conf.beat_schedule["projects: close campaigns that are over or full"]["task"] == (
        close_due.name
    )
