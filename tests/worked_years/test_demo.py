"""The demo tells the three laundry rooms whole, the same each time, with books that agree."""

import pytest
from django.core.management import call_command

from donations.models import Donation
from donations.path import path_of
from ledger.models import FundYear
from projects.models import FundProject, ProjectStory, Spending
from tests.ledger.conftest import broken


@pytest.fixture
def told(db: None, settings, tmp_path) -> list[tuple[object, ...]]:
    settings.DEMO = True
    settings.DATA_DIR = tmp_path
    call_command("seed_demo", donations=20)
    return shown()


def shown() -> list[tuple[object, ...]]:
    return list(
        FundProject.objects.order_by("recipient_id", "name_ko", "season").values_list(
            "recipient_id", "season", "status", "spent_krw", "general_krw", "is_demo"
        )
    )


def test_three_laundry_rooms_and_a_forest_are_told(told):
    assert told == [
        ("12000", 1, "running", 45_000_000, 60_000_000, True),
        ("12720", 1, "published", 181_600_000, 0, True),
        ("12720", 2, "open", 0, 0, True),
        ("12800", 1, "open", 39_150_000, 0, True),
        ("50000", 1, "open", 0, 0, True),
    ]
    assert broken() == []
    assert ProjectStory.objects.filter(published_at__isnull=False, is_demo=True).count() == 2
    years = FundYear.objects.order_by("lineage_code", "year")
    assert list(years.values_list("lineage_code", "year", "status")) == [
        ("12000", 2026, "open"),
        ("46720", 2025, "published"),
        ("46720", 2026, "open"),
        ("46830", 2025, "closed"),
        ("46830", 2026, "open"),
    ]
    publication = years.get(status="published").publication
    assert publication is not None
    assert [(each["number"], each["cost_krw"]) for each in publication["provided"]] == [
        (41, 1_435_000),
        (26, 650_000),
        (18, None),
    ]
    following = years.get(lineage_code="46720", year=2026)
    assert [str(each.named_on) for each in following.named_items.all()] == ["2026-04-15"]


def test_the_first_season_s_rest_went_to_the_second_by_decision(told):
    first, second = FundProject.objects.filter(recipient_id="12720").order_by("season")
    gift = Donation.objects.get(portal_reference="DEMO-gokseong-0187")

    assert first.raised_krw + first.assigned_krw == 181_600_000
    assert second.assigned_krw == -first.assigned_krw > 0
    path = path_of(gift)
    assert path.spent_krw + path.waiting_krw == 1_000_000
    assert first in path.projects


def test_told_again_nothing_changes(told, settings):
    before = Donation.objects.count(), Spending.objects.count()

    call_command("seed_demo", donations=20)

    assert shown() == told
    assert (Donation.objects.count(), Spending.objects.count()) == before
