"""Typed reading of the environment, with ``NAME_FILE`` for secrets.

A value is taken from ``NAME``; if that is not set, from the file that ``NAME_FILE`` points to
(as Docker and systemd hand over secrets). A required value that is in neither place stops the
start with its name.
"""

import ipaddress
import os
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREPARED = {"prepare_threshold": 5, "options": "-c plan_cache_mode=force_generic_plan"}
"""What is prepared is planned once a connection, for any values: it looks rows up by keys. By
itself PostgreSQL plans it anew each time, because it thinks a plan for three values cheaper than
one for any number of them; that took as long as running it. The threshold is psycopg's own, and
counts for what does not ask to be prepared at once."""


def text(name: str, default: str | None = None) -> str:
    """Return the value of ``name``, or ``default``.

    Raises:
        ImproperlyConfigured: ``name`` is not set and has no default, or its file is unreadable.
    """
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise ImproperlyConfigured(f"{name}_FILE={path}: {problem.strerror}") from problem
    if default is None:
        raise ImproperlyConfigured(
            f"{name} is not set. Set {name}, or {name}_FILE to the path of a file that holds it."
        )
    return default


def flag(name: str, *, default: bool) -> bool:
    """Return a switch: 1, true, yes, on; or 0, false, no, off."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: use 1 or 0.")


def number(name: str, default: int, *, least: int | None = None) -> int:
    """Return a whole number, not below ``least``."""
    value = text(name, str(default))
    try:
        whole = int(value)
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name}={value!r}: a whole number is needed.") from problem
    if least is not None and whole < least:
        raise ImproperlyConfigured(f"{name}={value!r}: at least {least} is needed.")
    return whole


def file_workers() -> int:
    """Return how many workers take in one uploaded file side by side: as many as there are cores.

    More than eight would only wait for one another: the receipts of a local government have one
    series of numbers.
    """
    return number("FILE_WORKERS", min(os.cpu_count() or 1, 8), least=1)


def day(name: str, default: str) -> date:
    """Return a day, written 2023-01-01."""
    value = text(name, default)
    try:
        return date.fromisoformat(value)
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name}={value!r}: write a day as 2023-01-01.") from problem


def one_of(name: str, default: str, *others: str) -> str:
    """Return one of a few words."""
    value = text(name, default)
    if value not in (default, *others):
        raise ImproperlyConfigured(f"{name}={value!r}: use one of {', '.join((default, *others))}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return a comma-separated list of addresses or networks, such as ``10.0.0.0/8``."""
    try:
        return [ipaddress.ip_network(word, strict=False) for word in words(name)]
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name}: {problem}.") from problem


def database(url: str) -> dict[str, object]:
    """Return Django's settings for ``postgresql://user:password@host:port/name``.

    A Unix socket is given as ``postgresql://user@/name?host=/path``. Django would switch psycopg's
    prepared statements off, also for those who ask for them (``kernel.round_trips``); its own
    cursors write values into the text and are never prepared, whatever the threshold.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"A database URL starts with postgresql://, not {parts.scheme}://."
        )
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "kernel.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": {
            **PREPARED,
            **{name: unquote(value) for name, value in options.items()},
        },
    }
