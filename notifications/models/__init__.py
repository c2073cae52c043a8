"""The deliveries: the outbox, the periodic runs, what the outbox once learned too late."""

from notifications.models.messages import LateResult, Message
from notifications.models.runs import JobRun

__all__ = ["JobRun", "LateResult", "Message"]
