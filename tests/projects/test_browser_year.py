"""A county's year with a project, in a real browser: from the plan to what the public reads.

And the end of a fund's year: planned, closed and published. Two officials do it all on their
pages; only the gifts come in by the use case that the API calls.
Pictures of each station are left in ``screenshots/`` for whoever wants to look.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from accounts import scope
from accounts.models import Role, User
from donations.acceptance import accept_donation
from donations.books import check_books
from donations.models import Donation
from kernel.dates import SEOUL, seoul_date
from projects.fund_years import open_fund_year
from projects.models import FundProject, ProjectStory, Spending
from tests import servers
from tests.admin.conftest import PASSWORD
from tests.admin.log_in import log_in_browser
from tests.live import LiveService
from tests.people import SANCHEONG, make_offer, make_portal

pytestmark = pytest.mark.browser

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PICTURES = servers.ROOT / "screenshots"


@pytest.fixture
def county(own_database: str) -> None:
    """A clerk and a manager of Sancheong, whose fund has a plan for this year."""
    officials = {
        role: User.objects.create_official(
            f"{role}@sancheong.example", PASSWORD, role=role, municipality_id=SANCHEONG
        )
        for role in (Role.CLERK, Role.MANAGER)
    }
    now = timezone.now()
    open_fund_year(
        seoul_date(now).year,
        plan_reference="군의회 제1호",
        planned_on=seoul_date(now),
        at=now,
        actor=officials[Role.MANAGER],
        last_year_krw=0,
    )


@pytest.fixture
def open_window(browser: Browser, live_service: LiveService) -> Iterator[Callable[[str], Page]]:
    """Open a window of an official in English, or of somebody in the language given."""
    contexts = []

    def opened(who: str, locale: str = "en-GB", width: int = 1360) -> Page:
        context = browser.new_context(
            base_url=live_service.url,
            locale=locale,
            timezone_id="Asia/Seoul",
            viewport={"width": width, "height": 900},
        )
        contexts.append(context)
        window = context.new_page()
        if who:
            log_in_browser(window, f"{who}@sancheong.example", PASSWORD)
        return window

    yield opened
    for context in contexts:
        context.close()


def look(window: Page, name: str) -> None:
    """Leave a picture of the whole page."""
    PICTURES.mkdir(exist_ok=True)
    window.screenshot(path=PICTURES / f"project-{name}.png", full_page=True)


def check_access(window: Page) -> None:
    found = Axe().run(window, options={"runOnly": LEVELS})
    assert found.violations_count == 0, found.generate_report()


def press(window: Page, name: str) -> None:
    """Press a step's button, whose name stands behind its icon."""
    window.get_by_role("link", name=re.compile(rf"(^|\s){re.escape(name)}$")).first.click()


def step(window: Page, name: str, do: str, said: str, **fields: str) -> None:
    """Take a step: press its button, fill its dialog, confirm, and read what came of it."""
    press(window, name)
    dialog = window.locator("#dialog")
    for label, value in fields.items():
        dialog.locator(f"[name={label}]").fill(value)
    dialog.get_by_role("button", name=do, exact=True).click()
    expect(window.get_by_text(said).first).to_be_visible()


def photo(folder: Path) -> Path:
    file = folder / "photo.jpg"
    out = BytesIO()
    Image.new("RGB", (800, 500), "#9cc3dd").save(out, "JPEG")
    file.write_bytes(out.getvalue())
    return file


def page_of(project: FundProject) -> str:
    return f"/admin/projects/fundproject/{project.pk}/change/"


def plan(clerk: Page, today: date) -> FundProject:
    """Have the clerk draft the project and enter both votes."""
    clerk.goto("/admin/projects/fundproject/add/")
    for field, value in {
        "name_ko": "마을빨래방",
        "name_en": "Village laundry room",
        "purpose": "어르신 이불을 빨아 드립니다.",
        "purpose_en": "Washes the quilts of the elderly.",
        "beneficiaries": "홀로 사는 어르신",
        "beneficiaries_en": "older people living alone",
        "beneficiary_count": "360",
        "target_krw": "1000000",
        "opens_on": f"{today}",
        "closes_on": f"{today + timedelta(days=30)}",
    }.items():
        clerk.locator(f"#id_{field}").fill(value)
    clerk.locator("#id_purpose_code").select_option("P1")
    clerk.locator("#id_kind").select_option("designated")
    clerk.locator("#id_may_close_early").check()
    look(clerk, "01-plan")
    clerk.get_by_role("button", name="Save", exact=True).click()
    project = FundProject.objects.get()

    clerk.goto(page_of(project))
    look(clerk, "02-draft")
    for body in ("committee", "council"):
        press(clerk, "Enter a vote")
        dialog = clerk.locator("#dialog")
        dialog.locator("[name=body]").select_option(body)
        dialog.locator("[name=document_reference]").fill(f"2026-{body}-7")
        look(clerk, "02-vote")
        dialog.get_by_role("button", name="Enter", exact=True).click()
        expect(clerk.get_by_text("The vote is entered.").first).to_be_visible()
    return project


def give(project: FundProject) -> Donation:
    """Have Hong's gift accepted, as the API does."""
    with scope.within(scope.SYSTEM):
        return accept_donation(
            make_offer(
                recipient_code=SANCHEONG,
                project_id=project.pk,
                amount_krw=700_000,
                paid_at=timezone.now() - timedelta(seconds=30),
            ),
            actor=make_portal("위기브"),
        ).donation


def spend(project: FundProject, clerk: Page, manager: Page, file: Path) -> None:
    """Have the clerk ask for too much, then for less, which the manager approves; pay it."""
    clerk.goto("/admin/projects/spending/add/")
    clerk.locator("[name=category]").select_option("project")
    clerk.locator("[name=project]").select_option(f"{project.pk}")
    clerk.locator("[name=account]").select_option("5360")
    clerk.locator("[name=source]").select_option("designated")
    clerk.locator("[name=amount_krw]").fill("4,500만")
    clerk.locator("[name=what_for]").fill("세탁기")
    clerk.locator("[name=payee]").fill("산청전자")
    clerk.locator("[type=file]").set_input_files(file)
    clerk.locator("button.desk-main").press("Enter")
    expect(clerk.locator("#refusals")).to_be_focused()
    check_access(clerk)
    look(clerk, "04-spending-refused")
    clerk.locator("[name=amount_krw]").fill("450000")
    clerk.locator("[type=file]").set_input_files(file)
    look(clerk, "04-spending")
    clerk.locator("button.desk-main").click()
    clerk.wait_for_url(lambda url: not url.endswith("/add/"))
    spending = Spending.objects.get()
    manager.goto(f"/admin/projects/spending/{spending.pk}/change/")
    press(manager, "Approve")
    manager.locator("#dialog [type=submit]").click()
    expect(manager.get_by_text("Another official has to enter the payment.")).to_be_visible()
    clerk.goto(f"/admin/projects/spending/{spending.pk}/change/")
    press(clerk, "Enter the payment")
    clerk.locator("#dialog [type=submit]").click()
    expect(clerk.get_by_text("Paid and booked.")).to_be_visible()
    spending.refresh_from_db()
    assert spending.status == "paid"


def measure(project: FundProject, clerk: Page, today: date) -> None:
    """Have the clerk enter a result."""
    clerk.goto(page_of(project))
    clerk.get_by_role("link", name="Results", exact=True).click()
    clerk.locator("#results-group").get_by_role("link", name="Add another").click()
    for field, value in {
        "metric_ko": "이불 빨래",
        "metric_en": "Quilt washes",
        "value": "42",
        "unit": "회",
        "unit_en": "washes",
        "as_of": f"{today}",
    }.items():
        clerk.locator(f"#id_results-0-{field}").fill(value)
    look(clerk, "05-results")
    clerk.get_by_role("button", name="Save", exact=True).click()
    expect(clerk.get_by_text("was changed successfully").first).to_be_visible()


def write(project: FundProject, clerk: Page, today: date, file: Path) -> ProjectStory:
    """Have the clerk write a letter with a picture."""
    clerk.goto("/admin/projects/projectstory/add/")
    clerk.locator("#id_project").select_option(f"{project.pk}")
    clerk.locator("#id_kind").select_option("letter")
    for field, value in {
        "told_on": f"{today}",
        "title_ko": "고맙습니다",
        "title_en": "Thank you",
        "body_ko": "이불이 뽀송뽀송합니다.",
        "body_en": "Our quilts are warm and soft.",
        "author": "마을 어르신들",
    }.items():
        clerk.locator(f"#id_{field}").fill(value)
    clerk.get_by_role("link", name="Add another Picture").click()
    clerk.locator("#id_pictures-0-upload").set_input_files(file)
    clerk.locator("#id_pictures-0-caption_ko").fill("세탁기")
    look(clerk, "06-letter")
    clerk.get_by_role("button", name="Save", exact=True).click()
    return project.stories.get()


def read(open_window: Callable[..., Page], project: FundProject, gift: Donation) -> None:
    """Read what everybody reads, in three languages and on a phone."""
    for language, locale, name in (
        ("ko", "ko-KR", "마을빨래방"),
        ("en", "en-GB", "Village laundry room"),
        ("ja", "ja-JP", "Village laundry room"),
    ):
        reader = open_window("", locale)
        reader.goto(f"/projects/{project.pk}/")
        expect(reader.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(reader.locator("img[src*='/projects/pictures/']")).to_be_visible()
        check_access(reader)
        look(reader, f"09-public-{language}")
        reader.goto(f"/verify/{gift.receipt.verify_code}/path/")
        expect(reader.get_by_text("450,000").first).to_be_visible()
        check_access(reader)
        look(reader, f"10-path-{language}")
        reader.goto("/projects/")
        check_access(reader)
        look(reader, f"11-list-{language}")
    phone = open_window("", "ko-KR", 390)
    phone.goto(f"/projects/{project.pk}/")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    look(phone, "12-phone")


def end_year(manager: Page, year: int) -> None:
    """Have the manager enter the plan of a year that is over, close its books and publish it."""
    with scope.within(scope.SYSTEM):
        accept_donation(
            make_offer(
                recipient_code=SANCHEONG,
                amount_krw=300_000,
                paid_at=datetime(year, 12, 1, 14, tzinfo=SEOUL),
                portal_reference="W-of-a-year-ago",
            ),
            actor=make_portal("은행"),
        )
    manager.goto("/admin/ledger/fundyear/add/")
    for field, value in {
        "year": f"{year}",
        "plan_reference": "군의회 제2호",
        "planned_on": f"{year - 1}-12-15",
        "last_year_krw": "0",
    }.items():
        manager.locator(f"[name={field}]").fill(value)
    manager.locator("button.desk-main").click()
    manager.wait_for_url(lambda url: not url.endswith("/add/"))
    look(manager, "13-year")
    step(manager, "Close the year", "Close the books", "The year is closed and carried over.")
    press(manager, "Publish")
    expect(manager.get_by_text("No gifts are entered. Publish without them")).to_be_visible()
    look(manager, "13-year-without-gifts")
    manager.reload()
    enter_gifts(manager)
    step(manager, "Publish", "Publish", "The year is published.")
    check_access(manager)
    look(manager, "14-year-published")


def enter_gifts(official: Page) -> None:
    """Enter which gifts were given, and what the ministry named."""
    gifts, items = (official.locator(f"#{name}-group") for name in ("given_gifts", "named_items"))
    gifts.get_by_role("link", name="Add another").click()
    items.get_by_role("link", name="Add another").click()
    for field, value in {
        "given_gifts-0-kind_ko": "지리산 쌀 10kg",
        "given_gifts-0-kind_en": "Jirisan rice, 10 kg",
        "given_gifts-0-number": "12",
        "named_items-0-named_on": f"{seoul_date(timezone.now())}",
        "named_items-0-title_ko": "기금심의위원회 운영",
        "named_items-0-text_ko": "세 번 열었습니다.",
    }.items():
        official.locator(f"#id_{field}").fill(value)
    official.locator("#id_named_items-0-named_by").select_option("minister")
    check_access(official)
    look(official, "13-year-gifts")
    official.get_by_role("button", name="Save and continue editing").click()
    expect(official.get_by_text("Kinds: 1 · given: 12")).to_be_visible()


def read_year(open_window: Callable[..., Page], year: int) -> None:
    """Read what was published, on a phone, and take the files home."""
    phone = open_window("", "ko-KR", 390)
    phone.goto("/funds/")
    phone.get_by_role("link", name=f"산청군 {year}").click()
    expect(phone.get_by_text("300,000").first).to_be_visible()
    expect(phone.get_by_text("지리산 쌀 10kg")).to_be_visible()
    check_access(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    look(phone, "15-publication")
    for ending in ("xlsx", "pdf"):
        assert phone.request.get(f"/funds/{SANCHEONG}/{year}.{ending}").status == 200


def test_a_project_goes_from_its_plan_to_the_public_in_the_browser(county, open_window, tmp_path):
    today, file = seoul_date(timezone.now()), photo(tmp_path)
    clerk, manager = open_window("clerk"), open_window("manager")
    project = plan(clerk, today)
    page = page_of(project)
    manager.goto(page)
    step(manager, "Approve", "Approve", "Approved.")
    step(manager, "Open for donations", "Open", "The project is open for donations.")
    check_access(manager)
    look(manager, "03-open")

    gift = give(project)
    manager.reload()
    step(
        manager,
        "Close the campaign",
        "Close",
        "The campaign is closed.",
        reason="필요한 만큼 모았습니다.",
    )
    step(manager, "Begin the work", "Begin", "The project is running.")

    spend(project, clerk, manager, file)
    measure(project, clerk, today)
    story = write(project, clerk, today, file)
    manager.goto(f"/admin/projects/projectstory/{story.pk}/change/")
    look(manager, "07-letter-of-manager")
    step(manager, "Publish", "Publish", "The story is published.")
    manager.goto(page)
    step(manager, "Settle", "Settle", "The project is settled.")
    step(manager, "Publish the results", "Publish", "The results are published.")
    look(manager, "08-published")
    read(open_window, project, gift)
    year = today.year - (1 if today > date(today.year, 1, 20) else 2)
    end_year(manager, year)
    read_year(open_window, year)
    with scope.within(scope.SYSTEM):
        assert [each.name for each in check_books() if not each.ok] == []
