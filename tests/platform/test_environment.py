"""What a process is given, and what stops the start."""

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests import servers

COMPLETE = ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    """Return an operator's complete environment, on servers of his own, no demo."""
    kept = {name: os.environ[name] for name in COMPLETE}
    return {**bare_environment(tmp_path / "data"), **kept, "HOMETOWN_DEMO": "0"}


def bare_environment(data: Path) -> dict[str, str]:
    """Return an environment in which nothing of this service is set but the data folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "HOMETOWN_DATA": str(data), "LANG": "C.UTF-8"}


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        cwd=servers.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def setting(environment: dict[str, str], name: str) -> str:
    shown = manage(
        environment,
        "shell",
        "--no-imports",
        "-c",
        f"from django.conf import settings as s; print(s.{name})",
    )
    assert shown.returncode == 0, shown.stderr
    return shown.stdout.strip()


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS"])
def test_a_missing_required_value_stops_the_start_with_its_name(given, name):
    del given[name]

    stopped = manage(given, "check")

    assert stopped.returncode == 1
    assert stopped.stderr.startswith(f"{name} is not set.")
    assert len(stopped.stderr.splitlines()) == 1


def test_the_owner_without_the_application_is_refused(given):
    del given["DATABASE_URL"]

    assert manage(given, "check").stderr.startswith("DATABASE_URL is not set")


def test_the_applications_role_alone_serves_but_does_not_migrate(given):
    del given["DATABASE_OWNER_URL"]

    assert manage(given, "check").returncode == 0
    stopped = manage(given, "migrate")
    assert stopped.returncode == 1
    assert "DATABASE_OWNER_URL is not set" in stopped.stderr


def test_a_secret_may_lie_in_a_file(given, tmp_path):
    file = tmp_path / "secret"
    file.write_text("from a file, and long enough to be nobody else's\n")
    del given["SECRET_KEY"]
    given["SECRET_KEY_FILE"] = str(file)

    assert setting(given, "SECRET_KEY") == file.read_text().strip()


def test_an_unreadable_secret_file_is_named(given, tmp_path):
    del given["SECRET_KEY"]
    given["SECRET_KEY_FILE"] = str(tmp_path / "nowhere")

    assert manage(given, "check").stderr.startswith(
        f"SECRET_KEY_FILE={tmp_path / 'nowhere'}: No such"
    )


def test_a_demo_keeps_secrets_of_its_own_that_only_it_reads(given, tmp_path):
    del given["SECRET_KEY"], given["FIELD_KEYS"]
    given["HOMETOWN_DEMO"] = "1"

    first, again = setting(given, "SECRET_KEY"), setting(given, "SECRET_KEY")

    assert first == again
    assert len(first) > 60
    kept = sorted((tmp_path / "data" / "secrets").iterdir())
    assert [path.name for path in kept] == [".lock", "field-keys", "secret-key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert len(base64.urlsafe_b64decode(kept[1].read_text())) == 32


def test_an_operators_superuser_url_is_only_used_to_make_the_two_roles(given, tmp_path):
    database = f"given_{os.getpid()}"
    superuser = servers.superuser_url(database)
    with psycopg.connect(servers.superuser_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        try:
            del given["DATABASE_OWNER_URL"]
            given["DATABASE_URL"] = superuser
            assert setting(given, "DATABASES['default']['USER']") == f"{database}_app"
            assert setting(given, "DATABASES['owner']['USER']") == f"{database}_owner"
            checked = manage(given, "check", "--database=default")
            assert checked.returncode == 0, checked.stderr
            owner = connection.execute(
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database]
            ).fetchone()
            assert owner == (f"{database}_owner",)
        finally:
            for order in (
                "DROP DATABASE {0}",
                "DROP ROLE IF EXISTS {1}",
                "DROP ROLE IF EXISTS {2}",
            ):
                connection.execute(
                    sql.SQL(order).format(
                        sql.Identifier(database),
                        sql.Identifier(f"{database}_app"),
                        sql.Identifier(f"{database}_owner"),
                    )
                )


def test_a_superuser_may_not_serve(given):
    given["DATABASE_URL"] = servers.superuser_url(servers.TEMPLATE)

    refused = manage(given, "check", "--database=default")

    assert refused.returncode == 1
    assert "hometown.E001" in refused.stderr
    assert "is a superuser" in refused.stderr
