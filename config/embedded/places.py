"""Where the servers keep their files, and as which user of the operating system they run.

PostgreSQL refuses to run as root, so root runs both servers as a system user of their own. What
that user cannot reach, because it lies below a folder closed to others such as root's home, is
kept or copied below ``/var/lib`` instead.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from config.embedded.files import write_private

SYSTEM_USER = "hometown-servers"
SHARED = Path("/var/lib/hometown")
SOCKET_PATH_BYTES = 100
"""Unix socket addresses are short: 104 bytes on macOS, 108 on Linux."""


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
        return Account("", os.geteuid(), os.getegid())
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_system_user()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_system_user() -> pwd.struct_passwd:
    where = "/usr/sbin:/sbin:/usr/bin:/bin"
    if useradd := shutil.which("useradd", path=where):
        command = [useradd, "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    elif adduser := shutil.which("adduser", path=where):
        command = [adduser, "-S", "-D", "-H", "-s", "/bin/false", SYSTEM_USER]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return pwd.getpwnam("nobody")


@dataclass
class Places:
    """The folders of one data folder's servers."""

    data: Path

    @cached_property
    def account(self) -> Account:
        """The user that the servers run as."""
        return server_account()

    def open(self) -> None:
        """Make the data folder; another user's servers may pass through it, but not list it."""
        self.data.mkdir(parents=True, exist_ok=True)
        if self.account.is_other:
            self.data.chmod(0o711)

    @cached_property
    def home(self) -> Path:
        """The folder of the servers' own files: the data folder if their user can reach it.

        Otherwise it is one below ``/var/lib`` whose path is kept in the data folder.
        """
        pointer = self.data / "servers.path"
        if not pointer.exists():
            if self.account.reaches(self.data):
                return self.data
            write_private(pointer, str(SHARED / secrets.token_hex(8)))
        home = Path(pointer.read_text(encoding="utf-8").strip())
        for folder in (SHARED, home):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o711)
        return home

    def log(self, server: str) -> Path:
        """Return the path of a server's log."""
        folder = self.data / "log"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder / f"{server}.log"

    def sockets(self) -> Path:
        """Return a folder whose name is short enough for a Unix socket."""
        folder = self.home / "run"
        if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_BYTES:
            return self.account.own_folder(folder)
        pointer = self.data / "sockets.path"
        if not (pointer.exists() and Path(pointer.read_text(encoding="utf-8")).is_dir()):
            write_private(pointer, tempfile.mkdtemp(prefix="hometown-", dir="/tmp"))
        return self.account.own_folder(Path(pointer.read_text(encoding="utf-8")))

    def within_reach(self, package: Path, part: str) -> Path:
        """Return ``package``, or a copy of its folder ``part`` that the servers' user can reach."""
        if self.account.reaches(package / part):
            return package
        made = (package / part).stat()
        copy = SHARED / f"programs-{package.name}-{made.st_ino}-{int(made.st_mtime)}"
        if not copy.exists():
            making = copy.with_name(f".{copy.name}.{os.getpid()}")
            leave_out = shutil.ignore_patterns("include", "*.a", "doc", "man", "__pycache__")
            shutil.copytree(
                package / part, making / package.name / part, ignore=leave_out, symlinks=True
            )
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, making / libraries.name, symlinks=True)
            for folder in (SHARED, making, making / package.name):
                folder.chmod(0o711)
            try:
                making.rename(copy)
            except OSError:
                shutil.rmtree(making)  # another start was quicker
        return copy / package.name
