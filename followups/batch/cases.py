"""`{"id", "facts"}` in (docs/policy.md, "Facts"), the decision under the default rules out."""

from collections.abc import Mapping
from typing import Any

from followups.batch.lines import Refused
from followups.calendars import UnknownPlace, calendar_for
from followups.policy import DEFAULTS, FactsError, as_data, decide, parse_case
from followups.wording import facts_error, place_error, reason_lines


def decided(item: Mapping[str, Any]) -> dict[str, Any]:
    """The decision for one item, with its reasons in the active language. Raises Refused.

    Every instant is aware; the window is recruiter-local, its end exclusive.
    """
    try:
        facts, now = parse_case(item.get("facts"))
        decision = decide(facts, DEFAULTS, calendar_for(facts.country, facts.subdivision), now)
    except FactsError as error:
        raise Refused(facts_error(error)) from None
    except UnknownPlace as error:
        raise Refused(place_error(error)) from None
    data = as_data(decision)
    lines = reason_lines(decision.reasons, decision.reason, facts.zone)
    data["reasons"] = [
        {**step, "text": line.text, "rule": line.rule, "source": line.source}
        for step, line in zip(data["reasons"], lines, strict=True)
    ]
    return data
