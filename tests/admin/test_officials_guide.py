"""The officials' guide shows the pages as they are: its pictures are taken here.

``make guide`` writes them into ``docs/officials``; otherwise they go into ``screenshots/guide``.
"""

import io
import os
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page

from accounts import scope
from accounts.models import Role, User
from desk.reconciliation.settling import compare_file
from donations.merging import Numbers, request_merge
from donations.offer import Person
from donations.return_models import Ground
from donations.returns import ReturnAsk, request_return
from projects.models import Spending
from projects.spending import request_spending
from tests import servers
from tests.admin.conftest import PASSWORD
from tests.admin.log_in import code_of
from tests.admin.wcag import barriers
from tests.desk.files import examined, in_utf8, line, source_of
from tests.ledger.conftest import ask, make_laundry, open_year
from tests.live import LiveService
from tests.people import BUSAN_JUNG, HONG, KIM

pytestmark = pytest.mark.browser

GUIDE = servers.ROOT / "docs" / "officials"
PICTURES = GUIDE if os.environ.get("GUIDE") else servers.ROOT / "screenshots" / "guide"
COLOURS = 48
"""Enough for a page of text; a picture is a tenth as large as with all."""
WITHOUT_PICTURE = [
    f"/admin/{path}/"
    for path in (
        "accounts/user",
        "accounts/user/invite",
        "access/rolechange",
        "audit/auditevent",
        "audit/personalaccess/review",
        "desk/bulkfile",
        "desk/bulksource/add",
        "desk/settlement/add",
        "donations/barredperson",
        "donations/donation/find",
        "donations/donormerge/add",
        "donations/export/ask",
        "ledger/fundyear",
        "ledger/journaltransfer",
        "my-account",
        "projects/fundproject/add",
        "receipts/receipt/register",
        "receipts/yearendbatch",
        "reports/reportrun",
    )
]
NGUYEN = Person(resident_number="900101-5234567", name="NGUYEN VAN AN")


def officials() -> tuple[User, User]:
    manager, clerk = (
        User.objects.create_official(
            f"{role}@busan.example", PASSWORD, role=role, municipality_id=BUSAN_JUNG
        )
        for role in (Role.MANAGER, Role.CLERK)
    )
    return manager, clerk


def asked_for(manager: User, clerk: User, give: Callable[..., object]) -> Spending:
    """Have the clerk ask for money of a project that was given to."""
    now = timezone.now()
    laundry = make_laundry(recipient_id=BUSAN_JUNG)
    give(donor=KIM, amount_krw=2_000_000, project_id=laundry.pk)
    with scope.within(scope.scope_of(manager)):
        open_year(manager, now.year, last_year_krw=100_000_000)
    with scope.within(scope.scope_of(clerk)):
        return request_spending(ask(laundry, 700_000, payee="중구전자"), at=now, actor=clerk)


@pytest.fixture
def day(own_database: str, give) -> tuple[User, dict[str, str]]:
    """A county's day: gifts, a file, a settlement, a return and a merge; and where each is."""
    manager, clerk = officials()
    donation = give(donor=HONG)
    give(donor=KIM, amount_krw=300_000)
    give(donor=NGUYEN, amount_krw=5_000_000)
    give(donor=HONG, amount_krw=30_000, paid_at=datetime.fromisoformat("2026-10-01T10:00+09:00"))
    wrong = [line(2, 기부금액="많이"), line(3, 주소지="26110"), line(4, 성명="㈜고향")]
    file = examined(in_utf8(line(1), *wrong, line(5)), source_of(manager), clerk)
    text = [["R-0001", "100000", "2026-10-05"], ["R-0009", "50000", "2026-10-05"]]
    settlement = compare_file(
        in_utf8(*text, headings=["거래번호", "금액", "거래일자"]),
        portal_id=donation.portal_id,
        first_on=date(2026, 10, 5),
        last_on=date(2026, 10, 5),
        actor=clerk,
    )
    with scope.within(scope.scope_of(clerk)):
        ask = ReturnAsk(ground=Ground.PAYMENT_ERROR)
        case, _is_new = request_return(donation.pk, ask, actor=clerk)
    numbers = Numbers(HONG.resident_number, HONG.name, NGUYEN.resident_number, NGUYEN.name)
    merge = request_merge(numbers, document="외국인등록 사실증명", actor=clerk)
    spending = asked_for(manager, clerk, give)
    return manager, {
        "home": "/admin/",
        "file-upload": "/admin/desk/bulkfile/add/",
        "file-examined": f"/admin/desk/bulkfile/{file.pk}/change/",
        "settlement": f"/admin/desk/settlement/{settlement.pk}/change/",
        "donations": "/admin/donations/donation/",
        "return": f"/admin/donations/donationreturn/{case.pk}/change/",
        "merge": f"/admin/donations/donormerge/{merge.pk}/change/",
        "spending": f"/admin/projects/spending/{spending.pk}/change/",
        "spending-ask": "/admin/projects/spending/add/"
        f"?category=project&project={spending.project_id}",
    }


@pytest.fixture
def window(browser: Browser, live_service: LiveService) -> Iterator[Page]:
    """A window in Korean, as officials see it."""
    context = browser.new_context(
        base_url=live_service.url,
        locale="ko-KR",
        timezone_id="Asia/Seoul",
        viewport={"width": 1180, "height": 760},
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def seen() -> list[str]:
    """What stood in somebody's way on the pages."""
    return []


@pytest.fixture
def take(window: Page, seen: list[str]) -> Callable[[str], None]:
    """Keep a small picture of the window under a name."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def keep(name: str) -> None:
        picture = Image.open(io.BytesIO(window.screenshot())).convert("RGB")
        picture.quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)
        seen.append(barriers(window))

    return keep


def test_the_guide_shows_every_page_that_it_explains(day, window: Page, take, seen):
    manager, pages = day
    window.goto("/admin/")
    take("login")
    window.locator("input[name=username]").fill(manager.email)
    window.locator("input[name=password]").fill(PASSWORD)
    window.locator("button[type=submit]").first.click()
    window.locator("input[name=code]").fill(code_of(manager))
    window.keyboard.press("Enter")
    window.wait_for_url(lambda url: "second-factor" not in url)
    for name, path in pages.items():
        window.goto(path)
        take(name)
    window.goto("/admin/desk/counterdonation/add/")
    take("counter")
    window.locator("#id_name").fill("홍길동")
    window.locator("#id_resident_number").fill("900101-1234567")
    window.locator("#id_residence").fill("부산 중구 26110")
    window.locator("#id_amount").fill("3,000만")
    window.keyboard.press("Enter")
    window.wait_for_selector("#refusals")
    take("counter-refused")
    for path in WITHOUT_PICTURE:
        shown = window.goto(path)
        assert shown is not None
        assert shown.ok, path
        seen.append(barriers(window))

    assert "".join(seen) == ""
    named = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (GUIDE / "README.md").read_text("utf-8"))
    taken = {path.name for path in PICTURES.glob("*.png")}
    assert set(named) == taken
    assert sum(Path(PICTURES / name).stat().st_size for name in taken) < 2_000_000


def test_every_picture_of_the_guide_is_there():
    named = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (GUIDE / "README.md").read_text("utf-8"))
    assert [name for name in named if not (GUIDE / name).exists()] == []
