"""From a printed number to its source row in two clicks; and the pages one chooses figures on."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import tasks
from reports.indicators.loaded import _loaded

pytestmark = pytest.mark.django_db


def links(page: str, pattern: str) -> list[str]:
    return re.findall(rf'href="({pattern}[^"]*)"', page)


def test_a_number_leads_to_its_value_and_from_there_to_its_row(client):
    chosen = client.get("/reports/explore/?indicator=total_receipts&country=KR&lang=en")
    value_at = links(chosen.content.decode(), "/reports/values/KR/total_receipts/2025/")[0]
    value = client.get(value_at.replace("&amp;", "&")).content.decode()
    assert "151,500,000,000" in value
    row_at = links(value, "/reports/data/kr_donations_national.csv/")[0]
    row = client.get(row_at).content.decode()
    assert "151500000000" in row
    assert "https://" in row


def test_a_value_from_many_rows_names_each_of_them(client):
    page = client.get("/reports/values/JP/gini/2025/?lang=en").content.decode()
    assert "1741 published numbers behind it" in page
    assert len(links(page, "/reports/data/jp_furusato_by_municipality.csv/")) == 50
    last = client.get("/reports/values/JP/gini/2025/?lang=en&from=1700").content.decode()
    assert len(links(last, "/reports/data/jp_furusato_by_municipality.csv/")) == 41


def test_a_conversion_leads_to_the_rates_it_was_made_with(client):
    value = client.get("/reports/values/JP/receipts_per_head/2024/?lang=en").content.decode()
    assert links(value, "/reports/data/fx_ppp.csv/18/") == ["/reports/data/fx_ppp.csv/18/"] * 2
    row = client.get("/reports/data/fx_ppp.csv/18/?lang=en").content.decode()
    assert ">2024<" in row
    without = client.get("/reports/values/JP/gini/2024/?lang=en").content.decode()
    assert links(without, "/reports/data/fx_ppp.csv/") == []


def test_what_stands_beside_a_value_names_its_rows_and_not_those_that_add_nothing(client):
    value = client.get("/reports/values/JP/total_receipts/2024/?lang=en").content.decode()
    inputs = re.findall(
        r"<code>(\w*)</code></th><td>[^<]*<small>(\d*)</small></td>"
        r'<td class="figure">([\d,]+)</td>',
        value,
    )
    assert inputs[:2] == [
        ("amount", "", "1,272,752,408,841"),
        ("amount", "282146", "25,400,000,000"),
    ]
    passed_on = [number for metric, _code, number in inputs if metric == "disaster_proxy_amount"]
    assert len(passed_on) > 1
    assert "0" not in passed_on


def test_a_population_has_its_row_too(client):
    page = client.get("/reports/values/KR/receipts_per_head/2025/50000/?lang=en").content.decode()
    (at,) = links(page, "/reports/data/kr_population.csv/")
    row = client.get(at).content.decode()
    assert "50000" in row
    assert "2024-12" in row


def test_a_missing_value_says_why_and_never_zero(client):
    page = client.get("/reports/values/KR/gini/2025/?lang=en").content.decode()
    assert "not available: biased partial sample" in page
    assert "60/243" in page
    assert "not the nation&#x27;s" in page or "not the nation's" in page
    assert "0.276–0.996" in page


def test_an_upper_tier_means_all_below_it_unless_its_office_is_asked_for(client):
    whole = client.get("/reports/values/KR/total_receipts/2025/46000/?lang=en").content.decode()
    office = client.get(
        "/reports/values/KR/total_receipts/2025/46000/?lang=en&scope=body"
    ).content.decode()
    assert "23,970,000,000" in whole
    assert "23,970,000,000" not in office


@pytest.mark.parametrize(
    "path",
    [
        "/reports/values/KR/nothing/2025/",
        "/reports/values/KR/gini/1066/",
        "/reports/values/JP/gini/2025/46000/",
        "/reports/values/XX/gini/2025/",
        "/reports/data/no_such.csv/",
        "/reports/data/kr_donations_national.csv/9999/",
        "/reports/data/..%2Fmodels.csv/",
        "/reports/places/99999/",
        "/reports/indicators/nothing/",
    ],
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_place_shows_its_values_its_rank_and_those_of_like_size_in_both_countries(client):
    page = client.get("/reports/places/46820/?lang=en").content.decode()
    assert "1,090,000,000" in page
    assert "26 / 52" in page
    assert "Of like size, with a figure: Korea, 2025" in page
    assert "Of like size, with a figure: Japan, FY2025" in page
    assert len(links(page, "/reports/places/\\d{6}/")) == 5


def test_a_place_costs_as_many_queries_however_many_bodies_there_are(client):
    client.get("/reports/places/282146/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/reports/places/112011/").status_code == 200
    assert len(queries) <= 14


def test_all_bodies_are_in_order_before_anybody_opens_the_page_of_one(client):
    def queries_of_first_visit() -> int:
        _loaded.cache_clear()  # as in another process
        with CaptureQueriesContext(connection) as queries:
            assert "26 / 52" in client.get("/reports/places/46820/").content.decode()
        return len(queries)

    cache.clear()
    unprepared = queries_of_first_visit()
    cache.clear()
    tasks.order_bodies()
    assert queries_of_first_visit() < unprepared
    with CaptureQueriesContext(connection) as queries:
        tasks.order_bodies()  # there is nothing left to do
    assert len(queries) == 2


def test_places_are_found_by_name(client):
    page = client.get("/reports/places/?q=해남").content.decode()
    (found,) = links(page, "/reports/places/\\d{5}/")
    assert "1,090,000,000" in client.get(f"{found}&lang=en").content.decode()
    nothing = client.get("/reports/places/?q=Atlantis&lang=en").content.decode()
    assert "No local government of that name is known." in nothing


def test_chosen_figures_stand_in_order_with_growth_on_a_common_age_axis(client):
    by_age = "/reports/explore/?indicator=growth_index&axis=age&from=2023&to=2025&lang=en"
    page = client.get(by_age).content.decode()
    assert "year 3" in page
    assert "2.33" in page
    assert "1.26" in page
    prefectures = client.get("/reports/explore/?scope=area&country=JP&lang=en").content.decode()
    assert prefectures.index("Hokkaido") < prefectures.index("Miyazaki")
    converted = "/reports/explore/?indicator=receipts_per_head&country=JP&money=market&lang=en"
    assert "101,752" in client.get(converted).content.decode()


@pytest.mark.parametrize(
    "query", ["indicator=x", "country=X", "from=a", "from=2025&to=2020", "axis=z", "from=1900"]
)
def test_a_wrong_choice_is_said_and_not_shown(client, query):
    answer = client.get(f"/reports/explore/?{query}&lang=en")
    assert answer.status_code == 400
    assert "<table" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/reports/explore/",
        "/reports/indicators/",
        "/reports/indicators/gini/",
        "/reports/places/",
        "/reports/places/46820/",
        "/reports/values/KR/gini/2025/",
        "/reports/data/",
        "/reports/data/kr_supplement.csv/",
        "/reports/data/kr_supplement.csv/3/",
        "/reports/what-if/",
    ],
)
def test_a_page_has_a_tag_no_script_and_is_not_sent_twice(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "<script" not in answer.content.decode()
    client.cookies.clear()
    assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize(("language", "words"), [("ko", "지니계수"), ("ja", "ジニ係数")])
def test_definitions_are_told_in_the_readers_language(client, language, words):
    page = client.get(f"/reports/indicators/gini/?lang={language}").content.decode()
    assert words in page
    assert "0.709" in page
