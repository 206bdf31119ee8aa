"""The API of indicators as it was agreed: ids, reasons, and what to do after a refusal."""

import csv

import pytest
from django.core.cache import cache
from django.test import Client

from reports.loading.files import DATA

CONTRACT = (
    "total_receipts donations donors growth_index receipts_per_head mean_per_donation "
    "mean_per_donor participation_rate gini top10_share top100_share hhi year_end_share cost_ratio "
    "gift_ratio platform_share usable_amount usable_share tax_relief outflow net_flow "
    "net_after_cost loss_ratio depopulating_share non_capital_share redistribution_effect "
    "designated_share project_attainment simple_procedure_share repeat_rate small_donation_share "
    "origin_destination transparency_score rule_margin"
)
"""The ids, as agreed."""


@pytest.fixture
def _fresh_cache():
    cache.clear()


@pytest.mark.usefixtures("_fresh_cache", "db")
def test_every_indicator_of_the_contract_answers_for_both_countries(client: Client):
    ids = CONTRACT.split()
    query = f"indicator={','.join(ids)}&year=2025&region=&limit=200"
    rows = client.get(f"/api/v1/indicators?{query}").json()["results"]
    assert [(row["indicator"], row["country"]) for row in rows] == [
        (name, country) for name in ids for country in ("KR", "JP")
    ]
    for row in rows:
        assert row["region"] == ""
        assert row["year_basis"] in (
            ("calendar_year",) if row["country"] == "KR" else ("receipt_fy", "calendar_year")
        )
        if row["value"] is None:
            assert row["status"].removeprefix("not_available: ") not in ("", row["status"])
        else:
            assert row["sources"]
            assert not row["status"].startswith("not_available")


@pytest.mark.usefixtures("_fresh_cache", "db")
def test_a_town_without_receipts_says_over_the_api_why_a_share_is_null(client: Client):
    with (DATA / "jp_furusato_by_municipality.csv").open(encoding="utf-8") as file:
        (code,) = (
            row["code6"]
            for row in csv.DictReader(file)
            if (row["fy"], row["amount_jpy"]) == ("2025", "0")
        )
    query = f"region={code}&year=2025&indicator=designated_share"
    (row,) = client.get(f"/api/v1/indicators?{query}").json()["results"]
    assert row["value"] is None
    assert row["status"] == "not_available: the divisor is zero or was not found"


@pytest.mark.usefixtures("_fresh_cache", "db")
@pytest.mark.parametrize(
    ("query", "pointer", "what_to_do"),
    [
        ("indicator=wealth", "/indicator", "/api/v1/indicators/definitions"),
        ("country=CN", "/country", "KR"),
        ("scope=county", "/scope", "area"),
        ("scope=nation,body", "/scope", "scope"),
        ("region=011002&scope=nation", "/scope", "region"),
        ("region=99999", "/region", "/api/v1/regions"),
        ("region=999999", "/region", "/api/v1/regions"),
        ("year=twenty", "/year", "2025"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_refused_question_says_what_to_do(client: Client, query, pointer, what_to_do, language):
    refused = client.get(f"/api/v1/indicators?{query}", headers={"accept-language": language})
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["pointer"] == pointer
    assert what_to_do in error["detail"]
