"""What annoyed an official on a day of spending: the form, the page, the ways between them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from ledger.models import FundYear, JournalTransfer
from projects.errors import PaperTooLarge
from projects.models import Assignment, FundProject, ProjectSite, Spending
from tests.ledger.conftest import an_official, make_laundry, open_year
from tests.ledger.test_money_pages import TODAY, asked, filled, step, told

ADD = reverse("admin:projects_spending_add")
JOURNAL = reverse("admin:ledger_journaltransfer_changelist")


@pytest.fixture
def year(manager) -> FundYear:
    return open_year(manager, TODAY.year, last_year_krw=100_000_000)


@pytest.fixture
def laundry(give, year) -> FundProject:
    """The second season of the laundry; the first bears the same name."""
    project = make_laundry()
    FundProject.objects.filter(pk=project.pk).update(season=2)
    project.refresh_from_db()
    give(1_000_000, project_id=project.pk)
    return project


def in_korean(client: Client, address: str) -> str:
    return client.get(address, headers={"Accept-Language": "ko"}).content.decode()


def page_of(spending: Spending) -> str:
    return reverse("admin:projects_spending_change", args=[spending.pk])


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"project": ""}, "project", "The spending of a project names it."),
        ({"account": ""}, "account", "The spending of a project names it."),
        ({"category": "gifts"}, "project", "Leave this empty: it is no spending of a project."),
        (
            {"category": "transfer", "project": "", "account": ""},
            "basis",
            "A transfer out names its basis.",
        ),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(login, laundry, clerk, changes, field, words):
    answer = login(clerk).post(ADD, filled(laundry, **changes))

    assert answer.context["form"].errors[field] == [words]
    assert not Spending.objects.exists()


def test_a_site_is_named_with_its_project_and_refused_for_another(login, laundry, clerk):
    other = FundProject.objects.get(pk=laundry.pk)
    other.pk, other.season, other.name_en = None, 3, "Library"
    other.raised_krw = 0
    other.save(force_insert=True)
    site = ProjectSite.objects.create(project=other, place="청산면", status="open")

    answer = login(clerk).post(ADD, filled(laundry, site=site.pk))

    assert answer.context["form"].errors["site"] == ["This is a site of another project."]
    assert "청산면 · Library (season 3)" in answer.content.decode()
    assert not Spending.objects.exists()


def test_the_form_marks_what_it_needs_and_leads_back_to_the_list(login, laundry, clerk):
    page = login(clerk).get(ADD).content.decode()

    needed = re.findall(r'<label for="id_(\w+)">[^<]*<span class="desk-needed"', page)
    assert needed == ["category", "source", "amount_krw", "what_for", "papers"]
    assert f'<a href="{reverse("admin:projects_spending_changelist")}">Back</a>' in page


def test_a_form_that_comes_back_says_that_the_file_has_to_be_chosen_again(login, laundry, clerk):
    client = login(clerk)
    words = "Choose the file again"

    assert words not in client.get(ADD).content.decode()
    assert words in client.post(ADD, filled(laundry, amount_krw="1000001")).content.decode()


def test_a_project_leads_to_its_spendings_and_to_the_form_that_names_it(login, laundry, clerk):
    client = login(clerk)
    asked(login, clerk, laundry)
    page = client.get(reverse("admin:projects_fundproject_change", args=[laundry.pk]))
    addresses = [
        each.replace("&amp;", "&")
        for each in re.findall(r'href="(/admin/projects/spending/[^"]*\?[^"]+)"', f"{page.content}")
    ]

    to_list, to_form = addresses
    assert "세탁기 두 대" in client.get(to_list).content.decode()
    form = client.get(to_form).context["form"]
    assert form["project"].value() == f"{laundry.pk}"
    assert f'<option value="{laundry.pk}" selected>' in str(form["project"])
    auditor = login(an_official(Role.AUDITOR))
    read = auditor.get(reverse("admin:projects_fundproject_change", args=[laundry.pk]))
    assert to_list.replace("&", "&amp;") in read.content.decode()
    assert to_form.replace("&", "&amp;") not in read.content.decode()


def test_a_spending_shows_what_has_happened_and_offers_what_can(login, laundry, clerk, manager):
    spending = asked(login, clerk, laundry)
    before = in_korean(login(clerk), page_of(spending))
    told(login(manager), step(spending, "approve"))
    approved = in_korean(login(manager), page_of(spending))

    assert "요청 전 남은 금액" in before
    assert "마을빨래방 (2차)" in before
    assert "결정자" not in before
    assert "결정자" in approved
    for words in ("요청 전 남은 금액", "지급 입력자", "반납 사유", "거부 사유"):
        assert words not in approved
    assert f"/{spending.pk}/revoke" in approved
    assert f"/{spending.pk}/carry-over" not in approved
    Spending.objects.filter(pk=spending.pk).update(fiscal_year=TODAY.year - 1)
    assert f"/{spending.pk}/carry-over" in in_korean(login(manager), page_of(spending))


def test_a_payment_leads_to_its_entry_and_the_entry_back(login, laundry, clerk, manager):
    spending = asked(login, clerk, laundry)
    told(login(manager), step(spending, "approve"))
    told(login(clerk), step(spending, "pay"), paid_on=TODAY.isoformat())
    client = login(clerk)

    assert f'href="{JOURNAL}?q={spending.pk}"' in in_korean(client, page_of(spending))
    found = in_korean(client, f"{JOURNAL}?q={spending.pk}")
    entry = JournalTransfer.objects.get(entry=spending.pk)
    shown = in_korean(client, reverse("admin:ledger_journaltransfer_change", args=[entry.pk]))
    assert "마을빨래방 (2차)" in found
    assert f'href="{page_of(spending)}"' in shown
    assert f"{TODAY:%Y. %-m. %-d.} 지출 700,000" in shown


def test_a_purpose_stands_in_the_journal_by_its_name_in_as_many_questions(
    login, give, year, laundry, clerk, django_assert_max_num_queries
):
    for _number in range(5):
        give(10_000, purpose="P1")
    client = login(clerk)

    with django_assert_max_num_queries(20):
        page = in_korean(client, JOURNAL)

    assert page.count("사회적 취약계층의 지원") >= 5
    assert "마을빨래방 (2차)" in page
    assert ">P1<" not in page


def test_a_day_that_cannot_be_booked_is_told_as_koreans_write_days(login, laundry, clerk, manager):
    spending = asked(login, clerk, laundry)
    told(login(manager), step(spending, "approve"))
    client = login(clerk)
    sent = {"_form_submitted": "True", "paid_on": "2023-01-01"}

    answer = client.post(
        step(spending, "pay"), sent, follow=True, headers={"Accept-Language": "ko"}
    )

    (message,) = [str(each) for each in answer.context["messages"]]
    today = f"{TODAY:%Y. %-m. %-d.}"
    assert message == (
        f"기장할 수 없는 날짜: 오늘은 {today}부터 {today}까지의 날짜로 기장할 수 있습니다."
    )
    spending.refresh_from_db()
    assert spending.status == "approved"


def test_last_days_of_a_year_are_written_the_korean_way(login, year, manager):
    page = in_korean(login(manager), reverse("admin:ledger_fundyear_change", args=[year.pk]))

    assert f"{TODAY.year + 1}. 2. 10." in page
    assert f"{TODAY.year + 1}-02-10" not in page


def test_designated_money_went_to_a_season_by_its_name(login, give, laundry, manager):
    give(500_000, purpose="P1")
    form = {
        "from_purpose": "P1",
        "project": f"{laundry.pk}",
        "amount_krw": "30만",
        "decided_on": TODAY.isoformat(),
        "decision_reference": "심의위 2026-3",
    }
    client = login(manager)
    client.post(reverse("admin:projects_assignment_add"), form)

    listed = in_korean(client, reverse("admin:projects_assignment_changelist"))
    (assignment,) = Assignment.objects.all()
    shown = in_korean(client, reverse("admin:projects_assignment_change", args=[assignment.pk]))

    project = reverse("admin:projects_fundproject_change", args=[laundry.pk])
    for page in (listed, shown):
        assert f'<a class="underline" href="{project}">마을빨래방 (2차)</a>' in page


def test_how_large_a_paper_may_be_is_told_in_megabytes():
    assert PaperTooLarge(most_mb=10).told_in("ko") == "증빙 파일은 파일마다 최대 10MB입니다."
