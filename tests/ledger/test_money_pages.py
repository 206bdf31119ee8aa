"""A fund's money on the officials' site: ask, decide, pay, undo, close, publish; own fund only."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import Role, User
from audit.models import AuditEvent
from desk.waiting import waiting_for
from kernel.dates import seoul_date
from ledger.models import FundYear, OtherIncome
from projects.models import Assignment, Evidence, FundProject, Spending
from tests.ledger.conftest import an_official, make_laundry, open_year, picture
from tests.people import BUSAN_JUNG

SENT = {"_form_submitted": "True"}
TODAY = seoul_date(timezone.now())


@pytest.fixture
def year(manager) -> FundYear:
    return open_year(manager, TODAY.year, last_year_krw=100_000_000)


@pytest.fixture
def laundry(give, year) -> FundProject:
    project = make_laundry()
    give(1_000_000, project_id=project.pk)
    return project


def told(client, url: str, **form: str) -> list[str]:
    """Submit a step and return the messages that its page shows."""
    answer = client.post(url, {**SENT, **form}, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def step(spending: Spending, name: str) -> str:
    return reverse(f"admin:projects_spending_{name}", args=[spending.pk])


def filled(project: FundProject, /, **changes) -> dict[str, object]:
    """Return the form of a request as the browser sends it."""
    return {
        "category": "project",
        "project": project.pk,
        "account": "5360",
        "source": "designated",
        "amount_krw": "700000",
        "what_for": "세탁기 두 대",
        "payee": "산청전자 김철수",
        "basis": "",
        "papers": SimpleUploadedFile("계산서.png", picture()),
        **changes,
    }


def asked(login, clerk, project, /, **changes) -> Spending:
    answer = login(clerk).post(
        reverse("admin:projects_spending_add"), filled(project, **changes), follow=True
    )
    assert [str(each) for each in answer.context["messages"]] == [
        "The request is written down. A manager other than you decides."
    ], answer.context.get("form") and answer.context["form"].errors
    return Spending.objects.latest("id")


def test_money_is_asked_for_approved_paid_and_returned_through_the_pages(
    login, laundry, clerk, second_clerk, manager
):
    spending = asked(login, clerk, laundry)

    approved = told(login(manager), step(spending, "approve"))
    paid = told(login(clerk), step(spending, "pay"), paid_on=f"{TODAY:%Y. %-m. %-d.}")
    returned = told(
        login(second_clerk),
        step(spending, "reverse"),
        returned_on=TODAY.isoformat(),
        reason="반품",
    )

    assert approved == ["Approved. Another official has to enter the payment."]
    assert paid == ["Paid and booked."]
    assert returned == ["Booked. The money can be spent again."]
    spending.refresh_from_db()
    assert (spending.status, spending.payee) == ("reversed", "산청전자 김철수")
    assert (spending.decided_by, spending.paid_by) == (manager, clerk)
    assert spending.reversed_by == second_clerk


def test_what_is_left_stands_on_the_page_before_anybody_asks(login, laundry, clerk):
    page = login(clerk).get(reverse("admin:projects_spending_add")).content.decode()

    assert "Village laundry room: designated money" in page
    assert "1,000,000" in page
    assert "15,000,000" in page


def test_too_much_is_refused_on_the_form_with_what_is_left(login, laundry, clerk):
    answer = login(clerk).post(
        reverse("admin:projects_spending_add"), filled(laundry, amount_krw="1000001")
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1,000,000 won are left there; 1,000,001 won were asked for." in page
    assert 'value="세탁기 두 대"' in page
    assert not Spending.objects.exists()


@pytest.mark.parametrize("amount_krw", ["0", "-1", "1000000000000000000", "1.5", "", "십만", "1e9"])
def test_an_amount_that_cannot_be_is_refused_on_the_form(login, laundry, clerk, amount_krw):
    answer = login(clerk).post(
        reverse("admin:projects_spending_add"), filled(laundry, amount_krw=amount_krw)
    )

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Spending.objects.exists()


@pytest.mark.parametrize(
    ("papers", "words"),
    [
        (None, "This field is required"),
        (SimpleUploadedFile("a.pdf", b"MZ\x90"), "The file cannot be read"),
        (SimpleUploadedFile("a.pdf", b""), "empty"),
    ],
)
def test_missing_and_disguised_evidence_is_refused_on_the_form(
    login, laundry, clerk, papers, words
):
    form = filled(laundry, papers=papers)
    if papers is None:
        del form["papers"]

    page = login(clerk).post(reverse("admin:projects_spending_add"), form).content.decode()

    assert words in page
    assert not Evidence.objects.exists()


def test_running_cost_comes_from_general_money_whatever_the_form_said(login, give, year, clerk):
    give(500_000)

    asked(
        login,
        clerk,
        make_laundry(),
        category="running",
        project="",
        account="",
        amount_krw="100000",
        what_for="홍보물",
    )

    spending = Spending.objects.get()
    assert (spending.account, spending.source, spending.project) == ("5200", "general", None)


def test_one_s_own_request_is_not_approved_but_withdrawn(login, laundry, manager):
    spending = asked(login, manager, laundry)

    (refused,) = told(login(manager), step(spending, "approve"))
    assert "Two different officials" in refused
    assert told(login(manager), step(spending, "withdraw")) == ["The request is withdrawn."]


def test_a_refusal_and_an_approval_taken_back_need_a_reason(login, laundry, clerk, manager):
    first, second = asked(login, clerk, laundry), asked(login, clerk, laundry)
    client = login(manager)

    assert told(client, step(first, "refuse")) == []
    assert told(client, step(first, "refuse"), reason="견적 없음") == ["Refused. No money moves."]
    told(client, step(second, "approve"))
    assert told(client, step(second, "revoke"), reason="해제") == [
        "The approval is taken back; the money is free again."
    ]


def test_only_the_steps_that_lead_on_are_offered(login, laundry, clerk, manager):
    spending = asked(login, clerk, laundry)
    url = reverse("admin:projects_spending_change", args=[spending.pk])

    for official, words, not_words in (
        (manager, ("Approve", "Refuse"), ("Enter the payment", "Enter that it came back")),
        (clerk, ("Withdraw my request",), ("Approve", "Enter the payment")),
        (an_official(Role.AUDITOR), (), ("Approve", "Withdraw my request", "Refuse")),
    ):
        page = login(official).get(url).content.decode()
        assert all(f"{each}\n" in page or f">{each}<" in page or each in page for each in words)
        for each in not_words:
            assert f"/{each.lower().replace(' ', '-')}/" not in page
        for name in ("approve", "pay", "reverse", "revoke", "carry-over"):
            is_offered = f"/{spending.pk}/{name}" in page
            assert is_offered == (name == "approve" and official == manager), (official, name)


def test_a_step_is_offered_only_to_whom_it_is_not_refused(
    login, laundry, clerk, manager, second_manager
):
    spending = asked(login, manager, laundry, amount_krw="70만")
    url = reverse("admin:projects_spending_change", args=[spending.pk])
    steps = ("approve", "refuse", "withdraw", "pay", "reverse")

    def offered(official: User) -> set[str]:
        page = login(official).get(url).content.decode()
        return {name for name in steps if f"/{spending.pk}/{name}" in page}

    assert spending.amount_krw == 700_000
    assert offered(manager) == {"withdraw"}
    assert offered(second_manager) == {"approve", "refuse"}
    told(login(second_manager), step(spending, "approve"))
    assert [offered(each) for each in (second_manager, clerk)] == [set(), {"pay"}]
    told(login(clerk), step(spending, "pay"), paid_on=TODAY.isoformat())
    assert [offered(each) for each in (clerk, manager)] == [set(), {"reverse"}]


def test_evidence_is_a_download_that_is_recorded_and_one_s_own(login, laundry, clerk, manager):
    asked(login, clerk, laundry)
    evidence = Evidence.objects.get()
    url = reverse("admin:projects_spending_evidence", args=[evidence.pk])

    answer = login(manager).get(url, REMOTE_ADDR="10.1.2.3")

    assert answer.content == picture()
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    event = AuditEvent.objects.get(kind="evidence.downloaded")
    assert (event.official, event.facts["address"]) == (manager, "10.1.2.3")
    stranger = an_official(Role.MANAGER, region=BUSAN_JUNG)
    assert login(stranger).get(url).status_code == 404
    assert AuditEvent.objects.filter(kind="evidence.downloaded").count() == 1


def test_what_is_another_fund_s_is_not_found(login, laundry, year, clerk):
    spending = asked(login, clerk, laundry)
    client = login(an_official(Role.MANAGER, region=BUSAN_JUNG))
    urls = [
        reverse("admin:projects_spending_change", args=[spending.pk]),
        reverse("admin:ledger_fundyear_change", args=[year.pk]),
        reverse("admin:ledger_fundyear_paper", args=[year.pk, "settlement"]),
        reverse("admin:ledger_fundyear_file", args=[year.pk, "settlement", "pdf"]),
    ]

    assert {client.get(url).status_code for url in urls} == {404}
    assert client.post(step(spending, "approve"), SENT).status_code == 404
    spending.refresh_from_db()
    assert spending.status == "requested"


def test_a_year_is_opened_looked_at_and_not_closed_before_its_end(login, manager, give):
    give(1_000_000)
    client = login(manager)
    form = {
        "year": str(TODAY.year),
        "plan_reference": "군의회 제1호",
        "planned_on": TODAY.isoformat(),
        "last_year_krw": "20000000",
    }

    answer = client.post(reverse("admin:ledger_fundyear_add"), form, follow=True)
    assert [str(each) for each in answer.context["messages"]] == ["The fiscal year is open."]
    year = FundYear.objects.get()
    page = answer.content.decode()
    assert "0 of 3,000,000 won approved; 3,000,000 won left" in page
    (refused,) = told(client, reverse("admin:ledger_fundyear_close", args=[year.pk]))
    assert "can be closed from" in refused
    again = client.post(reverse("admin:ledger_fundyear_add"), form)
    assert "has been opened already" in again.content.decode()


@pytest.mark.parametrize("kind", ["trial-balance", "settlement", "publication"])
def test_each_paper_is_a_page_a_spreadsheet_and_a_pdf(login, laundry, year, manager, kind):
    client = login(manager)

    page = client.get(reverse("admin:ledger_fundyear_paper", args=[year.pk, kind]))
    files = {
        ending: client.get(reverse("admin:ledger_fundyear_file", args=[year.pk, kind, ending]))
        for ending in ("xlsx", "pdf", "exe")
    }

    assert "1,000,000" in page.content.decode()
    assert files["exe"].status_code == 404
    assert "2026" in str(load_workbook(BytesIO(files["xlsx"].content)).worksheets[0]["A1"].value)
    assert "1,000,000" in PdfReader(BytesIO(files["pdf"].content)).pages[0].extract_text()
    assert client.get(f"/admin/ledger/fundyear/{year.pk}/papers/secrets/").status_code == 404


def test_income_is_entered_and_reversed_through_the_pages(login, year, clerk):
    client = login(clerk)
    form = {
        "account": "4300",
        "amount_krw": "1234",
        "received_on": TODAY.isoformat(),
        "paid_in_on": TODAY.isoformat(),
        "reference": "농협 통지",
    }

    client.post(reverse("admin:ledger_otherincome_add"), form, follow=True)
    income = OtherIncome.objects.get()
    url = reverse("admin:ledger_otherincome_reverse", args=[income.pk])
    assert told(client, url, reason="중복") == ["Reversed."]
    income.refresh_from_db()
    assert (income.amount_krw, income.reversal is None) == (1234, False)
    future = {**form, "received_on": (TODAY + timedelta(days=1)).isoformat()}
    page = client.post(reverse("admin:ledger_otherincome_add"), future).content.decode()
    assert "That day cannot be booked" in page


def test_designated_money_is_assigned_through_the_page(login, give, laundry, manager):
    give(500_000, purpose="P1")
    form = {
        "from_purpose": "P1",
        "project": str(laundry.pk),
        "amount_krw": "300000",
        "decided_on": TODAY.isoformat(),
        "decision_reference": "심의위 2026-3",
    }

    answer = login(manager).post(reverse("admin:projects_assignment_add"), form, follow=True)

    assert [str(each) for each in answer.context["messages"]] == [
        "The decision is entered and booked."
    ]
    assert Assignment.objects.get().amount_krw == 300_000


def test_what_waits_is_told_to_whoever_may_act(login, laundry, clerk, second_clerk, manager):
    spending = asked(login, clerk, laundry)

    def waits(official) -> list[tuple[str, int]]:
        with translation.override("ko"):
            return [(str(task.title), task.number) for task in waiting_for(official)]

    assert waits(manager) == [("결정할 지출 요청", 1)]
    assert waits(clerk) == []
    told(login(manager), step(spending, "approve"))
    assert waits(manager) == []
    assert waits(second_clerk) == [("지급을 입력할 지출", 1)]


def test_the_list_costs_the_same_for_one_and_for_five(
    login, laundry, clerk, django_assert_max_num_queries
):
    client = login(clerk)
    url = reverse("admin:projects_spending_changelist")
    for _number in range(5):
        asked(login, clerk, laundry, amount_krw="1000")

    with django_assert_max_num_queries(20):
        page = client.get(url).content.decode()

    assert page.count("세탁기 두 대") >= 5
    assert "김철수" not in page


def test_a_list_shows_own_rows_only(login, laundry, clerk):
    asked(login, clerk, laundry)
    stranger = an_official(Role.CLERK, region=BUSAN_JUNG)

    page = login(stranger).get(reverse("admin:projects_spending_changelist")).content.decode()

    assert "세탁기 두 대" not in page


def test_what_waits_stands_first_and_of_what_is_done_the_newest(login, laundry, clerk, manager):
    first, second, third, fourth = (
        asked(login, clerk, laundry, what_for=name, amount_krw="1000") for name in "가나다라"
    )
    for done in (first, second):
        told(login(manager), step(done, "refuse"), reason="견적 없음")

    page = login(clerk).get(reverse("admin:projects_spending_changelist"))

    assert list(page.context["cl"].result_list) == [third, fourth, second, first]
