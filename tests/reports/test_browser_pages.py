"""The public pages of reports in a real browser, in the narrow window of a telephone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from reports.models import ReportRun
from tests import servers
from tests.live import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
STYLES = ("config/static/hometown/site.css", "reports/static/reports/report.css")
PATHS = (
    "/reports/",
    "/reports/korea-japan-2025/",
    "/reports/explore/?indicator=growth_index&axis=age&from=2023&to=2025",
    "/reports/indicators/gini/",
    "/reports/places/46820/",
    "/reports/values/JP/total_receipts/2024/",
    "/reports/data/kr_supplement.csv/3/",
    "/reports/what-if/?country=KR&rules=other",
    "/reports/books/2025/",
)
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_whoever_cannot_see_or_has_a_small_window_can_read_every_page_of_reports(
    client: Client, report: ReportRun
):
    pages = {path: client.get(path).content.decode() for path in PATHS}
    with ThreadPoolExecutor(1) as apart:  # the browser's event loop is no business of the database
        assert apart.submit(_faults, pages).result() == {}


def _faults(pages: dict[str, str]) -> dict[str, list[str]]:
    found = {}
    with chromium() as browser:
        window = browser.new_page(viewport={"width": 390, "height": 800})
        for path, html in pages.items():
            window.set_content(html)
            for style in STYLES:
                window.add_style_tag(path=str(Path(servers.ROOT) / style))
            told = Axe().run(window, options={"runOnly": LEVELS}).response["violations"]
            faults = [f"{each['id']}: {each['nodes'][0]['html']}" for each in told]
            if window.evaluate(TOO_WIDE):
                faults.append("wider than the window")
            if faults:
                found[path] = faults
    return found
