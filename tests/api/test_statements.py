"""The yearly statement: what one portal reported of a donor's year, and the most it can save."""

import io
from datetime import datetime

import pytest
from pypdf import PdfReader
from rest_framework.test import APIClient

from accounts.models import Role, User
from audit.access_models import PersonalAccess
from audit.models import AuditEvent
from audit.personal_access import AccessKind
from donations import identity
from donations.acceptance import accept_donation
from donations.corrections import correct_receipt
from donations.merging import Numbers, approve_merge, request_merge
from donations.offer import Person
from donations.return_models import Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from receipts.correct import CorrectedFacts
from tests.api.conftest import client_of
from tests.people import BUSAN_JUNG, HONG, KIM, SANCHEONG, make_offer, make_portal

MARCH, APRIL = (datetime.fromisoformat(f"2025-{month:02d}-25T12:00:00+09:00") for month in (3, 4))


def manager(nth: int) -> User:
    return User.objects.create(
        email=f"m{nth}@x.example", role=Role.MANAGER, municipality_id=BUSAN_JUNG
    )


@pytest.fixture
def other_portal(db):
    return make_portal("은행 창구")


@pytest.fixture
def give(portal):
    numbers = iter(range(1, 100))

    def accept(through=portal, **changes):
        own = {"portal_reference": f"S-{next(numbers)}", "paid_at": MARCH}
        return accept_donation(make_offer(**{**own, **changes}), actor=through).donation

    return accept


@pytest.fixture
def year(give, other_portal):
    """Hong gives to two local governments, one of them a disaster area; one gift goes back."""
    ordinary = give(amount_krw=150_000)
    disaster = give(amount_krw=200_000, recipient_code=SANCHEONG, paid_at=APRIL)
    back = give(amount_krw=50_000, paid_at=APRIL)
    give(donor=KIM, amount_krw=70_000)
    give(through=other_portal, amount_krw=1_000_000, recipient_code="46810")
    ask = ReturnAsk(ground=Ground.PAYMENT_ERROR, portal_reference="R-1")
    case, _is_new = request_return(back.pk, ask, actor=back.portal)
    approve_return(case.pk, actor=manager(1))
    pay_out_return(case.pk, actor=manager(2))
    return ordinary, disaster, back


def url_of(donation, year="2025", suffix="") -> str:
    donor = identity.pseudonym(donation.portal_id, donation.donor_id)
    return f"/api/v1/donors/{donor}/statements/{year}{suffix}"


def test_a_year_is_added_up_over_all_local_governments_as_the_law_does(year, portal):
    ordinary, disaster, back = year

    answer = client_of(portal).get(url_of(ordinary))

    assert answer.status_code == 200
    told = answer.json()
    assert (told["tax_year"], told["is_over"], told["name_masked"]) == (2025, True, "홍*동")
    assert (told["total_krw"], told["returned_krw"]) == (350_000, 50_000)
    assert [(one["code"], one["total_krw"]) for one in told["recipients"]] == [
        (BUSAN_JUNG, 150_000),
        (SANCHEONG, 200_000),
    ]
    (line,) = told["recipients"][1]["receipts"]
    assert line["number"] == disaster.receipt.number
    assert line["special_disaster"]["declared_on"] == "2025-03-22"
    assert [each["number"] for each in told["returned"]] == [back.receipt.number]
    # 100,000 in full; 50,000 ordinary × 0.165 = 8,250; 200,000 disaster × 0.33 = 66,000
    assert told["credit"]["credit_total_krw"] == 174_250
    assert told["credit"]["national_krw"] + told["credit"]["local_krw"] == 174_250
    assert "the most that can be saved" in told["credit"]["notice_en"]
    assert "this portal reported" in told["covers_en"]
    assert told["pdf_url"].endswith(url_of(ordinary, suffix="/pdf"))
    assert "홍길동" not in answer.content.decode()


def test_a_corrected_receipt_stands_in_the_place_of_the_old(year, portal):
    ordinary, *_rest = year
    facts = CorrectedFacts(donor_name="홍길순")
    new = correct_receipt(ordinary.pk, facts, actor=manager(3)).receipt

    told = client_of(portal).get(url_of(ordinary)).json()

    numbers = [each["number"] for one in told["recipients"] for each in one["receipts"]]
    assert new.number in numbers
    assert ordinary.receipt.number not in numbers
    assert (told["total_krw"], told["name_masked"]) == (350_000, "홍*순")


def test_the_document_shows_it_all_with_at_most_and_the_look_is_recorded(year, portal):
    ordinary, disaster, back = year

    answer = client_of(portal).get(url_of(ordinary, suffix="/pdf"), HTTP_ACCEPT="application/pdf")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    text = text_of(answer.content)
    for shown in (
        "2025년 기부 명세서",
        "Yearly Statement",
        "홍길동",
        "1990-01-01",
        ordinary.receipt.number,
        disaster.receipt.number,
        back.receipt.number,
        "350,000 원",
        "최대 174,250 원",
        "up to KRW 174,250",
        "위기브",
        "제58조",
    ):
        assert shown in text, shown
    event = AuditEvent.objects.get(kind="statement.downloaded")
    assert (event.portal, event.facts) == (portal, {})
    access = PersonalAccess.objects.get(subject=event.subject)
    assert (access.kind, access.person) == (AccessKind.DOCUMENT, ordinary.donor_id)


def test_a_year_in_which_all_went_back_has_no_credit(give, portal):
    donation = give(amount_krw=50_000)
    ask = ReturnAsk(ground=Ground.PAYMENT_ERROR, portal_reference="R-9")
    case, _is_new = request_return(donation.pk, ask, actor=portal)
    approve_return(case.pk, actor=manager(1))
    pay_out_return(case.pk, actor=manager(2))

    told = client_of(portal).get(url_of(donation)).json()

    assert (told["total_krw"], told["returned_krw"], told["credit"]) == (0, 50_000, None)
    document = client_of(portal).get(url_of(donation, suffix="/pdf"))
    assert "공제 대상이 없습니다" in text_of(document.content)


@pytest.mark.usefixtures("own_database")
def test_one_person_under_two_numbers_has_one_year(portal, give, other_portal):
    earlier = Person(resident_number="900101-5234567", name="NGUYEN VAN AN")
    before, after = give(donor=earlier, amount_krw=70_000), give(amount_krw=100_000)
    give(through=other_portal, donor=earlier, amount_krw=20_000)
    numbers = Numbers(HONG.resident_number, HONG.name, earlier.resident_number, earlier.name)
    clerk = User.objects.create(email="c@x.example", role=Role.CLERK, municipality_id=BUSAN_JUNG)
    merge = request_merge(numbers, document="외국인등록 사실증명 2026-1", actor=clerk)
    approve_merge(merge.pk, actor=manager(1))

    for donation in (before, after):
        told = client_of(portal).get(url_of(donation)).json()
        assert told["total_krw"] == 170_000
        # 100,000 in full; 70,000 × 0.165 = 11,550
        assert told["credit"]["credit_total_krw"] == 111_550
    assert client_of(other_portal).get(url_of(after)).status_code == 404


@pytest.mark.parametrize("suffix", ["", "/pdf"])
@pytest.mark.parametrize("year", ["2024", "2026", "1999", "9999"])
def test_a_year_without_donations_is_not_found_and_says_why(give, portal, year, suffix):
    donation = give()

    answer = client_of(portal).get(url_of(donation, year, suffix))

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert year in answer.json()["detail_en"]
    assert not AuditEvent.objects.filter(kind="statement.downloaded").exists()


@pytest.mark.parametrize("suffix", ["", "/pdf"])
def test_another_portal_s_donor_and_a_made_up_one_are_not_found(give, portal, other_portal, suffix):
    donation = give()
    stranger = client_of(other_portal)
    of_the_other = identity.pseudonym(other_portal.pk, donation.donor_id)

    for donor in (
        identity.pseudonym(portal.pk, donation.donor_id),
        of_the_other,
        "0" * 32,
        "x",
    ):
        answer = stranger.get(f"/api/v1/donors/{donor}/statements/2025{suffix}")
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("suffix", ["", "/pdf"])
def test_it_needs_a_token_with_its_scope(give, portal, suffix):
    url = url_of(give(), suffix=suffix)

    assert APIClient().get(url).status_code == 401
    assert client_of(portal, "donations:read").get(url).status_code == 403
    assert client_of(portal).post(url).status_code == 405


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
