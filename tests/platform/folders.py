"""Data folders that leave nothing behind."""

import shutil
from pathlib import Path

from config import processes
from config.embedded import Servers


def discard(folder: Path) -> None:
    """Stop what still runs there and remove its files, also those kept outside the folder."""
    here = Servers(folder)
    here.abandon()
    marks = [server.mark for server in (here.postgres, here.valkey) if server]
    assert [processes.with_command(mark) for mark in marks] == [[], []]
    if (folder / "servers.path").exists():
        shutil.rmtree(here.places.home)
    if (folder / "sockets.path").exists():
        shutil.rmtree((folder / "sockets.path").read_text())
