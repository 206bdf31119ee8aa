"""Whether this process lives, whether the service can do its work, and its figures.

All three answer without a login and are meant for the inside: a proxy keeps ``/metrics`` from
the public. None holds personal data; labels are names of views, methods and status codes.
"""

from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
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
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.append(True)
    return True


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "broker": _broker,
    "migrations": _migrations,
}
