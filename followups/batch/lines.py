"""JSON in, JSON out, item by item: what the batch commands and their API twins share. No database.

An item is an object with an `id` and what is asked about; its answer repeats the id. An item that cannot be
read gets `id`, `line` and `error`, a sentence for the sender, and the others are answered all the same.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from followups.wording import shown

LONGEST_ID = 200
_DATE = len("2026-07-31")


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


Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


class Refused(ValueError):
    """An item that cannot be answered; the message is a sentence for the sender."""


def answer_line(answer: Answer, line: bytes | str, number: int) -> dict[str, Any]:
    """The answer to one line of JSON; `number` counts from 1 and is told with an error."""
    try:
        item = read_json(line)
    except Unreadable as error:
        return refusal(None, number, str(error))
    return answer_item(answer, item, number)


def answer_item(answer: Answer, item: Any, number: int) -> dict[str, Any]:
    """The answer to one item; or `id`, `line`, `error`, in the active language."""
    if not isinstance(item, Mapping):
        return refusal(None, number, _("Each item must be an object with an “id” and what is asked about."))
    name = item.get("id")
    if not _is_fit_for_id(name):
        sentence = _("“id” must be a text of at most %(longest)s characters or a whole number.")
        return refusal(None, number, sentence % {"longest": LONGEST_ID})
    try:
        return {"id": name, **answer(item)}
    except Refused as error:
        return refusal(name, number, str(error))


def refusal(name: Any, number: int, sentence: str) -> dict[str, Any]:
    """The answer to an item that cannot be decided; the sentence names its line."""
    told = _("Line %(number)s: %(sentence)s") % {"number": number, "sentence": sentence}
    return {"id": name, "line": number, "error": told}


def _is_fit_for_id(name: Any) -> bool:
    """Whether the id can be repeated in an answer as it came."""
    if isinstance(name, str):
        return len(name) <= LONGEST_ID and not _is_broken(name)
    return name is None or (isinstance(name, int) and not isinstance(name, bool))


def _is_broken(text: str) -> bool:
    """Half a surrogate pair is legal in JSON but cannot be written in UTF-8."""
    return not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)


def text_in(item: Mapping[str, Any], field: str, *, optional: bool = False) -> str:
    """A text of an item; raises Refused if it is missing, no text, or cannot be written in UTF-8."""
    value = item.get(field)
    if value is None and optional:
        return ""
    if not isinstance(value, str):
        raise Refused(_("“%(field)s” must be a text.") % {"field": field})
    if _is_broken(value):
        raise Refused(_("“%(field)s” holds half a character and cannot be read.") % {"field": field})
    return value


def object_in(item: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    """An object of an item; raises Refused if it is missing or something else."""
    value = item.get(field)
    if not isinstance(value, Mapping):
        raise Refused(_("“%(field)s” must be an object with named values.") % {"field": field})
    return value


def date_in(item: Mapping[str, Any], field: str) -> date:
    """A date of an item, such as 2026-07-31; raises Refused."""
    value = item.get(field)
    try:
        return (
            date.fromisoformat(value) if isinstance(value, str) and len(value) == _DATE else _no_date(value)
        )
    except ValueError:
        told = _("“%(field)s” must be a date that exists, such as 2026-07-31, not %(value)s.")
        raise Refused(told % {"field": field, "value": shown(value)}) from None


def _no_date(value: object) -> date:
    raise ValueError(value)
