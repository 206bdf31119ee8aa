"""Small files that several processes write: whole or not at all, private, one writer at a time."""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, whole or not at all, readable by its owner only."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def any_secret() -> str:
    """Return a new secret."""
    return secrets.token_urlsafe(32)


def kept_secret(folder: Path, name: str, make: Callable[[], str] = any_secret) -> str:
    """Return the secret ``name`` of ``folder``; whoever asks first makes it."""
    path = folder / name
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with one_at_a_time(folder / ".lock"):
            if not path.exists():
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
