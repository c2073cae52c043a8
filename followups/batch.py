"""Facts in, decisions out, one by one: shared by `manage.py decide` and `POST /api/v1/decide/`.

An item is `{"id", "facts"}` (policy.md, "Facts"); anything else beside them is ignored. Its answer
is the decision under the default rules, or a sentence that says why there is none. No database.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from followups.calendars import UnknownPlace, calendar_for
from followups.policy import DEFAULTS, FactsError, as_data, decide, parse_case
from followups.wording import facts_error, place_error, reason_lines, shown

LONGEST_ID = 200


class Unreadable(ValueError):
    """Text that is no JSON we accept; the message is a sentence for the sender."""


def read_json(text: bytes | str) -> Any:
    """Strict JSON in UTF-8: no NaN, and no field twice in one object. Raises Unreadable."""
    try:
        if isinstance(text, bytes):
            text = text.decode()
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_fields_once)
    except RecursionError:
        raise Unreadable(_("This JSON is nested too deeply.")) from None
    except UnicodeDecodeError:
        raise Unreadable(_("This text is not in UTF-8.")) from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("This is not valid JSON (near character %(position)s).") % {"position": error.pos + 1}
        ) from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(_("This JSON holds a number that is too long.")) from None


def _refuse_constant(name: str) -> Any:
    raise Unreadable(_("%(name)s is not a number that JSON knows.") % {"name": name})


def _fields_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(_("“%(name)s” stands twice in one object.") % {"name": shown(twice)})
    return fields


def answer_line(line: bytes | str, number: int) -> dict[str, Any]:
    """The answer to one line of JSON; `number` counts from 1 and is told with an error."""
    try:
        item = read_json(line)
    except Unreadable as error:
        return refusal(None, number, str(error))
    return answer(item, number)


def answer(item: Any, number: int) -> dict[str, Any]:
    """The decision for one item, with its reasons in the active language; or `id`, `line`, `error`.

    Every instant is aware; the window is recruiter-local, its end exclusive.
    """
    if not isinstance(item, Mapping):
        return refusal(None, number, _("Each item must be an object with “id” and “facts”."))
    name = item.get("id")
    if not _is_fit_for_id(name):
        sentence = _("“id” must be a text of at most %(longest)s characters or a whole number.")
        return refusal(None, number, sentence % {"longest": LONGEST_ID})
    try:
        facts, now = parse_case(item.get("facts"))
        decision = decide(facts, DEFAULTS, calendar_for(facts.country, facts.subdivision), now)
    except FactsError as error:
        return refusal(name, number, facts_error(error))
    except UnknownPlace as error:
        return refusal(name, number, place_error(error))
    data = as_data(decision)
    lines = reason_lines(decision.reasons, decision.reason, facts.zone)
    data["reasons"] = [
        {**step, "text": line.text, "rule": line.rule, "source": line.source}
        for step, line in zip(data["reasons"], lines, strict=True)
    ]
    return {"id": name, **data}


def refusal(name: Any, number: int, sentence: str) -> dict[str, Any]:
    """The answer to an item that cannot be decided; the sentence names its line."""
    told = _("Line %(number)s: %(sentence)s") % {"number": number, "sentence": sentence}
    return {"id": name, "line": number, "error": told}


def _is_fit_for_id(name: Any) -> bool:
    """Whether the id can be repeated in an answer as it came."""
    if isinstance(name, str):
        # Half a surrogate pair is legal in JSON but cannot be written in UTF-8.
        return len(name) <= LONGEST_ID and not any("\ud800" <= c <= "\udfff" for c in name)
    return name is None or (isinstance(name, int) and not isinstance(name, bool))
