"""Past years through intake and credit, under the law of their day (promises 6 and 7)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import scope
from donations import errors
from donations.acceptance import accept_donation
from donations.models import Donation, DonorYear
from projects.designation import DesignationNotBegun
from projects.models import FundProject
from receipts.annual_cap import CAP_KRW_FROM
from receipts.models import Receipt
from receipts.tax_credit import SLICES_FROM, Gift, tax_credit
from tests.people import BUSAN_JUNG, JONGNO, SANCHEONG, make_offer

BOEUN = "43720"

YEARS = {
    # 100,000 + 4,900,000 × 0.165 = 908,500; 90,909.09 + 4,900,000 × 0.15 = 825,909.09
    2023: (
        [
            ("2023-01-01T00:00:00+09:00", BUSAN_JUNG, 100_000),
            ("2023-06-15T12:00:00+09:00", SANCHEONG, 400_000),
            ("2023-12-31T23:59:59.999+09:00", BOEUN, 4_500_000),
        ],
        {"cap": 5_000_000, "left": 0, "total": 908_500, "national": 825_909},
        "조세특례제한법 제58조 (법률 제19328호)",
    ),
    # 100,000 + 10,000 × 0.165; 90,909.09 + 1,500
    2024: (
        [
            ("2023-12-31T15:00:00Z", BUSAN_JUNG, 60_000),
            ("2024-12-31T14:59:59.999Z", SANCHEONG, 50_000),
        ],
        {"cap": 5_000_000, "left": 4_890_000, "total": 101_650, "national": 92_409},
        "조세특례제한법 제58조 (법률 제19328호)",
    ),
    # Sancheong's window ran to 2025-06-22; 2025-06-23 and 60,000 to Busan are ordinary:
    # 90,000 ordinary + 10,000 disaster = 100,000; 100,000 disaster × 0.33; 90,909.09 + 30,000
    2025: (
        [
            ("2025-01-01T00:00:00+09:00", BUSAN_JUNG, 60_000),
            ("2025-06-22T23:59:59.999+09:00", SANCHEONG, 110_000),
            ("2025-06-23T00:00:00+09:00", SANCHEONG, 30_000),
        ],
        {"cap": 20_000_000, "left": 19_800_000, "total": 133_000, "national": 120_909},
        "조세특례제한법 제58조 (법률 제20778호)",
    ),
    # 100,000 + 100,000 × 0.44 + 50,001 × 0.165 = 8,250.165; 90,909.09 + 40,000 + 7,500.15
    2026: (
        [
            ("2025-12-31T15:00:00Z", BUSAN_JUNG, 150_000),
            ("2026-08-01T09:00:00+09:00", SANCHEONG, 100_001),
        ],
        {"cap": 20_000_000, "left": 19_749_999, "total": 152_250, "national": 138_409},
        "조세특례제한법 제58조 (법률 제21223호)",
    ),
}


def report(portal: Any, year: int) -> list[tuple[Donation, bool]]:
    reported = []
    for number, (paid_at, recipient, amount_krw) in enumerate(YEARS[year][0]):
        offer = make_offer(
            portal_reference=f"{year}-{number}",
            paid_at=datetime.fromisoformat(paid_at),
            recipient_code=recipient,
            amount_krw=amount_krw,
        )
        acceptance = accept_donation(offer, actor=portal)
        reported.append((acceptance.donation, acceptance.is_new))
    return reported


def credit_by_receipts(year: int) -> tuple[int, int]:
    """Return the credit that the year's receipts prove, total and national."""
    gifts = [
        Gift(r.amount_krw, r.donated_on, special_disaster=r.disaster_declared_on is not None)
        for r in Receipt.objects.filter(year=year)
    ]
    credit = tax_credit(gifts)
    return credit.credit_total_krw, credit.national_krw


def credit_by_api(year: int) -> tuple[int, int]:
    gifts = [
        {
            "amount_krw": donation.amount_krw,
            "donated_on": donation.donated_on.isoformat(),
            "recipient_code": donation.recipient_id,
        }
        for donation in Donation.objects.filter(tax_year=year)
    ]
    answer = APIClient().post("/api/v1/tax-credit", {"donations": gifts}, format="json").json()
    scope.enter(scope.SYSTEM)
    return answer["credit_total_krw"], answer["national_krw"]


def receipts() -> list[Any]:
    return list(Receipt.objects.order_by("pk").values_list("number", "law_version", "issued_at"))


def test_a_past_year_is_answered_by_its_own_law(portal):
    for year in (2026, 2023, 2025, 2024):  # late reports come in any order
        report(portal, year)

    for year, (gifts, expected, law) in YEARS.items():
        counted = DonorYear.objects.get(tax_year=year)
        assert counted.cap_krw == expected["cap"]
        assert counted.cap_krw - counted.accepted_krw == expected["left"]
        assert Donation.objects.filter(tax_year=year).count() == len(gifts)
        assert set(Receipt.objects.filter(year=year).values_list("law_version", flat=True)) == {law}
        assert credit_by_receipts(year) == (expected["total"], expected["national"])
        assert credit_by_api(year) == (expected["total"], expected["national"])


def test_replaying_a_past_year_gives_the_answers_of_the_first_time(portal):
    first = {year: report(portal, year) for year in YEARS}
    before = receipts()

    for year, (_, expected, _) in YEARS.items():
        again = report(portal, year)
        assert [is_new for _, is_new in again] == [False] * len(again)
        assert [donation for donation, _ in again] == [donation for donation, _ in first[year]]
        assert [donation.remaining_krw for donation, _ in again] == [
            donation.remaining_krw for donation, _ in first[year]
        ]
        assert credit_by_receipts(year) == (expected["total"], expected["national"])
    assert receipts() == before


def test_a_full_past_year_takes_nothing_more_while_the_next_is_open(portal):
    report(portal, 2023)
    late = make_offer(
        portal_reference="late",
        amount_krw=100,
        paid_at=datetime.fromisoformat("2023-12-31T14:59:59.999Z"),
    )

    with pytest.raises(errors.AnnualCapExceeded) as refusal:
        accept_donation(late, actor=portal)

    assert refusal.value.facts["cap_krw"] == 5_000_000
    midnight = make_offer(
        portal_reference="midnight",
        amount_krw=100,
        paid_at=datetime.fromisoformat("2023-12-31T15:00:00Z"),
    )
    assert accept_donation(midnight, actor=portal).donation.tax_year == 2024


def test_a_rule_that_changes_at_midnight_changes_nothing_before(portal, monkeypatch):
    """A later cap and later slices are added to the tables, as a new law would be."""
    report(portal, 2025)
    monkeypatch.setitem(CAP_KRW_FROM, date(2026, 1, 1), 30_000_000)
    monkeypatch.setitem(SLICES_FROM, date(2027, 1, 1), SLICES_FROM[date(2023, 1, 1)])

    def give(reference: str, paid_at: str, amount_krw: int) -> int:
        offer = make_offer(
            portal_reference=reference,
            paid_at=datetime.fromisoformat(paid_at),
            amount_krw=amount_krw,
        )
        return accept_donation(offer, actor=portal).donation.remaining_krw

    with pytest.raises(errors.AnnualCapExceeded) as refusal:
        give("before", "2025-12-31T23:59:59.999+09:00", 19_800_001)
    assert refusal.value.facts["cap_krw"] == 20_000_000
    assert give("last moment", "2025-12-31T23:59:59.999+09:00", 19_800_000) == 0
    assert give("first moment", "2026-01-01T00:00:00+09:00", 30_000_000) == 0
    # 19,890,000 ordinary and 110,000 disaster money: 100,000 + 19,790,000 × 0.165 + 110,000 × 0.33
    assert credit_by_receipts(2025) == (100_000 + 3_265_350 + 36_300, 90_909 + 2_968_500 + 33_000)
    day_before, day = date(2026, 12, 31), date(2027, 1, 1)
    assert tax_credit([Gift(200_000, day_before)]).credit_total_krw == 144_000
    assert tax_credit([Gift(200_000, day)]).credit_total_krw == 116_500


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    ("paid_at", "donated_on", "cap_krw"),
    [
        ("2024-12-31T23:59:59.999+09:00", "2024-12-31", 5_000_000),
        ("2024-12-31T06:59:59.999-08:00", "2024-12-31", 5_000_000),
        ("2025-01-01T00:00:00+09:00", "2025-01-01", 20_000_000),
        ("2024-12-31T15:00:00Z", "2025-01-01", 20_000_000),
    ],
)
def test_the_law_of_the_seoul_day_holds_wherever_the_server_stands(
    portal, settings, zone, paid_at, donated_on, cap_krw
):
    settings.TIME_ZONE = zone  # also sets the zone of the process, and of the connection
    offer = make_offer(paid_at=datetime.fromisoformat(paid_at), amount_krw=5_000_000)

    donation = accept_donation(offer, actor=portal).donation

    donation.refresh_from_db()
    assert donation.donated_on.isoformat() == donated_on
    assert donation.tax_year == int(donated_on[:4])
    assert donation.remaining_krw == cap_krw - 5_000_000
    assert donation.receipt.number.startswith(f"{BUSAN_JUNG}-{donated_on[:4]}-")


def test_a_payment_ahead_of_the_clock_is_refused_beyond_the_skew(portal, settings):
    settings.CLOCK_SKEW = timedelta(minutes=5)
    now = timezone.now()
    ahead = make_offer(portal_reference="ahead", paid_at=now + timedelta(minutes=6))
    within = make_offer(portal_reference="within", paid_at=now + timedelta(minutes=4))

    with pytest.raises(errors.PaidInTheFuture):
        accept_donation(ahead, actor=portal)

    assert Donation.objects.count() == 0
    assert accept_donation(within, actor=portal).is_new


def test_a_payment_older_than_the_setting_is_refused(portal, settings):
    settings.DONATION_EARLIEST = date(2025, 1, 1)
    before = make_offer(paid_at=datetime.fromisoformat("2024-12-31T23:59:59.999+09:00"))
    first = make_offer(paid_at=datetime.fromisoformat("2025-01-01T00:00:00+09:00"))

    with pytest.raises(errors.DateOutOfRange) as refusal:
        accept_donation(before, actor=portal)

    assert refusal.value.facts["earliest"] == "2025-01-01"
    assert Donation.objects.count() == 0
    assert accept_donation(first, actor=portal).is_new


def test_designation_opens_on_its_day_and_not_before(portal):
    before = make_offer(
        purpose="P1", paid_at=datetime.fromisoformat("2024-02-19T23:59:59.999+09:00")
    )
    first = make_offer(purpose="P1", paid_at=datetime.fromisoformat("2024-02-20T00:00:00+09:00"))

    with pytest.raises(DesignationNotBegun):
        accept_donation(before, actor=portal)

    assert Donation.objects.count() == 0
    assert accept_donation(first, actor=portal).donation.purpose == "P1"


def test_a_later_move_changes_nothing_for_a_past_gift(portal):
    gift = accept_donation(make_offer(), actor=portal).donation
    moved = make_offer(portal_reference="after the move", residence_code=BUSAN_JUNG)

    with pytest.raises(errors.OwnResidence):
        accept_donation(moved, actor=portal)

    gift.refresh_from_db()
    assert (gift.residence_id, gift.status) == (JONGNO, "accepted")
    home_before = make_offer(
        portal_reference="to the old home", residence_code=BUSAN_JUNG, recipient_code=JONGNO
    )
    assert accept_donation(home_before, actor=portal).is_new


def test_the_whole_cap_may_go_to_one_local_government(portal):
    assert accept_donation(make_offer(amount_krw=20_000_000), actor=portal).donation.amount_krw == (
        20_000_000
    )


def test_a_designated_gift_counts_towards_the_cap_like_any_other(portal):
    accept_donation(make_offer(purpose="P2", amount_krw=15_000_000), actor=portal)

    with pytest.raises(errors.AnnualCapExceeded) as refusal:
        accept_donation(make_offer(portal_reference="2", amount_krw=5_000_001), actor=portal)

    assert refusal.value.facts["remaining_krw"] == 5_000_000


def test_a_campaign_goes_on_when_the_code_of_its_government_changes(portal):
    """Gokseong is 46720 until 2026-06-30 and 12720 from then on: one fund, one project."""
    project = FundProject.objects.create(
        recipient_id="12720",
        name_ko="마을빨래방",
        name_en="Village laundry room",
        purpose="어르신 이불 빨래",
        purpose_code="P1",
        kind="designated",
        status="open",
        target_krw=1_000_000,
        opens_on=date(2026, 6, 1),
    )
    for code, day in (("46720", "2026-06-30"), ("12720", "2026-07-01")):
        paid_at = datetime.fromisoformat(f"{day}T14:00:00+09:00")
        gift = make_offer(
            portal_reference=day, recipient_code=code, project_id=project.pk, paid_at=paid_at
        )
        accept_donation(gift, actor=portal)

    project.refresh_from_db()
    assert (project.raised_krw, project.donor_count) == (200_000, 1)
