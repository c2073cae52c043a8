"""The policy: when may a student follow up, and when not? Pure; entered by this door only."""

from followups.policy.calendar import Calendar, Closure, YearTable
from followups.policy.decision import (
    NEEDS_APPROVAL,
    SEND_NOW,
    STOP,
    WAIT,
    Decision,
    as_data,
    decide,
    trace_as_data,
)
from followups.policy.facts import Event, Facts, FollowUp, Promise, Reply
from followups.policy.keys import (
    DEFAULTS,
    KEYS,
    WEEKDAYS,
    Problem,
    Rules,
    RulesError,
    default_data,
    parse_rules,
)
from followups.policy.memory import pack, pack_instant, unpack, unpack_instant
from followups.policy.networking import (
    CONNECT,
    DONE,
    KEPT_FOR,
    REACT,
    SKIPPED,
    PastTouch,
    Touch,
    next_touch,
)
from followups.policy.parsing import FactsError, parse_case
from followups.policy.timetable import windows_after
from followups.policy.trace import SOURCES, Reason, Source

__all__ = [
    "CONNECT",
    "DEFAULTS",
    "DONE",
    "KEPT_FOR",
    "KEYS",
    "NEEDS_APPROVAL",
    "REACT",
    "SEND_NOW",
    "SKIPPED",
    "SOURCES",
    "STOP",
    "WAIT",
    "WEEKDAYS",
    "Calendar",
    "Closure",
    "Decision",
    "Event",
    "Facts",
    "FactsError",
    "FollowUp",
    "PastTouch",
    "Problem",
    "Promise",
    "Reason",
    "Reply",
    "Rules",
    "RulesError",
    "Source",
    "Touch",
    "YearTable",
    "as_data",
    "decide",
    "default_data",
    "next_touch",
    "pack",
    "pack_instant",
    "parse_case",
    "parse_rules",
    "trace_as_data",
    "unpack",
    "unpack_instant",
    "windows_after",
]
