"""Indicators and reports over the API: public, paged, cacheable, plain about what is missing."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from reports import runs
from reports.documents import store
from reports.models import RunStatus

pytestmark = pytest.mark.django_db
INDICATORS = "/api/v1/indicators"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def results(client: Client, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"{INDICATORS}?{query}")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_the_nations_receipts_come_with_all_that_belongs_to_them(client):
    (value,) = results(client, "country=KR&indicator=total_receipts&year=2025&region=")
    assert value == {
        "indicator": "total_receipts",
        "country": "KR",
        "region": "",
        "scope": "nation",
        "year": 2025,
        "year_basis": "calendar_year",
        "value": 151_500_000_000,
        "unit": "KRW",
        "coverage": "243/243",
        "status": "provisional",
        "resolution": 100_000_000,
        "sample": None,
        "age": 3,
        "nature": "measured",
        "interval": None,
        "converted": {"market": 15_944_449_748, "ppp": None},
        "parts": value["parts"],
        "notes": [],
        "sources": [
            {
                "url": "https://newsdao.kr/26577",
                "published_on": "2026-01",
                "file": "kr_donations_national.csv",
                "row": 64,
            }
        ],
    }


def test_japan_stands_on_the_fiscal_year(client):
    (value,) = results(client, "country=JP&indicator=growth_index&year=2025")
    assert value["year_basis"] == "receipt_fy"
    assert round(value["value"], 1) == 163.6
    assert value["coverage"] == "1788/1788"


def test_missing_is_null_with_the_reason(client):
    (gini,) = results(client, "country=KR&indicator=gini&year=2025")
    assert gini["value"] is None
    assert gini["coverage"] == "60/243"
    assert gini["status"].startswith("not_available: biased partial sample")
    (receipts,) = results(client, "country=KR&indicator=total_receipts&year=2026")
    assert receipts["value"] is None


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("region=46000&indicator=total_receipts&year=2023", 14_333_680_000),
        ("region=46000&scope=body&indicator=total_receipts&year=2023", 633_000_000),
        ("region=11000&indicator=total_receipts&year=2025", None),
        ("region=011002&indicator=total_receipts&year=2008", 397_800_697),
    ],
)
def test_a_local_government_answers_by_its_code(client, query, value):
    (found,) = results(client, query)
    assert found["value"] == value
    assert found["region"] == query[7:].partition("&")[0]


def test_a_code_of_after_a_reform_leads_to_the_same_figures(client):
    (now,) = results(client, "region=12110&indicator=total_receipts&year=2025")
    (then,) = results(client, "region=46110&indicator=total_receipts&year=2025")
    assert now["value"] == then["value"]
    assert (now["region"], then["region"]) == ("12110", "46110")


def test_filters_may_be_repeated_and_left_out(client):
    found = results(client, "country=KR&indicator=donations&indicator=total_receipts&year=2024")
    assert [value["indicator"] for value in found] == ["donations", "total_receipts"]
    assert len(results(client, "country=KR&indicator=total_receipts")) == 3
    assert len(results(client, "indicator=total_receipts")) == 3 + 18


def test_a_wide_question_is_answered_page_by_page(client):
    url = f"{INDICATORS}?country=JP&scope=body&indicator=total_receipts&year=2025&limit=200"
    seen = []
    while url:
        page = client.get(url).json()
        assert len(page["results"]) <= 200
        seen += [value["region"] for value in page["results"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == 1788


def test_a_page_costs_no_more_queries_for_more_rows(client, django_assert_max_num_queries):
    results(client, "country=JP&scope=body&indicator=total_receipts&year=2025&limit=1")
    with django_assert_max_num_queries(6):
        results(client, "country=JP&scope=body&indicator=total_receipts&year=2025&limit=150")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("indicator=wealth", "/indicator"),
        ("country=US", "/country"),
        ("year=two", "/year"),
        ("year=2025.5", "/year"),
        ("year=-1", "/year"),
        ("year=99999999999999999999", "/year"),
        ("year=２０２５", "/year"),
        ("region=99999", "/region"),
        ("region=46000&country=JP", "/region"),
        ("region='%20OR%201=1", "/region"),
        ("scope=all", "/scope"),
        ("cursor=zz", "/cursor"),
        ("limit=0", "/limit"),
        ("limit=many", "/limit"),
        ("year=" + ",".join(str(1900 + n) for n in range(201)), "/year"),
    ],
)
def test_a_bad_question_is_told_which_part_is_wrong(client, query, pointer):
    answer = client.get(f"{INDICATORS}?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "invalid"
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_an_answer_can_be_kept_and_asked_for_again_cheaply(client):
    url = f"{INDICATORS}?country=KR&indicator=total_receipts"
    answer = client.get(url)
    again = client.get(url, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert "max-age" in answer["Cache-Control"]


def test_a_cache_that_is_down_costs_time_not_the_answer(client, settings):
    nowhere = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": nowhere}
    (value,) = results(client, "country=KR&indicator=total_receipts&year=2025")
    assert value["value"] == 151_500_000_000


def test_the_registry_defines_every_indicator(client):
    found = client.get(f"{INDICATORS}/definitions").json()["results"]
    assert len(found) == 35
    assert found[0]["name_ko"] == "모금액"
    assert found[0]["year_basis"] == {"KR": "calendar_year", "JP": "receipt_fy"}


def test_finished_reports_are_listed_with_their_documents(client, report):
    (found,) = client.get("/api/v1/reports").json()["results"]
    assert found["id"] == str(report.pk)
    assert found["data_sha256"] == report.data_sha256
    assert sorted(found["artifacts"]) == ["csv", "html", "json", "pdf", "xlsx"]
    assert client.get(f"/api/v1/reports/{report.pk}").json() == found


def test_a_run_that_is_not_done_has_no_documents(client):
    run = runs.request_run(2025)
    assert client.get("/api/v1/reports").json()["results"] == []
    shown = client.get(f"/api/v1/reports/{run.pk}").json()
    assert (shown["status"], shown["artifacts"]) == (RunStatus.QUEUED, {})
    assert client.get(f"/api/v1/reports/{run.pk}/artifacts/pdf").status_code == 404


@pytest.mark.parametrize("kind", list(store.MAKERS))
def test_each_document_comes_under_its_own_type_and_name(client, report, kind):
    answer = client.get(f"/api/v1/reports/{report.pk}/artifacts/{kind}?lang=en")
    assert answer.status_code == 200
    assert answer["Content-Type"] == store.CONTENT_TYPES[kind]
    assert (
        f"korea-japan-2025{'' if kind in ('csv', 'json') else '-en'}.{kind}"
        in (answer["Content-Disposition"])
    )
    again = client.get(
        f"/api/v1/reports/{report.pk}/artifacts/{kind}?lang=en",
        headers={"if-none-match": answer["ETag"]},
    )
    assert again.status_code == 304


def test_what_is_not_there_is_not_found(client, report):
    for path in (
        f"/api/v1/reports/{uuid.uuid4()}",
        f"/api/v1/reports/{uuid.uuid4()}/artifacts/pdf",
        f"/api/v1/reports/{report.pk}/artifacts/docx",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
