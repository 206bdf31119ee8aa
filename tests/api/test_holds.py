"""Ask before the donor pays: eligibility, holds, and the donation that takes a hold over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from donations.models import Donation, DonorYear, Hold
from tests.api.conftest import client_of
from tests.people import make_body, make_portal

PAID = ("paid_at", "payment_method", "gift_wish", "hold_id")


def question(**changes):
    return {name: value for name, value in make_body(**changes).items() if name not in PAID}


@pytest.fixture
def ask(api):
    return lambda **changes: api.post("/api/v1/holds", question(**changes), format="json")


def paid_now(**changes):
    """A donation paid this instant, so that it falls into the year of a hold of this instant."""
    now = timezone.now().isoformat()
    return make_body(
        paid_at=now,
        pledge={"signed_at": now, "no_barred_relation": True},
        residence_check={"method": "shared_information", "consented_at": now},
        **changes,
    )


def test_a_hold_keeps_the_amount_over_all_portals(ask, other_api):
    answer = ask(amount_krw=20_000_000)

    assert answer.status_code == 201
    assert answer.json().keys() == {"id", "expires_at", "remaining_krw"}
    assert answer.json()["remaining_krw"] == 0
    other = other_api.post("/api/v1/donations", paid_now(amount_krw=1000), format="json")
    assert other.json()["code"] == "annual_cap_exceeded"
    assert other.json()["remaining_krw"] == 0


def test_a_donation_takes_its_hold_over(ask, report):
    hold = ask(amount_krw=20_000_000).json()["id"]

    answer = report(paid_now(amount_krw=20_000_000, hold_id=hold))

    assert answer.status_code == 201
    assert answer.json()["donor"]["remaining_krw"] == 0
    year = DonorYear.objects.get()
    assert (year.accepted_krw, year.held_krw) == (20_000_000, 0)
    again = report(paid_now(hold_id=hold, portal_reference="W-2", amount_krw=1000))
    assert (again.status_code, again.json()["code"]) == (409, "hold_used")


def test_a_payment_after_the_hold_ran_out_is_judged_afresh(ask, report):
    hold = ask(amount_krw=20_000_000).json()["id"]
    Hold.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert report(paid_now(amount_krw=20_000_000, hold_id=hold)).status_code == 201
    assert Hold.objects.get().status == "expired"
    assert Donation.objects.get().hold is None


def test_an_expired_hold_keeps_nothing_and_needs_no_sweep(ask, other_api):
    ask(amount_krw=20_000_000)
    Hold.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    asked = other_api.post("/api/v1/eligibility", question(), format="json").json()
    assert asked["remaining_krw"] == 20_000_000
    other = other_api.post("/api/v1/donations", paid_now(amount_krw=20_000_000), format="json")
    assert other.status_code == 201


def test_a_released_hold_gives_the_amount_back(ask, api, other_api):
    hold = ask(amount_krw=20_000_000).json()["id"]
    assert other_api.delete(f"/api/v1/holds/{hold}").status_code == 404

    assert api.delete(f"/api/v1/holds/{hold}").status_code == 204
    assert api.delete(f"/api/v1/holds/{hold}").status_code == 204
    assert DonorYear.objects.get().held_krw == 0


def test_a_hold_repeated_is_the_same_hold(ask):
    first, again, other = ask(), ask(), ask(amount_krw=100_001)

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert DonorYear.objects.get().held_krw == 100_000


def test_a_hold_meets_the_refusals_of_a_donation(ask):
    answer = ask(recipient_code="11110")

    assert (answer.status_code, answer.json()["code"]) == (422, "own_residence")
    assert Hold.objects.count() == 0


def test_a_hold_of_another_portal_or_donor_cannot_be_named(ask, other_api, report):
    hold = ask().json()["id"]

    other = other_api.post("/api/v1/donations", paid_now(hold_id=hold), format="json")
    assert (other.status_code, other.json()["code"]) == (404, "not_found")
    kim = {"resident_number": "850505-2345678", "name": "김영희"}
    assert report(paid_now(hold_id=hold, donor=kim)).status_code == 404
    assert Donation.objects.count() == 0


def test_a_portal_that_must_hold_reports_with_a_hold(db):
    strict = client_of(make_portal("엄격", requires_hold=True))
    hold = strict.post("/api/v1/holds", question(), format="json").json()["id"]

    answer = strict.post("/api/v1/donations", paid_now(hold_id=hold), format="json")

    assert answer.status_code == 201


def test_eligibility_names_every_refusal_at_once(report, api):
    report(paid_now(amount_krw=19_000_000))
    body = question(
        recipient_code="11110",
        amount_krw=1_000_001,
        pledge=None,
        designation={"project_id": 424242},
        donor={"resident_number": "900101-1234567", "name": "홍길동"},
    )

    answer = api.post("/api/v1/eligibility", body, format="json").json()

    assert answer["eligible"] is False
    assert answer["remaining_krw"] == 1_000_000
    codes = [refusal["code"] for refusal in answer["refusals"]]
    assert codes == [
        "pledge_missing",
        "own_residence",
        "designation_not_open",
        "annual_cap_exceeded",
    ]
    assert all(
        refusal["legal_basis"] and refusal["detail_ko"] and refusal["detail_en"]
        for refusal in answer["refusals"]
    )
    assert Donation.objects.count() == 1


def test_who_may_give_is_told_so_and_nothing_is_written(api):
    answer = api.post("/api/v1/eligibility", question(), format="json")

    assert answer.json() == {"eligible": True, "remaining_krw": 20_000_000, "refusals": []}
    assert DonorYear.objects.count() == 0


def test_a_batch_tells_what_became_of_each_row(api):
    rows = [
        make_body(portal_reference="B-0"),
        make_body(portal_reference="B-1", recipient_code="11110"),
        make_body(portal_reference="B-2", amount_krw="1"),
        None,
        make_body(portal_reference="B-0"),
    ]

    answer = api.post("/api/v1/donations/batch", {"donations": rows}, format="json")

    body = answer.json()
    assert (answer.status_code, body["accepted"], body["refused"]) == (200, 2, 3)
    assert [row["index"] for row in body["results"]] == [0, 1, 2, 3, 4]
    assert body["results"][0]["donation"] == body["results"][4]["donation"]
    problems = [body["results"][index]["problem"]["code"] for index in (1, 2, 3)]
    assert problems == ["own_residence", "invalid", "invalid"]
    assert Donation.objects.count() == 1


@pytest.mark.parametrize("rows", [[], [{}] * 1001, "rows", None])
def test_a_batch_has_one_to_a_thousand_rows(api, rows):
    answer = api.post("/api/v1/donations/batch", {"donations": rows}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
