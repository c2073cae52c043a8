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
from followups.policy.parsing import FactsError, parse_case
from followups.policy.trace import SOURCES, Reason, Source

__all__ = [
    "DEFAULTS",
    "KEYS",
    "NEEDS_APPROVAL",
    "SEND_NOW",
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
    "Problem",
    "Promise",
    "Reason",
    "Reply",
    "Rules",
    "RulesError",
    "Source",
    "YearTable",
    "as_data",
    "decide",
    "default_data",
    "parse_case",
    "parse_rules",
]
