"""What anybody may see of fund projects (KR-DSG-07, KR-DSG-12, KR-PRJ-05)."""

from datetime import date

import pytest

from donations.acceptance import accept_donation
from projects.models import FundProject, ProjectResult
from tests.api.conftest import Client
from tests.people import SANCHEONG, make_offer


@pytest.fixture
def laundry(db: None) -> FundProject:
    return FundProject.objects.create(
        recipient_id=SANCHEONG,
        name_ko="마을빨래방",
        name_en="Village laundry room",
        purpose="어르신 이불 빨래",
        purpose_code="P1",
        kind="designated",
        status="open",
        target_krw=30_000_000,
        opens_on=date(2025, 7, 1),
    )


def test_anybody_sees_a_project_and_what_was_raised(portal, laundry):
    ProjectResult.objects.create(
        project=laundry,
        metric_ko="세탁 횟수",
        metric_en="washes",
        value="1878",
        unit="times",
        as_of=date(2025, 11, 30),
    )
    gift = make_offer(recipient_code=SANCHEONG, project_id=laundry.pk, amount_krw=70_000)
    accept_donation(gift, actor=portal)

    shown = Client().get(f"/api/v1/projects/{laundry.pk}").json()

    told = ("target_krw", "raised_krw", "spent_krw", "donor_count", "opens_on", "closes_on")
    assert {name: shown[name] for name in told} == {
        "target_krw": 30_000_000,
        "raised_krw": 70_000,
        "spent_krw": 0,
        "donor_count": 1,
        "opens_on": "2025-07-01",
        "closes_on": None,
    }
    assert (shown["purpose_code"], shown["recipient"]["code"]) == ("P1", SANCHEONG)
    (result,) = shown["results"]
    assert (result["metric_ko"], result["unit"], result["as_of"]) == (
        "세탁 횟수",
        "times",
        "2025-11-30",
    )


def test_a_project_in_preparation_is_nobodys_to_see(laundry):
    FundProject.objects.update(status="draft")

    assert Client().get(f"/api/v1/projects/{laundry.pk}").status_code == 404
    assert Client().get("/api/v1/projects").json()["results"] == []
