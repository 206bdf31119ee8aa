"""A limit on how often one address may ask, per minute, counted in the cache.

Without its cache the service goes on without the limit: it guards against load, nothing else.
"""

import logging
import time

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PER_MINUTE = 60
MINUTE = 60


def is_too_fast(what: str, address: str, per_minute: int = PER_MINUTE) -> bool:
    """Count one request for ``what`` from ``address``; True if it is one too many."""
    key = f"rate:{what}:{address}:{int(time.time() // MINUTE)}"
    try:
        cache.add(key, 0, timeout=2 * MINUTE)
        return cache.incr(key) > per_minute
    except (RedisError, ValueError) as problem:
        # ValueError: the cache was emptied between the two calls.
        log.warning("no rate limit: %s", type(problem).__name__)
        return False


def seconds_left() -> int:
    """Return after how many seconds a new minute begins."""
    return MINUTE - int(time.time() % MINUTE)
