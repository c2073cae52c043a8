"""A Redis cache that may be away: what it would remember is then simply not known.

Nothing we keep in it is worth an error page (rate limits of the sign-on); Redis may be wiped or
stopped at any moment.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _patient(method: str, answer: Any) -> Callable[..., Any]:
    def call(self: "PatientRedisCache", *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(PatientRedisCache, self), method)(*args, **kwargs)
        except (RedisError, OSError) as away:
            log.warning("the cache does not answer: %s", type(away).__name__)
            return answer

    return call


class PatientRedisCache(RedisCache):
    """Django's Redis cache; while Redis is away, reads miss and writes vanish."""

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
        try:
            return super().get(key, default, version)
        except (RedisError, OSError) as away:
            log.warning("the cache does not answer: %s", type(away).__name__)
            return default
