"""Who starts the servers of a data folder, and who stops them.

A user (web, worker, a management command, the tests) holds a shared lock on ``users.lock`` while
it uses them; the one that then gets it for itself alone is the last, and stops them. A killed
user's lock is freed by the system; the servers it left behind are found again by the next.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.embedded.files import one_at_a_time
from config.embedded.places import Places
from config.embedded.postgres import Postgres
from config.embedded.server import Server
from config.embedded.valkey import Valkey


@dataclass(frozen=True)
class Addresses:
    """Where the running servers are reached, with passwords; empty for one that is not wanted."""

    superuser_url: str
    redis_url: str


class Servers:
    """The servers of one data folder.

    Attributes:
        data: the folder; made if missing.
        postgres, valkey: the servers that are wanted, or None.
    """

    def __init__(
        self, data: Path, *, throw_away: bool = False, postgres: bool = True, valkey: bool = True
    ) -> None:
        """Describe the servers; nothing is started.

        Args:
            data: the folder of their files.
            throw_away: no durability, for tests; never for data that is meant to stay.
            postgres: whether PostgreSQL is wanted.
            valkey: whether Valkey is wanted.
        """
        self.data = data
        self.places = Places(data)
        both = (
            Postgres(self.places, throw_away=throw_away),
            Valkey(self.places, throw_away=throw_away),
        )
        self._all: tuple[Server, ...] = both
        self.postgres = both[0] if postgres else None
        self.valkey = both[1] if valkey else None
        self._users: int | None = None

    @contextmanager
    def in_use(self) -> Iterator[Addresses]:
        """Have the wanted servers running for the length of a block; the last user stops them.

        Raises:
            CannotStartError: no wheel here, or a server did not come up.
        """
        self.places.open()
        addresses = self._enter()
        try:
            yield addresses
        finally:
            with self._alone():
                self._let_go()

    def revive(self) -> None:
        """Start again whichever server has gone away while in use."""
        with self._alone():
            self._start()

    def are_alive(self) -> bool:
        """Return whether the processes of the wanted servers are there."""
        return all(server.running() for server in (self.postgres, self.valkey) if server)

    def abandon(self) -> bool:
        """Stop servers that nobody uses any more; return False if somebody does."""
        if not (self.data / "users.lock").exists():
            return True
        with self._alone():
            self._users = os.open(self.data / "users.lock", os.O_RDWR)
            return self._let_go()

    def _alone(self) -> AbstractContextManager[None]:
        """Keep others from starting or stopping meanwhile, so that two who start share."""
        return one_at_a_time(self.data / "start.lock")

    def _enter(self) -> Addresses:
        with self._alone():
            self._users = os.open(self.data / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                return self._start()
            except BaseException:
                self._let_go()
                raise

    def _start(self) -> Addresses:
        return Addresses(
            self.postgres.start() if self.postgres else "",
            self.valkey.start() if self.valkey else "",
        )

    def _let_go(self) -> bool:
        """Give up the lock; return whether we were the last and have stopped the servers."""
        if self._users is None:
            return False
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            for server in self._all:
                server.stop()
            return True
        finally:
            os.close(self._users)
            self._users = None
