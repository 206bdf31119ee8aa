"""The annual cap under any sequence of gifts, holds, releases and returns (KR-CAP-01 … -07)."""

from datetime import UTC, date, datetime, timedelta
from itertools import count as numbers

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Portal
from donations.allowance import (
    free,
    give_back,
    lock_years,
    remaining_krw,
    write_years,
)
from donations.errors import AnnualCapExceeded
from donations.models import Donor, DonorYear, Hold, HoldStatus
from receipts.annual_cap import annual_cap_krw

NOW = datetime(2026, 10, 5, tzinfo=UTC)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["gift", "hold", "hold that ran out", "release", "return"]),
        st.one_of(
            st.integers(1, 25_000_000), st.sampled_from([1, 4_999_999, 5_000_000, 20_000_000])
        ),
    ),
    max_size=8,
)
DAYS = st.sampled_from([date(2023, 1, 1), date(2024, 12, 31), date(2025, 1, 1), date(2026, 8, 1)])


def test_gifts_and_live_holds_never_exceed_the_cap_and_fit_exactly_when_there_is_room(portal):
    donors = numbers()

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(DAYS, STEPS)
    def holds(on: date, steps: list[tuple[str, int]]) -> None:
        donor = Donor.objects.create(
            identity_hash=f"property {next(donors)}", resident_number="1", name="n"
        )
        book = Book(donor, on, portal)
        for step, amount_krw in steps:
            book.take(step, amount_krw)
            book.agrees()

    holds()


def count(donor: Donor, on: date, amount_krw: int, *, is_hold: bool = False) -> int:
    """Count a gift or a hold as intake does; return what is left."""
    (year,) = lock_years([(donor.pk, on.year)], [donor]).values()
    (year.keep if is_hold else year.take)(amount_krw, NOW)
    write_years([year])
    return year.remaining_krw


class Book:
    """One donor's year as a bookkeeper would keep it, beside the one in the database."""

    def __init__(self, donor: Donor, on: date, portal: Portal) -> None:
        self.donor, self.on, self.portal = donor, on, portal
        self.cap_krw = annual_cap_krw(on)
        self.gifts: list[int] = []
        self.live: list[Hold] = []

    @property
    def room_krw(self) -> int:
        return self.cap_krw - sum(self.gifts) - sum(hold.amount_krw for hold in self.live)

    def take(self, step: str, amount_krw: int) -> None:
        match step:
            case "release" if self.live:
                assert free(self.live.pop(), HoldStatus.RELEASED)
            case "return" if self.gifts:
                give_back(self.donor.pk, self.on.year, self.gifts.pop())
            case "gift" | "hold" | "hold that ran out":
                self._keep(step, amount_krw)

    def _keep(self, step: str, amount_krw: int) -> None:
        if amount_krw > self.room_krw:
            with pytest.raises(AnnualCapExceeded) as refusal:
                count(self.donor, self.on, amount_krw, is_hold=step != "gift")
            assert refusal.value.facts["remaining_krw"] == self.room_krw
            return
        left = count(self.donor, self.on, amount_krw, is_hold=step != "gift")
        assert left <= self.room_krw - amount_krw
        if step == "gift":
            self.gifts.append(amount_krw)
            return
        hold = Hold.objects.create(
            portal=self.portal,
            portal_reference=f"{self.donor.pk}-{Hold.objects.count()}",
            content_hash="0",
            donor=self.donor,
            tax_year=self.on.year,
            amount_krw=amount_krw,
            remaining_krw=left,
            made_at=NOW - timedelta(minutes=20),
            expires_at=NOW + timedelta(minutes=10 if step == "hold" else -5),
        )
        if step == "hold":
            self.live.append(hold)

    def agrees(self) -> None:
        assert remaining_krw(self.donor, self.on, NOW) == self.room_krw
        year = DonorYear.objects.filter(donor=self.donor).first()
        if year is not None:
            assert year.accepted_krw == sum(self.gifts)
            assert year.accepted_krw + year.held_krw <= year.cap_krw == self.cap_krw


@pytest.mark.parametrize("amount_krw", [1, 5_000_000])
def test_a_gift_on_the_last_day_leaves_the_next_year_whole(portal, amount_krw):
    donor = Donor.objects.create(identity_hash="two years", resident_number="1", name="n")

    count(donor, date(2024, 12, 31), amount_krw)

    assert remaining_krw(donor, date(2024, 12, 31), NOW) == 5_000_000 - amount_krw
    assert remaining_krw(donor, date(2025, 1, 1), NOW) == 20_000_000
