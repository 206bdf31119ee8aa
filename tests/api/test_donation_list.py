"""The list of a portal's donations: filters, pages, and what a page costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donations.acceptance import accept_donation
from donations.api.listing import ORDERS, PAGE
from tests.people import make_body, make_offer


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("recipient_code=26110", 2),
        ("recipient_code=48860", 1),
        ("donated_on_from=2026-10-06", 1),
        ("donated_on_to=2026-10-05", 2),
        ("donated_on_from=2026-10-05&donated_on_to=2026-10-05", 2),
        ("status=accepted", 3),
        ("portal_reference=L-1", 1),
        ("portal_reference=nothing", 0),
    ],
)
def test_the_list_is_filtered(report, api, query, found):
    later = "2026-10-06T00:00:00+09:00"
    report(make_body(portal_reference="L-0"))
    report(make_body(portal_reference="L-1"))
    report(make_body(portal_reference="L-2", recipient_code="48860", paid_at=later))

    assert len(api.get(f"/api/v1/donations?{query}").json()["results"]) == found


@pytest.mark.parametrize(
    "query", ["recipient_code=x", "donated_on_from=yesterday", "status=lost", "limit=0",
              "limit=ten", "cursor=abc", "cursor=cD0lMDA%3D"]
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_invalid(api, query):
    answer = api.get(f"/api/v1/donations?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_the_list_goes_on_by_cursor_newest_first(report, api):
    for number in range(5):
        report(make_body(portal_reference=f"L-{number}"))

    seen, url = [], "/api/v1/donations?limit=2"
    while url:
        page = api.get(url).json()
        seen += [row["portal_reference"] for row in page["results"]]
        url = page["next"]

    assert seen == ["L-4", "L-3", "L-2", "L-1", "L-0"]


def test_the_list_leads_back_to_the_page_before(report, api):
    for number in range(5):
        report(make_body(portal_reference=f"L-{number}"))

    first = api.get("/api/v1/donations?limit=2").json()
    second = api.get(first["next"]).json()
    back = api.get(second["previous"]).json()

    assert back["results"] == first["results"]
    assert (first["previous"], back["previous"]) == (None, None)
    assert api.get(back["next"]).json()["results"] == second["results"]


def test_a_row_of_the_list_says_what_the_report_was_answered(report, api):
    body = make_body(designation={"purpose": "P1"})
    answers = [report(make_body(portal_reference="L-0")), report(body)]

    listed = api.get("/api/v1/donations").json()["results"]

    assert listed == [answer.json() for answer in reversed(answers)]


def test_the_list_costs_the_same_queries_for_one_and_for_five(api, portal):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            api.get("/api/v1/donations")
        return len(seen)

    accept_donation(make_offer(), actor=portal)
    queries()
    one = queries()
    for number in range(4):
        accept_donation(make_offer(portal_reference=f"Q-{number}"), actor=portal)

    assert queries() == one <= 6


@pytest.mark.parametrize("order", ["-id", "id"])
@pytest.mark.django_db
def test_a_page_comes_from_its_portal_s_index_without_sorting_what_the_portal_has(order):
    text = PAGE.format(
        columns="d.id",
        conditions="d.portal_id = ANY($1::bigint[]) AND d.id < $2::uuid",
        order=ORDERS[order],
        limit=50,
        offset=0,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN (GENERIC_PLAN) {text}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "donation_of_portal" in plan
    assert "Sort" not in plan
