"""The counter: every reason at once, one step for the rest, and a double click is one donation."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import AuditEvent
from desk import counter
from desk.counter import NotEligible, check_at_counter, take_at_counter
from desk.places import PlaceAmbiguous, PlaceUnknown, code_of
from donations.acceptance import accept_donation
from donations.books import check_books
from donations.errors import ReferenceReused
from donations.models import Donation, DonorYear
from donations.offer import UNPAID, Pledge, ResidenceCheck
from donations.return_errors import RoleMissing
from kernel.dates import seoul_date
from receipts.models import Receipt
from tests.admin.conftest import make_official
from tests.desk.files import written
from tests.people import BUSAN_JUNG, HONG, JONGNO, make_offer
from tests.races import race

ADD = "/admin/desk/counterdonation/add/"


def asked(**changes):
    """Return a counter's offer: nothing is paid yet, the form is signed."""
    now = timezone.now()
    given = {
        "portal_reference": str(uuid4()),
        "paid_at": now,
        "pledge": Pledge(now, no_barred_relation=True),
        "residence_check": ResidenceCheck("shared_information", now),
        "payment_method": "counter",
    }
    return make_offer(**{**given, **changes})


def fields(**changes):
    return {
        "reference": str(uuid4()),
        "name": "홍길동",
        "resident_number": "900101-1234567",
        "residence": "서울 종로구 11110",
        "residence_method": "shared_information",
        "amount": "10만",
        "payment_method": "counter",
        "gift_wish": "undecided",
        "is_signed": "on",
        "is_unrelated": "on",
        **changes,
    }


def test_a_gift_is_counted_booked_and_receipted_in_one_step(own_database, clerk):
    taken = take_at_counter(asked(), actor=clerk)

    donation = taken.donation
    assert taken.is_new
    assert (donation.amount_krw, donation.channel, donation.remaining_krw) == (
        100_000,
        "LG_OFFICE",
        19_900_000,
    )
    assert donation.donated_on == seoul_date(timezone.now())
    event = AuditEvent.objects.get(kind="donation.accepted")
    assert (event.official, event.portal) == (clerk, counter.counter_of(clerk.municipality))
    assert all(check.ok for check in check_books())


def test_all_reasons_are_named_at_once_and_nothing_is_written(own_database, clerk):
    offer = asked(residence_code=BUSAN_JUNG, pledge=None, amount_krw=20_000_001)

    with pytest.raises(NotEligible) as refused:
        take_at_counter(offer, actor=clerk)

    assert [refusal.code for refusal in refused.value.refusals] == [
        "pledge_missing",
        "own_residence",
        "annual_cap_exceeded",
    ]
    assert written() == (0, 0, 0)


def test_a_check_writes_nothing_and_says_what_is_left(own_database, clerk):
    verdict = check_at_counter(asked(), actor=clerk)

    assert (verdict.refusals, verdict.remaining_krw) == ([], 20_000_000)
    assert written() == (0, 0, 0)


def test_a_double_click_is_one_donation(own_database, clerk):
    reference = str(uuid4())

    outcomes = race(lambda _n: take_at_counter(asked(portal_reference=reference), actor=clerk), 6)

    assert len({outcome.donation.pk for outcome in outcomes}) == 1
    assert sum(outcome.is_new for outcome in outcomes) == 1
    assert written() == (1, 1, 1)
    assert DonorYear.objects.get().accepted_krw == 100_000


def test_the_race_of_a_double_click_is_real(own_database, clerk, monkeypatch):
    """Without looking again for the first half, the second half is told of a conflict."""
    monkeypatch.setattr(counter, "_taken_before", lambda *_: None)
    reference = str(uuid4())

    outcomes = race(lambda _n: take_at_counter(asked(portal_reference=reference), actor=clerk), 6)

    assert any(isinstance(outcome, ReferenceReused) for outcome in outcomes)
    assert written() == (1, 1, 1)


def test_a_page_sent_again_with_another_amount_is_refused(own_database, clerk):
    reference = str(uuid4())
    take_at_counter(asked(portal_reference=reference), actor=clerk)

    with pytest.raises(ReferenceReused):
        take_at_counter(asked(portal_reference=reference, amount_krw=200_000), actor=clerk)

    assert written() == (1, 1, 1)


def test_the_payment_is_of_the_moment_it_is_taken_in_not_of_the_page(own_database, clerk):
    """A page opened before New Year and sent after it counts for the new year."""
    opened = datetime(2025, 12, 31, 14, 58, tzinfo=UTC)
    before = timezone.now()
    offer = asked(
        paid_at=opened,
        pledge=Pledge(opened, no_barred_relation=True),
        residence_check=ResidenceCheck("shared_information", opened),
    )

    donation = take_at_counter(offer, actor=clerk).donation

    assert donation.paid_at >= before
    assert donation.tax_year == seoul_date(timezone.now()).year
    assert donation.pledge_signed_at == donation.residence_consented_at == donation.paid_at
    assert UNPAID < opened < donation.paid_at


@pytest.mark.parametrize(("role", "region"), [(Role.AUDITOR, BUSAN_JUNG), (Role.NATIONAL, None)])
def test_only_clerks_and_managers_take_in(own_database, role, region):
    with pytest.raises(RoleMissing):
        take_at_counter(asked(), actor=make_official(role, region))

    assert written() == (0, 0, 0)


def test_an_official_of_a_government_that_has_ended_is_sent_to_its_successor(own_database):
    official = make_official(Role.CLERK, "46720")

    with pytest.raises(NotEligible) as refused:
        take_at_counter(asked(recipient_code="46720"), actor=official)

    (refusal,) = refused.value.refusals
    assert refusal.code == "recipient_not_in_force"
    assert "12720" in str(refusal)
    assert written() == (0, 0, 0)


def test_the_page_takes_a_gift_in_and_leads_to_its_receipt(own_database, login, clerk):
    client = login(clerk)
    given = fields()

    first, second = (client.post(ADD, given) for _twice in range(2))

    donation = Donation.objects.get()
    done = reverse("admin:desk_counterdonation_done", args=[donation.pk])
    assert (first.status_code, first["Location"]) == (302, done)
    assert second["Location"] == done
    page = client.get(done).content.decode()
    assert donation.receipt.number in page
    assert "19,900,000" in page
    assert "홍길동" not in page
    shown = client.get(f"/admin/receipts/receipt/{donation.receipt_id}/download/?show=1")
    assert shown["Content-Disposition"].startswith("inline;")
    assert shown.content.startswith(b"%PDF")


def test_the_page_names_all_reasons_in_korean_and_keeps_what_was_typed(own_database, login, clerk):
    client = login(clerk)
    given = fields(residence="26110", amount="30,000,000", is_signed="", is_unrelated="")
    given = {name: value for name, value in given.items() if value}

    page = client.post(ADD, given, headers={"Accept-Language": "ko"}).content.decode()

    for words in (
        "기탁서 없음",
        "연간 기부 상한액 초과",
        "기부 대상 자치단체의 주민",
        "30,000,000",
        "고향사랑 기부금에 관한 법률",
    ):
        assert words in page, words
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("resident_number", "900231-1234567"),
        ("resident_number", "1"),
        ("name", "주식회사 고향"),
        ("name", "123"),
        ("name", "홍" * 100),
        ("residence", "중구"),
        ("residence", "없는시"),
        ("residence", "\x00"),
        ("amount", "1.5"),
        ("amount", "0"),
        ("amount", "9" * 20),
        ("designation", "project:99999999"),
        ("designation", "P9"),
        ("reference", "x"),
        ("payment_method", "gold"),
    ],
)
def test_a_field_that_is_none_is_marked_and_nothing_is_written(
    own_database, login, clerk, field, value
):
    answer = login(clerk).post(ADD, fields(**{field: value}))

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {field}
    assert written() == (0, 0, 0)


def test_a_recipient_in_the_form_is_not_listened_to(own_database, login, clerk):
    login(clerk).post(ADD, fields(recipient_code="48860", recipient="48860"))

    assert Donation.objects.get().recipient_id == BUSAN_JUNG


def test_another_s_receipt_is_not_found(own_database, login, clerk, other_manager):
    donation = take_at_counter(asked(), actor=clerk).donation

    done = reverse("admin:desk_counterdonation_done", args=[donation.pk])
    assert login(other_manager).get(done).status_code == 404
    assert login(make_official(Role.NATIONAL, None)).get(ADD).status_code == 403
    assert login(make_official(Role.AUDITOR)).post(ADD, fields()).status_code == 403
    assert Donation.objects.count() == 1


def test_a_place_is_found_by_its_name_or_code(db):
    on = seoul_date(timezone.now())

    assert code_of("11110", on) == "11110"
    assert code_of("서울 종로구 11110", on) == "11110"
    assert code_of("종로구", on) == "11110"
    assert code_of("서울특별시 종로구", on) == "11110"
    assert code_of("부산중구", on) == BUSAN_JUNG
    assert code_of("세종", on) == "36000"
    with pytest.raises(PlaceAmbiguous) as several:
        code_of("중구", on)
    assert "서울 중구 11140" in str(several.value)
    with pytest.raises(PlaceUnknown):
        code_of("없는시", on)


def test_a_place_is_found_as_people_say_it_and_as_it_was_called_before(db):
    on = date(2026, 11, 26)

    assert code_of("곡성", on) == "12720"
    assert code_of("서울 종로", on) == "11110"
    assert code_of("광주 북구", on) == code_of("전남광주 북구", on)
    assert code_of("광주광역시 북구", on) == code_of("전남광주 북구", on)
    assert code_of("전남 곡성군", on) == "12720"
    with pytest.raises(PlaceUnknown):  # before the merger it is no former name
        code_of("전남광주 북구", date(2026, 6, 30))
    with pytest.raises(PlaceAmbiguous) as several:
        code_of("고성", on)
    assert "강원 고성군" in str(several.value)
    with pytest.raises(PlaceUnknown) as unknown:  # 경기 광주시, or a district of 광주광역시?
        code_of("광주", on)
    assert "2026. 11. 26." in str(unknown.value)


def test_the_donor_is_the_one_of_every_other_door(own_database, clerk, give):
    give(amount_krw=19_950_000)

    with pytest.raises(NotEligible) as refused:
        take_at_counter(asked(donor=HONG, residence_code=JONGNO), actor=clerk)

    (refusal,) = refused.value.refusals
    assert refusal.facts["remaining_krw"] == 50_000


def test_the_address_stands_on_the_receipt_if_the_donor_wants_it_there(login, clerk, own_database):
    client = login(clerk)
    client.post(ADD, fields(address=" 서울특별시 종로구  세종대로 1 "))
    client.post(ADD, fields())

    shown = Receipt.objects.order_by("serial").values_list("donor_address", flat=True)
    assert list(shown) == ["서울특별시 종로구  세종대로 1", ""]


def test_a_page_counts_for_the_year_of_its_moment_over_the_midnight_of_new_year_s_eve(
    own_database, clerk
):
    evening = datetime.fromisoformat("2025-12-31T23:59:59+09:00")
    pages = {evening: asked(), evening + timedelta(seconds=1): asked()}

    for moment, page in pages.items():
        accept_donation(
            counter.at(page, moment), actor=counter.counter_of(clerk.municipality), taken_by=clerk
        )

    told = Donation.objects.order_by("id")
    assert list(told.values_list("donated_on", "tax_year", "receipt__number")) == [
        (date(2025, 12, 31), 2025, "26110-2025-0000001"),
        (date(2026, 1, 1), 2026, "26110-2026-0000001"),
    ]
    # The other half of a double click may come after midnight: it is the same gift.
    again = take_at_counter(pages[evening], actor=clerk)
    assert (again.is_new, again.donation.tax_year) == (False, 2025)
    assert written()[0] == 2
