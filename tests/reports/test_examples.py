"""150 real projects as published, apart from the live ones, each with its source."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import FundProject
from reports.models import PublishedProject
from tests.accounts.conftest import SystemClient


def page(query: str = "", language: str = "en") -> str:
    answer = SystemClient().get(
        f"/projects/examples/{query}", headers={"Accept-Language": language}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_real_project_is_shown_with_its_source_and_is_no_live_project(db):
    rows = PublishedProject.objects.filter(country="KR")
    told = page()

    assert rows.count() == 150
    assert told.count("<tr>") == 150 + 4
    assert "150 projects" in told
    assert all(row.source.replace("&", "&amp;") in told for row in rows)
    assert not FundProject.objects.exists()


def test_a_row_says_what_was_published_and_leaves_the_rest_empty(db):
    told = PublishedProject.objects.get(country="KR", row=2)
    assert (told.name, told.name_en, told.purpose, told.begins, told.ends) == (
        "자립준비청년 지원",
        "Support for care leavers",
        "P1",
        "2025",
        "",
    )

    english = page("?purpose=P1")

    assert "Support for care leavers" in english
    assert "198,000,000" in english
    assert "77 projects" in english
    assert ">None<" not in english


@pytest.mark.parametrize("language", ["ko", "en", "ja"])
def test_the_page_speaks_three_languages(db, language):
    told = page(language=language)

    assert f'<html lang="{language}"' in told
    assert ("자립준비청년 지원" in told) == (language == "ko")


def test_a_page_of_one_purpose_costs_what_the_whole_costs(db):
    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            page(query)
        return len(captured)

    page()
    assert queries("?purpose=P3") == queries("") <= 8


def test_the_list_of_live_projects_leads_there(db):
    told = SystemClient().get("/projects/").content.decode()

    assert 'href="/projects/examples/"' in told
