"""The clock of the law is Seoul's, wherever the server stands."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.dates import seoul_date, tax_year

instants = st.datetimes(
    min_value=datetime(2023, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2099, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([timezone(timedelta(hours=h)) for h in (-11, -8, 0, 5, 9, 14)]),
)


@pytest.mark.parametrize(
    ("instant", "on"),
    [
        ("2026-12-31T23:59:59.999+09:00", date(2026, 12, 31)),
        ("2026-12-31T14:59:59.999Z", date(2026, 12, 31)),
        ("2026-12-31T15:00:00Z", date(2027, 1, 1)),
        ("2027-01-01T00:00:00+09:00", date(2027, 1, 1)),
        ("2026-12-31T06:59:59-08:00", date(2026, 12, 31)),
        ("2026-12-31T07:00:00-08:00", date(2027, 1, 1)),
    ],
)
def test_the_day_of_a_payment_is_the_day_in_seoul(instant, on):
    assert seoul_date(datetime.fromisoformat(instant)) == on
    assert tax_year(seoul_date(datetime.fromisoformat(instant))) == on.year


@given(instants)
def test_the_same_instant_has_the_same_day_however_it_is_written(instant):
    assert seoul_date(instant) == seoul_date(instant.astimezone(UTC))
    assert seoul_date(instant) == (instant.astimezone(UTC) + timedelta(hours=9)).date()


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        seoul_date(datetime(2026, 12, 31, 23, 59))  # noqa: DTZ001
