"""What PostgreSQL and Valkey have in common as processes of ours."""

import hashlib
import importlib.util
import json
import signal
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from config import processes
from config.embedded.files import kept_secret, write_private
from config.embedded.places import Places

START_SECONDS = 60
STOP_SECONDS = 30
POLL_SECONDS = 0.02


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


def package_folder(name: str) -> Path:
    """Return where the package ``name`` is installed, without running its code.

    Raises:
        NoWheelError: it is not installed.
    """
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise NoWheelError(name)
    return Path(found.submodule_search_locations[0])


class Server(ABC):
    """One server of a data folder: start it or find it running, and stop it."""

    name: ClassVar[str]
    ask_to_stop: ClassVar[int] = signal.SIGTERM

    def __init__(self, places: Places, *, throw_away: bool) -> None:
        self.places = places
        self.throw_away = throw_away

    @abstractmethod
    def start(self) -> str:
        """Have the server running and return its URL, with the password.

        Raises:
            CannotStartError: no wheel here, or the server did not come up.
        """

    @property
    def folder(self) -> Path:
        """The server's own files."""
        return self.places.home / self.name

    @property
    def mark(self) -> str:
        """What the server's processes, and no others, have in their command line."""
        return f"hometown-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]}"

    @property
    def password(self) -> str:
        """The password of the server's first user."""
        return kept_secret(self.places.data / "secrets", f"{self.name}-superuser")

    # --- The process ---

    def launch(self, command: list[str | Path], **facts: Any) -> subprocess.Popen[bytes]:
        """Start the server's process and note it, with ``facts``, in ``servers.json``."""
        with self.places.log(self.name).open("ab") as log:
            process = self.places.account.run(command, stdout=log, stderr=log, cwd=self.folder)
        known_as = processes.identity(process.pid)
        noted = {**self._notes, self.name: {"pid": process.pid, "identity": known_as, **facts}}
        write_private(self.places.data / "servers.json", json.dumps(noted))
        return process

    @property
    def _notes(self) -> dict[str, dict[str, Any]]:
        try:
            notes: dict[str, dict[str, Any]] = json.loads(
                (self.places.data / "servers.json").read_text(encoding="utf-8")
            )
        except (OSError, ValueError):
            return {}
        return notes

    def noted(self) -> dict[str, Any]:
        """Return what was noted at the last start; empty if nothing."""
        return self._notes.get(self.name, {})

    def running(self) -> dict[str, Any] | None:
        """Return the note of the server's process if it is still there."""
        noted = self.noted()
        if noted and noted["identity"] and processes.is_running(noted["pid"], noted["identity"]):
            return noted
        return None

    def stop(self) -> None:
        """Stop the server, and whatever a killed one has left of itself."""
        if noted := self.running():
            processes.stop(
                noted["pid"], noted["identity"], first=self.ask_to_stop, patience=STOP_SECONDS
            )
        for pid in processes.with_command(self.mark):
            if known_as := processes.identity(pid):
                processes.stop(pid, known_as, first=self.ask_to_stop, patience=STOP_SECONDS)

    def did_not_start(self) -> CannotStartError:
        """Return the error to raise, with the end of the log."""
        log = self.places.log(self.name)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        return CannotStartError(
            f"{self.name}을(를) 시작하지 못했습니다. / {self.name} did not start. "
            f"{log}: " + " | ".join(lines[-4:])
        )
