"""An official's first minutes, in a real browser: log in, find a donation, hand out its receipt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from accounts import scope
from accounts.models import Role, User
from audit.models import AuditEvent
from donations.models import Export
from tests.admin.conftest import PASSWORD
from tests.admin.log_in import log_in_browser
from tests.admin.wcag import barriers
from tests.live import LiveService
from tests.people import BUSAN_JUNG, SANCHEONG

pytestmark = pytest.mark.browser


@pytest.fixture
def donation(own_database: str, give):
    """One donation here and one elsewhere, and an official who may see the first."""
    User.objects.create_official(
        "clerk@busan.example", PASSWORD, role=Role.CLERK, municipality_id=BUSAN_JUNG
    )
    give(recipient_code=SANCHEONG)
    return give(recipient_code=BUSAN_JUNG)


@pytest.fixture
def window(browser: Browser, live_service: LiveService) -> Iterator[Page]:
    """A window in English, so that the words below stand whatever the translation."""
    context = browser.new_context(
        base_url=live_service.url,
        locale="en-GB",
        timezone_id="Asia/Seoul",
        viewport={"width": 1360, "height": 900},
    )
    yield context.new_page()
    context.close()


def log_in(window: Page) -> None:
    log_in_browser(window, "clerk@busan.example", PASSWORD)


def test_an_official_finds_a_donation_and_downloads_its_receipt(
    donation, window: Page, tmp_path: Path
):
    number = donation.receipt.number
    log_in(window)
    expect(window.get_by_role("heading", name="Jung-gu")).to_be_visible()

    window.get_by_role("link", name="All donations").click()
    rows = window.locator("#result_list tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("홍*동")
    expect(rows.first).to_contain_text("100,000")
    window.get_by_placeholder("Receipt number").fill(number)
    window.keyboard.press("Enter")
    window.get_by_role("link", name=number).click()
    with window.expect_download() as download:
        window.get_by_role("link", name="Download the receipt").click()

    document = tmp_path / "receipt.pdf"
    download.value.save_as(document)
    assert download.value.suggested_filename == f"{number}.pdf"
    assert number in PdfReader(document).pages[0].extract_text()
    with scope.within(scope.SYSTEM):
        event = AuditEvent.objects.get(kind="receipt.downloaded")
        assert str(event.official) == "clerk@busan.example"


def test_the_language_can_be_switched_before_and_after_the_log_in(donation, window: Page):
    window.goto("/")
    window.get_by_role("button", name="한국어").click()
    expect(window.locator("html")).to_have_attribute("lang", "ko")
    window.goto("/admin/")
    expect(window.locator("html")).to_have_attribute("lang", "ko")
    window.get_by_role("button", name="English").click()
    expect(window.locator("html")).to_have_attribute("lang", "en")
    log_in(window)
    expect(window.locator("html")).to_have_attribute("lang", "en")


def test_the_start_page_needs_no_scripts(donation, browser: Browser, live_service: LiveService):
    context = browser.new_context(
        base_url=live_service.url, java_script_enabled=False, locale="en-GB"
    )
    page = context.new_page()
    page.goto("/")

    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    context.close()


def test_pages_meet_wcag_aa_as_far_as_a_program_can_tell(donation, window: Page):
    def check(path: str) -> None:
        window.goto(path)
        assert barriers(window) == ""

    for path in ("/", "/admin/login/", "/nowhere/"):
        check(path)
    log_in(window)
    pages = (
        "/admin/",
        "/admin/donations/donation/",
        f"/admin/donations/donation/{donation.pk}/change/",
        f"/admin/receipts/receipt/{donation.receipt_id}/change/",
        "/admin/receipts/receipt/register/",
    )
    for path in pages:
        check(path)
    window.emulate_media(color_scheme="dark")
    for path in (*pages, "/admin/donations/donation/find/"):
        check(path)
    expect(window.locator("html")).to_have_class("dark")
    window.emulate_media(color_scheme="light")
    window.set_viewport_size({"width": 390, "height": 800})
    for path in pages:
        check(path)
        assert window.evaluate("document.documentElement.scrollWidth") <= 390


def test_all_that_can_be_pressed_is_reached_and_pressed_by_keyboard(donation, window: Page):
    keys = window.keyboard
    window.goto("/admin/")
    expect(window.get_by_label("E-mail")).to_be_focused()
    log_in(window)

    window.goto("/admin/donations/donation/")
    keys.press("Tab")
    expect(window.get_by_role("link", name="Skip to the content")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    expect(window.get_by_role("button", name="Search")).to_be_focused()
    keys.press("Tab")
    expect(window.get_by_placeholder("Receipt number")).to_be_focused()
    keys.press("Tab")
    filters = window.get_by_role("button", name="Filters", exact=True)
    expect(filters).to_be_focused()
    keys.press("Enter")
    expect(window.locator("#id_donated_on_from")).to_be_focused()
    assert barriers(window) == ""
    keys.press("Escape")
    expect(filters).to_be_focused()

    window.goto(f"/admin/donations/donation/{donation.pk}/change/")
    ask = window.get_by_role("link", name="Ask for its return")
    ask.focus()
    keys.press("Enter")
    dialog = window.get_by_role("dialog", name="Ask for the return of this donation")
    expect(dialog.get_by_label("Ground")).to_be_focused()
    assert barriers(window) == ""
    dialog.get_by_role("button", name="Ask").focus()
    keys.press("Enter")
    expect(dialog.get_by_text("This field is required.")).to_be_visible()
    expect(dialog.get_by_label("Ground")).to_be_focused()
    assert barriers(window) == ""
    keys.press("Escape")
    expect(ask).to_be_focused()

    window.get_by_role("button", name="clerk@busan.example").focus()
    keys.press(" ")
    window.get_by_role("button", name="Log out").focus()
    keys.press("Enter")
    window.wait_for_url("**/logout/")


def test_what_was_typed_outlives_its_session_and_is_sent_once(donation, window: Page):
    def ask() -> None:
        window.get_by_role("button", name="Ask").dblclick(delay=100)  # as a hand does

    log_in(window)
    window.clock.install()
    window.goto("/admin/donations/export/ask/")
    expect(window.get_by_label("Donations, names masked")).to_be_focused()
    window.get_by_label("Donations, names masked").check()
    window.get_by_label("CSV").check()
    for label in ("Donated from", "Donated to"):
        window.get_by_label(label).fill("2026-10-05")
    window.get_by_label("Purpose").select_option("inquiry")
    window.get_by_label("Reason").fill("민원 2026-11")
    window.context.clear_cookies(name="sessionid")
    window.clock.fast_forward("31:00")

    ask()
    expect(window.get_by_text("You were logged out. What you typed is still here.")).to_be_visible()
    expect(window.get_by_role("link", name="Log in in another window")).to_be_focused()
    assert barriers(window) == ""
    log_in(window.context.new_page())
    ask()

    expect(window.get_by_text("May be downloaded")).to_be_visible()
    with scope.within(scope.SYSTEM):
        export = Export.objects.get()
        assert (export.reason, export.rows) == ("민원 2026-11", 1)


def test_a_list_is_printed_whole_with_its_headings_on_each_sheet(
    donation, give, window: Page, tmp_path: Path
):
    for _ in range(44):
        give(recipient_code=BUSAN_JUNG, amount_krw=10_000)
    log_in(window)
    window.goto("/admin/donations/donation/")

    window.pdf(path=tmp_path / "list.pdf", format="A4")

    sheets = [page.extract_text() for page in PdfReader(tmp_path / "list.pdf").pages]
    assert sum(sheet.count("10,000 won") for sheet in sheets) == 44
    assert len(sheets) >= 2
    assert all(sheet.count("Receipt number") == 1 for sheet in sheets)
    assert not any("Returns" in sheet or "Filters" in sheet for sheet in sheets)
