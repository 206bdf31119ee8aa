"""Planning and moving a project on the officials' site."""

import pytest
from django.urls import reverse

from accounts.models import Role
from projects import life
from projects.models import FundProject
from tests.admin.conftest import make_official
from tests.people import BUSAN_JUNG, SANCHEONG
from tests.projects.conftest import at_step

ADD = reverse("admin:projects_fundproject_add")


def page(project: FundProject) -> str:
    return reverse("admin:projects_fundproject_change", args=[project.pk])


def rows(name: str, *told: dict[str, object], initial: int = 0) -> dict[str, object]:
    form: dict[str, object] = {
        f"{name}-TOTAL_FORMS": len(told),
        f"{name}-INITIAL_FORMS": initial,
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(told):
        form |= {f"{name}-{number}-{field}": value for field, value in row.items()}
    return form


FORM = {
    "name_ko": "마을빨래방",
    "name_en": "Village laundry room",
    "purpose": "어르신 이불 빨래",
    "purpose_code": "P1",
    "kind": "designated",
    "beneficiaries": "홀로 사는 어르신",
    "beneficiary_count": 360,
    "target_krw": 30_000_000,
    "opens_on": "2026-07-01",
    "closes_on": "2026-12-31",
    "when_reached": "stay_open",
    "when_surplus": "next_season",
    "when_short": "reduce",
    **rows("funding_lines", {"source": "designated", "planned_krw": 30_000_000}),
    **rows("sites", {"place": "청산면", "status": "planned", "operator": "부녀회"}),
}


def test_a_clerk_plans_a_project_with_its_places_and_payers(login, clerk):
    answer = login(clerk).post(ADD, FORM)

    assert answer.status_code == 302, answer.context["errors"]
    project = FundProject.objects.get()
    assert (project.recipient_id, project.status, project.target_krw) == (
        SANCHEONG,
        "draft",
        30_000_000,
    )
    assert [each.place for each in project.sites.all()] == ["청산면"]
    assert [each.planned_krw for each in project.funding_lines.all()] == [30_000_000]


def test_days_that_cross_are_named_in_the_form(login, clerk):
    answer = login(clerk).post(ADD, {**FORM, "closes_on": "2026-06-30"})

    assert answer.status_code == 200
    assert "The last day is before the first." in answer.content.decode()
    assert not FundProject.objects.exists()


def test_a_name_that_is_taken_comes_back_as_a_message(login, clerk, plan):
    plan()

    answer = login(clerk).post(ADD, FORM, follow=True)

    assert "planned already" in answer.content.decode()
    assert FundProject.objects.count() == 1


def test_a_draft_is_changed_and_an_approved_plan_shows_only_its_places_to_change(
    login, clerk, plan
):
    project = plan()
    client = login(clerk)
    form = {**FORM, "name_en": "Another name", **rows("approvals")}
    assert client.post(page(project), form).status_code == 302
    project.refresh_from_db()
    assert project.name_en == "Another name"
    at_step(project, "approved")

    told = client.get(page(project)).content.decode()
    assert 'name="name_en"' not in told
    assert 'name="sites-TOTAL_FORMS"' in told
    client.post(
        page(project), {**FORM, "name_en": "Third name", **rows("approvals"), **rows("results")}
    )

    project.refresh_from_db()
    assert project.name_en == "Another name"


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        (Role.AUDITOR, SANCHEONG, 403),
        (Role.NATIONAL, None, 403),
        (Role.CLERK, BUSAN_JUNG, 404),
        (Role.MANAGER, BUSAN_JUNG, 404),
    ],
)
def test_who_does_not_plan_it_changes_nothing(login, plan, role, region, status):
    project = at_step(plan(), "open")
    client = login(make_official(role, region))

    assert client.post(page(project), FORM).status_code == status
    steps = ["approve", "open", "close", "run", "settle", "publish", "cancel", "change-target"]
    for step in steps:
        address = f"/admin/projects/fundproject/{project.pk}/{step}/"
        told = {"_form_submitted": "on", "reason": "x", "target_krw": 1}
        assert client.post(address, told).status_code in {403, 404}
    project.refresh_from_db()
    assert project.status == "open"


def take(client, project, step, **told):
    address = f"/admin/projects/fundproject/{project.pk}/{step}/"
    return client.post(address, {"_form_submitted": "on", **told}, follow=True)


def test_two_officials_bring_a_project_from_draft_to_open(login, clerk, manager, plan):
    project = plan()
    planner, decider = login(clerk), login(manager)
    assert "approval is missing" in take(decider, project, "approve").content.decode()
    for body in ("committee", "council"):
        take(
            planner,
            project,
            "enter-approval",
            body=body,
            decided_on="2026-05-20",
            document_reference=f"2026-{body}",
        )
    assert take(planner, project, "approve").status_code == 403
    take(decider, project, "approve")
    take(decider, project, "change-target", target_krw=35_000_000, closes_on="2099-12-31")
    told = take(decider, project, "open").content.decode()

    project.refresh_from_db()
    assert (project.status, project.target_krw) == ("open", 35_000_000)
    assert "The project is open for donations." in told
    assert [step.taken_by for step in project.steps.all()] == [manager, manager]


def test_a_step_is_offered_where_it_leads_on(login, manager, opened):
    project = opened()
    client = login(manager)

    told = client.get(page(project)).content.decode()
    assert "Close the campaign" in told
    assert "Change the target" in told
    assert "Publish the results" not in told

    at_step(project, "published")
    told = client.get(page(project)).content.decode()
    assert "Plan the next season" in told
    assert "Close the campaign" not in told


def test_the_next_season_is_planned_from_the_page(login, clerk, opened):
    project = opened()

    take(login(clerk), project, "next-season", target_krw=10_000_000, opens_on="2027-01-01")

    season = FundProject.objects.get(season=2)
    assert (season.previous_season, season.status, season.target_krw) == (
        project,
        "draft",
        10_000_000,
    )


def test_the_page_of_a_project_costs_the_same_with_more_rows(
    login, manager, opened, django_assert_max_num_queries
):
    project = opened()
    life.change_target(
        project.pk,
        target_krw=31_000_000,
        closes_on=None,
        today=project.opens_on,
        actor=manager,
        reason="r",
    )
    client = login(manager)
    client.get(page(project))

    with django_assert_max_num_queries(30):
        assert client.get(page(project)).status_code == 200
