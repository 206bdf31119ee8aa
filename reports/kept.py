"""Answers kept in the cache, by a key that names all they depend on, so they never go stale.

Callers name the data and the question; that the code is the same is seen to here. The cache is a
convenience: when it cannot be reached, the answer is made anew.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

from reports.code_fingerprint import code_fingerprint

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
SECONDS = 24 * 3600


def kept(key: str, make: Callable[[], Answer]) -> Answer:
    """Return the answer kept under ``key``, or what ``make`` returns, which is then kept."""
    whole_key = f"reports:{code_fingerprint()}:{key}"
    try:
        found: Answer | None = cache.get(whole_key)
    except RedisError as problem:
        log.warning("the cache cannot be reached: %s", type(problem).__name__)
        return make()
    if found is not None:
        return found
    answer = make()
    try:
        cache.set(whole_key, answer, SECONDS)
    except RedisError as problem:
        log.warning("the cache cannot be reached: %s", type(problem).__name__)
    return answer
