"""A cache that all workers share (Valkey or Redis), and that may be away: then each has its own again."""

import logging
from time import monotonic

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

PATIENCE = {"socket_connect_timeout": 0.2, "socket_timeout": 0.5}  # seconds
TRIED_AGAIN_AFTER = 30
log = logging.getLogger(__name__)


class SharedCache(BaseCache):
    def __init__(self, url, params):
        super().__init__(params)
        self.own = LocMemCache("stands in for the shared cache", params)
        self.shared = RedisCache(url, params | {"OPTIONS": PATIENCE})
        self.away_until = 0

    def ask(self, name, *args, **kwargs):
        """Ask the shared cache, or while it does not answer the own one; say once that it went."""
        if monotonic() >= self.away_until:
            try:
                return getattr(self.shared, name)(*args, **kwargs)
            except RedisError as error:
                if not self.away_until:
                    log.warning("shared_cache_away", extra={"error": type(error).__name__})
                self.away_until = monotonic() + TRIED_AGAIN_AFTER
        return getattr(self.own, name)(*args, **kwargs)


def asked(name):
    return lambda self, *args, **kwargs: self.ask(name, *args, **kwargs)


for _name in ("add", "get", "set", "touch", "delete", "has_key", "incr", "clear"):
    setattr(SharedCache, _name, asked(_name))
