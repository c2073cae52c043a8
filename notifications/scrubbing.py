"""What a provider sent, made fit to be kept: no addresses, nothing a database refuses. Pure."""

import json
import math
import re
from typing import Any

# The domain stays: it says which mail system refused.
_ADDRESS = re.compile(r"[^\s<>\"'(),;:=]+@(?=[\w\-.]+)", re.UNICODE)
MAX_RAW = 30_000


def scrub(text: object) -> str:
    """A text without addresses, NULs or halves of characters."""
    clean = str(text).replace("\x00", "").encode("utf-8", "replace").decode()
    return _ADDRESS.sub("…@", clean)


def keepable(value: Any) -> Any:
    """JSON that can be stored: scrubbed throughout, and not endless."""
    kept = _plain(value)
    size = len(json.dumps(kept, ensure_ascii=False))
    return kept if size <= MAX_RAW else {"left_out": f"{size} characters"}


def _plain(value: Any) -> Any:
    if isinstance(value, dict) or hasattr(value, "items"):
        return {scrub(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return scrub(value)
