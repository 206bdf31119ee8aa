"""Drafting a project with its places and payers, and its next season (KR-PRJ-01 to KR-PRJ-03)."""

from datetime import date

import pytest

from accounts.models import Role
from audit.models import AuditEvent
from kernel.errors import NotFound
from projects.errors import NotThisFund, RoleMissing, SeasonPlanned, StateConflict
from projects.models import FundingLine, FundProject, ProjectResult, ProjectSite
from projects.planning import (
    change_plan,
    keep_funding,
    keep_results,
    keep_sites,
    plan_next_season,
    plan_project,
)
from tests.admin.conftest import make_official
from tests.people import BUSAN_JUNG, SANCHEONG
from tests.projects.conftest import PLAN, TODAY, at_step


def site(project, **changes) -> ProjectSite:
    told = {"place": "청산면", "status": "open", "operator": "부녀회", "equipment": "세탁기 2대"}
    return ProjectSite(project=project, **{**told, **changes})


def line(project, **changes) -> FundingLine:
    return FundingLine(
        project=project, **{"source": "designated", "planned_krw": 15_000_000, **changes}
    )


def result(project, **changes) -> ProjectResult:
    told = {"metric_ko": "세탁", "metric_en": "washes", "value": 7, "unit": "회", "as_of": TODAY}
    return ProjectResult(project=project, **{**told, **changes})


def test_a_clerk_drafts_a_project_of_the_own_government_whatever_the_form_says(clerk):
    told = FundProject(**PLAN, recipient_id=BUSAN_JUNG, status="open", raised_krw=5)

    project = plan_project(told, actor=clerk)

    project.refresh_from_db()
    assert (project.recipient_id, project.status, project.raised_krw) == (SANCHEONG, "draft", 0)
    assert (project.name_ko, project.target_krw) == ("마을빨래방", 30_000_000)
    assert AuditEvent.objects.filter(kind="project.planned", official_id=clerk.pk).count() == 1


@pytest.mark.parametrize(
    ("role", "region", "refusal"),
    [(Role.AUDITOR, SANCHEONG, RoleMissing), (Role.NATIONAL, None, NotFound)],
)
def test_who_does_not_plan_drafts_nothing(db, role, region, refusal):
    with pytest.raises(refusal):
        plan_project(FundProject(**PLAN), actor=make_official(role, region))

    assert not FundProject.objects.exists()


def test_a_name_and_season_stand_once(plan):
    plan()

    with pytest.raises(SeasonPlanned):
        plan()

    assert FundProject.objects.count() == 1


def test_the_plan_of_a_draft_changes_and_its_money_and_state_do_not(plan, clerk):
    draft = plan()
    draft.name_en, draft.status, draft.raised_krw = "Another name", "open", 7

    change_plan(draft, actor=clerk)

    draft.refresh_from_db()
    assert (draft.name_en, draft.status, draft.raised_krw) == ("Another name", "draft", 0)


@pytest.mark.parametrize("status", ["approved", "open", "running", "published", "cancelled"])
def test_an_approved_plan_is_fixed(plan, clerk, status):
    project = at_step(plan(), status)
    project.name_en = "Another name"

    with pytest.raises(StateConflict):
        change_plan(project, actor=clerk)
    with pytest.raises(StateConflict):
        keep_funding(project.pk, kept=[line(project)], actor=clerk)

    project.refresh_from_db()
    assert project.name_en == "Village laundry room"
    assert not FundingLine.objects.exists()


def test_a_project_is_paid_by_several_governments(plan, clerk):
    draft = plan(kind="general")
    shares = [line(draft, source="general_money"), line(draft, source="lower_share")]
    shares[1].payer_id = BUSAN_JUNG

    keep_funding(draft.pk, kept=shares, actor=clerk)
    keep_funding(draft.pk, kept=[], dropped=shares[:1], actor=clerk)

    told = FundingLine.objects.values_list("source", "payer_id", "planned_krw")
    assert list(told) == [("lower_share", BUSAN_JUNG, 15_000_000)]


def test_places_open_in_the_run_of_a_project(plan, clerk):
    project = at_step(plan(), "running")
    places = [site(project, status="planned"), site(project, place="노화읍")]
    keep_sites(project.pk, kept=places, actor=clerk)

    places[0].status, places[0].opened_on = "open", "2026-09"
    keep_sites(project.pk, kept=places[:1], dropped=places[1:], actor=clerk)

    told = ProjectSite.objects.values_list("place", "status", "opened_on", "equipment", "operator")
    assert list(told) == [("청산면", "open", "2026-09", "세탁기 2대", "부녀회")]
    changes = AuditEvent.objects.filter(kind="project.sites_changed").latest("id").facts["changes"]
    assert changes[f"{places[0].pk}"]["status"] == ["planned", "open"]
    assert ["노화읍", None] in [told.get("place") for told in changes.values()]


def test_rows_of_one_project_are_not_kept_under_another(plan, clerk):
    mine, other = plan(), plan(name_ko="다른 것")

    with pytest.raises(NotThisFund):
        keep_sites(mine.pk, kept=[site(other)], actor=clerk)

    assert not ProjectSite.objects.exists()


@pytest.mark.parametrize("status", ["draft", "approved", "cancelled"])
def test_nothing_comes_of_a_project_that_has_not_begun(plan, clerk, status):
    project = at_step(plan(), status)

    with pytest.raises(StateConflict):
        keep_results(project.pk, kept=[result(project)], actor=clerk)

    assert not ProjectResult.objects.exists()


def test_results_have_free_measures_with_unit_and_day(plan, clerk):
    project = at_step(plan(), "running")

    keep_results(
        project.pk,
        kept=[result(project), result(project, metric_ko="숲", value="5.25", unit="ha")],
        actor=clerk,
    )

    told = ProjectResult.objects.values_list("metric_ko", "value", "unit", "as_of")
    assert [(name, str(value), unit, day) for name, value, unit, day in told] == [
        ("세탁", "7.00", "회", TODAY),
        ("숲", "5.25", "ha", TODAY),
    ]


def test_the_next_season_takes_plan_and_places_over_and_no_money(plan, clerk, give):
    first = at_step(plan(may_close_early=True, beneficiaries="홀로 사는 어르신"), "open")
    give(project_id=first.pk)
    keep_sites(
        first.pk, kept=[site(first), site(first, place="닫은 곳", status="ended")], actor=clerk
    )

    second = plan_next_season(
        first.pk,
        target_krw=20_000_000,
        opens_on=date(2027, 1, 1),
        closes_on=date(2027, 12, 31),
        actor=clerk,
    )

    second.refresh_from_db()
    assert (second.season, second.previous_season, second.status) == (2, first, "draft")
    assert (second.name_ko, second.beneficiaries) == ("마을빨래방", "홀로 사는 어르신")
    assert (second.may_close_early, second.target_krw, second.raised_krw) == (True, 20_000_000, 0)
    assert [each.place for each in second.sites.all()] == ["청산면"]
    assert [each.planned_krw for each in second.funding_lines.all()] == [20_000_000]


def test_a_season_is_planned_once_and_after_the_one_before_has_begun(plan, clerk):
    first = plan()
    days = {"target_krw": 1, "opens_on": date(2027, 1, 1), "closes_on": None, "actor": clerk}
    with pytest.raises(StateConflict):
        plan_next_season(first.pk, **days)
    at_step(first, "open")
    plan_next_season(first.pk, **days)

    with pytest.raises(SeasonPlanned):
        plan_next_season(first.pk, **days)

    assert FundProject.objects.count() == 2


def test_another_government_keeps_nothing(plan):
    project = plan()
    stranger = make_official(Role.MANAGER, BUSAN_JUNG)

    for act in (
        lambda: change_plan(project, actor=stranger),
        lambda: keep_sites(project.pk, kept=[site(project)], actor=stranger),
        lambda: keep_funding(project.pk, kept=[line(project)], actor=stranger),
        lambda: keep_results(project.pk, kept=[result(project)], actor=stranger),
    ):
        with pytest.raises(NotFound):
            act()
