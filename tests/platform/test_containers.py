"""What the container files promise; no engine is needed to read them."""

import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.servers import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def test_the_service_is_whole():
    assert set(SERVICES) == {"postgres", "valkey", *OURS}
    assert all("restart" in service for service in SERVICES.values())


@pytest.mark.parametrize("name", ["postgres", "valkey", "worker", "beat"])
def test_each_lasting_service_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_the_web_service_has_the_images_health_check():
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert "HEALTHCHECK" in dockerfile
    assert "healthcheck" not in SERVICES["web"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_migration_is_through(name):
    waits_for = SERVICES[name]["depends_on"]

    assert waits_for["migrate"] == {"condition": "service_completed_successfully"}
    assert waits_for["postgres"] == waits_for["valkey"] == {"condition": "service_healthy"}


def test_only_the_migration_knows_the_owners_password():
    knowing = {
        name for name, service in SERVICES.items() if "database_owner_url" in service["secrets"]
    }

    assert knowing == {"migrate"}


def test_secrets_come_from_files_only():
    for name in OURS:
        environment = SERVICES[name]["environment"]
        assert not {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS"} & set(environment)
        for variable, path in environment.items():
            if variable.endswith("_FILE"):
                assert path.removeprefix("/run/secrets/") in SERVICES[name]["secrets"]
    used = {secret for service in SERVICES.values() for secret in service["secrets"]}
    assert used == set(COMPOSE["secrets"])


def test_images_are_pinned():
    assert all(re.search(r":\d+\.\d+", SERVICES[name]["image"]) for name in ("postgres", "valkey"))
    froms = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(froms) == 2
    assert len(set(froms)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", froms[0])


def test_the_image_does_not_run_as_root():
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert users == ["hometown"]


def test_nothing_is_reachable_from_outside_but_through_the_loopback():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_the_secrets_script_makes_every_secret_once(tmp_path):
    script = tmp_path / "secrets.sh"
    script.write_text((ROOT / "docker" / "secrets.sh").read_text())

    def made() -> dict[str, str]:
        subprocess.run(["/bin/sh", str(script)], check=True)  # noqa: S603
        return {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    first = made()
    assert set(first) == set(COMPOSE["secrets"])
    assert made() == first
    assert len(first["field_keys"]) == 44
    assert first["database_app_password"] in first["database_url"]
