"""Etiquette: a draft in, findings out. Pure: no Django, no database, no clock.

    findings = check(Draft(subject, body), record)

A finding is a code (docs/etiquette.md) with parameters and its place in the text; its sentence, model and
source come from `followups.wording`. A new rule is one function in the module of its theme, one line in
`rules.RULES`, and one table of cases in tests/etiquette.
"""

from followups.etiquette.findings import Finding, Place, Rule, Severity, severity
from followups.etiquette.record import Draft, Kind, Record
from followups.etiquette.rules import LONGEST, TooLarge, check

__all__ = [
    "LONGEST",
    "Draft",
    "Finding",
    "Kind",
    "Place",
    "Record",
    "Rule",
    "Severity",
    "TooLarge",
    "check",
    "severity",
]
