"""Local governments through time, as properties over all codes and days (KR-LG-03 … -08)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions.errors import RecipientEnded, RecipientNotYet
from regions.models import Country, Level, Municipality
from regions.residence import recipient_in_force
from regions.snapshot import snapshot

pytestmark = pytest.mark.django_db

DAYS = st.dates(date(2023, 1, 1), date(2030, 12, 31))
ONE_DAY = timedelta(days=1)
thorough = settings(
    max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None, derandomize=True
)


def korean() -> list[Municipality]:
    return [m for m in snapshot().municipalities.values() if m.country == Country.KR]


def test_every_ended_code_leads_to_living_successors_and_never_back():
    known = snapshot()
    ended = [(m, m.valid_to) for m in korean() if m.valid_to is not None]

    assert len(ended) > 60
    for municipality, last in ended:
        for days_later in (1, 400, 4000):
            on = last + timedelta(days=days_later)
            successors = known.successors_in_force(municipality.code, on)
            assert successors, f"nobody carries on for {municipality.code} on {on}"
            assert municipality.code not in successors
            for code in successors:
                assert known.municipalities[code].is_in_force(on)
                assert municipality.code in known.lineage_codes(code)


def test_no_government_succeeds_itself_however_far_one_goes():
    known = snapshot()

    for start in known.successors:
        seen: set[str] = set()
        ahead = set(known.successors[start])
        while ahead:
            assert start not in ahead, f"{start} comes after itself"
            seen |= ahead
            ahead = {after for code in ahead for after in known.successors.get(code, ())} - seen


def test_a_successor_begins_the_day_after_or_was_there_before():
    known = snapshot()

    for before, successors in known.successors.items():
        last = known.municipalities[before].valid_to
        assert last is not None, f"{before} has successors but has not ended"
        for code in successors:
            begins = known.municipalities[code].valid_from
            assert begins is None or begins <= last + ONE_DAY


def test_each_code_is_open_too_early_or_ended_on_any_day():
    codes = sorted(m.code for m in korean())

    @thorough
    @given(st.sampled_from(codes), DAYS)
    def holds(code: str, on: date) -> None:
        municipality = snapshot().municipalities[code]
        too_early = municipality.valid_from is not None and on < municipality.valid_from
        ended = municipality.valid_to is not None and municipality.valid_to < on
        assert too_early + ended + municipality.is_in_force(on) == 1
        if too_early or ended:
            with pytest.raises(RecipientEnded if ended else RecipientNotYet):
                recipient_in_force(code, on)
        else:
            assert recipient_in_force(code, on).code == code

    holds()


def test_autonomous_districts_lie_in_special_and_metropolitan_cities_only():
    districts = [m for m in korean() if m.kind == "구"]

    @thorough
    @given(st.sampled_from(districts), DAYS)
    def holds(district: Municipality, on: date) -> None:
        if district.is_in_force(on):
            above = snapshot().parent_on(district.code, on)
            assert above is not None
            assert above.level == Level.METROPOLITAN
            assert above.name_ko.endswith(("특별시", "광역시"))

    holds()
