"""An official's day in a real browser: the counter, a refusal, a bank's file with errors.

What it looks like is kept in ``screenshots/``; every page on the way meets WCAG AA as far as a
program can tell.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import scope
from accounts.models import Role, User
from desk.bulk import job
from desk.bulk.models import BulkFile
from desk.bulk.sources import add_source
from donations.models import Donation
from tests import servers
from tests.admin.conftest import PASSWORD
from tests.admin.log_in import log_in_browser
from tests.admin.wcag import barriers
from tests.desk.files import line, table
from tests.live import LiveService
from tests.people import BUSAN_JUNG

pytestmark = pytest.mark.browser

SCREENSHOTS = servers.ROOT / "screenshots"


@pytest.fixture
def clerk(own_database: str) -> User:
    manager = User.objects.create_official(
        "manager@busan.example", PASSWORD, role=Role.MANAGER, municipality_id=BUSAN_JUNG
    )
    add_source("농협은행", channel="BANK_COUNTER", payment_method="counter", actor=manager)
    return User.objects.create_official(
        "clerk@busan.example", PASSWORD, role=Role.CLERK, municipality_id=BUSAN_JUNG
    )


@pytest.fixture
def window(browser: Browser, live_service: LiveService, clerk: User) -> Iterator[Page]:
    """A clerk's window, logged in, in English so that the words below stand."""
    context = browser.new_context(
        base_url=live_service.url,
        locale="en-GB",
        timezone_id="Asia/Seoul",
        viewport={"width": 1360, "height": 900},
    )
    page = context.new_page()
    log_in_browser(page, clerk.email, PASSWORD)
    yield page
    context.close()


@pytest.fixture
def look(window: Page) -> Callable[[str], None]:
    """Keep a picture of the page under a name, and find nothing that stands in somebody's way."""
    SCREENSHOTS.mkdir(exist_ok=True)

    def take(name: str) -> None:
        window.screenshot(path=SCREENSHOTS / f"{name}.png")
        assert barriers(window) == ""

    return take


def test_a_gift_at_the_counter_by_keyboard_alone(window: Page, look):
    window.locator("#nav-sidebar").get_by_role("link", name="Take in at the counter").click()
    expect(window.get_by_label("Name", exact=True)).to_be_focused()
    look("counter")
    keys = window.keyboard
    for text in ("홍길동", "900101-1234567", "부산 중구 26110", "10만"):
        keys.type(text)
        keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")

    expect(window.get_by_role("alert")).to_contain_text("2 reasons against it")
    expect(window.get_by_role("alert")).to_contain_text("resident of the recipient")
    expect(window.get_by_role("alert")).to_contain_text("barred relation")
    look("counter-refused")
    window.get_by_label("Residence", exact=True).fill("서울 종로구 11110")
    window.get_by_label("The donor declares").check()
    keys.press("Enter")

    expect(window.get_by_role("heading", name="The donation is taken in")).to_be_visible()
    expect(window.get_by_role("link", name="Print the receipt")).to_be_focused()
    look("counter-done")
    with scope.within(scope.SYSTEM):
        assert Donation.objects.get().amount_krw == 100_000


def test_a_bank_s_file_with_errors_is_judged_corrected_and_taken_in(
    window: Page, look, tmp_path: Path
):
    path = tmp_path / "기부내역.csv"
    wrong = line(2, 기부금액="많이", 주소지="26110")
    path.write_bytes(table(line(1), wrong, line(3, 거래번호="B-3")).encode("cp949"))

    window.get_by_role("link", name="Take in a file").click()
    window.get_by_role("link", name="Add").first.click()
    look("file-upload")
    window.get_by_label("Source", exact=False).first.select_option(label="농협은행")
    window.locator("input[type=file]").set_input_files(path)
    window.get_by_label("The source took the signed form").check()
    window.get_by_role("button", name="Upload", exact=True).click()
    look("file-columns")
    window.get_by_role("button", name="Examine every row").click()

    rows = window.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("Write whole won")
    expect(rows.nth(0)).to_contain_text("홍*동")
    look("file-examined")
    rows.nth(1).get_by_role("link").first.click()
    look("file-row")
    window.get_by_label("기부금액").fill("50,000원")
    window.get_by_label("주소지").fill("종로구")
    window.get_by_role("button", name="Judge the corrected row").click()
    expect(window.get_by_text("The row was judged anew.")).to_be_visible()
    window.get_by_role("button", name="Take in 3 rows").click()
    expect(window.get_by_role("progressbar")).to_be_visible()

    with scope.within(scope.SYSTEM):
        job.work_on(BulkFile.objects.get().pk, "test")
        assert sorted(Donation.objects.values_list("amount_krw", flat=True)) == [
            50_000,
            100_000,
            100_000,
        ]
    expect(window.get_by_role("link", name="Taken in 3")).to_be_visible()
    look("file-done")
