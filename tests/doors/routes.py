"""All routes of the site, as its resolver knows them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import URLPattern, get_resolver


def routes() -> list[str]:
    """Each route as one string: the patterns from the root on, joined."""
    return sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: Iterable[Any], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _walk(pattern.url_patterns, route)
