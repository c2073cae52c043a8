"""A Redis cache that may be away: what it would remember is then simply not known.

Nothing we keep in it is worth an error page (rate limits of the sign-on), nor a long wait; Redis may
be wiped or stopped at any moment, or take connections and answer nothing.
"""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as NoAnswer

log = logging.getLogger(__name__)
# Who got no answer has waited for it. Nobody asks again for so long: one request asks many times.
REST_SECONDS = 5.0


def _patient(method: str, answer: Any) -> Callable[..., Any]:
    def call(self: "PatientRedisCache", *args: Any, **kwargs: Any) -> Any:
        return self.ask(getattr(super(PatientRedisCache, self), method), answer, *args, **kwargs)

    return call


class PatientRedisCache(RedisCache):
    """Django's Redis cache; while Redis is away, reads miss and writes vanish."""

    resting_until = 0.0  # by time.monotonic(); one for all threads, each of which has its own cache

    def ask(self, method: Callable[..., Any], answer: Any, *args: Any, **kwargs: Any) -> Any:
        """What Redis says, or `answer` if it is away or did not answer just now."""
        if monotonic() < PatientRedisCache.resting_until:
            return answer
        try:
            return method(*args, **kwargs)
        except (RedisError, OSError) as away:
            log.warning("the cache does not answer: %s", type(away).__name__)
            if isinstance(away, NoAnswer | TimeoutError):
                PatientRedisCache.resting_until = monotonic() + REST_SECONDS
            return answer

    add = _patient("add", True)
    set = _patient("set", None)
    touch = _patient("touch", False)
    delete = _patient("delete", False)
    has_key = _patient("has_key", False)
    get_many = _patient("get_many", {})
    set_many = _patient("set_many", [])
    delete_many = _patient("delete_many", None)
    clear = _patient("clear", False)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default` if it or Redis is not there."""
        return self.ask(super().get, default, key, default, version)
