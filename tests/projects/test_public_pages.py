"""What everybody may see of projects, in three languages, at a fixed cost (KR-PRJ-01 to -07)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.charts import line_chart
from projects.models import FundingLine, FundProject, ProjectResult, ProjectSite, ProjectStory
from projects.stories import publish_story, write_story
from tests.accounts.conftest import SystemClient
from tests.people import BUSAN_JUNG
from tests.projects.conftest import TODAY, at_step


def page(address: str, language: str = "en") -> str:
    answer = SystemClient().get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def measure(project: FundProject, value: int, on: date, **changes) -> ProjectResult:
    told = {
        "metric_ko": "이불 빨래",
        "metric_en": "Quilt washes",
        "unit": "회",
        "unit_en": "washes",
    }
    return ProjectResult.objects.create(
        project=project, value=value, as_of=on, **{**told, **changes}
    )


def test_drafts_are_nobodys_to_see(plan):
    project = plan()

    assert Client().get(f"/projects/{project.pk}/").status_code == 404
    assert "Village laundry room" not in page("/projects/")


def test_a_page_tells_plan_progress_places_and_who_agreed(opened, give):
    project = opened(
        purpose_en="Quilts for the elderly",
        beneficiaries="홀로 사는 어르신",
        beneficiaries_en="older people living alone",
        beneficiary_count=360,
    )
    ProjectSite.objects.create(
        project=project,
        place="청산면",
        place_en="Cheongsan-myeon",
        status="open",
        opened_on="2026-02",
        operator="부녀회",
    )
    give(project_id=project.pk, amount_krw=3_000_000)

    told = page(f"/projects/{project.pk}/")

    for text in (
        "Village laundry room",
        "Quilts for the elderly",
        "3,000,000",
        "10%",
        "older people living alone",
        "360 people",
        "Cheongsan-myeon",
        "2026-02",
        "부녀회",
        "2026-committee-7",
        "Stay open until the last day",
    ):
        assert text in told
    korean = page(f"/projects/{project.pk}/", "ko")
    assert "마을빨래방" in korean
    assert "Village" not in korean
    assert '<span lang="en">Village laundry room</span>' in page(f"/projects/{project.pk}/", "ja")


def test_shares_of_others_stand_apart_from_the_funds_money(opened):
    project = opened()
    for source, payer, planned in (
        ("designated", None, 20_000_000),
        ("general_money", None, 15_000_000),
        ("lower_share", BUSAN_JUNG, 14_000_000),
        ("general_budget", None, 1_000_000),
    ):
        FundingLine.objects.create(
            project=project, source=source, payer_id=payer, planned_krw=planned
        )

    told = page(f"/projects/{project.pk}/")

    fund, others = told.split("Shares of others", 1)
    assert "<strong>35,000,000</strong>" in fund
    assert "<strong>15,000,000</strong>" in others
    assert "14,000,000" not in fund


def test_results_over_time_are_drawn_and_written_down(opened):
    project = opened()
    for value, on in ((900, date(2026, 7, 31)), (1878, date(2026, 9, 30))):
        measure(project, value, on)
    measure(project, 5, TODAY, metric_ko="숲", metric_en="Forest", unit="ha", unit_en="")

    told = page(f"/projects/{project.pk}/")

    assert told.count("<svg") == 1
    assert 'aria-label="Line chart: Quilt washes in washes over time"' in told
    for text in ("1,878", "900", "2026-07-31", "Forest", ">5 <"):
        assert text in told


def test_a_chart_begins_at_zero_and_names_each_value():
    drawn = line_chart([(date(2026, 1, 1), Decimal(0)), (date(2026, 12, 31), Decimal(10))], "x<y")

    assert 'points="56.0,188.0 576.0,30.0"' in drawn
    assert 'aria-label="x&lt;y"' in drawn
    assert drawn.count("<circle") == 2


def test_a_story_is_shown_once_it_is_out(opened, clerk, manager):
    project = opened()
    told = ProjectStory(
        project=project,
        kind="letter",
        title_ko="고맙습니다",
        title_en="Thank you",
        body_ko="이불이 <b>뽀송</b>",
        told_on=TODAY,
        author="청산 할머니들",
    )
    story = write_story(told, actor=clerk)
    assert "Thank you" not in page(f"/projects/{project.pk}/")

    publish_story(story.pk, actor=manager)

    shown = page(f"/projects/{project.pk}/")
    assert "Thank you" in shown
    assert "청산 할머니들" in shown
    assert "이불이 &lt;b&gt;뽀송" in shown


def test_the_list_shows_what_was_asked_for(opened):
    opened(name_en="Wash", name_ko="빨래")
    at_step(opened(name_en="Forest", name_ko="숲", purpose_code="P4"), "running")

    assert "Forest" in page("/projects/")
    assert page("/projects/").index("Wash") < page("/projects/").index("Forest")
    for asked, shown in (
        ("region=48860", {"Wash", "Forest"}),
        ("region=26110", set()),
        ("purpose=P4", {"Forest"}),
        ("status=open", {"Wash"}),
        ("purpose=P1&status=running", set()),
        ("purpose=x&status=draft&page=zzz", {"Wash", "Forest"}),
    ):
        told = page(f"/projects/?{asked}")
        assert {name for name in ("Wash", "Forest") if f">{name}<" in told} == shown, asked


def test_a_long_list_has_pages(opened):
    first = opened(name_en="First", name_ko="첫째")
    FundProject.objects.bulk_create(
        FundProject(
            recipient=first.recipient,
            name_ko=f"사업 {number}",
            name_en=f"Project {number}",
            purpose="x",
            purpose_code="P1",
            kind="general",
            status="running",
        )
        for number in range(30)
    )

    told = page("/projects/?purpose=P1")

    assert told.count("<li>") == 24
    assert 'href="?purpose=P1&amp;page=2"' in told
    assert page("/projects/?purpose=P1&page=2").count("<li>") == 7


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(address)
    return len(captured)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_cost_the_same_however_much_there_is_to_show(opened, clerk, manager, language):
    project = opened()
    fill(project, clerk, manager)
    whole, listed = f"/projects/{project.pk}/", "/projects/"
    page(whole, language)
    before = [queries(whole), queries(listed), queries("/api/v1/projects")]
    for number in range(3):
        fill(project, clerk, manager)
        opened(name_ko=f"다른 {number}")

    assert [queries(whole), queries(listed), queries("/api/v1/projects")] == before
    assert before == [16, 6, 8]


def fill(project, clerk, manager) -> None:
    measure(project, 7, TODAY)
    ProjectSite.objects.create(project=project, place="곳", status="open")
    FundingLine.objects.create(
        project=project, source="lower_share", payer_id=BUSAN_JUNG, planned_krw=1
    )
    story = write_story(
        ProjectStory(project=project, title_ko="t", body_ko="b", told_on=TODAY), actor=clerk
    )
    publish_story(story.pk, actor=manager)
