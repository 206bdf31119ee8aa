"""The public pages: newest report of each year, in the visitor's language, without scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import tasks

pytestmark = pytest.mark.django_db
PAGE = "/reports/korea-japan-2025/"


def test_the_list_shows_the_newest_report_of_a_year(client, report):
    page = client.get("/reports/", headers={"accept-language": "en"}).content.decode()
    assert "2.33 times" in page
    assert PAGE in page


def test_the_list_says_when_there_is_none(client):
    page = client.get("/reports/", headers={"accept-language": "en"}).content.decode()
    assert "No report has been made yet" in page


def test_a_report_shows_charts_with_words_and_tables_with_headings(client, report):
    answer = client.get(PAGE, headers={"accept-language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<figure") == page.count('alt="') - page.count('alt=""') == 6
    assert "Receipts: Korea KRW 151.5 bn" in page
    assert "not available" in page
    assert "<script" not in page
    assert "></a>" not in page
    assert f"/api/v1/reports/{report.pk}/artifacts/pdf?lang=en" in page


@pytest.mark.parametrize("path", ["/reports/", PAGE])
def test_a_report_is_laid_out_once_for_all_its_visitors(client, report, path):
    first = client.get(path).content.decode()
    with CaptureQueriesContext(connection) as asked:
        again = client.get(path).content.decode()

    assert "모금액" in first
    assert "모금액" in again
    assert not [query["sql"] for query in asked if "reports_reportrow" in query["sql"]]


@pytest.mark.parametrize("path", ["/reports/", PAGE])
def test_whoever_makes_a_report_lays_its_pages_out_ahead(client, report, path):
    tasks.make(report.pk, claimant="test")

    with CaptureQueriesContext(connection) as asked:
        assert "모금액" in client.get(path).content.decode()
    assert not [query["sql"] for query in asked if "reports_reportrow" in query["sql"]]


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", "성장지수"), ("en", "Growth index"), ("ja", "成長指数")],
)
def test_the_language_can_be_chosen_by_address(client, report, language, words):
    page = client.get(f"{PAGE}?lang={language}", headers={"accept-language": "en"})
    assert words in page.content.decode()


def test_korean_is_the_language_unless_another_is_asked_for(client, report):
    assert "모금액" in client.get(PAGE).content.decode()


def test_a_page_that_has_not_changed_is_not_sent_again(client, report):
    answer = client.get(PAGE)
    client.cookies.clear()
    again = client.get(PAGE, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/reports/korea-japan-2024/", "/reports/korea-japan-1999/", "/reports/anything/"]
)
def test_a_report_that_was_not_made_is_not_found(client, report, path):
    assert client.get(path).status_code == 404
