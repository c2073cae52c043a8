"""The deliveries: the outbox and what belongs to it; what people wish; what came back."""

from notifications.models.events import ProviderEvent
from notifications.models.inbound import InboundMail
from notifications.models.links import UsedLink
from notifications.models.messages import LateResult, Message
from notifications.models.pace import Pace
from notifications.models.preferences import Preference
from notifications.models.runs import JobRun
from notifications.models.suppressions import Suppression

__all__ = [
    "InboundMail",
    "JobRun",
    "LateResult",
    "Message",
    "Pace",
    "Preference",
    "ProviderEvent",
    "Suppression",
    "UsedLink",
]
