"""Embedded servers: shared while in use, stopped by the last, found again after a kill."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config import processes
from config.embedded import CannotStartError, Servers
from tests import servers
from tests.platform.folders import discard
from tests.platform.test_environment import bare_environment

USER = """
import json, os, sys
from config.environment import data_folder, provided
with provided():
    print(os.environ["DATABASE_URL"], flush=True)
    print((data_folder() / "servers.json").read_text(), flush=True)
    sys.stdin.read()
"""


class User:
    """A process that uses the embedded servers of a data folder until it is let go."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", USER],
            cwd=servers.ROOT,
            env=bare_environment(data),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> tuple[str, dict[str, int]]:
        """Return the database URL that it was given and the process numbers of the servers."""
        assert self.process.stdout
        url = self.process.stdout.readline().strip()
        state = json.loads(self.process.stdout.readline())
        return url, {name: facts["pid"] for name, facts in state.items()}

    def let_go(self) -> None:
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    discard(folder)


def are_running(pids: dict[str, int]) -> list[bool]:
    return [processes.identity(pid) is not None for pid in pids.values()]


@contextmanager
def used(data: Path) -> Iterator[tuple[str, dict[str, int]]]:
    user = User(data)
    try:
        yield user.answer()
    finally:
        user.let_go()


@pytest.mark.drill
def test_two_commands_at_once_share_the_servers_and_the_last_stops_them(data):
    first, second = User(data), User(data)
    answer = first.answer()

    assert second.answer() == answer
    first.let_go()
    assert are_running(answer[1]) == [True, True]
    with psycopg.connect(answer[0]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.let_go()
    assert are_running(answer[1]) == [False, False]


@pytest.mark.drill
def test_servers_of_a_killed_user_are_taken_over_by_the_next_and_stopped(data):
    killed = User(data)
    answer = killed.answer()
    killed.process.kill()
    killed.process.wait()

    with used(data) as next_answer:
        assert next_answer == answer
        assert are_running(answer[1]) == [True, True]
    assert are_running(answer[1]) == [False, False]


@pytest.mark.drill
@pytest.mark.parametrize("server", ["postgres", "valkey"])
def test_a_killed_server_is_started_again_with_its_data(data, server):
    with used(data) as (url, pids):
        with psycopg.connect(owner(data, url)) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        os.kill(pids[server], signal.SIGKILL)
        with used(data) as (_, new_pids):
            assert new_pids[server] != pids[server]
            with psycopg.connect(owner(data, url)) as connection:
                assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def owner(data: Path, url: str) -> str:
    password = (data / "secrets" / "database-hometown_owner").read_text()
    return f"postgresql://hometown_owner:{password}@{url.rpartition('@')[2]}"


@pytest.mark.drill
def test_a_number_that_now_belongs_to_another_program_is_left_alone(data):
    with used(data):
        pass
    other = subprocess.Popen(["/bin/sleep", "60"])
    try:
        home = Servers(data).places.home
        stale = f"{other.pid}\n{home / 'postgres'}\n1\n5432\n\n\n\nready\n"
        (home / "postgres" / "postmaster.pid").write_text(stale)
        (data / "servers.json").write_text(
            f'{{"postgres": {{"pid": {other.pid}, "identity": "1", "sockets": "/nowhere"}}}}'
        )
        with used(data) as (_, pids):
            assert pids["postgres"] != other.pid
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.drill
def test_two_data_folders_are_two_services(data, tmp_path):
    with used(data) as (url, pids), used(tmp_path / "other") as (other_url, other_pids):
        assert url != other_url
        assert not set(pids.values()) & set(other_pids.values())
    discard(tmp_path / "other")


def test_what_is_kept_is_durable_and_only_its_owner_connects(data):
    servers_here = Servers(data, valkey=False)
    with (
        servers_here.in_use() as addresses,
        psycopg.connect(addresses.superuser_url) as connection,
    ):
        shown = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('listen_addresses'), current_setting('TimeZone')"
        ).fetchone()
        assert shown == ("on", "on", "", "UTC")
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules")
        assert methods.fetchall() == [("scram-sha-256",)]
    for path in (data / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_data_folder_with_a_long_name_works(tmp_path):
    deep = tmp_path / ("long-" * 20) / "data"
    with used(deep) as (url, _), psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    discard(deep)


def test_a_data_folder_below_a_closed_home_works(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with used(home / "data") as (url, _), psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    discard(home / "data")


def test_a_server_that_cannot_start_says_where_to_look(data):
    servers_here = Servers(data, valkey=False)
    with servers_here.in_use():
        pass
    (servers_here.places.home / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(CannotStartError, match=r"postgres did not start.*no_such_setting"):
        servers_here.in_use().__enter__()
