"""``/api/v1/regions``: public, as of any day, by cursor."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kernel.dates import seoul_date
from regions.models import Municipality
from regions.snapshot import snapshot

pytestmark = pytest.mark.django_db

FIELDS = [
    "code",
    "country",
    "level",
    "kind",
    "name_ko",
    "name_ja",
    "name_en",
    "parent_code",
    "valid_from",
    "valid_to",
    "successor_codes",
    "population_decline",
    "special_disaster",
]


@pytest.fixture
def get(client: Client):
    def get(path: str, status: int = 200, **headers: str) -> Any:
        answer = client.get(f"/api/v1/regions{path}", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else answer

    return get


def listed(get, query: str) -> list[dict[str, Any]]:
    """Return all rows of a list, page by page."""
    rows: list[dict[str, Any]] = []
    page = get(query)
    while True:
        rows += page["results"]
        if page["next"] is None:
            return rows
        page = get("?" + page["next"].partition("?")[2])


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("country=KR&level=basic&on=2026-06-30", 226),
        ("country=KR&level=basic&on=2026-07-01", 227),
        ("country=KR&level=metropolitan&on=2026-06-30", 17),
        ("country=KR&level=metropolitan&on=2026-07-01", 16),
        ("country=KR&on=2023-01-01", 243),
        ("country=JP&level=metropolitan", 47),
        ("parent=12000&on=2026-07-01", 27),
        ("parent=12000&on=2026-06-30", 0),
        ("parent=27000&on=2023-06-30", 8),
        ("parent=27000&on=2023-07-01", 9),
        ("parent=010006", 179),
        ("q=Sancheong", 1),
        ("q=%EC%82%B0%EC%B2%AD", 1),
        ("q=nowhere", 0),
        ("country=KR&q=%00", 243),
    ],
)
def test_a_list_is_complete_as_of_its_day(get, query, count):
    rows = listed(get, f"?{query}")

    assert len(rows) == count
    assert [row["code"] for row in rows] == sorted({row["code"] for row in rows})


def test_without_filters_both_countries_are_listed_as_of_today(get):
    rows = listed(get, "")

    today = seoul_date(timezone.now())
    assert len(rows) == Municipality.objects.in_force(today).count() == 243 + 1788


def test_a_page_has_200_rows_and_goes_back(get):
    first = get("?country=JP&level=basic")
    second = get("?" + first["next"].partition("?")[2])

    assert list(first) == ["next", "previous", "results"]
    assert first["previous"] is None
    assert len(first["results"]) == len(second["results"]) == 200
    assert get("?" + second["previous"].partition("?")[2])["results"] == first["results"]
    assert len(get("?limit=3")["results"]) == 3
    assert len(get("?limit=1000")["results"]) == 200


def test_a_row_has_exactly_the_fields_of_the_contract(get):
    answer = get("/48860?on=2025-08-01")

    assert list(answer) == FIELDS
    assert answer == {
        "code": "48860",
        "country": "KR",
        "level": "basic",
        "kind": "군",
        "name_ko": "산청군",
        "name_ja": None,
        "name_en": "Sancheong-gun",
        "parent_code": "48000",
        "valid_from": None,
        "valid_to": None,
        "successor_codes": [],
        "population_decline": "decline",
        "special_disaster": [
            {
                "declared_on": "2025-07-22",
                "ends_on": "2025-10-22",
                "scope": "whole",
                "category": "flood",
                "higher_credit": True,
            }
        ],
    }
    assert answer in listed(get, "?q=Sancheong&on=2025-08-01")


@pytest.mark.parametrize(
    ("code", "on", "parent"),
    [
        ("47720", "2023-06-30", "47000"),
        ("27720", "2023-07-01", "27000"),
        ("29110", "2026-06-30", "29000"),
        ("12210", "2026-07-01", "12000"),
        ("28155", "2026-07-01", "28000"),
        ("011002", "2026-07-01", "010006"),
        ("50000", "2026-07-01", None),
    ],
)
def test_the_parent_is_that_of_the_day(get, code, on, parent):
    assert get(f"/{code}?on={on}")["parent_code"] == parent


def test_an_ended_code_without_a_day_is_shown_as_it_last_was(get):
    answer = get("/28110")

    assert answer["valid_to"] == "2026-06-30"
    assert answer["successor_codes"] == ["28125", "28155"]
    assert answer["parent_code"] == "28000"


def test_a_known_code_out_of_force_is_not_found_and_its_successors_are_named(get):
    problem = get("/46110?on=2026-07-01", 404)

    assert problem["code"] == "not_found"
    assert (problem["region_code"], problem["successor_codes"]) == ("46110", ["12110"])
    assert get("/12110?on=2026-06-30", 404)["successor_codes"] == []


@pytest.mark.parametrize("code", ["99999", "0", "111100", "x", "%00", "50110"])
def test_an_unknown_code_is_not_found(get, code):
    assert get(f"/{code}", 404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("on=2026-7-1", "/on"),
        ("on=20260701", "/on"),
        ("on=2026-02-30", "/on"),
        ("on=", "/on"),
        ("country=US", "/country"),
        ("level=prefecture", "/level"),
        ("limit=0", "/limit"),
        ("limit=many", "/limit"),
        ("cursor=x", "/cursor"),
    ],
)
def test_a_malformed_question_is_invalid_with_a_pointer(get, query, pointer):
    problem = get(f"?{query}", 422)

    assert problem["code"] == "invalid"
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def questions_about_regions(ask: Callable[[], object]) -> int:
    """Return how many queries on our tables a warm process makes when asked."""
    snapshot()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return sum('"regions_' in query["sql"] for query in queries)


@pytest.mark.parametrize("limit", [1, 5, 200])
def test_a_list_costs_the_same_whatever_its_length(get, limit):
    """One query asks whether the data has changed, one reads the page."""
    query = f"?country=KR&on=2025-08-01&limit={limit}"
    assert questions_about_regions(lambda: get(query)) == 2


def test_one_government_costs_one_question_about_freshness(get):
    assert questions_about_regions(lambda: get("/48860?on=2025-08-01")) == 1


def test_who_has_the_answer_already_is_told_so(client):
    first = client.get("/api/v1/regions/48860?on=2025-08-01")
    again = client.get(
        "/api/v1/regions/48860?on=2025-08-01", headers={"If-None-Match": first["ETag"]}
    )
    other = client.get(
        "/api/v1/regions/48860?on=2025-08-02", headers={"If-None-Match": first["ETag"]}
    )

    assert first["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
    assert date.fromisoformat(other.json()["special_disaster"][0]["ends_on"]) == date(2025, 10, 22)


def test_nothing_can_be_written(client):
    assert client.post("/api/v1/regions", {}, "application/json").status_code == 405
    assert client.delete("/api/v1/regions/48860").status_code == 405
