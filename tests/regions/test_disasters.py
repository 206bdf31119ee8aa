"""Which declarations give a donation the higher credit."""

from datetime import date

import pytest

from regions.disasters import special_disaster_window, special_disaster_windows
from regions.loading import load
from regions.models import ReferenceVersion, SpecialDisasterDeclaration
from regions.snapshot import Snapshot, expire, snapshot
from tests.races import race

pytestmark = pytest.mark.django_db

SANCHEONG, CHEONGSONG, SEOCHEON, DAMYANG = "48860", "47750", "44770", "46710"


@pytest.mark.parametrize(
    ("on", "declared_on"),
    [
        (date(2025, 3, 21), None),
        (date(2025, 3, 22), date(2025, 3, 22)),
        (date(2025, 6, 22), date(2025, 3, 22)),
        (date(2025, 6, 23), None),
        (date(2025, 7, 22), date(2025, 7, 22)),
        (date(2025, 10, 22), date(2025, 7, 22)),
        (date(2025, 10, 23), None),
    ],
)
def test_sancheong_has_two_windows(on, declared_on):
    window = special_disaster_window(SANCHEONG, on)

    assert (window and window.declared_on) == declared_on


def test_a_donation_of_april_2025_to_cheongsong_is_inside():
    window = special_disaster_window(CHEONGSONG, date(2025, 4, 1))

    assert window is not None
    assert (window.declared_on, window.ends_on) == (date(2025, 3, 27), date(2025, 6, 27))
    assert window.category == "wildfire"


def test_a_partial_declaration_counts_only_if_the_setting_says_so(settings):
    on = date(2025, 8, 7)
    assert [window.scope for window in special_disaster_windows(SEOCHEON, on)] == ["partial"]
    assert special_disaster_window(SEOCHEON, on) is None

    settings.SPECIAL_DISASTER_PARTIAL_COUNTS = True

    window = special_disaster_window(SEOCHEON, on)
    assert window is not None
    assert window.declared_on == date(2025, 8, 6)


def test_a_window_is_found_under_the_new_code_of_the_same_government():
    SpecialDisasterDeclaration.objects.filter(area=DAMYANG).update(declared_on=date(2026, 6, 1))
    ReferenceVersion.objects.update(fingerprint="declared in June 2026")
    expire()

    window = special_disaster_window("12710", date(2026, 9, 1))

    assert window is not None
    assert window.declared_on == date(2026, 6, 1)
    assert special_disaster_window("12720", date(2026, 9, 1)) is None


def test_unknown_and_foreign_codes_have_no_window():
    assert special_disaster_windows("99999", date(2025, 4, 1)) == []
    assert special_disaster_windows("011002", date(2025, 4, 1)) == []


def test_a_request_asks_once_whether_the_data_has_changed(django_assert_num_queries):
    before = snapshot()

    expire()
    with django_assert_num_queries(1):
        assert snapshot() is before
        assert snapshot() is before

    SpecialDisasterDeclaration.objects.all().delete()
    ReferenceVersion.objects.update(fingerprint="none declared")
    expire()
    assert special_disaster_window(CHEONGSONG, date(2025, 4, 1)) is None

    load("default")
    assert special_disaster_window(CHEONGSONG, date(2025, 4, 1)) is not None


def test_a_check_answers_for_requests_before_it_and_for_none_after(
    own_database, django_assert_num_queries
):
    snapshot()
    expire()

    def other_request(_number: int) -> Snapshot:
        expire()
        return snapshot()

    (found,) = race(other_request, runners=1)
    with django_assert_num_queries(0):
        assert snapshot() is found
    expire()
    with django_assert_num_queries(1):
        assert snapshot() is found


def test_a_declaration_does_not_cover_the_province_above():
    on = date(2025, 4, 1)

    assert special_disaster_window(SANCHEONG, on) is not None
    assert special_disaster_window("48000", on) is None


def test_a_partial_and_a_whole_declaration_of_one_area_are_judged_apart(settings):
    whole, partial = date(2026, 3, 10), date(2026, 5, 20)
    for declared_on, scope, towns in ((whole, "whole", ""), (partial, "partial", "산청읍")):
        SpecialDisasterDeclaration.objects.create(
            area_id=SANCHEONG,
            declared_on=declared_on,
            scope=scope,
            sub_areas=towns,
            category="flood",
            cause=f"a flood of {declared_on}",
            event_period="2026",
            source_url="https://example.org",
        )
    ReferenceVersion.objects.update(fingerprint="declared twice in 2026")
    expire()

    def declared(on: date) -> date | None:
        window = special_disaster_window(SANCHEONG, on)
        return window.declared_on if window else None

    last_days = (date(2026, 6, 10), date(2026, 8, 20))
    assert [declared(on) for on in (whole, partial, *last_days)] == [whole, whole, whole, None]
    settings.SPECIAL_DISASTER_PARTIAL_COUNTS = True
    assert [declared(on) for on in (whole, partial, *last_days)] == [whole, whole, whole, partial]
    assert declared(date(2026, 6, 11)) == partial
    assert declared(date(2026, 8, 21)) is None


def test_what_many_governments_say_alike_is_kept_once():
    kept = snapshot().municipalities
    one, other = kept[SANCHEONG], kept[CHEONGSONG]

    assert one.source_url is other.source_url
    assert one.kind is other.kind
    (above,), (beside,) = snapshot().parents[SANCHEONG], snapshot().parents["48840"]
    assert above == beside
    assert above is beside
    assert one.parent_on(date(2025, 3, 22)) is kept["48000"]
