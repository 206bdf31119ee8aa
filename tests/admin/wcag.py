"""What stands in somebody's way on a page, as far as a program can tell (KWCAG 2.2 ≈ WCAG AA)."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def barriers(window: Page) -> str:
    """Return what axe finds on the page that ``window`` shows; nothing if nothing."""
    found = Axe().run(window, options={"runOnly": LEVELS})
    return f"{window.url}: {found.generate_report()}" if found.violations_count else ""
