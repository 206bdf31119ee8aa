"""What a process of this service is given before Django reads its settings.

Whatever the operator has set is used as it is. What is missing is supplied: addresses of embedded
servers, roles made in an operator's database, and, for a demo or an embedded database, secrets
that are made once and kept in the data folder.
"""

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.embedded import Servers
from config.embedded.files import kept_secret, one_at_a_time
from config.provision import EMBEDDED, Roles, may_provision, provision, url_for

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "hometown"


def data_folder() -> Path:
    """Return the data folder: ``HOMETOWN_DATA``, or ``.data`` beside this code."""
    return Path(env.text("HOMETOWN_DATA", str(ROOT / ".data"))).absolute()


@contextmanager
def provided() -> Iterator[Servers | None]:
    """Complete the environment for a block, with the embedded servers running if it needs them.

    Yields:
        The embedded servers in use, or None.

    Raises:
        ImproperlyConfigured: a value is missing or unusable; the text names it.
        config.embedded.CannotStartError: an embedded server does not start here.
    """
    data = data_folder()
    data.mkdir(parents=True, exist_ok=True)
    os.environ["HOMETOWN_DATA"] = str(data)
    if _is_given("DATABASE_OWNER_URL") and not _is_given("DATABASE_URL"):
        raise ImproperlyConfigured("DATABASE_URL is not set, but DATABASE_OWNER_URL is: set both.")
    servers = Servers(
        data, postgres=not _is_given("DATABASE_URL"), valkey=not _is_given("REDIS_URL")
    )
    _keep_secrets(data, embedded=servers.postgres is not None)
    with ExitStack() as stack:
        if not (servers.postgres or servers.valkey):
            _provide_roles(data, env.text("DATABASE_URL"))
            yield None
            return
        addresses = stack.enter_context(servers.in_use())
        if servers.valkey:
            os.environ["REDIS_URL"] = addresses.redis_url
        if servers.postgres:
            _provision(data, addresses.superuser_url, DATABASE, EMBEDDED)
        else:
            _provide_roles(data, env.text("DATABASE_URL"))
        yield servers


def _is_given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _keep_secrets(data: Path, *, embedded: bool) -> None:
    """Supply ``SECRET_KEY`` and ``FIELD_KEYS`` where they may lie beside the data."""
    if not (embedded or env.flag("HOMETOWN_DEMO", default=True)):
        return
    makers = {
        "SECRET_KEY": lambda: secrets.token_urlsafe(64),
        "FIELD_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }
    for name, make in makers.items():
        if not _is_given(name):
            os.environ[name] = kept_secret(data / "secrets", name.lower().replace("_", "-"), make)


def _provide_roles(data: Path, url: str) -> None:
    """Make the two roles in an operator's database, if only one URL is given and its role may."""
    if _is_given("DATABASE_OWNER_URL"):
        return
    database = unquote(urlsplit(url).path.lstrip("/"))
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            may = may_provision(connection)
    except psycopg.OperationalError as problem:
        raise ImproperlyConfigured(f"DATABASE_URL does not connect: {problem}") from problem
    if not may:
        return  # the application's own role: enough for all but ``migrate``, which says so
    _provision(data, url, database, Roles(f"{database}_owner", f"{database}_app"))


def _provision(data: Path, url: str, database: str, roles: Roles) -> None:
    """Make roles and database once, with passwords of our own, and hand out their URLs."""

    def password_of(role: str) -> str:
        return kept_secret(data / "secrets", f"database-{role}")

    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port}{parts.query}/{database}"
    done = data / "secrets" / f"provisioned-{hashlib.sha256(place.encode()).hexdigest()[:12]}"
    with one_at_a_time(data / "provision.lock"):
        if not done.exists():
            provision(url, database, roles, password_of)
            done.touch(mode=0o600)
    for name, role in (("DATABASE_URL", roles.application), ("DATABASE_OWNER_URL", roles.owner)):
        os.environ[name] = url_for(url, role, password_of(role), database)
