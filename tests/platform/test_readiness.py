"""Whether the service says rightly that its database is up to date."""

import pytest
from django.db.migrations.loader import MigrationLoader

from config import health
from config.health import shipped_migrations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _not_found_migrated_before(monkeypatch):
    monkeypatch.setattr(health, "_migrated", [])


def test_the_migrations_it_looks_for_are_those_that_would_be_applied():
    assert shipped_migrations() == set(MigrationLoader(None).disk_migrations)


def test_it_is_ready_once_all_migrations_are_applied(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (200, "ok")


def test_it_is_not_ready_while_one_is_missing(client, settings, tmp_path, monkeypatch):
    (tmp_path / "still_to_come").mkdir()
    (tmp_path / "still_to_come" / "__init__.py").touch()
    (tmp_path / "still_to_come" / "9999_new.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"donations": "still_to_come"}

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "not applied"
