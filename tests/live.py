"""A running service and a real browser, for tests of pages."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from config import processes
from config.embedded.files import one_at_a_time
from config.supervisor import web_command
from tests import servers

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
START_SECONDS = 60


@dataclass(frozen=True)
class LiveService:
    """A service that answers over HTTP, on the test's own database."""

    url: str
    log: Path


@pytest.fixture
def live_service(
    own_database: str, collected_static: Path, tmp_path: Path
) -> Iterator[LiveService]:
    """Run the real HTTP server on a free port against the test's ``own_database``."""
    port = free_port()
    log = tmp_path / "web.log"
    service = LiveService(f"http://127.0.0.1:{port}", log)
    environment = {
        **os.environ,
        "DATABASE_URL": servers.url_of(own_database),
        "DATABASE_OWNER_URL": servers.url_of(own_database, "owner"),
        "STATIC_ROOT": str(collected_static),
        "PUBLIC_URL": service.url,
        "WEB_PROCESSES": "1",
    }
    with log.open("wb") as output:
        web = subprocess.Popen(  # noqa: S603
            web_command("127.0.0.1", port),
            cwd=servers.ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            preexec_fn=processes.die_with_parent,  # noqa: PLW1509
        )
    try:
        wait_until_answers(f"{service.url}/readyz", web)
        yield service
    finally:
        web.terminate()
        web.wait(30)


@pytest.fixture(scope="session")
def collected_static() -> Path:
    """Collect the static files once a test run, and return their folder."""
    folder = Path(settings.DATA_DIR) / "static"
    with one_at_a_time(Path(settings.DATA_DIR) / "static.lock"):
        if not (folder / "staticfiles.json").exists():
            subprocess.run(
                [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"],
                cwd=servers.ROOT,
                env={**os.environ, "STATIC_ROOT": str(folder)},
                check=True,
            )
    return folder


@contextmanager
def chromium() -> Iterator[Browser]:
    """Drive this machine's Chromium; without one the test is left out, or fails where CI=true.

    Playwright runs an event loop in the thread that calls this.
    """
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        message = "no Chromium on this machine: install chromium to run the browser tests"
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(message)
        pytest.skip(message)
    flags = ["--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, headless=True, args=flags)
        yield running
        running.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Drive one Chromium for all tests; Django would refuse the database beside its event loop."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser, live_service: LiveService) -> Iterator[Page]:
    """Open a window in Korean and Seoul time; paths are those of ``live_service``."""
    context = browser.new_context(
        base_url=live_service.url,
        locale="ko-KR",
        timezone_id="Asia/Seoul",
        viewport={"width": 1280, "height": 900},
    )
    yield context.new_page()
    context.close()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until ``url`` answers 200, as long as ``process`` lives."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"ended with {process.returncode} before it answered"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} did not answer within {START_SECONDS} s")
