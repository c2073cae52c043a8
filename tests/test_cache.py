"""The cache over a Redis that answers, is away, or hangs."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kabar.cache import PatientRedisCache
from kabar.processes import Family
from tests.servers import Valkey


@pytest.fixture
def valkey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    monkeypatch.setattr(PatientRedisCache, "resting_until", 0.0)
    with Family() as family:
        valkey = Valkey(family, tmp_path)
        valkey.start()
        yield valkey


@pytest.fixture
def cache(valkey: Valkey) -> Iterator[PatientRedisCache]:
    cache = PatientRedisCache(valkey.cache_url(), {"OPTIONS": {"socket_timeout": 0.2}})
    cache.set("limit", 3)
    assert cache.get("limit") == 3
    yield cache
    cache._cache.get_client().connection_pool.disconnect()


def test_what_redis_would_remember_is_not_known_while_it_is_away(valkey: Valkey, cache: PatientRedisCache):
    valkey.kill()
    assert cache.get("limit", "none") == "none"
    assert cache.add("limit", 4) is True
    assert cache.get_many(["limit"]) == {}
    valkey.start()
    cache.set("limit", 5)
    assert cache.get("limit") == 5, "it is asked again at once"


def test_who_got_no_answer_does_not_ask_again_for_a_while(
    valkey: Valkey, cache: PatientRedisCache, monkeypatch: pytest.MonkeyPatch
):
    os.kill(valkey.child.pid, signal.SIGSTOP)
    assert cache.get("limit", "none") == "none"
    os.kill(valkey.child.pid, signal.SIGCONT)
    assert cache.get("limit", "none") == "none", "the next of the same request does not wait as well"
    monkeypatch.setattr(PatientRedisCache, "resting_until", 0.0)
    assert cache.get("limit") == 3
