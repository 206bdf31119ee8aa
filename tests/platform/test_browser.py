"""The service in a real browser, through the real HTTP server."""

import pytest

from tests.live import LiveService


@pytest.mark.browser
def test_a_browser_reaches_the_running_service(page, live_service: LiveService):
    answer = page.goto("/healthz")

    assert answer.status == 200
    assert page.evaluate("navigator.language") == "ko-KR"
