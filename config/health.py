"""Whether this process lives, whether the service can do its work, and its figures.

All three answer without a login and are meant for the inside: a proxy keeps ``/metrics`` from
the public. None holds personal data; labels are names of views, methods and status codes.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import redis
from django.apps import apps
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from config.checks import faults_of_role

RETRY_AFTER_SECONDS = 5


class NotReadyError(Exception):
    """A part of the service is not ready; the text says what is wrong with it."""


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that this process lives; asks nobody else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 if database, broker and migrations are fine, else 503 and which is not."""
    parts = {name: _state_of(check) for name, check in CHECKS.items()}
    is_ready = all(state == "ok" for state in parts.values())
    answer = JsonResponse(
        {"status": "ok" if is_ready else "unavailable", "checks": parts},
        status=200 if is_ready else 503,
    )
    if not is_ready:
        answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures of all web processes in Prometheus' text format."""
    answer: HttpResponse = ExportToDjangoView(request)
    return answer


def _state_of(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReadyError as problem:
        return str(problem)
    except (Error, redis.RedisError):
        return "unavailable"
    return "ok"


def _database() -> None:
    if faults := faults_of_role():
        raise NotReadyError(f"the application's role {' and '.join(faults)}")


def _broker() -> None:
    _redis().ping()


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def _migrations() -> None:
    if not _found_migrated():
        raise NotReadyError("not applied")


_migrated: list[bool] = []


def _found_migrated() -> bool:
    """Return whether all migrations are applied; asked again only until they are."""
    if not _migrated:
        if not shipped_migrations() <= MigrationRecorder(connection).applied_migrations().keys():
            return False
        _migrated.append(True)
    return True


def shipped_migrations() -> set[tuple[str, str]]:
    """Return app and name of each migration there is, from the names of the files.

    Django's own list loads them all, and a web process would keep them for good.
    """
    found = set()
    for config in apps.get_app_configs():
        package, _is_set = MigrationLoader.migrations_module(config.label)
        if package is None:
            continue
        try:
            folders = getattr(import_module(package), "__path__", ())
        except ModuleNotFoundError:
            continue
        found |= {
            (config.label, each.name) for each in iter_modules(folders) if each.name[0] not in "_~"
        }
    return found


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "broker": _broker,
    "migrations": _migrations,
}
