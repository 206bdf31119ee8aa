"""A return on the officials' site in a real browser: two officials, each with a dialog."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import scope
from accounts.models import Role, User
from donations.return_models import DonationReturn, Ground
from donations.returns import ReturnAsk, request_return
from tests.admin.conftest import PASSWORD
from tests.admin.log_in import log_in_browser
from tests.admin.wcag import barriers
from tests.live import LiveService
from tests.people import BUSAN_JUNG

pytestmark = pytest.mark.browser


@pytest.fixture
def case(own_database: str, give) -> DonationReturn:
    """A return that a portal asked for, and a manager and a clerk who may act on it."""
    for role in (Role.MANAGER, Role.CLERK):
        User.objects.create_official(
            f"{role}@busan.example", PASSWORD, role=role, municipality_id=BUSAN_JUNG
        )
    donation = give()
    ask = ReturnAsk(Ground.RESIDENT, note="전입일이 앞섬", portal_reference="R-1")
    return request_return(donation.pk, ask, actor=donation.portal)[0]


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


def log_in(window: Page, name: str) -> None:
    log_in_browser(window, f"{name}@busan.example", PASSWORD)


def open_case(window: Page) -> None:
    window.locator("#nav-sidebar").get_by_role("link", name="Returns").click()
    rows = window.locator("#result_list tbody tr")
    expect(rows).to_have_count(1)
    rows.first.get_by_role("link").first.click()


def test_two_officials_return_a_donation(case, window: Page):
    log_in(window, "manager")
    open_case(window)
    assert barriers(window) == ""
    window.get_by_role("link", name="Approve").click()
    window.get_by_label("Value of the gifts sent (won)").fill("30000")
    window.get_by_role("button", name="Approve").click()
    expect(window.get_by_text("Another official has to confirm the pay-out.")).to_be_visible()
    expect(window.get_by_role("link", name="Confirm the pay-out")).to_have_count(0)

    log_in(window, "clerk")
    open_case(window)
    window.get_by_role("link", name="Confirm the pay-out").click()
    window.get_by_role("button", name="Confirm").click()
    expect(window.get_by_text("its receipt cancelled")).to_be_visible()
    expect(window.get_by_text("70,000 won")).to_be_visible()

    with scope.within(scope.SYSTEM):
        case.refresh_from_db()
    assert (case.status, case.returned_krw) == ("paid_out", 70_000)
