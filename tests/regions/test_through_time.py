"""Which local governments exist on which day, and what stands above and before them."""

from collections import Counter
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions.models import Country, Level, Municipality
from regions.residence import is_single_tier
from regions.snapshot import snapshot

pytestmark = pytest.mark.django_db

MERGER = date(2026, 7, 1)
DAY_BEFORE = date(2026, 6, 30)


def korean(on: date) -> list[Municipality]:
    return list(Municipality.objects.filter(country=Country.KR).in_force(on))


def test_243_governments_exist_on_every_day():
    everyone = [m for m in snapshot().municipalities.values() if m.country == Country.KR]

    @settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(st.dates(date(2023, 1, 1), date(2030, 12, 31)))
    def holds(on: date) -> None:
        here = [m for m in everyone if m.is_in_force(on)]
        tiers = Counter(m.level for m in here)
        kinds = Counter(m.kind for m in here if m.level == Level.BASIC)
        upper, districts = (16, 70) if on >= MERGER else (17, 69)
        assert tiers == {Level.METROPOLITAN: upper, Level.BASIC: 243 - upper}
        assert kinds == {"시": 75, "군": 82, "구": districts}
        for municipality in here:
            parent = snapshot().parent_on(municipality.code, on)
            assert (parent is None) == (municipality.level == Level.METROPOLITAN)
            assert parent is None or (parent.level == Level.METROPOLITAN and parent.is_in_force(on))

    holds()


@pytest.mark.parametrize(
    "on", [date(2023, 1, 1), date(2023, 6, 11), date(2023, 7, 1), date(2024, 1, 18), MERGER]
)
def test_the_query_and_the_row_agree_on_what_is_in_force(on):
    everyone = Municipality.objects.filter(country=Country.KR)
    assert {m.code for m in korean(on)} == {m.code for m in everyone if m.is_in_force(on)}
    assert len(korean(on)) == 243


def test_japan_has_47_prefectures_and_1741_municipalities():
    japan = Municipality.objects.filter(country=Country.JP)
    kinds = Counter(japan.values_list("kind", flat=True))

    assert kinds == {"都道府県": 47, "市": 792, "町": 743, "村": 183, "区": 23}
    assert japan.filter(japanese_profile__is_designated_city=True).count() == 20
    hokkaido = japan.get(pk="011002").parent_on(date(2026, 1, 1))
    assert hokkaido is not None
    assert hokkaido.name_ja == "北海道"


@pytest.mark.parametrize(
    ("code", "on", "parent"),
    [
        ("47720", date(2023, 6, 30), "47000"),
        ("27720", date(2023, 7, 1), "27000"),
        ("42110", date(2023, 6, 10), "42000"),
        ("51110", date(2023, 6, 11), "51000"),
        ("45110", date(2024, 1, 17), "45000"),
        ("52110", date(2024, 1, 18), "52000"),
        ("29110", DAY_BEFORE, "29000"),
        ("12210", MERGER, "12000"),
        ("46110", DAY_BEFORE, "46000"),
        ("12110", MERGER, "12000"),
        ("28125", MERGER, "28000"),
    ],
)
def test_a_reform_gives_a_new_parent_on_its_day(code, on, parent):
    municipality = Municipality.objects.get(pk=code)

    assert municipality.is_in_force(on)
    assert municipality.parent_on(on) == Municipality(code=parent)


@pytest.mark.parametrize(
    ("code", "last", "successors"),
    [
        ("47720", date(2023, 6, 30), ["27720"]),
        ("42000", date(2023, 6, 10), ["51000"]),
        ("45110", date(2024, 1, 17), ["52110"]),
        ("29000", DAY_BEFORE, ["12000"]),
        ("46000", DAY_BEFORE, ["12000"]),
        ("28110", DAY_BEFORE, ["28125", "28155"]),
        ("28140", DAY_BEFORE, ["28125"]),
        ("28260", DAY_BEFORE, ["28275", "28290"]),
    ],
)
def test_what_ends_is_carried_on(code, last, successors):
    assert Municipality.objects.get(pk=code).valid_to == last
    assert snapshot().successors_in_force(code, MERGER) == successors


@pytest.mark.parametrize(
    ("code", "lineage"),
    [
        ("12000", ["12000", "29000", "46000"]),
        ("12110", ["12110", "46110"]),
        ("46110", ["46110"]),
        ("28125", ["28125", "28110", "28140"]),
        ("28290", ["28290", "28260"]),
        ("51110", ["51110", "42110"]),
        ("11110", ["11110"]),
        ("011002", ["011002"]),
    ],
)
def test_officials_reach_back_to_all_predecessors(code, lineage):
    assert Municipality.objects.get(pk=code).lineage_codes() == lineage


def test_only_sejong_and_jeju_have_a_single_tier():
    uppers = [m for m in korean(MERGER) if m.level == Level.METROPOLITAN]

    assert [m.code for m in uppers if is_single_tier(m, MERGER)] == ["36000", "50000"]


def test_a_warm_snapshot_costs_no_query(django_assert_num_queries):
    mokpo = Municipality.objects.get(pk="12110")
    mokpo.lineage_codes()

    with django_assert_num_queries(0):
        mokpo.lineage_codes()
        mokpo.parent_on(MERGER)


@pytest.mark.parametrize(
    ("code", "on", "category"),
    [
        ("46710", date(2025, 1, 1), "decline"),
        ("12710", MERGER, "decline"),
        ("47720", date(2023, 1, 1), "decline"),
        ("12210", MERGER, "concern"),
        ("29110", date(2025, 1, 1), "concern"),
        ("29110", date(2021, 9, 30), None),
        ("28125", MERGER, None),
        ("51150", date(2026, 10, 31), "concern"),
        ("51150", date(2026, 11, 1), None),
        ("11110", date(2025, 1, 1), None),
    ],
)
def test_population_decline_follows_the_government_through_its_codes(code, on, category):
    assert snapshot().population_decline(code, on) == category


@pytest.mark.django_db
def test_a_local_government_is_never_given_another_code():
    with (
        pytest.raises(DatabaseError, match="another code"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE regions_municipality SET code = '99999' WHERE code = '48860'")

    assert Municipality.objects.filter(code="48860").exists()
