"""The one signal: facts changed.

`facts_changed.send(sender=None, centre_id=..., application_ids=[...], now=...)` is sent by every
service that writes a fact, inside its transaction; followups is the one receiver and decides
again. Bulk services send one signal with all ids.
"""

from collections.abc import Iterable
from datetime import datetime

from django.dispatch import Signal

facts_changed = Signal()


def announce(centre_id: int, application_ids: Iterable[int], now: datetime) -> None:
    """Tell the tier above that facts of these applications changed at `now`."""
    facts_changed.send(sender=None, centre_id=centre_id, application_ids=list(application_ids), now=now)
