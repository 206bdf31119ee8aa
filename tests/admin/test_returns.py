"""Returns on the officials' site: ask, decide, confirm; two officials, own government only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from audit.models import AuditEvent
from donations.return_models import DonationReturn, Ground
from donations.returns import ReturnAsk, approve_return, pay_out_return, request_return
from tests.admin.conftest import make_official
from tests.people import SANCHEONG

SENT = {"_form_submitted": "True"}
LIST = "admin:donations_donationreturn_changelist"


def step(case: DonationReturn, name: str) -> str:
    return reverse(f"admin:donations_donationreturn_{name}", args=[case.pk])


@pytest.fixture
def ask(give):
    """Have a return asked for by the portal that reported the donation."""

    def request(ground: Ground = Ground.RESIDENT, **changes) -> DonationReturn:
        donation = give(**changes)
        asked = ReturnAsk(ground, note="제보자 김철수", portal_reference=f"R-{donation.pk}")
        return request_return(donation.pk, asked, actor=donation.portal)[0]

    return request


def told(client, url: str, **form: str) -> list[str]:
    """Submit a step and return the messages that its page shows."""
    answer = client.post(url, {**SENT, **form}, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def test_a_return_goes_from_request_to_pay_out_through_the_pages(login, ask, manager, clerk):
    case = ask()

    approved = told(login(manager), step(case, "approve"), gift_value_krw="30000")
    paid = told(login(clerk), step(case, "pay_out"))

    case.refresh_from_db()
    assert (case.status, case.returned_krw) == ("paid_out", 70_000)
    assert (case.decided_by, case.paid_out_by) == (manager, clerk)
    told_of = {event.kind: event.facts.get("changes") for event in AuditEvent.objects.all()}
    assert told_of["return.approved"] == {
        "status": ["requested", "approved"],
        "gift_value_krw": [None, 30_000],
        "returned_krw": [None, 70_000],
    }
    assert told_of["return.paid_out"] == {"status": ["approved", "paid_out"]}
    assert told_of["donation.returned"] == {"status": ["accepted", "returned"]}
    assert approved == ["Approved. Another official has to confirm the pay-out."]
    assert paid == ["Paid out. The donation is returned and its receipt cancelled."]
    page = login(clerk).get(
        reverse("admin:receipts_receipt_change", args=[case.donation.receipt_id])
    )
    assert "Cancelled on" in page.content.decode()


def test_the_page_of_a_donation_leads_to_its_return_and_offers_no_second_one(
    login, ask, clerk, manager
):
    case = ask()
    url = reverse("admin:donations_donation_change", args=[case.donation_id])
    again = reverse("admin:donations_donation_ask_return", args=[case.donation_id])

    page = login(clerk).get(url).content.decode()
    assert reverse("admin:donations_donationreturn_change", args=[case.pk]) in page
    assert again not in page
    told(login(manager), step(case, "refuse"), reason="주소가 다름")
    assert again in login(clerk).get(url).content.decode()


def test_a_return_is_refused_with_a_reason(login, ask, manager):
    case = ask()

    assert told(login(manager), step(case, "refuse")) == []
    case.refresh_from_db()
    assert case.status == "requested"
    assert told(login(manager), step(case, "refuse"), reason="주소가 다름") == [
        "Refused. The donation stands."
    ]
    case.refresh_from_db()
    assert (case.status, case.refusal) == ("refused", "주소가 다름")


def test_an_official_asks_and_another_decides(login, give, manager, clerk):
    donation = give()
    url = reverse("admin:donations_donation_ask_return", args=[donation.pk])

    assert told(login(manager), url, ground="", note="신고 접수") == []
    assert not DonationReturn.objects.exists()
    assert told(login(manager), url, ground="coercion", note="신고 접수")
    case = DonationReturn.objects.get()
    assert (case.requested_by, case.ground, case.note) == (manager, "coercion", "신고 접수")
    (refused,) = told(login(manager), step(case, "approve"), gift_value_krw="0")
    assert "Two different officials" in refused
    (again,) = told(login(clerk), url, ground="coercion")
    assert "already" in again
    case.refresh_from_db()
    assert case.status == "requested"


@pytest.mark.parametrize(
    ("ground", "gift_value_krw", "refusal"),
    [
        (Ground.PAYMENT_ERROR, "1", "goes back in full"),
        (Ground.GIFT_BREACH, "1", "goes back in full"),
        (Ground.RESIDENT, "100001", "100,000 won"),
    ],
)
def test_a_false_deduction_is_refused_in_words(
    login, ask, manager, ground, gift_value_krw, refusal
):
    case = ask(ground)

    (message,) = told(login(manager), step(case, "approve"), gift_value_krw=gift_value_krw)

    assert refusal in message
    case.refresh_from_db()
    assert case.status == "requested"


@pytest.mark.parametrize("gift_value_krw", ["-1", "", "x", "1.5"])
def test_a_deduction_that_is_no_amount_is_asked_for_again(login, ask, manager, gift_value_krw):
    case = ask()

    answer = login(manager).post(step(case, "approve"), {**SENT, "gift_value_krw": gift_value_krw})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    case.refresh_from_db()
    assert case.status == "requested"


def test_looking_at_a_step_takes_none(login, ask, manager, clerk):
    case = ask()
    approve_return(case.pk, actor=manager)

    for official, name in ((manager, "approve"), (manager, "refuse"), (clerk, "pay_out")):
        dialog = login(official).get(step(case, name), headers={"HX-Request": "true"})
        assert dialog.status_code == 200
    case.refresh_from_db()
    assert case.status == "approved"


def test_only_the_steps_that_lead_on_are_offered(login, ask, manager, clerk):
    case = ask()
    clients, url = (login(manager), login(clerk)), step(case, "change")

    def offered() -> list[set[str]]:
        """Return what the manager is offered, and what the clerk."""
        pages = [client.get(url).content.decode() for client in clients]
        steps = ("approve", "refuse", "pay_out")
        return [{name for name in steps if step(case, name) in page} for page in pages]

    assert offered() == [{"approve", "refuse"}, set()]
    approve_return(case.pk, actor=manager)
    assert offered() == [set(), {"pay_out"}]
    pay_out_return(case.pk, actor=clerk)
    assert offered() == [set(), set()]


def test_a_step_needs_its_role(login, ask, clerk):
    case = ask()
    auditor = make_official(Role.AUDITOR)

    for official, names in ((clerk, ("approve", "refuse")), (auditor, ("approve", "pay_out"))):
        for name in names:
            assert login(official).post(step(case, name), SENT).status_code == 403
    ask_url = reverse("admin:donations_donation_ask_return", args=[case.donation_id])
    assert login(auditor).post(ask_url, SENT).status_code == 403


def test_what_is_another_governments_is_not_found(login, ask, manager, other_manager):
    case, theirs = ask(), ask(recipient_code=SANCHEONG)

    client = login(other_manager)
    for name in ("change", "history"):
        assert client.get(step(case, name)).status_code == 404
    for name, form in (
        ("approve", {"gift_value_krw": "0"}),
        ("refuse", {"reason": "x"}),
        ("pay_out", {}),
    ):
        assert client.post(step(case, name), {**SENT, **form}).status_code == 404
    ask_url = reverse("admin:donations_donation_ask_return", args=[case.donation_id])
    assert client.post(ask_url, {**SENT, "ground": "coercion"}).status_code == 404
    listed = client.get(reverse(LIST)).context["cl"].result_list
    assert [each.pk for each in listed] == [theirs.pk]
    case.refresh_from_db()
    assert case.status == "requested"


@pytest.mark.parametrize("key", ["x", "0", "01a2059a-7f2c-7004-9db6-40c3bd8f0768"])
def test_a_key_that_is_none_is_not_found(login, manager, key):
    assert login(manager).get(f"/admin/donations/donationreturn/{key}/change/").status_code == 404


def test_what_waits_comes_first_the_oldest_on_top(login, ask, manager, clerk):
    done, first, second = ask(), ask(), ask()
    approve_return(done.pk, actor=manager)
    pay_out_return(done.pk, actor=clerk)
    approve_return(second.pk, actor=manager)

    listed = login(manager).get(reverse(LIST)).context["cl"].result_list

    assert [each.pk for each in listed] == [first.pk, second.pk, done.pk]
    narrowed = login(manager).get(reverse(LIST), {"status__exact": "approved"})
    assert [each.pk for each in narrowed.context["cl"].result_list] == [second.pk]


def test_the_list_costs_the_same_with_one_row_as_with_five(login, manager, ask):
    client = login(manager)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse(LIST)).status_code == 200
        return len(captured)

    ask()
    client.get(reverse(LIST))
    with_one = queries()
    for _number in range(4):
        ask()

    assert queries() == with_one <= 12


def test_reading_free_text_is_recorded_and_names_nobody_elsewhere(login, ask, manager):
    case = ask()
    client = login(manager)

    assert "김철수" not in client.get(reverse(LIST)).content.decode()
    assert not AuditEvent.objects.filter(kind="return_note.read").exists()
    page = client.get(step(case, "change")).content.decode()
    assert "김철수" in page
    assert "홍*동" in page
    assert "홍길동" not in page
    event = AuditEvent.objects.get(kind="return_note.read")
    assert (event.official, event.portal, event.municipality_id) == (manager, None, "26110")
