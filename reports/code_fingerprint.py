"""A checksum of the code that answers, so that nothing that was kept outlives it.

It covers the modules, templates, styles and translations that an answer is made with. Data files
are not in it: they have a version of their own.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

APPS = ("config", "kernel", "regions", "receipts", "ledger", "reports", "locale")
"""The folders that a page of reports is made from."""
KINDS = (".py", ".html", ".css", ".typ", ".json", ".mo")


@cache
def code_fingerprint() -> str:
    """Return the checksum of the running code; it is read once a process."""
    return fingerprint_of(Path(settings.BASE_DIR) / app for app in APPS)


def fingerprint_of(folders: Iterable[Path]) -> str:
    """Return a checksum over the names and contents of all code in ``folders``."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in KINDS and path.is_file():
                name = path.relative_to(folder.parent).as_posix()
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                found.update(f"{name} {content}\n".encode())
    return found.hexdigest()
