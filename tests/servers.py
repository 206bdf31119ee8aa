"""A pytest plugin: throw-away PostgreSQL and Valkey, and one database to clone for each worker.

It runs before Django's settings are read. The process that was started by hand (under xdist:
the controller) starts the servers, migrates a template database, loads the reference data and
stops everything at the end; workers inherit the addresses and clone the template.
"""

import atexit
import base64
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from config import embedded
from config.provision import EMBEDDED, provision, url_for

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "hometown_template"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--drill-table", action="store_true", help="end with what was tried and what held"
    )


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print each drill as the sentence that its name is, and whether it held."""
    if not config.getoption("--drill-table"):
        return
    terminalreporter.section("what was tried, and what held")
    outcomes: dict[str, bool] = {}
    for state, reports in terminalreporter.stats.items():
        for report in reports:
            if state in {"passed", "failed", "error"}:
                held = outcomes.get(report.nodeid, True)
                outcomes[report.nodeid] = held and state == "passed"
    for nodeid, held in sorted(outcomes.items()):
        place, _, name = nodeid.partition("::")
        sentence = name.removeprefix("test_").replace("_", " ")
        terminalreporter.write_line(f"{'held' if held else 'BROKE':6} {sentence}  ({place})")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None]:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _start(early_config)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    own = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = os.environ["TEST_REDIS_URL"] + f"/{own % 64}"
    # A start of the service clears this folder, while another worker may be reading it.
    os.environ["STATIC_ROOT"] = f"{os.environ['HOMETOWN_DATA']}/static-{worker}"
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Load the fixtures of a running service and a browser, which need Django's settings."""
    config.pluginmanager.import_plugin("tests.live")


def _start(config: pytest.Config) -> None:
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix="hometown-test-"))
    folder.chmod(0o711)
    servers = embedded.Servers(folder / "data", throw_away=True)
    running = servers.in_use()
    # A second Ctrl-C, or an error in another plugin, must not leave servers behind.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    addresses = running.__enter__()

    def stop() -> None:
        running.__exit__(None, None, None)

    def stop_now() -> None:
        atexit.unregister(stop)
        stop()

    atexit.register(stop)
    config.add_cleanup(stop_now)

    passwords = {EMBEDDED.owner: secrets.token_hex(16), EMBEDDED.application: secrets.token_hex(16)}
    provision(addresses.superuser_url, TEMPLATE, EMBEDDED, passwords.__getitem__)
    for name, role in (("DATABASE_URL", "application"), ("DATABASE_OWNER_URL", "owner")):
        role_name = getattr(EMBEDDED, role)
        os.environ[name] = url_for(
            addresses.superuser_url, role_name, passwords[role_name], TEMPLATE
        )
    for name in list(os.environ):
        if name.endswith("_FILE") and name.removesuffix("_FILE") in SET_HERE:
            del os.environ[name]
    os.environ["TEST_REDIS_URL"] = addresses.redis_url.rpartition("/")[0]
    os.environ["REDIS_URL"] = addresses.redis_url
    os.environ["TEST_SUPERUSER_URL"] = addresses.superuser_url
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(48)
    os.environ["FIELD_KEYS"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    os.environ["HOMETOWN_DATA"] = str(folder / "files")
    os.environ["LOG_LEVEL"] = "WARNING"
    _fill_template()


def _sweep() -> None:
    """Clear away what killed test runs have left behind."""
    for folder in Path(tempfile.gettempdir()).glob("hometown-test-*"):
        if folder.stat().st_uid == os.geteuid() and embedded.Servers(folder / "data").abandon():
            shutil.rmtree(folder, ignore_errors=True)


SET_HERE = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS"}


def _fill_template() -> None:
    """Migrate the template and load the reference data, in a process of its own."""
    for command in (["migrate", "--verbosity=0"], ["load_reference"]):
        subprocess.run(  # noqa: S603
            [sys.executable, "-m", "django", *command],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
            check=True,
            stdout=subprocess.DEVNULL,
        )


def clone(name: str) -> None:
    """Make database ``name`` as a copy of the template, in place of an earlier one."""
    drop(name)
    with psycopg.connect(_owner_conninfo(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE)
            )
        )


def drop(name: str) -> None:
    """Remove database ``name``, whoever is still connected to it."""
    # The owner may not end an autovacuum worker, which runs as the superuser.
    with psycopg.connect(superuser_url("postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def url_of(name: str, role: str = "application") -> str:
    """Return the URL of database ``name`` for ``application`` or ``owner``."""
    variable = "DATABASE_OWNER_URL" if role == "owner" else "DATABASE_URL"
    before, _, after = os.environ[variable].rpartition(f"/{TEMPLATE}")
    return f"{before}/{name}{after}"


def superuser_url(database: str) -> str:
    """Return the URL of ``database`` for the throw-away server's superuser."""
    return os.environ["TEST_SUPERUSER_URL"].replace("/postgres?", f"/{database}?")


def _owner_conninfo() -> str:
    return url_of("postgres", "owner")
