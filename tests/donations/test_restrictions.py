"""A local government under restriction takes nothing in, through any door (KR-SAN-05)."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEvent
from donations.acceptance import accept_donation, accept_donations
from donations.eligibility import judge
from donations.holds import make_hold
from donations.models import Donation, Donor, Hold
from kernel.dates import seoul_date
from regions import snapshot
from regions.errors import RecipientRestricted
from regions.models import IntakeRestriction
from regions.restrictions import check_unrestricted
from tests.api.conftest import client_of
from tests.people import BUSAN_JUNG, SANCHEONG, make_body, make_offer

Restrict = Callable[..., None]


@pytest.fixture
def restrict(db: None) -> Iterator[Restrict]:
    """Have a restriction entered as an operator does, noticed as by the next request."""

    def enter(code: str, first: date, last: date) -> None:
        call_command(
            "restrict_intake",
            code,
            f"--from={first}",
            f"--to={last}",
            "--ground=제7조 위반",
            stdout=StringIO(),
        )
        snapshot.expire()

    yield enter
    snapshot.forget()


@pytest.fixture
def restricted_now(restrict: Restrict) -> None:
    today = seoul_date(timezone.now())
    restrict(BUSAN_JUNG, today - timedelta(days=1), today + timedelta(days=1))


@pytest.mark.parametrize(
    ("paid_at", "is_open"),
    [
        ("2025-02-28T23:59:59.999+09:00", True),
        ("2025-03-01T00:00:00+09:00", False),
        ("2025-02-28T15:00:00Z", False),
        ("2025-06-30T23:59:59.999+09:00", False),
        ("2025-07-01T00:00:00+09:00", True),
        ("2025-06-30T15:00:00Z", True),
    ],
)
def test_the_first_and_the_last_day_are_days_in_seoul(portal, restrict, paid_at, is_open):
    restrict(BUSAN_JUNG, date(2025, 3, 1), date(2025, 6, 30))
    offer = make_offer(paid_at=datetime.fromisoformat(paid_at))

    if is_open:
        assert accept_donation(offer, actor=portal).is_new
    else:
        with pytest.raises(RecipientRestricted) as refusal:
            accept_donation(offer, actor=portal)
        assert refusal.value.facts == {
            "region_code": BUSAN_JUNG,
            "restricted_code": BUSAN_JUNG,
            "starts_on": "2025-03-01",
            "ends_on": "2025-06-30",
        }
        assert (Donation.objects.count(), Donor.objects.count()) == (0, 0)


def test_other_local_governments_stay_open(portal, restricted_now):
    offer = make_offer(recipient_code=SANCHEONG, paid_at=timezone.now())

    assert accept_donation(offer, actor=portal).is_new


def test_a_batch_hears_of_it_for_each_of_its_rows(portal, restricted_now):
    """What is looked up once for a batch must not be taken for allowed the second time."""
    now = timezone.now()
    offers = [
        make_offer(portal_reference=f"R-{nth}", recipient_code=code, paid_at=now)
        for nth, code in enumerate([BUSAN_JUNG, SANCHEONG, BUSAN_JUNG, SANCHEONG, BUSAN_JUNG])
    ]

    outcomes = accept_donations(offers, actor=portal)

    shut = [isinstance(outcome, RecipientRestricted) for outcome in outcomes]
    assert shut == [True, False, True, False, True]
    assert set(Donation.objects.values_list("recipient_id", flat=True)) == {SANCHEONG}


def test_every_door_is_shut_in_the_same_words(portal, restricted_now):
    api = client_of(portal)
    now = timezone.now().isoformat()
    paid = make_body(
        paid_at=now,
        pledge={"signed_at": now, "no_barred_relation": True},
        residence_check={"method": "shared_information", "consented_at": now},
    )
    asked = {
        name: value
        for name, value in paid.items()
        if name not in {"paid_at", "payment_method", "gift_wish", "hold_id"}
    }

    single = api.post("/api/v1/donations", paid, format="json")
    batch = api.post("/api/v1/donations/batch", {"donations": [paid]}, format="json")
    hold = api.post("/api/v1/holds", asked, format="json")
    eligibility = api.post("/api/v1/eligibility", asked, format="json")

    assert (single.status_code, hold.status_code) == (422, 422)
    (row,) = batch.json()["results"]
    verdict = eligibility.json()
    assert verdict["eligible"] is False
    (refusal,) = verdict["refusals"]
    for problem in (single.json(), row["problem"], hold.json(), refusal):
        assert problem["code"] == "recipient_restricted"
        assert problem["legal_basis"] == "고향사랑 기부금에 관한 법률 제4조제2항"
    assert (Donation.objects.count(), Hold.objects.count()) == (0, 0)


def test_a_hold_made_before_does_not_open_the_door(portal, restrict):
    paid_at = timezone.now()
    offer = make_offer(paid_at=paid_at)
    hold, _ = make_hold(offer, actor=portal)
    today = seoul_date(paid_at)
    restrict(BUSAN_JUNG, today, today)

    with pytest.raises(RecipientRestricted):
        accept_donation(make_offer(paid_at=paid_at, hold_id=hold.pk), actor=portal)

    hold.refresh_from_db()
    assert hold.status == "live"
    elsewhere = make_offer(
        paid_at=paid_at, recipient_code=SANCHEONG, hold_id=hold.pk, portal_reference="W-2"
    )
    assert accept_donation(elsewhere, actor=portal).is_new


def test_a_payment_of_before_may_be_reported_during_the_restriction(portal, restrict):
    restrict(BUSAN_JUNG, date(2026, 10, 6), date(2026, 12, 31))

    assert accept_donation(make_offer(), actor=portal).is_new


def test_all_other_refusals_are_still_named(portal, restricted_now):
    asked = make_offer(amount_krw=1, pledge=None)

    codes = [refusal.code for refusal in judge(asked, actor=portal).refusals]

    assert codes == ["pledge_missing", "recipient_restricted", "below_minimum"]


@pytest.mark.parametrize(
    ("restricted", "recipient"),
    [("46720", "12720"), ("46000", "12000"), ("28260", "28275"), ("28260", "28290")],
)
def test_a_restriction_passes_to_whoever_carries_on(restrict, settings, restricted, recipient):
    restrict(restricted, date(2026, 6, 1), date(2026, 8, 31))

    check_unrestricted(recipient, date(2026, 9, 1))
    with pytest.raises(RecipientRestricted) as refusal:
        check_unrestricted(recipient, date(2026, 7, 1))
    assert refusal.value.facts["restricted_code"] == restricted
    settings.RESTRICTION_BINDS_SUCCESSORS = False
    check_unrestricted(recipient, date(2026, 7, 1))


def test_a_restriction_binds_neither_the_upper_tier_nor_the_basic_ones(restrict):
    restrict("26000", date(2026, 6, 1), date(2026, 8, 31))
    restrict(SANCHEONG, date(2026, 6, 1), date(2026, 8, 31))

    check_unrestricted(BUSAN_JUNG, date(2026, 7, 1))
    check_unrestricted("48000", date(2026, 7, 1))


def test_a_warm_snapshot_answers_without_a_query(restrict):
    restrict(BUSAN_JUNG, date(2026, 6, 1), date(2026, 8, 31))
    check_unrestricted(SANCHEONG, date(2026, 7, 1))

    with CaptureQueriesContext(connection) as seen, pytest.raises(RecipientRestricted):
        check_unrestricted(BUSAN_JUNG, date(2026, 7, 1))

    assert len(seen) == 0


def test_loading_the_reference_data_again_does_not_hide_a_restriction(own_database, restrict):
    snapshot.snapshot()
    restrict(BUSAN_JUNG, date(2026, 6, 1), date(2026, 8, 31))
    call_command("load_reference", stdout=StringIO())
    snapshot.expire()

    with pytest.raises(RecipientRestricted):
        check_unrestricted(BUSAN_JUNG, date(2026, 7, 1))


def test_the_command_writes_down_what_it_did(db):
    out = StringIO()
    call_command(
        "restrict_intake",
        BUSAN_JUNG,
        "--from=2026-01-01",
        "--to=2026-12-31",
        "--ground=제7조 위반",
        "--notice=https://gwanbo.go.kr/1",
        "--json",
        stdout=out,
    )

    laid = IntakeRestriction.objects.get()
    assert (laid.ground, laid.notice_url) == ("제7조 위반", "https://gwanbo.go.kr/1")
    assert json.loads(out.getvalue()) == {
        "id": laid.pk,
        "region": BUSAN_JUNG,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
    }
    event = AuditEvent.objects.get(kind="intake.restricted")
    assert (event.subject, event.municipality_id, event.facts) == (
        f"restriction:{laid.pk}",
        BUSAN_JUNG,
        {"starts_on": "2026-01-01", "ends_on": "2026-12-31"},
    )


@pytest.mark.parametrize(
    ("code", "first", "last", "words"),
    [
        (BUSAN_JUNG, date(2026, 1, 1), date(2027, 1, 1), "one year"),
        (BUSAN_JUNG, date(2026, 1, 2), date(2026, 1, 1), "one year"),
        (BUSAN_JUNG, date(2025, 6, 30), date(2025, 7, 1), "already"),
        ("46720", date(2026, 7, 1), date(2026, 7, 2), "No Korean"),
        ("131016", date(2026, 7, 1), date(2026, 7, 2), "No Korean"),
    ],
)
def test_what_is_no_lawful_restriction_is_refused(restrict, code, first, last, words):
    restrict(BUSAN_JUNG, date(2025, 3, 1), date(2025, 6, 30))

    with pytest.raises(CommandError, match=words):
        restrict(code, first, last)

    assert IntakeRestriction.objects.count() == 1
    assert AuditEvent.objects.filter(kind="intake.restricted").count() == 1


def test_the_database_itself_keeps_restrictions_apart_and_short(restrict):
    restrict(BUSAN_JUNG, date(2025, 3, 1), date(2025, 6, 30))

    for first, last in (
        (date(2025, 6, 30), date(2025, 7, 31)),
        (date(2024, 1, 1), date(2025, 1, 1)),
        (date(2024, 1, 2), date(2024, 1, 1)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            IntakeRestriction.objects.create(
                municipality_id=BUSAN_JUNG, starts_on=first, ends_on=last, ground="x"
            )
