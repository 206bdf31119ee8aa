"""Databases, RLS scope, a running service and a browser for every test that asks for them."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.utils import translation
from pytest_django import DjangoDbBlocker

from accounts import scope, tokens
from config import env
from tests import servers


def pytest_configure() -> None:
    """Render pages without collected static files; ``live_service`` has the real ones."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this worker a clone of the template in place of Django's own test database."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    servers.clone(name)
    _connect_to(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    servers.drop(name)


def _connect_to(name: str) -> None:
    """Point both aliases at database ``name``."""
    for alias in ("default", "owner"):
        connections[alias].close()
        url = servers.url_of(name, "owner" if alias == "owner" else "application")
        for settings_dict in (connections.settings[alias], connections[alias].settings_dict):
            settings_dict.update(env.database(url))
    settings.DATABASES = connections.settings


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Give the test a fresh clone with real commits, and drop it afterwards; yields its name.

    For races, crashes and whatever a rolled-back transaction hides.
    """
    before = str(connections["default"].settings_dict["NAME"])
    name = f"own_{secrets.token_hex(6)}"
    servers.clone(name)
    with django_db_blocker.unblock():
        _connect_to(name)
        try:
            scope.enter(scope.SYSTEM)
            yield name
        finally:
            connections.close_all()
            _connect_to(before)
            servers.drop(name)


@pytest.fixture
def db(request: pytest.FixtureRequest) -> None:
    """Let the test use the database: rolled back afterwards, or its own if it asks for one."""
    if "transactional_db" in request.fixturenames:
        raise pytest.UsageError(
            "Emptying tables after a test would lose the reference data: use own_database."
        )
    own = "own_database" in request.fixturenames
    request.getfixturevalue("own_database" if own else "_django_db_helper")


@pytest.fixture(autouse=True)
def _django_db_marker(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put a test that uses the database into RLS scope ``system``."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        scope.enter(scope.SYSTEM)
    yield
    # The setting goes back with the transaction, or with the connection of an own database.
    setattr(connections["default"], "hometown_scope", scope.NOTHING)  # noqa: B010


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Begin each test in the default language, whatever the one before asked for."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Leave nothing in this worker's caches for the next test."""
    yield
    cache.clear()
    tokens.forget_portals()
